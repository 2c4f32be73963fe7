/* The search: every part alone, then pairs, then what can be taken away from all; of four parts all sets. */
#include "harness/compare/causes_insides.h"

#include "harness/system/memory.h"

#include <stdlib.h>

/* ---- rows by journey ---- */

static int by_journey(uint32_t x, uint32_t y, const rh_diff_row *rows)
{
    if (rows[x].index != rows[y].index) return rows[x].index < rows[y].index ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Sorted by merging: qsort has no place for the rows. */
static void sort_rows(uint32_t *order, uint32_t *spare, size_t n, const rh_diff_row *rows)
{
    if (n < 2) return;
    const size_t half = n / 2;
    sort_rows(order, spare, half, rows);
    sort_rows(order + half, spare, n - half, rows);
    memcpy(spare, order, half * sizeof *spare);
    for (size_t a = 0, b = half, to = 0; a < half; to++)
        order[to] = b < n && by_journey(order[b], spare[a], rows) < 0 ? order[b++] : spare[a++];
}

static rh_code group_rows(rh_cause_search *s)
{
    const size_t n = s->diff->n_rows;
    uint32_t *spare = RH_NEW_N(&s->work, n, uint32_t);
    s->order = RH_NEW_N(&s->work, n, uint32_t);
    s->journeys = RH_NEW_N(&s->work, n, rh_cause_journey);
    if (spare == NULL || s->order == NULL || s->journeys == NULL) return rh_err_nomem(s->err);
    for (size_t i = 0; i < n; i++) s->order[i] = (uint32_t)i;
    sort_rows(s->order, spare, n, s->diff->rows);
    for (size_t i = 0; i < n; i++) {
        const size_t index = s->diff->rows[s->order[i]].index;
        if (s->n_journeys == 0 || s->journeys[s->n_journeys - 1].index != index)
            s->journeys[s->n_journeys++] = (rh_cause_journey){
                .index = index, .first = i, .touched = RH_NEW_N(&s->work, s->n_parts, uint8_t)};
        s->journeys[s->n_journeys - 1].n++;
    }
    for (size_t i = 0; !rh_arena_failed(&s->work) && i < s->n_journeys; i++)
        memset(s->journeys[i].touched, 1, s->n_parts);
    return rh_arena_failed(&s->work) ? rh_err_nomem(s->err) : RH_OK;
}

/* What has been found for a row stays: later passes are of larger sets. */
static void settle_found(rh_cause_search *s)
{
    for (size_t i = 0; i < s->diff->n_rows; i++) s->diff->rows[i].is_settled |= s->diff->rows[i].n_sets > 0;
}

/* ---- one part ---- */

static rh_code try_parts(rh_cause_search *s)
{
    rh_code code = RH_OK;
    uint32_t *numbers = RH_NEW_N(&s->work, s->n_parts, uint32_t);
    if (numbers == NULL) return rh_err_nomem(s->err);
    for (size_t i = 0; i < s->n_parts; i++) numbers[i] = (uint32_t)i;
    for (size_t from = 0; code == RH_OK && from < s->n_parts && s->n_used < s->n_most; from += RH_CAUSE_LANES) {
        const size_t left = s->n_parts - from;
        const size_t n = left < RH_CAUSE_LANES ? left : RH_CAUSE_LANES;
        code = rh_causes__play(
            s, &(rh_cause_batch){.sets = &s->parts[from], .n = n, .part_of = &numbers[from], .is_least = true});
    }
    settle_found(s);
    return code;
}

/* ---- two parts ---- */

bool rh_causes__is_named(const rh_cause_search *s, const rh_diff_row *row, const rh_cause_part *part)
{
    for (size_t u = 0; u < part->n; u++) {
        if (rh_variants_is_shared(&s->variants, part->units[u])) return true;
        for (size_t f = 0; f < row->cause.n; f++)
            if (row->cause.files[f] == s->variants.units[part->units[u]].file) return true;
    }
    return false;
}

bool rh_causes__can_touch(const rh_cause_search *s, const rh_cause_journey *journey, const rh_diff_row *row,
                          size_t part)
{
    return journey->touched[part] != 0 || rh_causes__is_named(s, row, &s->parts[part]);
}

static bool may_pair_give(const rh_cause_search *s, const rh_diff_row *row, size_t a, size_t b)
{
    const rh_unit_set sets[] = {s->parts[a], s->parts[b]};
    return rh_causes__may_give(s, row, sets, 2);
}

/* Adds to `wanted` the pairs that can touch a row; [a * n_parts + b], a < b. */
static void want_pairs(rh_cause_search *s, const rh_cause_journey *journey, const rh_diff_row *row, uint8_t *wanted)
{
    for (size_t a = 0; a + 1 < s->n_parts; a++) {
        if (!rh_causes__can_touch(s, journey, row, a)) continue;
        for (size_t b = a + 1; b < s->n_parts; b++)
            if (!wanted[a * s->n_parts + b] && rh_causes__can_touch(s, journey, row, b))
                wanted[a * s->n_parts + b] = may_pair_give(s, row, a, b);
    }
}

static rh_code play_pairs(rh_cause_search *s, const uint8_t *wanted)
{
    rh_unit_set sets[RH_CAUSE_LANES];
    uint32_t pairs[RH_CAUSE_LANES][2];
    rh_cause_batch batch = {.sets = sets, .pair_of = (const uint32_t(*)[2])pairs, .is_least = true};
    rh_code code = RH_OK;
    for (uint32_t at = 0; code == RH_OK && at < s->n_parts * s->n_parts && s->n_used + batch.n < s->n_most; at++) {
        if (!wanted[at]) continue;
        pairs[batch.n][0] = at / (uint32_t)s->n_parts;
        pairs[batch.n][1] = at % (uint32_t)s->n_parts;
        sets[batch.n] = rh_causes__join(&s->work, s->parts, pairs[batch.n], 2);
        if (sets[batch.n].units == NULL) return rh_err_nomem(s->err);
        if (++batch.n < RH_CAUSE_LANES) continue;
        code = rh_causes__play(s, &batch);
        batch.n = 0;
    }
    return code == RH_OK && batch.n > 0 ? rh_causes__play(s, &batch) : code;
}

/* Where the budget ends before the pairs do, what is left without a cause stays so. */
static rh_code try_pairs(rh_cause_search *s)
{
    uint8_t *wanted = RH_NEW_N(&s->work, s->n_parts * s->n_parts, uint8_t);
    uint64_t n = 0;
    if (wanted == NULL) return rh_err_nomem(s->err);
    for (size_t j = 0; j < s->n_journeys; j++)
        for (size_t i = 0; i < s->journeys[j].n; i++) {
            const rh_diff_row *row = &s->diff->rows[s->order[s->journeys[j].first + i]];
            if (!row->is_settled) want_pairs(s, &s->journeys[j], row, wanted);
        }
    for (size_t i = 0; i < s->n_parts * s->n_parts; i++) n += wanted[i];
    const bool is_cut = n > s->n_most - s->n_used;
    const rh_code code = play_pairs(s, wanted);
    settle_found(s);
    if (is_cut) s->n_used = s->n_most;
    return code;
}

/* ---- two or three of four parts ---- */

enum { FEW = 4, FEW_SETS = 10 };

/* Every set of some but not all of them, by size, in one pass: what is left after it needs all. */
static rh_code try_few(rh_cause_search *s)
{
    rh_unit_set sets[FEW_SETS];
    uint8_t sizes[FEW_SETS];
    rh_cause_batch batch = {.sets = sets, .sizes = sizes, .is_least = true};
    for (unsigned size = 2; size < FEW; size++)
        for (unsigned members = (1 << FEW) - 1; members > 0; members--) { /* the first part is the highest bit */
            uint32_t parts[FEW];
            size_t n = 0;
            for (uint32_t i = 0; i < FEW; i++)
                if ((members >> (FEW - 1 - i) & 1) != 0) parts[n++] = i;
            if (n != size) continue;
            sets[batch.n] = rh_causes__join(&s->work, s->parts, parts, n);
            if (sets[batch.n].units == NULL) return rh_err_nomem(s->err);
            sizes[batch.n++] = (uint8_t)size;
        }
    const rh_code code = rh_causes__play(s, &batch);
    settle_found(s);
    return code;
}

/* ---- taking away ---- */

static rh_unit_set without(rh_cause_search *s, const uint32_t *parts, size_t n, size_t from, size_t count)
{
    uint32_t *left = RH_NEW_N(&s->work, n, uint32_t);
    size_t n_left = 0;
    if (left == NULL) return (rh_unit_set){NULL, 0};
    for (size_t i = 0; i < n; i++)
        if (i < from || i >= from + count) left[n_left++] = parts[i];
    return rh_causes__join(&s->work, s->parts, left, n_left);
}

/* Takes away stretches of `size` parts as long as the row stays; *n shrinks. */
static rh_code take_away(rh_cause_search *s, const rh_diff_row *row, uint32_t *parts, size_t *n, size_t size)
{
    for (size_t from = 0; from<*n && * n> size && s->n_used < s->n_most;) {
        const size_t count = *n - from < size ? *n - from : size;
        const rh_arena_mark before = rh_arena_begin(&s->work);
        bool is_given = false;
        const rh_unit_set set = without(s, parts, *n, from, count);
        rh_code code = set.units != NULL ? RH_OK : rh_err_nomem(s->err);
        if (code == RH_OK && rh_causes__may_give(s, row, &set, 1)) code = rh_causes__gives(&is_given, s, row, set);
        rh_arena_end(&s->work, before);
        if (code != RH_OK) return code;
        if (!is_given) {
            from += count;
            continue;
        }
        memmove(&parts[from], &parts[from + count], (*n - from - count) * sizeof *parts);
        *n -= count;
    }
    return RH_OK;
}

/* Halves, quarters, ... single ones, the last until none can go. */
static rh_code reduce(rh_cause_search *s, const rh_diff_row *row, uint32_t *parts, size_t *n)
{
    *n = s->n_parts;
    for (size_t i = 0; i < *n; i++) parts[i] = (uint32_t)i;
    for (size_t size = *n / 2; size > 0 && s->n_used < s->n_most;) {
        const size_t n_before = *n;
        const rh_code code = take_away(s, row, parts, n, size);
        if (code != RH_OK) return code;
        if (size > 1 || *n == n_before) size /= 2;
    }
    return RH_OK;
}

/* What is found for one row is tried on all that are left. */
static rh_code try_reducing(rh_cause_search *s)
{
    uint32_t *parts = RH_NEW_N(&s->work, s->n_parts, uint32_t);
    if (parts == NULL) return rh_err_nomem(s->err);
    for (size_t i = 0; i < s->diff->n_rows && s->n_used < s->n_most; i++) {
        size_t n;
        if (s->diff->rows[i].is_settled) continue;
        rh_code code = reduce(s, &s->diff->rows[i], parts, &n);
        if (code != RH_OK || s->n_used >= s->n_most) return code;
        const rh_unit_set set = rh_causes__join(&s->work, s->parts, parts, n);
        code = set.units != NULL ? rh_causes__play(s, &(rh_cause_batch){.sets = &set, .n = 1}) : rh_err_nomem(s->err);
        if (code != RH_OK) return code;
        s->diff->rows[i].is_settled = true;
        settle_found(s);
    }
    return RH_OK;
}

/* ---- all parts ---- */

static bool touches_with_all(const rh_cause_search *s, const rh_cause_journey *journey, const rh_diff_row *row)
{
    for (size_t i = 0; i < s->n_parts; i++)
        if (!rh_causes__can_touch(s, journey, row, i)) return false;
    return true;
}

/* All parts together are the head: nothing has to be played to know that they give a row. They are the least where
 * every smaller set has been tried. */
static rh_code give_all(rh_cause_search *s)
{
    uint32_t *parts = RH_NEW_N(&s->work, s->n_parts, uint32_t), *number = RH_NEW(s->keep, uint32_t);
    if (parts == NULL || number == NULL) return rh_err_nomem(s->err);
    for (size_t i = 0; i < s->n_parts; i++) parts[i] = (uint32_t)i;
    const rh_unit_set all = rh_causes__join(s->keep, s->parts, parts, s->n_parts);
    *number = (uint32_t)s->sets.n;
    if (all.units == NULL || !RH_PUSH(s->keep, &s->sets, (rh_cause_set){all, s->n_parts > 1}))
        return rh_err_nomem(s->err);
    for (size_t j = 0; j < s->n_journeys; j++)
        for (size_t i = 0; i < s->journeys[j].n; i++) {
            rh_diff_row *row = &s->diff->rows[s->order[s->journeys[j].first + i]];
            if (row->is_settled) continue;
            row->sets = number;
            row->n_sets = 1;
            row->is_least = s->n_parts != 3 || touches_with_all(s, &s->journeys[j], row);
            row->is_settled = true;
        }
    return RH_OK;
}

/* ---- all ---- */

static rh_code search(rh_cause_search *s)
{
    rh_code code = rh_causes__parts(s);
    if (code == RH_OK) code = group_rows(s);
    if (code != RH_OK || s->n_parts == 0) return code;
    if (s->n_parts == 1) return give_all(s);
    code = try_parts(s);
    if (code == RH_OK && s->n_parts == 2) return give_all(s);
    const bool is_few = s->n_parts == FEW && s->n_used + FEW_SETS <= s->n_most;
    if (code == RH_OK && is_few) code = try_few(s);
    if (code == RH_OK && is_few) return give_all(s);
    if (code == RH_OK && s->n_used < s->n_most) code = try_pairs(s);
    if (code == RH_OK && s->n_parts == 3 && s->n_used < s->n_most) return give_all(s);
    if (code == RH_OK && s->n_used < s->n_most) code = try_reducing(s);
    return code;
}

/* Counts anew what changed files are behind: a row of each file of its sets, once. */
static void count_files(rh_cause_search *s)
{
    rh_diff *diff = s->diff;
    const size_t n = diff->changes->n;
    size_t *last = RH_NEW_N(&s->work, n, size_t), *last_journey = RH_NEW_N(&s->work, n, size_t);
    if (last == NULL || last_journey == NULL || diff->n_all > diff->n_rows) return;
    memset(diff->file_rows, 0, n * RH_N_ROW_CLASSES * sizeof *diff->file_rows);
    memset(diff->file_journeys, 0, n * sizeof *diff->file_journeys);
    for (size_t i = 0; i < diff->n_rows; i++) {
        const rh_diff_row *row = &diff->rows[s->order[i]];
        for (size_t k = 0; k < row->n_sets; k++)
            for (size_t u = 0; u < diff->sets[row->sets[k]].units.n; u++) {
                const uint32_t file = diff->units[diff->sets[row->sets[k]].units.units[u]].file;
                diff->file_rows[file * RH_N_ROW_CLASSES + row->cls] += last[file] != i + 1;
                diff->file_journeys[file] += last_journey[file] != row->index + 1;
                last[file] = i + 1;
                last_journey[file] = row->index + 1;
            }
    }
}

rh_code rh_causes_find(rh_diff *diff, const rh_causes_request *request, rh_err *err)
{
    rh_cause_search s = {.diff = diff, .request = request, .keep = &diff->files, .err = err};
    s.n_most = request->max_variants != 0 ? request->max_variants : RH_CAUSE_VARIANTS;
    rh_code code = rh_diff__settle(diff, err);
    rh_arena_init(&s.work, rh_memory_host(), 0);
    rh_arena_init(&s.pass, rh_memory_host(), 0);
    if (code == RH_OK)
        code = rh_variants_init(&s.variants, s.keep, request->base, request->head, diff->changes, request->zones, err);
    if (code == RH_OK && diff->n_rows > 0) code = search(&s);
    if (code == RH_OK) {
        diff->is_searched = true;
        diff->units = s.variants.units;
        diff->sets = s.sets.at;
        for (size_t i = 0; i < diff->n_rows; i++) diff->rows[i].is_budget = diff->rows[i].n_sets == 0;
        count_files(&s);
    }
    rh_arena_dispose(&s.work);
    rh_arena_dispose(&s.pass);
    return code;
}
