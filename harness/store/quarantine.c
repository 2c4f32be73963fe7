/* What is quarantined, as report rows. */
#include "harness/store/quarantine.h"

#include "engine/base/limits.h"
#include "engine/base/vec.h"

typedef struct lister {
    rh_quarantine_report *out;
    rh_arena *keep;
    const rh_quarantine_wanted *wanted;
    RH_VEC(rh_model_rejected) rows;
} lister;

static rh_model_rejected row_of(rh_arena *keep, int64_t id, const rh_quarantined *record)
{
    const rh_err *why = &record->why;
    return (rh_model_rejected){.place = {rh_arena_str(keep, why->span.file), why->span.line, why->span.col},
                               .code = rh_str_of(rh_code_id(why->code)),
                               .message = rh_arena_str(keep, rh_str_of(why->text)),
                               .id = (uint64_t)id};
}

static bool is_wanted(const rh_quarantine_wanted *wanted, int64_t id, const rh_quarantined *record)
{
    if (wanted->id != 0) return id == wanted->id;
    for (size_t i = 0; i < wanted->n_files; i++)
        if (rh_str_eq(record->why.span.file, rh_str_of(wanted->files[i]))) return true;
    return wanted->n_files == 0;
}

static rh_code on_record(void *ctx, int64_t id, const rh_quarantined *record, rh_err *err)
{
    lister *l = ctx;
    if (!is_wanted(l->wanted, id, record)) return RH_OK;
    l->out->n_rejected_all++;
    if (l->wanted->id != 0) l->out->raw = rh_arena_str(l->keep, record->raw);
    if (l->rows.n == RH_LIMIT_DIAGS) return RH_OK;
    if (!RH_PUSH(l->keep, &l->rows, row_of(l->keep, id, record))) return rh_err_nomem(err);
    return rh_arena_failed(l->keep) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_quarantine_list(rh_quarantine_report *out, rh_arena *keep, rh_store *store,
                           const rh_quarantine_wanted *wanted, rh_err *err)
{
    *out = (rh_quarantine_report){0};
    lister l = {.out = out, .keep = keep, .wanted = wanted};
    const rh_code code = rh_store_quarantined(store, on_record, &l, err);
    out->rejected = l.rows.at;
    out->n_rejected = l.rows.n;
    return code;
}

rh_code rh_quarantine_of_log(rh_ingest_report *out, rh_arena *keep, const rh_log *log, rh_err *err)
{
    rh_quarantine_report listed = {0};
    const rh_quarantine_wanted all = {0};
    lister l = {.out = &listed, .keep = keep, .wanted = &all};
    for (size_t i = 0; i < log->n_quarantined; i++) {
        const rh_code code = on_record(&l, 0, &log->quarantined[i], err);
        if (code != RH_OK) return code;
    }
    out->rejected = l.rows.at;
    out->n_rejected = l.rows.n;
    out->n_rejected_all = listed.n_rejected_all;
    return RH_OK;
}
