/* Reading a mapping: what a file looks like, and its columns. */
#include "harness/ingest/map_loader.h"

#include "engine/base/vec.h"

rh_span rh_map__place(const rh_map_loader *l, const rh_node *at)
{
    return at != NULL ? at->span : (rh_span){.file = l->file, .line = 1, .col = 1};
}

bool rh_map__is_map(rh_map_loader *l, const rh_node *node, const char *name)
{
    if (node != NULL && node->kind == RH_NODE_MAP) return true;
    RH_MAP_WRONG(l, node, "a map is expected under \"%.*s\"", rh_str_of(name));
    return false;
}

void rh_map__only(rh_map_loader *l, const rh_node *map, const char *const *allowed, size_t n)
{
    for (size_t i = 0; i < map->n_pairs; i++) {
        bool is_known = false;
        for (size_t k = 0; k < n; k++) is_known |= rh_str_eq(map->pairs[i].key->text, rh_str_of(allowed[k]));
        if (!is_known)
            RH_MAP_WRONG(l, map->pairs[i].key, "\"%.*s\" is no key that is known here", map->pairs[i].key->text);
    }
}
rh_str rh_map__text(rh_map_loader *l, const rh_node *map, const char *key, bool is_required)
{
    const rh_node *node = rh_node_get(map, rh_str_of(key));
    if (node != NULL && node->kind == RH_NODE_SCALAR) return node->text;
    if (node != NULL || is_required)
        RH_MAP_WRONG(l, node != NULL ? node : map, "text is expected under \"%.*s\"", rh_str_of(key));
    return rh_str_null();
}

rh_strs rh_map__texts(rh_map_loader *l, const rh_node *map, const char *key)
{
    const rh_node *node = rh_node_get(map, rh_str_of(key));
    if (node == NULL) return (rh_strs){0};
    if (node->kind != RH_NODE_LIST) {
        RH_MAP_WRONG(l, node, "a list is expected under \"%.*s\"", rh_str_of(key));
        return (rh_strs){0};
    }
    rh_str *texts = RH_NEW_N(l->keep, node->n_items, rh_str);
    for (size_t i = 0; texts != NULL && i < node->n_items; i++) {
        texts[i] = node->items[i]->text;
        if (node->items[i]->kind != RH_NODE_SCALAR)
            RH_MAP_WRONG(l, node->items[i], "a list of texts is expected under \"%.*s\"", rh_str_of(key));
    }
    return (rh_strs){texts, texts != NULL ? node->n_items : 0};
}

rh_strs rh_map__split(rh_map_loader *l, rh_str path)
{
    RH_VEC(rh_str) parts = {0};
    for (size_t from = 0, i = 0; i <= path.len; i++) {
        if (i < path.len && path.ptr[i] != '.') continue;
        if (!RH_PUSH(l->keep, &parts, rh_str_slice(path, from, i))) break;
        from = i + 1;
    }
    return (rh_strs){parts.at, parts.n};
}

size_t rh_map__word(rh_str text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rh_str_eq(text, rh_str_of(words[i]))) return i;
    return n;
}
#define WORD(text, words) rh_map__word((text), (words), sizeof(words) / sizeof *(words))

/* ---- reads ---- */

/* The step that begins at *at; false when it is none. */
static bool read_step(rh_step *out, rh_str s, size_t *at)
{
    if (rh_str_starts(rh_str_slice(s, *at, s.len), RH_STR("[*]"))) {
        *out = (rh_step){.kind = RH_STEP_EACH};
        *at += 3;
        return true;
    }
    if (s.ptr[*at] != '.') return false;
    const size_t from = ++*at;
    while (*at < s.len && s.ptr[*at] != '.' && s.ptr[*at] != '[') ++*at;
    const rh_str name = rh_str_slice(s, from, *at);
    *out = (rh_step){rh_str_eq(name, RH_STR("*")) ? RH_STEP_MEMBERS : RH_STEP_KEY, name};
    return name.len > 0;
}

/* `$.records[*]`: names of members, `[*]` for all elements, `.*` for all members. */
static void read_way(rh_map_loader *l, const rh_node *node)
{
    RH_VEC(rh_step) steps = {0};
    const rh_str s = node->kind == RH_NODE_SCALAR ? node->text : RH_STR("");
    size_t n_many = 0, at = 1;
    bool is_way = rh_str_starts(s, RH_STR("$"));
    while (is_way && at < s.len) {
        rh_step step;
        is_way = read_step(&step, s, &at) && RH_PUSH(l->keep, &steps, step);
        n_many += is_way && step.kind != RH_STEP_KEY;
    }
    rh_reads *reads = &l->map->reads;
    if (!is_way) RH_MAP_WRONG(l, node, "\"%.*s\" is no path to rows, as $.records[*]", s);
    else if (n_many > RH_ROW_LEVELS) RH_MAP_WRONG(l, node, "\"%.*s\" has over four [*] or .*", s);
    else if (reads->n_ways == RH_READ_WAYS) RH_MAP_WRONG(l, node, "\"%.*s\" is one way to rows too many", s);
    else reads->ways[reads->n_ways++] = (rh_steps){steps.at, steps.n};
}

