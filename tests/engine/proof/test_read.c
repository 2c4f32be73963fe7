/* What is wrong with acceptance tests, as data: tests/data/faults/acceptance.faults. Each case is the `acceptance` of
 * entry E1 of the register in tests/data/faults/register/base, whose events.yaml here also has fields_ingested:
 *
 *     ## what happens
 *     + - {name: n, ...}         a line of the list
 *     =                          all errors, their lines counted within the list
 *     1:12: RH-0330: ...
 *
 * REHEARSE_GOLDEN=1 writes the expected lines anew. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/proof/proof.h"
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/system/file.h"
#include "tests/kit/memory.h"

#include <stdio.h>

static const char *const base_dir = "tests/data/faults/register/base/cases";
static const char *const cases_path = "tests/data/faults/acceptance.faults";

typedef struct bench {
    rh_arena arena;
    rh_zones *zones;
    rh_lender lender;
    rh_tree base;
    uint32_t first_line; /* of the list in E1.yaml */
} bench;

static rh_str joined(rh_arena *arena, rh_str a, rh_str b)
{
    rh_buf out;
    rh_buf_init(&out, arena, (size_t)1 << 20);
    rh_buf_put(&out, a);
    rh_buf_put(&out, b);
    return rh_buf_str(&out);
}

/* The tree with E1's list in place. */
static rh_tree with_list(bench *b, rh_str list)
{
    rh_tree tree = b->base;
    rh_tree_file *files = RH_NEW_N(&b->arena, tree.n_files, rh_tree_file);
    for (size_t i = 0; i < tree.n_files; i++) {
        files[i] = tree.files[i];
        files[i].label = files[i].path;
        if (rh_str_eq(files[i].path, RH_STR("events.yaml")))
            files[i].bytes = joined(&b->arena, files[i].bytes, RH_STR("  fields_ingested: {payload: {}}\n"));
        if (!rh_str_eq(files[i].path, RH_STR("register/E1.yaml"))) continue;
        const size_t at = rh_str_find(files[i].bytes, RH_STR("acceptance:\n")) + sizeof "acceptance:\n" - 1;
        const rh_str head = rh_str_slice(files[i].bytes, 0, at);
        b->first_line = 1;
        for (size_t k = 0; k < head.len; k++) b->first_line += head.ptr[k] == '\n';
        files[i].bytes = joined(&b->arena, head, list);
    }
    tree.files = files;
    return tree;
}

static void put_errors(rh_buf *out, const bench *b, const rh_diags *diags)
{
    for (size_t i = 0; i < diags->n_errors_kept; i++) {
        const rh_err *e = &diags->errors[i];
        assert_true(rh_str_eq(e->span.file, RH_STR("register/E1.yaml")));
        rh_buf_printf(out, "%u:%u: %s: %s\n", e->span.line - b->first_line + 1, e->span.col, rh_code_id(e->code),
                      e->text);
    }
}

/* Two tests of one name are no fault of one of them. */
static bool says_duplicate(const rh_diags *diags)
{
    return diags->n_errors_kept == 1 && diags->errors[0].code == RH_REG_DUPLICATE;
}

/* As tests of another revision, those that cannot be read fail every way, and the others do not. */
static void check_foreign(bench *b, const rh_program *program, const rh_register *from, size_t n_errors)
{
    rh_diags diags;
    rh_err err;
    const rh_proof *proof;
    rh_results results;
    size_t n_unread = 0;
    rh_diags_init(&diags, &b->arena);
    assert_int_equal(rh_proof_read_foreign(&proof, &b->arena, program, 0, from, &diags), RH_OK);
    assert_int_equal(rh_results_init(&results, &b->arena, proof, true, &err), RH_OK);
    for (size_t t = 0; t < results.n_tests; t++) {
        const rh_way_result *ways = results.ways[t];
        n_unread += ways[RH_WAY_CLEAN].why == RH_WHY_UNREAD;
        for (int way = 0; way < RH_N_WAYS; way++)
            assert_int_equal(ways[way].result == RH_RESULT_FAIL, ways[way].why == RH_WHY_UNREAD);
    }
    assert_int_equal(n_errors != 0, n_unread != 0);
    assert_true(n_unread <= n_errors);
}

