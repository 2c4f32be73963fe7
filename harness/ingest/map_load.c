/* Reading and compiling a mapping. */
#include "harness/ingest/map_loader.h"

#include "harness/load/yaml.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"

#include "engine/base/limits.h"

#include <stdio.h>

/* match: the columns that a file must have, and of some the text that its rows must have there. */
static void read_match(rh_map_loader *l, const rh_node *match)
{
    if (match == NULL || !rh_map__is_map(l, match, "match")) return;
    RH_MAP_ONLY(l, match, "all", "is");
    l->map->match = rh_map__texts(l, match, "all");
    l->map->is = rh_node_get(match, RH_STR("is"));
    if (l->map->is == NULL || !rh_map__is_map(l, l->map->is, "is")) return;
    for (size_t i = 0; i < l->map->is->n_pairs; i++)
        if (l->map->is->pairs[i].value->kind != RH_NODE_SCALAR)
            RH_MAP_WRONG(l, l->map->is->pairs[i].value, "text is expected under \"%.*s\"", RH_STR("is"));
}

/* What match names are columns. */
static void check_match(rh_map_loader *l, const rh_node *match)
{
    l->map->matched = RH_NEW_N(l->keep, l->map->match.n, const rh_map_column *);
    for (size_t i = 0; l->map->matched != NULL && i < l->map->match.n; i++) {
        l->map->matched[i] = rh_map__column(l->map, l->map->match.at[i]);
        if (l->map->matched[i] == NULL)
            RH_MAP_WRONG(l, match, "\"%.*s\" is no column of the mapping", l->map->match.at[i]);
    }
    for (size_t i = 0; l->map->is != NULL && i < l->map->is->n_pairs; i++)
        if (rh_map__column(l->map, l->map->is->pairs[i].key->text) == NULL)
            RH_MAP_WRONG(l, l->map->is->pairs[i].key, "\"%.*s\" is no column of the mapping",
                         l->map->is->pairs[i].key->text);
}

/* ---- expressions ---- */

static const rh_type *column_type(rh_map_loader *l, const rh_map_column *c)
{
    static const rh_type *const types[RH_N_MAP_TYPES] = {
        [RH_MAP_STRING] = &rh_type_string,  [RH_MAP_TEXT] = &rh_type_string,         [RH_MAP_INT] = &rh_type_int,
        [RH_MAP_DOUBLE] = &rh_type_double,  [RH_MAP_BOOL] = &rh_type_bool,           [RH_MAP_MONEY] = &rh_type_int,
        [RH_MAP_DATE] = &rh_type_timestamp, [RH_MAP_TIMESTAMP] = &rh_type_timestamp, [RH_MAP_JSON] = &rh_type_dyn,
        [RH_MAP_TABLE] = &rh_type_dyn};
    rh_type *type = RH_NEW(l->keep, rh_type);
    if (type == NULL) return NULL;
    *type = *types[c->type];
    type->is_nullable = c->is_optional;
    return type;
}

static rh_str joined(rh_map_loader *l, const char *prefix, rh_str name)
{
    rh_buf buf;
    rh_buf_init(&buf, l->keep, 1 << 16);
    rh_buf_printf(&buf, "%s.%.*s", prefix, RH_ARG(name));
    return rh_buf_str(&buf);
}

/* prev.AS, which is null in the first row of a history. */
static void name_past(rh_map_loader *l, rh_name *out, size_t column)
{
    rh_map_column c = l->map->columns[column];
    c.is_optional = true;
    *out = (rh_name){.name = joined(l, "prev", c.as),
                     .type = column_type(l, &c),
                     .cls = RH_NAME_SLOT,
                     .slot = (uint32_t)(l->map->n_columns + RH_MAP_FILE_SLOTS + column),
                     .is_optional = true};
}