static void read_ways(rh_map_loader *l, const rh_node *reads, bool is_required)
{
    const rh_node *rows = rh_node_get(reads, RH_STR("rows"));
    if (rows == NULL) {
        if (is_required) RH_MAP_WRONG(l, reads, "text is expected under \"%.*s\"", RH_STR("rows"));
        return;
    }
    for (size_t i = 0; rows->kind == RH_NODE_LIST && i < rows->n_items; i++) read_way(l, rows->items[i]);
    if (rows->kind != RH_NODE_LIST) read_way(l, rows);
}

static const char *const formats[] = {
#define X(NAME, word) #word,
#include "harness/ingest/read/formats.def"
#undef X
};

static void read_format(rh_map_loader *l, const rh_node *reads)
{
    static const char *const encodings[] = {
#define X(NAME, word, title) word,
        RH_ENCODINGS(X)
#undef X
    };
    const rh_str format = rh_map__text(l, reads, "format", true), encoding = rh_map__text(l, reads, "encoding", false);
    l->map->reads.format = (rh_format)WORD(format, formats);
    if (format.ptr != NULL && l->map->reads.format == RH_N_READ_FORMATS)
        RH_MAP_WRONG(l, reads, "format \"%.*s\" is not read, only csv jsonl json xml xes ocel sqlite", format);
    if (encoding.ptr == NULL) return;
    l->map->reads.encoding = (rh_encoding)WORD(encoding, encodings);
    const bool is_other = !rh_str_eq(encoding, RH_STR("utf-8"));
    if (is_other && (l->map->reads.encoding == RH_N_ENCODINGS || l->map->reads.format != RH_READ_CSV))
        RH_MAP_WRONG(l, reads, "encoding \"%.*s\" is not read, only utf-8, and of csv windows-1252 and iso-8859-1",
                     encoding);
}

static void read_csv(rh_map_loader *l, const rh_node *reads)
{
    int64_t header = 1;
    const rh_str delimiter = rh_map__text(l, reads, "delimiter", false);
    const rh_node *row = rh_node_get(reads, RH_STR("header"));
    l->map->reads.delimiter = delimiter.ptr != NULL && delimiter.len == 1 ? delimiter.ptr[0] : ',';
    if (delimiter.ptr != NULL && (delimiter.len != 1 || strchr("\"\r\n", delimiter.ptr[0]) != NULL))
        RH_MAP_WRONG(l, rh_node_get(reads, RH_STR("delimiter")), "\"%.*s\" is no delimiter of one byte", delimiter);
    if (row != NULL && (!rh_node_int(row, &header) || header < 1 || header > 1000))
        RH_MAP_WRONG(l, row, "\"%.*s\" is no row of a header, from 1 to 1000", row->text);
    l->map->reads.header = (uint32_t)header;
}

/* Keys that say something of some formats alone. */
static const struct {
    const char *key;
    unsigned formats;
    const char *words;
} kept_for[] = {{"delimiter", 1U << RH_READ_CSV, "csv"},
                {"header", 1U << RH_READ_CSV, "csv"},
                {"rows", 1U << RH_READ_JSON | 1U << RH_READ_XML, "json and xml"},
                {"table", 1U << RH_READ_SQLITE, "sqlite"},
                {"object_type", 1U << RH_READ_OCEL, "ocel"}};

/* What stands there in vain was meant to do something. */
static void check_fit(rh_map_loader *l, const rh_node *reads, rh_format format)
{
    for (size_t i = 0; i < reads->n_pairs; i++)
        for (size_t k = 0; k < sizeof kept_for / sizeof *kept_for; k++) {
            const rh_node *key = reads->pairs[i].key;
            if (!rh_str_eq(key->text, rh_str_of(kept_for[k].key)) || (kept_for[k].formats >> format & 1) != 0) continue;
            l->code = rh_diags_add(l->diags, RH_MAP_KEY, rh_map__place(l, key),
                                   "\"%s\" is a key of %s, and the format is %s: take it out, or mend the format",
                                   kept_for[k].key, kept_for[k].words, formats[format]);
        }
}