static void run_case(bench *b, rh_str list, rh_buf *out)
{
    rh_diags diags;
    rh_revision rev;
    const rh_program *program;
    const rh_proof *proof = NULL;
    const rh_tree tree = with_list(b, list);
    rh_diags_init(&diags, &b->arena);
    rh_code code = rh_revision_of_tree(&rev, &b->arena, NULL, b->zones, &tree, &diags);
    if (code == RH_OK) code = rh_program_compile(&program, &b->arena, &rev.reg, 1, &b->lender.lent, &diags);
    const bool is_compiled = code == RH_OK;
    if (code == RH_OK) code = rh_proof_read(&proof, &b->arena, program, 0, rev.reg, &diags);
    if (is_compiled && !says_duplicate(&diags)) check_foreign(b, program, rev.reg, diags.n_errors);
    assert_int_equal(code == RH_OK, diags.n_errors == 0);
    assert_int_equal(code == RH_OK, proof != NULL);
    put_errors(out, b, &diags);
}

/* Copies the file with what comes of each case in place of its expected lines; how many cases. */
static size_t run_file(bench *b, rh_str text, rh_buf *out)
{
    rh_buf list;
    size_t n = 0;
    bool in_expected = false;
    rh_buf_init(&list, &b->arena, (size_t)1 << 20);
    for (size_t at = 0; at < text.len;) {
        const rh_str line = rh_str_line(text, &at);
        if (rh_str_starts(line, RH_STR("## "))) {
            if (n++ != 0) rh_buf_byte(out, '\n');
            rh_buf_init(&list, &b->arena, (size_t)1 << 20);
            in_expected = false;
        }
        if (in_expected) continue;
        rh_buf_put(out, line);
        rh_buf_byte(out, '\n');
        if (rh_str_starts(line, RH_STR("+"))) {
            rh_buf_put(&list, rh_str_slice(line, 1, line.len));
            rh_buf_byte(&list, '\n');
        } else if (rh_str_eq(line, RH_STR("="))) {
            in_expected = true;
            run_case(b, rh_buf_str(&list), out);
        }
    }
    return n;
}

static void show_difference(rh_str want, rh_str got)
{
    size_t i = 0, line = 1;
    while (i < want.len && i < got.len && want.ptr[i] == got.ptr[i]) line += want.ptr[i++] == '\n';
    while (i != 0 && got.ptr[i - 1] != '\n') i--;
    size_t w = i, g = i;
    printf("line %zu\n  want: %.*s\n  got:  %.*s\n", line, RH_ARG(rh_str_line(want, &w)), RH_ARG(rh_str_line(got, &g)));
}

static void acceptance__each_list_gives_the_errors_that_stand_beside_it(void **state)
{
    (void)state;
    rh_err err;
    rh_place place;
    rh_diags diags;
    rh_str want;
    rh_buf got;
    bench b = {.arena = kit_arena()};
    rh_diags_init(&diags, &b.arena);
    assert_int_equal(rh_zones_open(&b.zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(rh_lender_open(&b.lender, b.zones, &err), RH_OK);
    assert_int_equal(rh_place_open(&place, &b.arena, &(rh_place_spec){.cases_dir = base_dir}, &err), RH_OK);
    assert_int_equal(rh_tree_read(&b.base, &b.arena, &place, NULL, &diags), RH_OK);
    assert_int_equal(rh_file_read(&want, &b.arena, cases_path, (size_t)1 << 20, &err), RH_OK);
    rh_buf_init(&got, &b.arena, (size_t)1 << 20);
    const size_t n = run_file(&b, want, &got);
    if (getenv("REHEARSE_GOLDEN") != NULL) {
        assert_int_equal(rh_file_write(cases_path, rh_buf_str(&got), 0644, &err), RH_OK);
    } else if (!rh_str_eq(want, rh_buf_str(&got))) {
        show_difference(want, rh_buf_str(&got));
        fail_msg("%s: differs", cases_path);
    }
    printf("%zu cases\n", n);
    assert_true(n > 20);
    rh_lender_close(&b.lender);
    rh_zones_close(b.zones);
    rh_arena_dispose(&b.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(acceptance__each_list_gives_the_errors_that_stand_beside_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
