/* docs/absent-values.md: every cell is what the engine says, and every operator, function and macro has a row.
 * REHEARSE_GOLDEN=1 writes the cells anew: read the diff. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/expr/syntax/ast.h"
#include "harness/foreign/regex.h"
#include "tests/kit/expr_world.h"
#include "tests/kit/plain_json.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE "docs/absent-values.md"

/* The columns behind the expression, in order. */
static const char *const columns[] = {"null", "\"\"", "\"  \"", "0", "false", "[]", "\"a\"", "5"};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

typedef struct page {
    kit_world world;
    rh_buf made;       /* the page with every cell as the engine has it */
    rh_buf expressions; /* all rows', a line each */
    size_t n_rows;
} page;

static bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.'; }

/* The expression with f.any for x and f.at for t, outside of texts and longer names; \| of the table is |. */
static rh_str expression_of(page *p, rh_str cell)
{
    rh_buf out;
    bool in_text = false;
    rh_buf_init(&out, &p->world.keep, 4096);
    for (size_t i = 0; i < cell.len; i++) {
        const char c = cell.ptr[i];
        const bool is_alone = !in_text && (i == 0 || !is_name_char(cell.ptr[i - 1])) &&
                              (i + 1 == cell.len || cell.ptr[i + 1] == '.' || !is_name_char(cell.ptr[i + 1]));
        in_text ^= c == '"';
        if (c == 'x' && is_alone) rh_buf_put(&out, RH_STR("f.any"));
        else if (c == 't' && is_alone) rh_buf_put(&out, RH_STR("f.at"));
        else if (c != '\\') rh_buf_byte(&out, c);
    }
    return rh_buf_str(&out);
}

static void put_cell(page *p, rh_value v)
{
    if (v.kind != RH_UNDECIDED) {
        rh_buf_byte(&p->made, '`');
        rh_value_put_json(&p->made, v);
        rh_buf_byte(&p->made, '`');
    } else if (v.cause == RH_CAUSE_NULL_ORDER || v.cause == RH_CAUSE_TYPE) {
        rh_buf_byte(&p->made, v.cause == RH_CAUSE_NULL_ORDER ? 'U' : 'T');
    } else {
        rh_buf_put(&p->made, rh_str_of(rh_cause_name((rh_cause)v.cause)));
    }
}

static void put_row(page *p, rh_str cell)
{
    rh_pool *pool;
    rh_expr root;
    rh_diags diags;
    const rh_str text = expression_of(p, cell);
    rh_diags_init(&diags, &p->world.keep);
    if (kit_world_load(&p->world, &pool, &root, text, NULL, &diags) != RH_OK)
        fail_msg("%.*s: %s", RH_ARG(cell), diags.errors[0].text);
    rh_buf_printf(&p->made, "| `%.*s` |", RH_ARG(cell));
    rh_buf_printf(&p->expressions, "%.*s\n", RH_ARG(text));
    for (size_t i = 0; i < N_COLUMNS; i++) {
        p->world.slots[kit_world_slot(&p->world, "f.any")] = kit_world_value(&p->world, rh_str_of(columns[i]));
        rh_buf_byte(&p->made, ' ');
        put_cell(p, rh_pool_eval(pool, root, &p->world.ev));
        rh_buf_put(&p->made, RH_STR(" |"));
    }
    rh_buf_byte(&p->made, '\n');
    p->n_rows++;
}

static rh_str make_page(page *p, rh_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && text.ptr[end] != '\n') end++;
        const rh_str line = rh_str_slice(text, at, end);
        const size_t close = rh_str_find(line, RH_STR("` |"));
        if (rh_str_starts(line, RH_STR("| `")) && close != SIZE_MAX) put_row(p, rh_str_slice(line, 3, close));
        else rh_buf_printf(&p->made, "%.*s\n", RH_ARG(line));
        at = end + 1;
    }
    return rh_buf_str(&p->made);
}

static void begin(page *p, rh_regex_cache **patterns)
{
    *p = (page){0};
    kit_world_init(&p->world);
    if (p->world.ev.calendar == NULL) {
        print_message("skipped: no zone files in /usr/share/zoneinfo\n");
        skip();
    }
    assert_int_equal(rh_regex_cache_new(patterns, NULL), RH_OK);
    p->world.ev.regex = rh_regex_cache_match;
    p->world.ev.host = *patterns;
    const rh_value now = kit_world_value(&p->world, RH_STR("timestamp(\"2026-03-04T12:00:00Z\")"));
    p->world.ev.now = rh_value_instant(now);
    p->world.slots[kit_world_slot(&p->world, "f.at")] = now;
    rh_buf_init(&p->made, &p->world.keep, 1 << 20);
    rh_buf_init(&p->expressions, &p->world.keep, 1 << 20);
}

static void write_page(rh_str made)
{
    FILE *file = fopen(PAGE, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(made.ptr, 1, made.len, file), made.len);
    assert_int_equal(fclose(file), 0);
}

static void must_be_same(rh_str made, rh_str text)
{
    size_t i = 0, from = 0;
    while (i < made.len && i < text.len && made.ptr[i] == text.ptr[i]) {
        if (made.ptr[i] == '\n') from = i + 1;
        i++;
    }
    if (i == made.len && i == text.len) return;
    const rh_str rest = rh_str_slice(made, from, made.len);
    const rh_str line = rh_str_slice(rest, 0, rh_str_find(rest, RH_STR("\n")));
    fail_msg("%s is not current; the engine says\n%.*s", PAGE, RH_ARG(line));
}

static void absent_values__every_cell_is_what_the_engine_says(void **state)
{
    (void)state;
    page p;
    rh_regex_cache *patterns;
    begin(&p, &patterns);
    const rh_str text = kit_read_file(&p.world.keep, PAGE), made = make_page(&p, text);
    assert_true(p.n_rows > 100);
    if (getenv("REHEARSE_GOLDEN") != NULL) write_page(made);
    /* Covers: E12 */
    else must_be_same(made, text);
    rh_regex_cache_free(patterns);
    kit_world_dispose(&p.world);
}

/* ---- every word of the language has a row ---- */

static const struct {
    const char *name;
    char style; /* F function, M method, O operator */
} words[] = {
#define F 'F'
#define M 'M'
#define X(ID, name, style, params, result, group) {name, style},
#include "engine/expr/builtins/builtins.def"
#undef X
#undef F
#undef M
#define X(NAME, text, n_vars) {text, 'M'},
#include "engine/expr/syntax/macros.def"
#undef X
#define X(NAME, text, precedence, words) {text, 'O'},
#include "engine/expr/syntax/ops.def"
#undef X
};

static bool shows(rh_str expressions, const char *name, char style)
{
    char text[64];
    if (style == 'O') snprintf(text, sizeof text, strcmp(name, "?:") == 0 ? " ? " : "%s", name);
    else snprintf(text, sizeof text, "%s%s(", style == 'M' && strchr(name, '.') == NULL ? "." : "", name);
    return rh_str_find(expressions, rh_str_of(text)) != SIZE_MAX;
}

static void absent_values__every_operator_function_and_macro_has_a_row(void **state)
{
    (void)state;
    page p;
    rh_regex_cache *patterns;
    begin(&p, &patterns);
    (void)make_page(&p, kit_read_file(&p.world.keep, PAGE));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!shows(rh_buf_str(&p.expressions), words[i].name, words[i].style))
            fail_msg("%s has no row for %s", PAGE, words[i].name);
    rh_regex_cache_free(patterns);
    kit_world_dispose(&p.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_values__every_cell_is_what_the_engine_says),
        cmocka_unit_test(absent_values__every_operator_function_and_macro_has_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
