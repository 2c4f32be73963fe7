/* What is wrong with a register, as data: tests/data/faults/register/ *.faults, run over the tree in base/.
 *
 *     ## what happens
 *     Covers: R10
 *     @ schema.yaml              in this file
 *     - class: safe              replace the first of these lines' text
 *     + clas: safe               by this one's (alone: the whole file; neither: the file is removed)
 *     = 65                       exit status of the worst error, then all errors
 *     schema.yaml:2:43: RH-0201: ...
 *
 * \xNN stands for a byte and \\ for a backslash in - and + lines. REHEARSE_GOLDEN=1 writes the expected lines anew. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/load/revision.h"
#include "harness/system/file.h"
#include "tests/kit/memory.h"

#include <glob.h>
#include <stdio.h>

static const char *const base_dir = "tests/data/faults/register/base/cases";

/* ---- edits of a tree ---- */

typedef struct edit {
    rh_str path;
    rh_buf before, after;
    bool has_before, has_after;
} edit;

static int hex(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static void put_line(rh_buf *buf, bool is_first, rh_str line)
{
    if (!is_first) rh_buf_byte(buf, '\n');
    for (size_t i = 0; i < line.len; i++) {
        const bool is_escape = line.ptr[i] == '\\' && i + 1 < line.len;
        if (is_escape && line.ptr[i + 1] == 'x' && i + 3 < line.len) {
            rh_buf_byte(buf, (char)(hex(line.ptr[i + 2]) * 16 + hex(line.ptr[i + 3])));
            i += 3;
        } else {
            if (is_escape && line.ptr[i + 1] == '\\') i++;
            rh_buf_byte(buf, line.ptr[i]);
        }
    }
}

static rh_str edited(rh_arena *arena, rh_str bytes, const edit *e)
{
    if (!e->has_before) return rh_arena_str(arena, rh_buf_str(&e->after));
    const rh_str before = rh_buf_str(&e->before);
    const size_t at = rh_str_find(bytes, before);
    if (at == SIZE_MAX) fail_msg("%.*s does not hold: %.*s", RH_ARG(e->path), RH_ARG(before));
    rh_buf out;
    rh_buf_init(&out, arena, (size_t)1 << 24);
    rh_buf_put(&out, rh_str_slice(bytes, 0, at));
    rh_buf_put(&out, rh_buf_str(&e->after));
    rh_buf_put(&out, rh_str_slice(bytes, at + before.len, bytes.len));
    return rh_buf_str(&out);
}

/* Edits keep the order of paths, which a look-up needs: a new file goes to its place. */
static void apply(rh_arena *arena, rh_tree *tree, const edit *e)
{
    rh_tree_file *files = RH_NEW_N(arena, tree->n_files + 1, rh_tree_file);
    size_t n = 0, i = 0;
    for (; i < tree->n_files && rh_str_cmp(tree->files[i].path, e->path) < 0; i++) files[n++] = tree->files[i];
    const bool is_there = i < tree->n_files && rh_str_eq(tree->files[i].path, e->path);
    if (e->has_after || e->has_before)
        files[n++] = (rh_tree_file){e->path, e->path, edited(arena, is_there ? tree->files[i].bytes : RH_STR(""), e),
                                    rh_str_null()};
    for (i += is_there; i < tree->n_files; i++) files[n++] = tree->files[i];
    tree->files = files;
    tree->n_files = n;
}

/* ---- what comes of it ---- */

static int status_of(rh_class cls)
{
    switch (cls) { /* as harness/cli/exit.def */
    case RH_CLASS_USAGE: return 64;
    case RH_CLASS_DATA: return 65;
    case RH_CLASS_NOINPUT: return 66;
    case RH_CLASS_SHARE: return 68;
    case RH_CLASS_INTERNAL: return 70;
    case RH_CLASS_CANTCREAT: return 73;
    case RH_CLASS_IO: return 74;
    case RH_CLASS_BUSY: return 75;
    case RH_CLASS_LIMIT: return 76;
    case RH_CLASS_TRUST: return 77;
    case RH_CLASS_CONFIG: return 78;
    }
    return -1;
}

static int strength(int status)
{
    static const int order[] = {70, 74, 73, 77, 76, 78, 65, 66, 75, 68, 64}; /* ruling 140 */
    for (int i = 0; i < 11; i++)
        if (order[i] == status) return 11 - i;
    return 0;
}

static void put_result(rh_buf *out, const rh_diags *diags)
{
    int worst = 0;
    for (size_t i = 0; i < diags->n_errors_kept; i++) {
        const int status = status_of(rh_code_class(diags->errors[i].code));
        if (strength(status) > strength(worst)) worst = status;
    }
    rh_buf_printf(out, "= %d\n", worst);
    for (size_t i = 0; i < diags->n_errors_kept; i++) {
        const rh_err *e = &diags->errors[i];
        if (e->span.file.ptr != NULL) rh_buf_printf(out, "%.*s:", RH_ARG(e->span.file));
        if (e->span.line != 0) rh_buf_printf(out, "%u:%u:", e->span.line, e->span.col);
        rh_buf_printf(out, "%s%s: %s\n", e->span.file.ptr != NULL ? " " : "", rh_code_id(e->code), e->text);
    }
    if (diags->n_errors > diags->n_errors_kept) rh_buf_printf(out, "%zu errors in all\n", diags->n_errors);
}

typedef struct bench {
    rh_arena arena;
    rh_zones *zones;
    rh_tree base;
} bench;

static rh_tree read_base(rh_arena *arena)
{
    rh_err err;
    rh_diags diags;
    rh_place place;
    rh_tree tree;
    rh_diags_init(&diags, arena);
    assert_int_equal(rh_place_open(&place, arena, &(rh_place_spec){.cases_dir = base_dir}, &err), RH_OK);
    assert_int_equal(rh_tree_read(&tree, arena, &place, NULL, &diags), RH_OK);
    rh_tree_file *files = RH_NEW_N(arena, tree.n_files, rh_tree_file);
    for (size_t i = 0; i < tree.n_files; i++) {
        files[i] = tree.files[i];
        files[i].label = files[i].path;
    }
    tree.files = files;
    return tree;
}

static void run_edits(bench *b, const edit *edits, size_t n_edits, rh_buf *out)
{
    rh_diags diags;
    rh_revision rev;
    rh_tree tree = b->base;
    rh_diags_init(&diags, &b->arena);
    for (size_t i = 0; i < n_edits; i++) apply(&b->arena, &tree, &edits[i]);
    const rh_code code = rh_revision_of_tree(&rev, &b->arena, NULL, b->zones, &tree, &diags);
    assert_int_equal(code == RH_OK, diags.n_errors == 0);
    put_result(out, &diags);
}

/* ---- files of cases ---- */

enum { EDITS_MAX = 8 };

static void read_line(bench *b, edit *edits, size_t *n, rh_str line)
{
    const rh_str rest = rh_str_slice(line, 2, line.len);
    edit *e = *n != 0 ? &edits[*n - 1] : NULL;
    if (rh_str_starts(line, RH_STR("@ "))) {
        assert_true(*n < EDITS_MAX);
        e = &edits[(*n)++];
        *e = (edit){.path = rest};
        rh_buf_init(&e->before, &b->arena, (size_t)1 << 24);
        rh_buf_init(&e->after, &b->arena, (size_t)1 << 24);
    } else if (e != NULL && rh_str_starts(line, RH_STR("-"))) {
        put_line(&e->before, !e->has_before, rest);
        e->has_before = true;
    } else if (e != NULL && rh_str_starts(line, RH_STR("+"))) {
        put_line(&e->after, !e->has_after, rest);
        e->has_after = true;
    }
}

/* Copies the file with what comes of each case in place of its expected lines; how many cases. */
static size_t run_file(bench *b, rh_str text, rh_buf *out)
{
    edit edits[EDITS_MAX];
    size_t n_edits = 0, n_cases = 0;
    bool in_expected = true;
    for (size_t at = 0; at < text.len;) {
        const rh_str line = rh_str_line(text, &at);
        if (rh_str_starts(line, RH_STR("## "))) {
            if (n_cases++ != 0) rh_buf_byte(out, '\n');
            n_edits = 0, in_expected = false;
        }
        if (in_expected && n_cases != 0) continue;
        if (rh_str_starts(line, RH_STR("= "))) {
            in_expected = true;
            run_edits(b, edits, n_edits, out);
            continue;
        }
        read_line(b, edits, &n_edits, line);
        rh_buf_put(out, line);
        rh_buf_byte(out, '\n');
    }
    return n_cases;
}

static void show_difference(rh_str want, rh_str got)
{
    size_t i = 0, line = 1;
    while (i < want.len && i < got.len && want.ptr[i] == got.ptr[i]) line += want.ptr[i++] == '\n';
    while (i != 0 && got.ptr[i - 1] != '\n') i--;
    size_t w = i, g = i;
    printf("line %zu\n  want: %.*s\n  got:  %.*s\n", line, RH_ARG(rh_str_line(want, &w)), RH_ARG(rh_str_line(got, &g)));
}

static void check_file(bench *b, const char *path)
{
    rh_str want;
    rh_buf got;
    rh_err err;
    assert_int_equal(rh_file_read(&want, &b->arena, path, (size_t)1 << 24, &err), RH_OK);
    rh_buf_init(&got, &b->arena, (size_t)1 << 24);
    const size_t n = run_file(b, want, &got);
    assert_true(n > 0);
    if (getenv("REHEARSE_GOLDEN") != NULL) assert_int_equal(rh_file_write(path, rh_buf_str(&got), 0644, &err), RH_OK);
    else if (!rh_str_eq(want, rh_buf_str(&got))) {
        show_difference(want, rh_buf_str(&got));
        fail_msg("%s: differs", path);
    }
    printf("%s: %zu cases\n", path, n);
}

static void faults__each_register_gives_the_errors_that_stand_beside_it(void **state)
{
    (void)state;
    glob_t found;
    rh_err err;
    bench b = {.arena = kit_arena()};
    assert_int_equal(rh_zones_open(&b.zones, kit_memory(), NULL, &err), RH_OK);
    b.base = read_base(&b.arena);
    assert_int_equal(glob("tests/data/faults/register/*.faults", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) check_file(&b, found.gl_pathv[i]);
    globfree(&found);
    rh_zones_close(b.zones);
    rh_arena_dispose(&b.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(faults__each_register_gives_the_errors_that_stand_beside_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