/* The names of the row environment: row.* in the columns' slots, file.* behind them. */
static rh_code make_pool(rh_map_loader *l, bool has_history, rh_err *err)
{
    const size_t n = l->map->n_columns;
    rh_env *env = RH_NEW(l->keep, rh_env);
    const size_t n_names = n + RH_MAP_FILE_SLOTS + (has_history ? n : 0);
    rh_name *names = RH_NEW_N(l->keep, n_names, rh_name);
    if (env == NULL || names == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++)
        names[i] = (rh_name){.name = joined(l, "row", l->map->columns[i].as),
                             .type = column_type(l, &l->map->columns[i]),
                             .cls = RH_NAME_SLOT,
                             .slot = (uint32_t)i,
                             .is_optional = l->map->columns[i].is_optional};
    names[n] = (rh_name){
        .name = RH_STR("file.name"), .type = &rh_type_string, .cls = RH_NAME_SLOT, .slot = (uint32_t)n};
    names[n + 1] = (rh_name){
        .name = RH_STR("file.exported_at"), .type = &rh_type_timestamp, .cls = RH_NAME_SLOT, .slot = (uint32_t)n + 1};
    for (size_t i = 0; has_history && i < n; i++) name_past(l, &names[n + RH_MAP_FILE_SLOTS + i], i);
    *env = (rh_env){.names = names,
                    .n_names = n_names,
                    .flags = RH_ENV_CORE_FUNCTIONS | RH_ENV_EXTENSIONS,
                    .n_slots = (uint32_t)n_names,
                    .regex_ok = l->map->lent->regex_ok,
                    .regex_ctx = l->map->lent->ctx,
                    .unknown = RH_MAP_NAME};
    if (rh_arena_failed(l->keep)) return rh_err_nomem(err);
    return rh_pool_new(&l->map->pool, l->keep, env, err);
}

static rh_map_expr no_expr(void)
{
    return (rh_map_expr){.root = RH_EXPR_NONE};
}

/* Whether the text is `row.` or `prev.` and the name of a column: a slot that needs no evaluation. */
static void note_column(const rh_map_file *map, rh_map_expr *e, rh_str text)
{
    const bool is_past = rh_str_starts(text, RH_STR("prev."));
    const size_t head = is_past ? 5 : 4;
    if (e->root == RH_EXPR_NONE || (!is_past && !rh_str_starts(text, RH_STR("row.")))) return;
    for (size_t i = 0; i < map->n_columns; i++) {
        if (!rh_str_eq(rh_str_slice(text, head, text.len), map->columns[i].as)) continue;
        e->is_column = true;
        e->is_date = map->columns[i].type == RH_MAP_DATE;
        e->column = (uint32_t)i;
        e->slot = (uint32_t)(is_past ? map->n_columns + RH_MAP_FILE_SLOTS + i : i);
    }
}

static rh_map_expr compile(rh_map_loader *l, const rh_node *node, const rh_type *want)
{
    rh_map_expr e = no_expr();
    const rh_ast *ast;
    if (node == NULL) return e;
    if (node->kind != RH_NODE_SCALAR) {
        RH_MAP_WRONG(l, node, "an expression is expected%.*s", RH_STR(""));
        return e;
    }
    rh_code code = rh_ast_parse(&ast, l->keep, node->text, node, l->diags);
    if (code == RH_OK) code = rh_pool_add(l->map->pool, &e.root, ast, want, l->diags);
    if (code != RH_OK && l->code == RH_OK) l->code = code;
    note_column(l->map, &e, node->text);
    return e;
}

static rh_map_expr required(rh_map_loader *l, const rh_node *map, const char *key, const rh_type *want)
{
    const rh_node *node = rh_node_get(map, rh_str_of(key));
    if (node == NULL) RH_MAP_WRONG(l, map, "\"%.*s\" is missing", rh_str_of(key));
    return compile(l, node, want);
}

static rh_map_expr optional(rh_map_loader *l, const rh_node *map, const char *key, const rh_type *want)
{
    return compile(l, rh_node_get(map, rh_str_of(key)), want);
}

static void read_members(rh_map_loader *l, rh_map_emit *e, const rh_node *node)
{
    const rh_node *data = rh_node_get(node, RH_STR("data")), *fields = rh_node_get(node, RH_STR("fields"));
    const rh_node *from = data != NULL ? data : fields;
    e->is_fields = fields != NULL;
    if (data != NULL && fields != NULL) RH_MAP_WRONG(l, fields, "an event has either data or fields%.*s", RH_STR(""));
    if (e->is_fields && !rh_str_eq(e->type, RH_STR("fields_ingested")))
        RH_MAP_WRONG(l, fields, "fields are of fields_ingested, not of \"%.*s\"", e->type);
    if (from == NULL || !rh_map__is_map(l, from, e->is_fields ? "fields" : "data")) return;
    rh_map_member *members = RH_NEW_N(l->keep, from->n_pairs, rh_map_member);
    if (members == NULL) return;
    for (size_t i = 0; i < from->n_pairs; i++) {
        const rh_str key = from->pairs[i].key->text;
        const size_t dot = rh_str_find(key, RH_STR("."));
        if (e->is_fields && (dot == SIZE_MAX || dot == 0 || dot + 1 == key.len))
            RH_MAP_WRONG(l, from->pairs[i].key, "\"%.*s\" is no field, as crm.stage", key);
        members[i] = (rh_map_member){.key = key, .value = compile(l, from->pairs[i].value, NULL)};
    }
    e->members = members;
    e->n_members = from->n_pairs;
    if (l->code == RH_OK && !rh_map__make_frame(e, l->keep)) l->code = RH_NOMEM;
}

