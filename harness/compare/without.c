/* The units of a proposal that are more than additions, as a register. */
#include "harness/compare/without.h"

#include "harness/compare/variants.h"

/* Whether the text of a change finds fault with a unit, or with what stands above or below it. */
static bool is_doubted(const rh_changed_file *file, const rh_change_unit *unit)
{
    for (size_t i = 0; i < file->n_loosenings; i++)
        if (rh_unit_keys_meet(file->loosenings[i].key, unit->key)) return true;
    return false;
}

/* Tasks give no row of a diff, so they are no unit that is tried; the base's are what is left. */
static bool adds_tasks(const rh_changed_files *changes)
{
    for (size_t f = 0; f < changes->n; f++) {
        const rh_changed_file *file = &changes->at[f];
        for (size_t u = 0; file->entry.ptr != NULL && u < file->units.n; u++)
            if (rh_str_starts(file->units.at[u].key, RH_STR("tasks")) && !is_doubted(file, &file->units.at[u]))
                return true;
    }
    return false;
}

/* Of what entries share, new words and fields may be what the rest is written in. */
typedef enum how_much { DOUBTED, DOUBTED_AND_SHARED } how_much;

static rh_unit_set choose(rh_arena *keep, const rh_variants *v, how_much how)
{
    uint32_t *units = RH_NEW_N(keep, v->n_units, uint32_t);
    size_t n = 0;
    for (uint32_t i = 0; units != NULL && i < v->n_units; i++) {
        const rh_changed_file *file = &v->changes->at[v->units[i].file];
        if (is_doubted(file, rh_variants_unit(v, i)) || (how == DOUBTED_AND_SHARED && rh_variants_is_shared(v, i)))
            units[n++] = i;
    }
    return (rh_unit_set){units, n};
}

static rh_code keep_fault(rh_without *out, rh_arena *keep, const rh_diags *wrong, rh_err *err)
{
    rh_err *fault = RH_NEW(keep, rh_err);
    if (fault == NULL) return rh_err_nomem(err);
    *fault = wrong->errors[0];
    out->fault = fault;
    return RH_OK;
}

rh_code rh_without_make(rh_without *out, rh_arena *keep, const rh_revision *base, const rh_revision *head,
                        const rh_changed_files *changes, rh_zones *zones, rh_err *err)
{
    rh_variants variants;
    rh_diags wrong;
    *out = (rh_without){0};
    rh_code code = rh_variants_init(&variants, keep, base, head, changes, zones, err);
    if (code != RH_OK) return code;
    for (how_much how = DOUBTED; how <= DOUBTED_AND_SHARED; how++) {
        const rh_unit_set set = choose(keep, &variants, how);
        if (set.units == NULL) return rh_err_nomem(err);
        if (set.n == variants.n_units && !adds_tasks(changes)) return RH_OK;
        out->is_base = set.n == 0;
        out->reg = base->reg;
        if (out->is_base) return RH_OK;
        rh_diags_init(&wrong, keep);
        code = rh_variant_make(&out->reg, keep, &variants, set, &wrong);
        if (code == RH_OK) return RH_OK;
        out->reg = NULL;
        if (code == RH_NOMEM) return rh_err_nomem(err);
    }
    return keep_fault(out, keep, &wrong, err);
}
