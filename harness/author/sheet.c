/* Entries as rows: cells that lose nothing, and what people read. */
#include "harness/author/sheet.h"

#include "engine/base/show.h"
#include "harness/author/sheet_insides.h"
#include "harness/load/canonical.h"

enum { CELL_BYTES = 4 << 20 };

const rh_sheet_column rh_sheet__columns[RH_SHEET_COLUMNS] = {
#define X(form, path, title) {RH_SHEET_##form, {path, sizeof(path) - 1}, {title, sizeof(title) - 1}},
#include "harness/author/columns.def"
#undef X
};

/* ---- cells ---- */

bool rh_sheet__is_literal(rh_str text)
{
    const rh_node plain = {.kind = RH_NODE_SCALAR, .is_plain = true, .text = text};
    bool b;
    int64_t i;
    double d;
    return rh_node_is_null(&plain) || rh_node_bool(&plain, &b) || rh_node_int(&plain, &i) || rh_node_double(&plain, &d);
}

void rh_sheet__put_json(rh_buf *out, rh_str json)
{
    for (size_t i = 0; i < json.len;) {
        const size_t from = i;
        const unsigned long c = rh_utf8_next(json, &i);
        if (c > 0xFFFF && rh_is_invisible(c))
            rh_buf_printf(out, "\\u%04lx\\u%04lx", 0xD800 + ((c - 0x10000) >> 10), 0xDC00 + ((c - 0x10000) & 0x3FF));
        else if (rh_is_invisible(c)) rh_buf_printf(out, "\\u%04lx", c);
        else rh_buf_put(out, rh_str_slice(json, from, i));
    }
}

/* As the canonical form, but with keys in the order of the file. Recursion is bounded by the depth of YAML. */
static void put_ordered(rh_buf *out, rh_arena *keep, const rh_node *node)
{
    if (node->kind == RH_NODE_SCALAR) {
        rh_canonical_put(out, keep, node);
        return;
    }
    const bool is_list = node->kind == RH_NODE_LIST;
    rh_buf_byte(out, is_list ? '[' : '{');
    for (size_t i = 0; i < node->n_items; i++) {
        if (i > 0) rh_buf_put(out, RH_STR(", "));
        put_ordered(out, keep, node->items[i]);
    }
    for (size_t i = 0; i < node->n_pairs; i++) {
        if (i > 0) rh_buf_put(out, RH_STR(", "));
        rh_buf_json_str(out, node->pairs[i].key->text);
        rh_buf_put(out, RH_STR(": "));
        put_ordered(out, keep, node->pairs[i].value);
    }
    rh_buf_byte(out, is_list ? ']' : '}');
}

static void put_node_json(rh_buf *out, rh_arena *keep, const rh_node *node)
{
    rh_buf json;
    rh_buf_init(&json, keep, CELL_BYTES);
    put_ordered(&json, keep, node);
    if (json.failed) out->failed = true;
    rh_sheet__put_json(out, rh_buf_str(&json));
}

/* Whether the text can stand by itself: it would not be read as anything else. */
static bool stands(rh_str text, bool is_line)
{
    size_t at = 0;
    if (text.len == 0 || memchr("\"'[{", text.ptr[0], 4) != NULL || rh_sheet__is_literal(text)) return false;
    while (at < text.len) {
        const unsigned long c = rh_utf8_next(text, &at);
        if (c == '\n' ? is_line : rh_is_invisible(c)) return false;
    }
    return true;
}

static void put_scalar(rh_buf *out, rh_arena *keep, const rh_node *node, bool is_line)
{
    const bool is_text = !node->is_plain || !rh_sheet__is_literal(node->text);
    if (is_text && stands(node->text, is_line)) rh_buf_put(out, node->text);
    else put_node_json(out, keep, node);
}