static void read_emit(rh_map_loader *l, rh_map_emit *e, const rh_node *node)
{
    *e = (rh_map_emit){.when = no_expr()};
    if (!rh_map__is_map(l, node, "emit")) return;
    RH_MAP_ONLY(l, node, "when", "type", "id", "time", "knowntime", "actor", "actorrole", "actorkind", "sequence",
                "data", "fields");
    e->type = rh_map__text(l, node, "type", true);
    if (e->type.ptr != NULL && e->type.len == 0)
        RH_MAP_WRONG(l, rh_node_get(node, RH_STR("type")), "a type is expected%.*s", RH_STR(""));
    e->when = optional(l, node, "when", &rh_type_bool);
    e->id = required(l, node, "id", &rh_type_string);
    e->time = required(l, node, "time", &rh_type_timestamp);
    e->knowntime = optional(l, node, "knowntime", &rh_type_timestamp);
    e->actor = optional(l, node, "actor", &rh_type_string);
    e->actorrole = optional(l, node, "actorrole", &rh_type_string);
    e->actorkind = optional(l, node, "actorkind", &rh_type_string);
    e->sequence = optional(l, node, "sequence", &rh_type_string);
    read_members(l, e, node);
}

static void read_emits(rh_map_loader *l, const rh_node *root)
{
    const rh_node *emit = rh_node_get(root, RH_STR("emit"));
    if (emit == NULL || emit->kind != RH_NODE_LIST || emit->n_items == 0) {
        RH_MAP_WRONG(l, emit != NULL ? emit : root, "a list of events is expected under \"%.*s\"", RH_STR("emit"));
        return;
    }
    rh_map_emit *emits = RH_NEW_N(l->keep, emit->n_items, rh_map_emit);
    if (emits == NULL) return;
    for (size_t i = 0; i < emit->n_items; i++) read_emit(l, &emits[i], emit->items[i]);
    l->map->emits = emits;
    l->map->n_emits = emit->n_items;
}

/* ---- history ---- */

static void read_history(rh_map_loader *l, const rh_node *node)
{
    l->map->history.key = l->map->history.order = no_expr();
    if (node == NULL || !rh_map__is_map(l, node, "history")) return;
    RH_MAP_ONLY(l, node, "key", "order");
    l->map->history.key = required(l, node, "key", &rh_type_string);
    l->map->history.order = required(l, node, "order", NULL);
}

/* ---- joins ---- */

static void read_join(rh_map_loader *l, rh_map_join *join, rh_str *name, const rh_node *node)
{
    static const char *const words[] = {
#define X(NAME, word) word,
        RH_JOIN_WAYS(X)
#undef X
    };
    if (!rh_map__is_map(l, node, "joins")) return;
    RH_MAP_ONLY(l, node, "on", "value", "by");
    const rh_str on = rh_map__text(l, node, "on", true), by = rh_map__text(l, node, "by", false);
    const size_t dot = rh_str_find(on, RH_STR("."));
    if (on.ptr != NULL && (dot == SIZE_MAX || dot == 0 || dot + 1 == on.len))
        RH_MAP_WRONG(l, rh_node_get(node, RH_STR("on")), "\"%.*s\" is no field, as crm.opportunity_id", on);
    join->way = RH_N_JOIN_WAYS;
    for (int w = 0; w < RH_N_JOIN_WAYS; w++)
        if (by.ptr == NULL ? w == RH_JOIN_EXACT : rh_str_eq(by, rh_str_of(words[w]))) join->way = (rh_join_way)w;
    if (join->way == RH_N_JOIN_WAYS)
        RH_MAP_WRONG(l, rh_node_get(node, RH_STR("by")), "\"%.*s\" is no way to compare (exact email domain)", by);
    rh_buf buf;
    rh_buf_init(&buf, l->keep, 1 << 16);
    rh_buf_put(&buf, on);
    if (join->way != RH_JOIN_EXACT) rh_buf_printf(&buf, " by %.*s", RH_ARG(by));
    join->name = *name = rh_buf_str(&buf);
    join->value = required(l, node, "value", NULL);
}

