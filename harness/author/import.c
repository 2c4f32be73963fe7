/* A table's entries into a tree. */
#include "harness/author/import.h"

#include "engine/base/show.h"
#include "engine/base/vec.h"
#include "harness/author/sheet.h"
#include "harness/load/yaml.h"
#include "harness/system/file.h"

#include <stdlib.h>

enum { TABLE_BYTES_MAX = 64 << 20 };

/* A file of the new tree. */
typedef struct taken {
    rh_tree_file file;
    bool is_taken;
} taken;

typedef struct importing {
    rh_arena *keep;
    const rh_tree *tree;
    rh_diags *diags;
    RH_VEC(taken) files;
    size_t n_taken;
} importing;

static rh_code nomem(const importing *m)
{
    return rh_diags_add(m->diags, RH_NOMEM, (rh_span){0}, "no memory");
}

/* The id becomes the name of a file, so it is one: no path, nothing hidden. */
static bool is_file_name(rh_str id)
{
    for (size_t i = 0; i < id.len; i++) {
        const char c = id.ptr[i];
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_letter && c != '_' && c != '-' && (c != '.' || i == 0)) return false;
    }
    return id.len > 0 && id.len <= 200;
}

static rh_str join(rh_arena *keep, rh_str a, rh_str b, rh_str c)
{
    rh_buf out;
    rh_buf_init(&out, keep, 1 << 16);
    rh_buf_put(&out, a);
    rh_buf_put(&out, b);
    rh_buf_put(&out, c);
    return out.failed ? rh_str_null() : rh_buf_str(&out);
}

static taken *find(importing *m, rh_str path)
{
    for (size_t i = 0; i < m->files.n; i++)
        if (rh_str_eq(m->files.at[i].file.path, path)) return &m->files.at[i];
    return NULL;
}

/* A file that does not compose is replaced: the table has what it should say. */
static rh_code is_same(bool *out, importing *m, const rh_tree_file *file, const rh_sheet_row *row)
{
    const rh_node *root;
    rh_diags unheard;
    rh_err err;
    rh_diags_init(&unheard, m->keep);
    *out = false;
    if (rh_yaml_compose(&root, m->keep, file->label, file->bytes, &unheard) != RH_OK) return RH_OK;
    return rh_sheet_same(out, m->keep, root, row->root, &err) == RH_OK ? RH_OK : nomem(m);
}

static rh_code take(importing *m, const rh_sheet_row *row)
{
    if (!is_file_name(row->id))
        return rh_diags_add(m->diags, RH_SHEET_ROW, row->span, "id \"%.*s\" is no id: ASCII letters, digits, _ - and .",
                            RH_ARG(rh_show(m->keep, row->id, 80)));
    const rh_str path = join(m->keep, RH_STR("register/"), row->id, RH_STR(".yaml"));
    taken *old = find(m, path), fresh = {.file = {.path = path}, .is_taken = true};
    bool same = false;
    rh_err unheard;
    fresh.file.label = join(m->keep, m->tree->label, RH_STR("/"), path);
    if (path.ptr == NULL || fresh.file.label.ptr == NULL) return nomem(m);
    rh_code code = old != NULL ? is_same(&same, m, &old->file, row) : RH_OK;
    if (code != RH_OK || same) return code;
    if (rh_sheet_yaml(&fresh.file.bytes, m->keep, row->root, &unheard) != RH_OK) return nomem(m);
    m->n_taken++;
    if (old != NULL) *old = fresh;
    else if (!RH_PUSH(m->keep, &m->files, fresh)) return nomem(m);
    return RH_OK;
}

static int by_path(const void *a, const void *b)
{
    return rh_str_cmp(((const taken *)a)->file.path, ((const taken *)b)->file.path);
}

static rh_code finish(rh_imported *out, importing *m, size_t n_rows)
{
    rh_tree_file *files = RH_NEW_N(m->keep, m->files.n, rh_tree_file);
    bool *is_taken = RH_NEW_N(m->keep, m->files.n, bool);
    if (files == NULL || is_taken == NULL) return nomem(m);
    qsort(m->files.at, m->files.n, sizeof m->files.at[0], by_path);
    for (size_t i = 0; i < m->files.n; i++) {
        files[i] = m->files.at[i].file;
        is_taken[i] = m->files.at[i].is_taken;
    }
    *out = (rh_imported){*m->tree, is_taken, n_rows, m->n_taken};
    out->tree.files = files;
    out->tree.n_files = m->files.n;
    return RH_OK;
}

rh_code rh_import(rh_imported *out, rh_arena *keep, const rh_place *place, rh_zones *zones, const rh_tree *tree,
                  const char *path, rh_diags *diags)
{
    importing m = {.keep = keep, .tree = tree, .diags = diags};
    const rh_sheet_row *rows;
    rh_str bytes;
    rh_err err;
    size_t n;
    rh_imported made;
    rh_revision revision;
    rh_code code = rh_file_read(&bytes, keep, path, TABLE_BYTES_MAX, &err);
    if (code != RH_OK) rh_diags_error(diags, &err);
    if (code == RH_OK) code = rh_sheet_read(&rows, &n, keep, rh_str_of(path), bytes, diags);
    for (size_t i = 0; code == RH_OK && i < tree->n_files; i++)
        if (!RH_PUSH(keep, &m.files, (taken){tree->files[i], false})) code = nomem(&m);
    for (size_t i = 0; code == RH_OK && i < n; i++) code = take(&m, &rows[i]);
    if (code == RH_OK) code = finish(&made, &m, n);
    if (code == RH_OK) code = rh_revision_of_tree(&revision, keep, place, zones, &made.tree, diags);
    if (code == RH_OK) *out = made;
    return code;
}