/* A list as lines, where every item is a scalar or, in a column of maps, whatever JSON holds. */
static bool put_lines(rh_buf *out, rh_arena *keep, const rh_node *list, rh_sheet_form form)
{
    if (list->kind != RH_NODE_LIST || list->n_items == 0) return false;
    for (size_t i = 0; i < list->n_items; i++)
        if ((list->items[i]->kind == RH_NODE_SCALAR) != (form != RH_SHEET_ROWS)) return false;
    if (form == RH_SHEET_EITHER && list->n_items == 1) return false; /* one line is the word: all is not [all] */
    for (size_t i = 0; i < list->n_items; i++) {
        if (i > 0) rh_buf_byte(out, '\n');
        if (form != RH_SHEET_ROWS) put_scalar(out, keep, list->items[i], true);
        else put_node_json(out, keep, list->items[i]);
    }
    return true;
}

static rh_str cell_of(rh_arena *keep, const rh_node *node, rh_sheet_form form)
{
    rh_buf out;
    if (node == NULL) return rh_str_null();
    rh_buf_init(&out, keep, CELL_BYTES);
    if (form != RH_SHEET_TEXT && put_lines(&out, keep, node, form))
        return out.failed ? rh_str_null() : rh_buf_str(&out);
    if (node->kind == RH_NODE_SCALAR) put_scalar(&out, keep, node, form == RH_SHEET_EITHER);
    else put_node_json(&out, keep, node);
    return out.failed ? rh_str_null() : rh_buf_str(&out);
}

static const rh_node *node_at(const rh_node *root, rh_str path)
{
    const size_t dot = rh_str_find(path, RH_STR("."));
    const rh_node *node = rh_node_get(root, rh_str_slice(path, 0, dot));
    return dot == SIZE_MAX ? node : rh_node_get(node, rh_str_slice(path, dot + 1, path.len));
}

/* ---- what people read ---- */

static rh_strs actions_of(rh_arena *keep, const rh_register *reg, const rh_entry *e, rh_verdict level)
{
    rh_str *out = RH_NEW_N(keep, e->n_effects + 1, rh_str);
    size_t n = 0;
    for (size_t i = 0; out != NULL && i < e->n_effects; i++)
        if (e->effects[i].level == level) out[n++] = reg->actions[e->effects[i].action].id;
    return (rh_strs){out, n};
}

static rh_str role_name(const rh_register *reg, uint32_t role)
{
    return reg->roles[role].title.ptr != NULL ? reg->roles[role].title : reg->roles[role].id;
}

static void put_span(rh_buf *out, rh_span_of_time span)
{
    static const char *const units[] = {"minute", "hour", "day", "business hour", "business day"};
    rh_buf_printf(out, "%lld %s%s", (long long)span.n, units[span.unit], span.n == 1 ? "" : "s");
}

static rh_str response_of(rh_arena *keep, const rh_register *reg, const rh_entry *e)
{
    rh_buf out;
    rh_buf_init(&out, keep, 256);
    for (size_t i = 0; i < reg->n_tiers; i++) {
        if (reg->tiers[i].tier != e->sla) continue;
        put_span(&out, reg->tiers[i].clock);
        if (reg->tiers[i].stops) rh_buf_put(&out, RH_STR(", everything stops"));
    }
    return rh_buf_str(&out);
}

static rh_strs tasks_of(rh_arena *keep, const rh_entry *e)
{
    rh_str *out = RH_NEW_N(keep, e->n_tasks + 1, rh_str);
    for (size_t i = 0; out != NULL && i < e->n_tasks; i++) {
        rh_buf text;
        rh_buf_init(&text, keep, 1 << 16);
        rh_buf_printf(&text, "%.*s: %.*s", RH_ARG(e->tasks[i].owner), RH_ARG(e->tasks[i].text));
        if (e->tasks[i].has_after) {
            rh_buf_put(&text, RH_STR(", after "));
            put_span(&text, e->tasks[i].after);
        }
        out[i] = rh_buf_str(&text);
    }
    return (rh_strs){out, out != NULL ? e->n_tasks : 0};
}

static rh_strs tests_of(rh_arena *keep, const rh_entry *e)
{
    const size_t n = e->acceptance != NULL ? e->acceptance->n_items : 0;
    rh_str *out = RH_NEW_N(keep, n + 1, rh_str);
    for (size_t i = 0; out != NULL && i < n; i++) {
        const rh_node *name = rh_node_get(e->acceptance->items[i], RH_STR("name"));
        out[i] = name != NULL ? name->text : RH_STR("");
    }
    return (rh_strs){out, out != NULL ? n : 0};
}

