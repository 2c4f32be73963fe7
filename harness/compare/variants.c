/* Nodes of two revisions, mixed unit by unit, and read again. */
#include "harness/compare/variants.h"

#include "engine/base/vec.h"

static bool is_calendar(rh_str path)
{
    return rh_str_ends(path, RH_STR(".ics"));
}

static bool matters(const rh_changed_file *file, const rh_change_unit *unit)
{
    if (rh_changed_file_judges(file)) return false;
    return unit->key.ptr == NULL || file->entry.ptr == NULL ? !rh_str_ends(unit->key, RH_STR(".title"))
                                                            : rh_changed_unit_acts(unit);
}

rh_code rh_variants_init(rh_variants *out, rh_arena *keep, const rh_revision *base, const rh_revision *head,
                         const rh_changed_files *changes, rh_zones *zones, rh_err *err)
{
    RH_VEC(rh_unit_place) units = {0};
    for (size_t f = 0; f < changes->n; f++)
        for (size_t u = 0; u < changes->at[f].units.n; u++) {
            if (!matters(&changes->at[f], &changes->at[f].units.at[u])) continue;
            if (!RH_PUSH(keep, &units, (rh_unit_place){(uint32_t)f, (uint32_t)u})) return rh_err_nomem(err);
        }
    *out = (rh_variants){base, head, changes, zones, units.at, units.n};
    return RH_OK;
}

static const rh_changed_file *file_of(const rh_variants *v, uint32_t unit)
{
    return &v->changes->at[v->units[unit].file];
}

const rh_change_unit *rh_variants_unit(const rh_variants *v, uint32_t unit)
{
    return &file_of(v, unit)->units.at[v->units[unit].unit];
}

bool rh_variants_is_shared(const rh_variants *v, uint32_t unit)
{
    return file_of(v, unit)->entry.ptr == NULL;
}

/* ---- making one ---- */

typedef struct making {
    rh_arena *keep;
    const rh_variants *v;
    rh_unit_set set;
    RH_VEC(rh_register_file) files;
    RH_VEC(rh_tree_file) calendars;
    bool failed; /* no memory */
} making;

static const rh_node *root_in(const rh_register *reg, rh_str path)
{
    for (size_t i = 0; i < reg->n_files; i++)
        if (rh_str_eq(reg->files[i].path, path)) return reg->files[i].root;
    return NULL;
}

/* Which units of a changed file are taken; *n counts them. Parallel to the file's units. */
static const bool *taken_of(making *m, uint32_t file, size_t *n)
{
    bool *taken = RH_NEW_N(m->keep, m->v->changes->at[file].units.n, bool);
    *n = 0;
    m->failed |= taken == NULL;
    for (size_t i = 0; taken != NULL && i < m->set.n; i++) {
        const rh_unit_place *at = &m->v->units[m->set.units[i]];
        if (at->file != file) continue;
        taken[at->unit] = true;
        ++*n;
    }
    return taken;
}

static rh_str below_cases(rh_str path)
{
    const rh_str cases = RH_STR("cases/");
    return rh_str_starts(path, cases) ? rh_str_slice(path, cases.len, path.len) : rh_str_null();
}

/* The changed file of that path below cases/, or RH_NONE. */
static uint32_t changed_at(const rh_variants *v, rh_str path)
{
    for (size_t i = 0; i < v->changes->n; i++)
        if (rh_str_eq(below_cases(v->changes->at[i].path), path)) return (uint32_t)i;
    return RH_NONE;
}

static void add_file(making *m, rh_str path, const rh_node *root)
{
    if (root != NULL && !RH_PUSH(m->keep, &m->files, (rh_register_file){path, root})) m->failed = true;
}

static void add_merged(making *m, rh_str path, uint32_t changed)
{
    size_t n_taken;
    const rh_node *root = NULL;
    const bool *taken = taken_of(m, changed, &n_taken);
    if (taken == NULL) return;
    if (rh_units_merge(&root, m->keep, root_in(m->v->base->reg, path), root_in(m->v->head->reg, path),
                       &m->v->changes->at[changed].units, taken, NULL) != RH_OK)
        m->failed = true;
    add_file(m, path, root);
}

static void add_files(making *m)
{
    const rh_register *base = m->v->base->reg;
    for (size_t i = 0; i < base->n_files; i++) {
        const uint32_t changed = changed_at(m->v, base->files[i].path);
        if (changed == RH_NONE) add_file(m, base->files[i].path, base->files[i].root);
        else add_merged(m, base->files[i].path, changed);
    }
    for (uint32_t i = 0; i < m->v->changes->n; i++) {
        const rh_changed_file *file = &m->v->changes->at[i];
        const rh_str path = below_cases(file->path);
        if (path.ptr != NULL && !file->in_base && !is_calendar(path)) add_merged(m, path, i);
    }
}

static void add_calendar(making *m, const rh_tree_file *file)
{
    if (file != NULL && !RH_PUSH(m->keep, &m->calendars, *file)) m->failed = true;
}

/* Files of holidays have one unit each: the whole file. */
static void add_calendars(making *m)
{
    const rh_tree *base = &m->v->base->tree, *head = &m->v->head->tree;
    for (size_t a = 0, b = 0; a < base->n_files || b < head->n_files;) {
        const int order = a == base->n_files   ? 1
                          : b == head->n_files ? -1
                                               : rh_str_cmp(base->files[a].path, head->files[b].path);
        const rh_tree_file *in_base = order <= 0 ? &base->files[a++] : NULL;
        const rh_tree_file *in_head = order >= 0 ? &head->files[b++] : NULL;
        const rh_str path = in_base != NULL ? in_base->path : in_head->path;
        const uint32_t changed = is_calendar(path) ? changed_at(m->v, path) : RH_NONE;
        size_t n_taken = 0;
        if (changed != RH_NONE) (void)taken_of(m, changed, &n_taken);
        if (is_calendar(path)) add_calendar(m, n_taken > 0 ? in_head : in_base);
    }
}

rh_code rh_variant_make(const rh_register **out, rh_arena *keep, const rh_variants *v, rh_unit_set set, rh_diags *diags)
{
    making m = {.keep = keep, .v = v, .set = set};
    add_files(&m);
    add_calendars(&m);
    if (m.failed) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    const rh_tree tree = {.label = v->head->tree.label, .files = m.calendars.at, .n_files = m.calendars.n};
    return rh_revision_of_files(out, keep, v->zones, &tree, m.files.at, m.files.n, v->base, diags);
}
