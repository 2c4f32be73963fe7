/* Which of a commit's keys give what it gave: single ones, pairs, then what cannot be taken away. */
#include "harness/compare/blame_insides.h"

enum { MOST_PAIRS = 2000 };

typedef struct keying {
    rh_arena *keep;
    rh_blame_judge *judge;
    rh_variants variants;
    rh_arena made; /* registers of one batch */
    RH_VEC(rh_unit_set) found;
} keying;

/* Judges sets of at most RH_BLAME_LANES. */
static rh_code try_sets(rh_given *given, keying *k, const rh_unit_set *sets, size_t n)
{
    const rh_register *registers[RH_BLAME_LANES];
    rh_arena_reset(&k->made);
    for (size_t i = 0; i < n; i++) {
        rh_diags unheard;
        rh_diags_init(&unheard, &k->made);
        registers[i] = NULL;
        if (rh_variant_make(&registers[i], &k->made, &k->variants, sets[i], &unheard) == RH_NOMEM)
            return rh_err_nomem(k->judge->err);
    }
    return rh_blame__judge(given, k->judge, registers, n);
}

static bool copy_set(keying *k, const rh_unit_set *set)
{
    uint32_t *units = RH_NEW_N(k->keep, set->n, uint32_t);
    if (units == NULL) return false;
    memcpy(units, set->units, set->n * sizeof *units);
    return RH_PUSH(k->keep, &k->found, (rh_unit_set){units, set->n});
}

static rh_code keep_given(keying *k, const rh_unit_set *sets, size_t n)
{
    rh_given given[RH_BLAME_LANES];
    const rh_code code = try_sets(given, k, sets, n);
    for (size_t i = 0; code == RH_OK && i < n; i++)
        if (given[i] == RH_GIVEN_YES && !copy_set(k, &sets[i])) return rh_err_nomem(k->judge->err);
    return code;
}

static rh_code try_singles(keying *k)
{
    uint32_t units[RH_BLAME_LANES];
    rh_unit_set sets[RH_BLAME_LANES];
    rh_code code = RH_OK;
    for (size_t from = 0; code == RH_OK && from < k->variants.n_units; from += RH_BLAME_LANES) {
        size_t n = 0;
        for (size_t i = from; i < k->variants.n_units && n < RH_BLAME_LANES; i++, n++) {
            units[n] = (uint32_t)i;
            sets[n] = (rh_unit_set){&units[n], 1};
        }
        code = keep_given(k, sets, n);
    }
    return code;
}

static rh_code try_pairs(keying *k)
{
    uint32_t pairs[RH_BLAME_LANES][2];
    rh_unit_set sets[RH_BLAME_LANES];
    const uint32_t n_units = (uint32_t)k->variants.n_units;
    size_t n = 0;
    rh_code code = RH_OK;
    if ((uint64_t)n_units * (n_units - 1) / 2 > MOST_PAIRS) return RH_OK;
    for (uint32_t a = 0; code == RH_OK && a < n_units; a++)
        for (uint32_t b = a + 1; code == RH_OK && b < n_units; b++) {
            pairs[n][0] = a;
            pairs[n][1] = b;
            sets[n] = (rh_unit_set){pairs[n], 2};
            if (++n < RH_BLAME_LANES) continue;
            code = keep_given(k, sets, n);
            n = 0;
        }
    return code == RH_OK && n > 0 ? keep_given(k, sets, n) : code;
}

/* Takes one unit away after the other, as long as what is left gives it. */
static rh_code reduce(keying *k)
{
    const size_t n_all = k->variants.n_units;
    uint32_t *units = RH_NEW_N(k->keep, n_all, uint32_t), *rest = RH_NEW_N(k->keep, n_all, uint32_t);
    if (units == NULL || rest == NULL) return rh_err_nomem(k->judge->err);
    size_t n = n_all;
    for (size_t i = 0; i < n; i++) units[i] = (uint32_t)i;
    for (size_t i = 0; i < n && n > 1;) {
        rh_given given = RH_GIVEN_NO;
        memcpy(rest, units, n * sizeof *rest);
        memmove(&rest[i], &rest[i + 1], (n - i - 1) * sizeof *rest);
        const rh_unit_set set = {rest, n - 1};
        const rh_code code = try_sets(&given, k, &set, 1);
        if (code != RH_OK) return code;
        if (given != RH_GIVEN_YES) {
            i++;
            continue;
        }
        memcpy(units, rest, --n * sizeof *units);
        i = 0;
    }
    return copy_set(k, &(rh_unit_set){units, n}) ? RH_OK : rh_err_nomem(k->judge->err);
}

/* Texts and places of the changes live in the lineage, which ends before they do. */
static rh_code copy_changes(rh_changed_files *out, rh_arena *keep, const rh_changed_files *from, rh_err *err)
{
    rh_changed_file *files = RH_NEW_N(keep, from->n, rh_changed_file);
    for (size_t f = 0; files != NULL && f < from->n; f++) {
        files[f] = from->at[f];
        rh_change_unit *units = RH_NEW_N(keep, files[f].units.n, rh_change_unit);
        files[f].path = rh_arena_str(keep, files[f].path);
        files[f].entry = rh_arena_str(keep, files[f].entry);
        for (size_t u = 0; units != NULL && u < files[f].units.n; u++) {
            units[u] = files[f].units.at[u];
            units[u].key = rh_arena_str(keep, units[u].key);
        }
        files[f].units.at = units;
    }
    *out = (rh_changed_files){files, from->n};
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_blame__keys(rh_blame *out, rh_arena *keep, rh_blame_judge *judge, const rh_revision *base,
                       const rh_revision *head)
{
    keying k = {.keep = keep, .judge = judge};
    rh_changed_files changes;
    const rh_change *files;
    size_t n;
    rh_code code = rh_changed_files_between(&changes, keep, base->reg, head->reg, judge->err);
    if (code == RH_OK) code = rh_tree_changes(&files, &n, keep, base->place, &base->tree, &head->tree, judge->err);
    if (code == RH_OK) code = rh_changed_files_add(&changes, keep, files, n, judge->err);
    if (code == RH_OK)
        code = rh_variants_init(&k.variants, keep, base, head, &changes, judge->request->zones, judge->err);
    rh_arena_init(&k.made, keep->host, 0);
    if (code == RH_OK) code = try_singles(&k);
    if (code == RH_OK && k.found.n == 0 && k.variants.n_units > 1) code = try_pairs(&k);
    if (code == RH_OK && k.found.n == 0 && k.variants.n_units > 0) code = reduce(&k);
    rh_arena_dispose(&k.made);
    if (code == RH_OK) code = copy_changes(&out->changes, keep, &changes, judge->err);
    out->units = k.variants.units;
    out->sets = k.found.at;
    out->n_sets = k.found.n;
    return code;
}