static void read_joins(rh_map_loader *l, const rh_node *root)
{
    const rh_node *list = rh_node_get(root, RH_STR("joins"));
    if (list == NULL) return;
    if (list->kind != RH_NODE_LIST || list->n_items == 0) {
        RH_MAP_WRONG(l, list, "a list of joins is expected under \"%.*s\"", RH_STR("joins"));
        return;
    }
    rh_map_join *joins = RH_NEW_N(l->keep, list->n_items, rh_map_join);
    rh_str *names = RH_NEW_N(l->keep, list->n_items, rh_str);
    if (joins == NULL || names == NULL) return;
    for (size_t i = 0; i < list->n_items; i++) read_join(l, &joins[i], &names[i], list->items[i]);
    l->map->joins = joins;
    l->map->n_joins = list->n_items;
    l->map->join_names = (rh_strs){names, list->n_items};
}

rh_strs rh_map_joins(const rh_map_file *map)
{
    return map->join_names;
}

/* Which columns of the row before an expression reads; whether it reads the instant of export. */
static bool look_at_reads(rh_map_file *map, const rh_map_expr *e)
{
    size_t n = 0;
    bool reads_export = false;
    const uint32_t *reads = e->root != RH_EXPR_NONE ? rh_pool_reads(map->pool, e->root, &n) : NULL;
    const size_t export_slot = map->n_columns + 1, first_before = map->n_columns + RH_MAP_FILE_SLOTS;
    for (size_t i = 0; i < n; i++) {
        reads_export |= reads[i] == export_slot;
        if (reads[i] >= first_before) map->looks_back[reads[i] - first_before] = true;
    }
    return reads_export;
}

/* All that a final snapshot says is known only at the instant of export. */
static void note_reads(rh_map_file *map, rh_map_expr *e)
{
    e->reads_export |= look_at_reads(map, e);
    map->needs_export |= e->reads_export;
}

static void note_all_reads(rh_map_file *map)
{
    size_t n = 0;
    const uint32_t *reads = rh_pool_reads(map->pool, map->source.root, &n);
    for (size_t i = 0; i < n; i++) map->is_by_file |= reads[i] == map->n_columns;
    note_reads(map, &map->source);
    note_reads(map, &map->subject);
    note_reads(map, &map->known);
    for (size_t i = 0; i < map->n_joins; i++) look_at_reads(map, &map->joins[i].value);
    for (size_t i = 0; i < map->n_emits; i++) {
        rh_map_emit *e = &map->emits[i];
        rh_map_expr *all[] = {&e->when,  &e->id,        &e->time,      &e->knowntime,
                              &e->actor, &e->actorrole, &e->actorkind, &e->sequence};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++) note_reads(map, all[k]);
        for (size_t k = 0; k < e->n_members; k++) note_reads(map, &e->members[k].value);
    }
}

/* ---- the file ---- */

static rh_code read_root(rh_map_loader *l, const rh_node *root, rh_err *err)
{
    if (!rh_map__is_map(l, root, "map")) return l->code;
    RH_MAP_ONLY(l, root, "map", "reads", "match", "columns", "source", "subject", "known", "zone", "joins", "history",
                "emit");
    const rh_str name = rh_map__text(l, root, "map", true);
    if (name.ptr != NULL) l->map->name = name;
    rh_map__load_reads(l, rh_node_get(root, RH_STR("reads")));
    read_match(l, rh_node_get(root, RH_STR("match")));
    if (l->code != RH_OK) return l->code;
    l->map->zone = rh_map__zone(l, root, false);
    rh_map__load_columns(l, rh_node_get(root, RH_STR("columns")));
    check_match(l, rh_node_get(root, RH_STR("match")));
    if (l->code != RH_OK) return l->code;
    const rh_node *history = rh_node_get(root, RH_STR("history"));
    rh_code code = make_pool(l, history != NULL, err);
    if (code != RH_OK) return code;
    read_history(l, history);
    l->map->source = required(l, root, "source", &rh_type_string);
    read_joins(l, root);
    l->map->subject = l->map->n_joins > 0 ? optional(l, root, "subject", &rh_type_string)
                                          : required(l, root, "subject", &rh_type_string);
    l->map->known = optional(l, root, "known", &rh_type_timestamp);
    read_emits(l, root);
    if (l->code != RH_OK) return l->code;
    code = rh_pool_seal(l->map->pool, err);
    if (code != RH_OK) return code;
    l->map->looks_back = RH_NEW_N(l->keep, l->map->n_columns, bool);
    if (l->map->looks_back == NULL) return rh_err_nomem(err);
    note_all_reads(l->map);
    return RH_OK;
}