void rh_map__load_reads(rh_map_loader *l, const rh_node *reads)
{
    if (!rh_map__is_map(l, reads, "reads")) return;
    RH_MAP_ONLY(l, reads, "format", "encoding", "delimiter", "header", "rows", "table", "object_type", "nulls");
    read_format(l, reads);
    if (l->code != RH_OK) return;
    const rh_format format = l->map->reads.format;
    check_fit(l, reads, format);
    l->map->nulls = rh_map__texts(l, reads, "nulls");
    read_ways(l, reads, format == RH_READ_JSON || format == RH_READ_XML);
    read_csv(l, reads);
    l->map->reads.table = rh_map__text(l, reads, "table", format == RH_READ_SQLITE);
    l->map->reads.object_type = rh_map__text(l, reads, "object_type", false);
}

/* ---- columns ---- */

static void read_type(rh_map_loader *l, rh_map_column *c, const rh_node *node)
{
    static const char *const words[] = {
#define X(NAME, word) word,
        RH_MAP_TYPES(X)
#undef X
    };
    const rh_str type = rh_map__text(l, node, "type", true);
    for (int i = 0; i < RH_N_MAP_TYPES; i++)
        if (rh_str_eq(type, rh_str_of(words[i]))) {
            c->type = (rh_map_type)i;
            return;
        }
    if (type.ptr != NULL)
        RH_MAP_WRONG(l, node,
                     "\"%.*s\" is no type of a column (string text int double bool money date timestamp json table)",
                     type);
}

static void read_order(rh_map_loader *l, rh_map_column *c, const rh_node *node)
{
    const bool is_written = rh_node_get(node, RH_STR("form")) != NULL; /* as a time */
    const rh_str order = rh_map__text(l, node, "order", c->type == RH_MAP_DATE && !is_written);
    if (c->type == RH_MAP_TIMESTAMP || is_written) c->order = RH_ORDER_YMD;
    bool is_known = order.ptr == NULL;
    for (int i = RH_ORDER_NONE + 1; i < RH_N_ORDERS; i++)
        if (rh_str_eq(order, rh_str_of(rh_map__orders[i]))) c->order = (rh_map_order)i, is_known = true;
    if (!is_known) RH_MAP_WRONG(l, node, "\"%.*s\" is no order of a date (ymd dmy mdy proven)", order);
}

static void read_scale(rh_map_loader *l, rh_map_column *c, const rh_node *node)
{
    const rh_node *scale = rh_node_get(node, RH_STR("scale"));
    if (scale == NULL && c->type != RH_MAP_MONEY) return;
    if (scale == NULL || c->type != RH_MAP_MONEY || !rh_node_int(scale, &c->scale) || c->scale < 0 || c->scale > 6)
        RH_MAP_WRONG(l, scale != NULL ? scale : node, "column \"%.*s\": money, and only money, has a scale from 0 to 6",
                     c->name);
}

static void read_class(rh_map_loader *l, rh_map_column *c, const rh_node *node)
{
    static const char *const words[] = {"id", "quasi", "free", "safe"};
    const rh_str word = rh_map__text(l, node, "class", false);
    if (word.ptr == NULL) return;
    c->is_id = rh_str_eq(word, RH_STR("id"));
    c->is_safe = rh_str_eq(word, RH_STR("safe"));
    if (WORD(word, words) == sizeof words / sizeof *words)
        RH_MAP_WRONG(l, node, "\"%.*s\" is no class (id quasi free safe)", word);
}

static void read_form(rh_map_loader *l, rh_map_column *c, const rh_node *node)
{
    static const char *const words[] = {
#define X(NAME, word, expected) word,
        RH_MAP_FORMS(X)
#undef X
    };
    const rh_str form = rh_map__text(l, node, "form", false);
    if (form.ptr == NULL) return;
    c->form = (rh_map_form)WORD(form, words);
    if (c->form == RH_N_MAP_FORMS || (c->type != RH_MAP_TIMESTAMP && c->type != RH_MAP_DATE))
        RH_MAP_WRONG(l, node, "\"%.*s\" is no form of a timestamp (rfc3339 iso local seconds millis micros)", form);
}

const rh_zone *rh_map__zone(rh_map_loader *l, const rh_node *map, bool is_required)
{
    const rh_str name = rh_map__text(l, map, "zone", is_required);
    if (name.ptr == NULL) return NULL;
    const rh_zone *found = l->map->lent->zones(l->map->lent->ctx, name);
    if (found == NULL)
        RH_MAP_WRONG(l, rh_node_get(map, RH_STR("zone")), "\"%.*s\" is no time zone that is known", name);
    return found;
}

