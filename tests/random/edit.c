/* Entries of a random tree, edited. */
#include "tests/random/edit.h"

#include "tests/random/lines.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const CLAUSES[] = {"when", "when", "when", "window", "segments", "risk", "sla", "review",
                                      "effect", "tasks", "clears", "title"};
enum { N_CLAUSES = sizeof CLAUSES / sizeof *CLAUSES };

typedef struct editing {
    const random_sizes *sizes;
    random_source *r;
    rh_arena *keep;
    rh_tree_file *files;
    size_t n;
} editing;

static bool is_entry(const rh_tree_file *file)
{
    return rh_str_starts(file->path, RH_STR("register/"));
}

static size_t count_entries(const editing *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n; i++) n += is_entry(&e->files[i]);
    return n;
}

static size_t any_entry(const editing *e)
{
    size_t nth = (size_t)random_below(e->r, count_entries(e)), i = 0;
    for (; !is_entry(&e->files[i]) || nth-- > 0; i++) {}
    return i;
}

static unsigned number_of(const rh_tree_file *file)
{
    return (unsigned)atoi(file->path.ptr + sizeof "register/E" - 1);
}

static void take_clause(const editing *e, rh_tree_file *file, rh_str other, const char *key)
{
    file->bytes = lines_take_clause(e->keep, file->bytes, other, key);
}

static void edit_clause(editing *e)
{
    rh_tree_file *file = &e->files[any_entry(e)];
    const rh_tree_file other = random_entry(e->sizes, e->r, e->keep, number_of(file));
    const char *key = CLAUSES[random_below(e->r, N_CLAUSES)];
    take_clause(e, file, strcmp(key, "title") == 0 ? RH_STR("title: another\n") : other.bytes, key);
    /* A risk and the effect that it asks for. */
    if (strcmp(key, "risk") == 0 && random_once_in(e->r, 2)) take_clause(e, file, other.bytes, "effect");
}

static void replace_entry(editing *e)
{
    rh_tree_file *file = &e->files[any_entry(e)];
    *file = random_entry(e->sizes, e->r, e->keep, number_of(file));
}

static void remove_entry(editing *e)
{
    const size_t at = any_entry(e);
    if (count_entries(e) == 1) return;
    memmove(&e->files[at], &e->files[at + 1], (--e->n - at) * sizeof *e->files);
}

static int by_path(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_tree_file *)a)->path, ((const rh_tree_file *)b)->path);
}

static void add_entry(editing *e)
{
    const rh_tree_file file = random_entry(e->sizes, e->r, e->keep,
                                           e->sizes->n_entries + (unsigned)random_below(e->r, 3));
    for (size_t i = 0; i < e->n; i++)
        if (rh_str_eq(e->files[i].path, file.path)) return;
    e->files[e->n++] = file;
    qsort(e->files, e->n, sizeof *e->files, by_path);
}

rh_tree random_edit(const rh_tree *tree, const random_sizes *sizes, random_source *r, rh_arena *keep)
{
    enum { EDITS_MOST = 3 };
    editing e = {.sizes = sizes, .r = r, .keep = keep, .n = tree->n_files};
    e.files = RH_NEW_N(keep, tree->n_files + EDITS_MOST, rh_tree_file);
    if (e.files == NULL) exit(70);
    memcpy(e.files, tree->files, tree->n_files * sizeof *e.files);
    for (uint64_t left = 1 + random_below(r, EDITS_MOST); left > 0; left--) {
        const uint64_t kind = random_below(r, 10);
        if (kind == 0) remove_entry(&e);
        else if (kind == 1) add_entry(&e);
        else if (kind == 2) replace_entry(&e);
        else edit_clause(&e);
    }
    rh_tree out = *tree;
    out.files = e.files;
    out.n_files = e.n;
    return out;
}
