/* tests/data/small, edited. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/kit/small.h"

#include "harness/compare/loosening.h"
#include "tests/kit/memory.h"

static rh_str replaced(rh_arena *keep, rh_str bytes, const char *before, const char *after)
{
    rh_buf out;
    const size_t at = rh_str_find(bytes, rh_str_of(before));
    if (at == SIZE_MAX) fail_msg("no such text: %s", before);
    rh_buf_init(&out, keep, 1 << 20);
    rh_buf_put(&out, rh_str_slice(bytes, 0, at));
    rh_buf_put(&out, rh_str_of(after));
    rh_buf_put(&out, rh_str_slice(bytes, at + strlen(before), bytes.len));
    return rh_buf_str(&out);
}

rh_tree kit_small_edited(kit_small *w, kit_edit edit)
{
    rh_tree out = w->tree;
    const rh_str path = rh_str_of(edit.file);
    rh_tree_file *files = RH_NEW_N(&w->keep, w->tree.n_files + 1, rh_tree_file);
    assert_non_null(files);
    size_t n = 0, i = 0;
    for (; i < w->tree.n_files && rh_str_cmp(w->tree.files[i].path, path) < 0; i++) files[n++] = w->tree.files[i];
    const bool is_there = i < w->tree.n_files && rh_str_eq(w->tree.files[i].path, path);
    assert_true(is_there == (edit.before != NULL));
    if (edit.after != NULL) {
        const rh_str bytes = is_there ? replaced(&w->keep, w->tree.files[i].bytes, edit.before, edit.after)
                                      : rh_str_of(edit.after);
        files[n++] = (rh_tree_file){path, path, bytes, rh_str_null()};
    }
    for (i += is_there; i < w->tree.n_files; i++) files[n++] = w->tree.files[i];
    out.files = files;
    out.n_files = n;
    return out;
}

rh_revision kit_small_load(kit_small *w, const rh_tree *tree)
{
    rh_diags diags;
    rh_revision rev;
    rh_diags_init(&diags, &w->keep);
    if (rh_revision_of_tree(&rev, &w->keep, &w->place, w->zones, tree, &diags) != RH_OK)
        fail_msg("%.*s:%u: %s", RH_ARG(diags.errors[0].span.file), diags.errors[0].span.line, diags.errors[0].text);
    return rev;
}

void kit_small_begin(kit_small *w)
{
    rh_err err;
    rh_diags diags;
    *w = (kit_small){.keep = kit_arena()};
    rh_diags_init(&diags, &w->keep);
    assert_int_equal(rh_zones_open(&w->zones, kit_memory(), NULL, &err), RH_OK);
    assert_int_equal(
        rh_place_open(&w->place, &w->keep, &(rh_place_spec){.cases_dir = "tests/data/small/cases"}, &err), RH_OK);
    assert_int_equal(rh_tree_read(&w->tree, &w->keep, &w->place, NULL, &diags), RH_OK);
}

void kit_small_end(kit_small *w)
{
    rh_place_close(&w->place);
    rh_zones_close(w->zones);
    rh_arena_dispose(&w->keep);
}

rh_str kit_small_loosenings(kit_small *w, const rh_register *head)
{
    rh_changed_files changes;
    rh_buf out;
    assert_int_equal(rh_changed_files_between(&changes, &w->keep, w->base.reg, head, NULL), RH_OK);
    assert_int_equal(rh_loosenings_find(&changes, &w->keep, w->base.reg, head, NULL), RH_OK);
    rh_buf_init(&out, &w->keep, 1 << 16);
    for (size_t i = 0; i < changes.n; i++)
        for (size_t k = 0; k < changes.at[i].n_loosenings; k++) {
            const rh_loosening *l = &changes.at[i].loosenings[k];
            assert_true(l->line > 0);
            rh_buf_printf(&out, "%s %.*s: %.*s\n", l->is_unknown ? "unknown" : "loosens", RH_ARG(l->key),
                          RH_ARG(l->says));
        }
    rh_buf_byte(&out, '\0');
    return rh_buf_str(&out);
}