static rh_strs whole(rh_map_loader *l, rh_str name)
{
    rh_str *one = RH_NEW(l->keep, rh_str);
    if (one == NULL) return (rh_strs){0};
    *one = name;
    return (rh_strs){one, 1};
}

/* In tables a name is a label as it stands; elsewhere points lead into objects, and where none answers the name may be
 * a member's own, points and all. */
static size_t put_paths(rh_strs *out, rh_map_loader *l, rh_str name)
{
    const bool is_table = rh_map__is_table(l->map);
    const rh_str kept = rh_arena_str(l->keep, name);
    const bool has_points = !is_table && rh_str_find(name, RH_STR(".")) != SIZE_MAX;
    if (rh_str_starts(name, RH_STR("^"))) l->map->reads.wants_outer = true;
    if (rh_str_starts(name, RH_STR("object.attributes."))) l->map->reads.wants_objects = true;
    out[0] = is_table ? whole(l, kept) : rh_map__split(l, kept);
    if (has_points) out[1] = whole(l, kept);
    return has_points ? 2 : 1;
}

static void read_paths(rh_map_loader *l, rh_map_column *c, const rh_node *node)
{
    const rh_strs also = rh_map__texts(l, node, "also");
    rh_strs *paths = RH_NEW_N(l->keep, 2 * (also.n + 1), rh_strs);
    if (paths == NULL) return;
    c->n_paths = put_paths(paths, l, c->name);
    for (size_t i = 0; i < also.n; i++) c->n_paths += put_paths(paths + c->n_paths, l, also.at[i]);
    c->paths = paths;
}

/* What stands in place of a value is text: a list, a map or a null would be another value than is meant. */
static void read_values(rh_map_loader *l, rh_map_column *c, const rh_node *node)
{
    c->values = rh_node_get(node, RH_STR("values"));
    if (c->values == NULL || !rh_map__is_map(l, c->values, "values")) return;
    for (size_t i = 0; i < c->values->n_pairs; i++) {
        const rh_node *to = c->values->pairs[i].value;
        const bool is_null = to->kind == RH_NODE_SCALAR && to->is_plain &&
                             (rh_str_eq(to->text, RH_STR("null")) || rh_str_eq(to->text, RH_STR("~")) ||
                              to->text.len == 0);
        if (to->kind == RH_NODE_SCALAR && !is_null) continue;
        RH_MAP_WRONG(l, to,
                     "text is expected in place of \"%.*s\"; a text that nulls names says that there is no value",
                     c->values->pairs[i].key->text);
    }
}

static void read_column(rh_map_loader *l, rh_map_column *c, rh_str name, const rh_node *node)
{
    c->name = name;
    if (!rh_map__is_map(l, node, "columns")) return;
    RH_MAP_ONLY(l, node, "as", "also", "type", "class", "values", "order", "form", "zone", "scale", "optional", "key");
    read_paths(l, c, node);
    c->as = rh_map__text(l, node, "as", true);
    read_type(l, c, node);
    read_order(l, c, node);
    read_scale(l, c, node);
    read_class(l, c, node);
    read_form(l, c, node);
    c->key = rh_map__text(l, node, "key", false);
    if (c->key.ptr != NULL && c->type != RH_MAP_TABLE)
        RH_MAP_WRONG(l, node, "column \"%.*s\" has a key, which only tables have", c->name);
    c->zone = rh_map__zone(l, node, (c->type == RH_MAP_DATE || c->form == RH_FORM_LOCAL) && l->map->zone == NULL);
    if (c->zone == NULL) c->zone = l->map->zone;
    read_values(l, c, node);
    const rh_node *optional = rh_node_get(node, RH_STR("optional"));
    if (optional != NULL && !rh_node_bool(optional, &c->is_optional))
        RH_MAP_WRONG(l, optional, "\"%.*s\" is neither true nor false", optional->text);
}

void rh_map__load_columns(rh_map_loader *l, const rh_node *columns)
{
    if (!rh_map__is_map(l, columns, "columns")) return;
    rh_map_column *at = RH_NEW_N(l->keep, columns->n_pairs, rh_map_column);
    if (at == NULL) return;
    for (size_t i = 0; i < columns->n_pairs; i++) {
        read_column(l, &at[i], columns->pairs[i].key->text, columns->pairs[i].value);
        for (size_t k = 0; k < i; k++)
            if (rh_str_eq(at[k].as, at[i].as))
                RH_MAP_WRONG(l, columns->pairs[i].value, "two columns are called \"%.*s\"", at[i].as);
    }
    l->map->columns = at;
    l->map->n_columns = columns->n_pairs;
}
