/* What a run tells of a lane, as text. */
#include "tests/kit/told.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void put_records(rh_buf *out, rh_run *run, size_t lane, rh_str journey, size_t *n)
{
    size_t n_records;
    const rh_record *const *records = rh_run_records(run, lane, &n_records);
    for (size_t i = 0; i < n_records; i++) rh_record_put(out, journey, records[i]);
    if (n != NULL) *n = n_records;
}

rh_str kit_records(rh_run *run, size_t lane, rh_str journey, rh_arena *keep, size_t *n)
{
    rh_buf out;
    rh_buf_init(&out, keep, (size_t)1 << 30);
    put_records(&out, run, lane, journey, n);
    assert_false(out.failed);
    return rh_buf_str(&out);
}

static int by_place(const void *a, const void *b)
{
    const rh_undecided_count *x = a, *y = b;
    const int entry = rh_str_cmp(x->entry, y->entry), where = rh_str_cmp(x->where, y->where);
    return where != 0 ? where : entry != 0 ? entry : (int)x->cause - (int)y->cause;
}

static void put_undecided(rh_buf *out, rh_run *run, size_t lane, rh_arena *keep, bool sorted)
{
    size_t n;
    const rh_undecided_count *counts = rh_run_undecided(run, lane, &n);
    rh_undecided_count *own = RH_NEW_N(keep, n + 1, rh_undecided_count);
    assert_non_null(own);
    if (n != 0) memcpy(own, counts, n * sizeof *own);
    if (sorted) qsort(own, n, sizeof *own, by_place);
    for (size_t i = 0; i < n; i++)
        rh_buf_printf(out, "undecided %.*s %.*s %d %llu\n", RH_ARG(own[i].where), RH_ARG(own[i].entry),
                      (int)own[i].cause, (unsigned long long)own[i].n);
}

static void put_counts(rh_buf *out, const rh_counts *counts)
{
    const unsigned char *bytes = (const unsigned char *)counts;
    rh_buf_put(out, RH_STR("counts "));
    for (size_t i = 0; i < sizeof *counts; i++) rh_buf_printf(out, "%02x", bytes[i]);
    rh_buf_byte(out, '\n');
}

rh_str kit_told(rh_run *run, size_t lane, rh_str journey, rh_arena *keep, bool sorted)
{
    rh_buf out;
    size_t n;
    rh_buf_init(&out, keep, (size_t)1 << 30);
    put_records(&out, run, lane, journey, NULL);
    put_undecided(&out, run, lane, keep, sorted);
    const rh_rejected *const *rejected = rh_run_rejected(run, lane, &n);
    for (size_t i = 0; i < n; i++) rh_buf_printf(&out, "refused %s\n", rejected[i]->text);
    rh_buf_printf(&out, "oscillated %d\n", rh_run_oscillated(run, lane));
    put_counts(&out, rh_run_counts(run, lane));
    assert_false(out.failed);
    return rh_buf_str(&out);
}

rh_str kit_told_apart(rh_str text, rh_str other)
{
    size_t at = 0, line = 0;
    for (; at < text.len && at < other.len && text.ptr[at] == other.ptr[at]; at++)
        if (text.ptr[at] == '\n') line = at + 1;
    return rh_str_slice(text, line, line + 300);
}