static rh_str words_of(rh_arena *keep, const rh_env *env, const rh_entry *e)
{
    const rh_ast *ast;
    rh_diags unheard;
    rh_buf out;
    rh_diags_init(&unheard, keep);
    rh_buf_init(&out, keep, 1 << 16);
    if (rh_ast_parse(&ast, keep, e->when.text, e->when.node, &unheard) != RH_OK) return rh_str_null();
    rh_expr_words(&out, ast, env, true);
    return out.failed ? rh_str_null() : rh_buf_str(&out);
}

static void fill_row(rh_model_entry_row *row, rh_arena *keep, const rh_register *reg, const rh_env *env,
                     const rh_entry *e)
{
    const rh_span span = e->node->span;
    rh_str *cells = RH_NEW_N(keep, RH_SHEET_COLUMNS, rh_str);
    for (size_t c = 0; cells != NULL && c < RH_SHEET_COLUMNS; c++)
        cells[c] = cell_of(keep, node_at(e->node, rh_sheet__columns[c].path), rh_sheet__columns[c].form);
    *row = (rh_model_entry_row){.cells = cells,
                                .place = {span.file, span.line, span.col},
                                .id = e->id,
                                .title = e->title,
                                .lane = e->lane,
                                .trigger = e->trigger,
                                .risk = rh_str_of(rh_risk_name(e->risk)),
                                .human = e->human,
                                .says = words_of(keep, env, e),
                                .when = e->when.text,
                                .owner = role_name(reg, e->primary),
                                .escalation = role_name(reg, e->escalation),
                                .response = response_of(keep, reg, e),
                                .segments = e->segments,
                                .evidence = e->evidence,
                                .ai = e->ai_may,
                                .blocked = actions_of(keep, reg, e, RH_BLOCK),
                                .held = actions_of(keep, reg, e, RH_HOLD),
                                .drafted = actions_of(keep, reg, e, RH_DRAFT),
                                .audit = e->audit,
                                .tests = tests_of(keep, e),
                                .tasks = tasks_of(keep, e)};
}

rh_code rh_sheet_of(rh_table_report *out, rh_arena *keep, const rh_register *reg, const rh_env *env, rh_err *err)
{
    rh_model_entry_row *rows = RH_NEW_N(keep, reg->n_entries, rh_model_entry_row);
    rh_str *keys = RH_NEW_N(keep, RH_SHEET_COLUMNS, rh_str), *titles = RH_NEW_N(keep, RH_SHEET_COLUMNS, rh_str);
    if (rows == NULL || keys == NULL || titles == NULL) return rh_err_nomem(err);
    for (size_t c = 0; c < RH_SHEET_COLUMNS; c++) {
        keys[c] = rh_sheet__columns[c].path;
        titles[c] = rh_sheet__columns[c].title;
    }
    for (size_t i = 0; i < reg->n_entries; i++) fill_row(&rows[i], keep, reg, env, &reg->entries[i]);
    *out = (rh_table_report){
        .keys = keys, .titles = titles, .n_columns = RH_SHEET_COLUMNS, .rows = rows, .n_rows = reg->n_entries};
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_sheet_same(bool *out, rh_arena *scratch, const rh_node *a, const rh_node *b, rh_err *err)
{
    rh_buf texts[2];
    const rh_arena_mark before = rh_arena_begin(scratch);
    for (size_t i = 0; i < 2; i++) {
        rh_buf_init(&texts[i], scratch, CELL_BYTES);
        rh_canonical_put(&texts[i], scratch, i == 0 ? a : b);
    }
    const bool failed = texts[0].failed || texts[1].failed;
    *out = !failed && rh_str_eq(rh_buf_str(&texts[0]), rh_buf_str(&texts[1]));
    rh_arena_end(scratch, before);
    return failed ? rh_err_nomem(err) : RH_OK;
}
