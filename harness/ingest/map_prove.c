/* Which order of day and month a column of dates has, proven by its values (FAULTS.md T5).
 *
 * One pass over the file before its rows are read. A value that only one order can read proves it; where every value
 * can be read in two ways and the ways differ, nothing is guessed. */
#include "harness/ingest/map_insides.h"

#include "harness/system/memory.h"

#include "engine/base/vec.h"

enum { N_ORDERS = RH_ORDER_MDY + 1 };

static const rh_map_order orders[] = {RH_ORDER_YMD, RH_ORDER_DMY, RH_ORDER_MDY};

/* What the values of one column say. Values that no order reads say nothing: their rows are quarantined. */
typedef struct proof {
    uint32_t column;
    uint64_t n;                      /* values that some order reads */
    uint64_t misfits[N_ORDERS];      /* of them, those that this order does not read */
    uint64_t first_misfit[N_ORDERS]; /* its line */
    uint64_t n_differ, first_differ; /* of those that dmy and mdy both read: other days */
    uint64_t weekends[N_ORDERS];     /* of those that differ: Saturdays and Sundays */
} proof;

static bool reads_as(int64_t *day, const rh_map_file *map, uint32_t column, rh_map_order order, rh_value row,
                     rh_arena *arena)
{
    rh_value v;
    rh_local_times local;
    rh_map_column c = map->columns[column];
    c.order = order;
    if (rh_map__read(&v, &local, map, &c, row, arena, NULL) != RH_OK || v.kind != RH_TIMESTAMP) return false;
    *day = rh_zone_day(c.zone, rh_value_instant(v));
    return true;
}

static bool is_weekend(int64_t day)
{
    const int64_t from_thursday = ((day % 7) + 7) % 7; /* day 0 was a Thursday */
    return from_thursday == 2 || from_thursday == 3;
}

static void hear(proof *p, const rh_map_file *map, const rh_row *row, rh_arena *arena)
{
    int64_t day[N_ORDERS] = {0};
    bool can[N_ORDERS] = {false}, any = false;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        can[orders[i]] = reads_as(&day[orders[i]], map, p->column, orders[i], row->value, arena);
        any |= can[orders[i]];
    }
    if (!any) return;
    p->n++;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (!can[orders[i]] && p->misfits[orders[i]]++ == 0) p->first_misfit[orders[i]] = row->line;
    if (!can[RH_ORDER_DMY] || !can[RH_ORDER_MDY] || day[RH_ORDER_DMY] == day[RH_ORDER_MDY]) return;
    if (p->n_differ++ == 0) p->first_differ = row->line;
    p->weekends[RH_ORDER_DMY] += is_weekend(day[RH_ORDER_DMY]);
    p->weekends[RH_ORDER_MDY] += is_weekend(day[RH_ORDER_MDY]);
}

static rh_code read_all(proof *proofs, size_t n, const rh_map_file *map, const char *path, rh_sha256 *hash, rh_err *err)
{
    rh_reader *reader = NULL;
    rh_arena arena;
    bool is_end = false;
    rh_arena_init(&arena, rh_memory_host(), 0);
    rh_code code = rh_reader_open(&reader, path, &map->reads, err);
    while (code == RH_OK && !is_end) {
        rh_row row;
        rh_arena_reset(&arena);
        code = rh_reader_next(&row, &is_end, reader, &arena, err);
        for (size_t i = 0; code == RH_OK && !is_end && row.refused == RH_OK && i < n; i++)
            hear(&proofs[i], map, &row, &arena);
        if (code == RH_OK && rh_arena_failed(&arena)) code = rh_err_nomem(err);
    }
    if (code == RH_OK) *hash = rh_reader_hash(reader);
    rh_reader_close(reader);
    rh_arena_dispose(&arena);
    return code;
}

/* ---- the verdict ---- */

static rh_code could_be_both(const proof *p, rh_str name, const char *path, rh_err *err)
{
    return rh_err_set(
        err, RH_MAP_ORDER, (rh_span){rh_str_of(path), (uint32_t)p->first_differ, 1},
        "column \"%.*s\" reads as dmy and as mdy: %llu of %llu dates are other days by the one than by the "
        "other, as dmy %llu of them on a weekend, as mdy %llu; write order: dmy or order: mdy",
        RH_ARG(name), (unsigned long long)p->n_differ, (unsigned long long)p->n,
        (unsigned long long)p->weekends[RH_ORDER_DMY], (unsigned long long)p->weekends[RH_ORDER_MDY]);
}

static rh_code contradicts(const proof *p, rh_str name, const char *path, rh_err *err)
{
    return rh_err_set(
        err, RH_MAP_ORDER, (rh_span){rh_str_of(path), (uint32_t)p->first_misfit[RH_ORDER_DMY], 1},
        "column \"%.*s\" has dates of several orders: of %llu, %llu are none as ymd, %llu none as dmy (the "
        "first here) and %llu none as mdy (the first in line %llu)",
        RH_ARG(name), (unsigned long long)p->n, (unsigned long long)p->misfits[RH_ORDER_YMD],
        (unsigned long long)p->misfits[RH_ORDER_DMY], (unsigned long long)p->misfits[RH_ORDER_MDY],
        (unsigned long long)p->first_misfit[RH_ORDER_MDY]);
}

static rh_code decide(rh_map_order *out, const proof *p, rh_str name, const char *path, rh_err *err)
{
    const bool dmy = p->misfits[RH_ORDER_DMY] == 0, mdy = p->misfits[RH_ORDER_MDY] == 0;
    if (p->misfits[RH_ORDER_YMD] == 0) *out = RH_ORDER_YMD;
    else if (dmy && mdy && p->n_differ > 0) return could_be_both(p, name, path, err);
    else if (dmy) *out = RH_ORDER_DMY;
    else if (mdy) *out = RH_ORDER_MDY;
    else return contradicts(p, name, path, err);
    return RH_OK;
}

static rh_code decide_all(rh_map_column *columns, const proof *proofs, size_t n, const char *path, rh_diags *diags,
                          rh_err *err)
{
    for (size_t i = 0; i < n; i++) {
        rh_map_column *c = &columns[proofs[i].column];
        const rh_code code = decide(&c->order, &proofs[i], c->name, path, err);
        if (code != RH_OK) return code;
        if (proofs[i].n > 0)
            rh_diags_add_warning(diags, RH_MAP_PROVEN, (rh_span){.file = rh_str_of(path)},
                                 "column \"%.*s\" is read as %s: %llu dates prove it", RH_ARG(c->name),
                                 rh_map__orders[c->order], (unsigned long long)proofs[i].n);
    }
    return RH_OK;
}

rh_code rh_map__prove(const rh_map_column **out, rh_sha256 *hash, bool *is_proven, rh_arena *keep,
                      const rh_map_file *map, const char *path, rh_diags *diags, rh_err *err)
{
    RH_VEC(proof) proofs = {0};
    *out = map->columns;
    for (size_t i = 0; i < map->n_columns; i++)
        if (map->columns[i].order == RH_ORDER_PROVEN && !RH_PUSH(keep, &proofs, (proof){.column = (uint32_t)i}))
            return rh_err_nomem(err);
    *is_proven = proofs.n > 0;
    if (proofs.n == 0) return RH_OK;
    rh_map_column *columns = RH_NEW_N(keep, map->n_columns, rh_map_column);
    if (columns == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < map->n_columns; i++) columns[i] = map->columns[i];
    *out = columns;
    const rh_code code = read_all(proofs.at, proofs.n, map, path, hash, err);
    return code == RH_OK ? decide_all(columns, proofs.at, proofs.n, path, diags, err) : code;
}