static bool is_path(rh_str name)
{
    return rh_str_find(name, RH_STR("/")) != SIZE_MAX || rh_str_ends(name, RH_STR(".yaml"));
}

rh_code rh_map_text(rh_str *text, rh_arena *keep, const char *name, rh_err *err)
{
    if (is_path(rh_str_of(name))) return rh_file_read(text, keep, name, RH_LIMIT_FILE_BYTES, err);
    *text = rh_map__builtin_text(rh_str_of(name));
    if (text->ptr != NULL) return RH_OK;
    rh_str names[RH_MAP_BUILTIN_MOST];
    const rh_str shown = rh_show(keep, rh_str_of(name), 80),
                 nearest = rh_str_nearest(rh_str_of(name), rh_map_builtin(names));
    return rh_err_set(err, RH_MAP_UNKNOWN, (rh_span){0}, "no mapping is called \"%.*s\"%s%.*s", RH_ARG(shown),
                      nearest.ptr != NULL ? "; the nearest is " : "", RH_ARG(nearest));
}

static rh_code hash_text(rh_sha256 *out, rh_str text, rh_err *err)
{
    rh_hasher *hasher;
    const rh_code code = rh_hasher_new(&hasher, err);
    if (code != RH_OK) return code;
    *out = rh_hasher_of(hasher, text);
    rh_hasher_free(hasher);
    return RH_OK;
}

rh_code rh_map_read(const rh_map_file **out, rh_arena *keep, rh_str name, rh_str text, const rh_lent *lent,
                    rh_diags *diags)
{
    rh_err err = {0};
    const rh_node *root = NULL;
    rh_map_file *map = RH_NEW(keep, rh_map_file);
    rh_code code = map == NULL ? rh_err_nomem(&err) : hash_text(&map->hash, text, &err);
    if (code != RH_OK) {
        rh_diags_error(diags, &err);
        return code;
    }
    code = rh_yaml_compose(&root, keep, name, text, diags);
    if (code != RH_OK) return code;
    map->name = name;
    map->lent = lent;
    rh_map_loader l = {.keep = keep, .diags = diags, .map = map, .file = name};
    code = read_root(&l, root, &err);
    if (code != RH_OK && diags->n_errors == 0) rh_diags_error(diags, &err);
    if (code == RH_OK) *out = map;
    return code;
}

rh_code rh_map_load(const rh_map_file **out, rh_arena *keep, const char *name, const rh_lent *lent, rh_diags *diags)
{
    rh_err err = {0};
    rh_str text = {0};
    const rh_str file = rh_arena_str(keep, rh_str_of(name));
    const rh_code code = file.ptr == NULL ? rh_err_nomem(&err) : rh_map_text(&text, keep, name, &err);
    if (code == RH_OK) return rh_map_read(out, keep, file, text, lent, diags);
    rh_diags_error(diags, &err);
    return code;
}

rh_str rh_map_name(const rh_map_file *map)
{
    return map->name;
}
bool rh_map_needs_exported_at(const rh_map_file *map)
{
    return map->needs_export;
}

bool rh_map_is_by_file(const rh_map_file *map)
{
    return map->is_by_file;
}

size_t rh_map_label(char out[256], const rh_ingest_options *options)
{
    char hex[RH_SHA256_HEX + 1], at[32] = "-";
    const rh_str name = rh_str_slice(options->map->name, 0, 100);
    rh_sha256_hex(hex, &options->map->hash);
    if (options->has_exported_at) rh_instant_text(at, options->exported_at);
    return (size_t)snprintf(out, 256, "%.*s %.16s %s", RH_ARG(name), hex, at);
}
