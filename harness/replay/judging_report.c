/* Judging as a report model. */
#include "harness/replay/judging.h"

#include "engine/stats/interval.h"
#include "harness/replay/model_time.h"

typedef RH_VEC(rh_model_share) shares;

const char *rh_rate_name(rh_rate_kind kind)
{
    static const char *const names[] = {
#define X(NAME, word, text) word,
#include "harness/replay/rates.def"
#undef X
    };
    return names[kind];
}

static const char *rate_text(rh_rate_kind kind)
{
    static const char *const texts[] = {
#define X(NAME, word, text) text,
#include "harness/replay/rates.def"
#undef X
    };
    return texts[kind];
}

static const char *by_name(rh_rate_by by)
{
    static const char *const names[] = {
#define X(NAME, word, text) word,
#include "harness/replay/rate_by.def"
#undef X
    };
    return names[by];
}

static rh_model_quantity rate(uint64_t n, uint64_t of)
{
    return (rh_model_quantity){RH_MODEL_RATE, (int64_t)n, (int64_t)of};
}

enum { PPM = 1000000, LEAST_FOR_INTERVAL = 5 }; /* SPEC.md section 11: fewer than 5, counts only */

/* Parts per million: as much as a report shows, and the same on every machine. */
static rh_model_quantity parts(double share)
{
    return (rh_model_quantity){RH_MODEL_RATE, (int64_t)(share * PPM + 0.5), PPM};
}

static rh_model_share share_of(const char *name, const char *text, uint64_t n, uint64_t of)
{
    rh_model_share share = {.name = rh_str_of(name), .text = rh_str_of(text), .value = rate(n, of)};
    rh_interval interval;
    share.has_interval = of >= LEAST_FOR_INTERVAL && rh_interval_wilson(&interval, n, of, 0.95);
    if (!share.has_interval) return share;
    share.low = parts(interval.low);
    share.high = parts(interval.high);
    return share;
}

/* n of `of`, and `tail` more of which nobody can say to which they belong. */
static rh_model_share share_with_tail(const char *name, const char *text, uint64_t n, uint64_t of, uint64_t tail)
{
    rh_model_share share = share_of(name, text, n, of);
    share.has_bounds = of > 0;
    share.least = rate(n, of + tail);
    share.most = rate(n + tail, of + tail);
    return share;
}

static bool fill_shares(rh_judgement_report *out, rh_arena *keep, const rh_judged_counts *c)
{
    const uint64_t *cell = c->cells, *a = c->agreement;
    const uint64_t caught = cell[RH_CELL_CAUGHT], escaped = cell[RH_CELL_ESCAPED];
    const uint64_t drag = cell[RH_CELL_DRAG], clean = cell[RH_CELL_CLEAN];
    const uint64_t asked = a[RH_AGREEMENT_USEFUL] + a[RH_AGREEMENT_WAVED_THROUGH];
    uint64_t tail = 0;
    for (int i = 0; i < RH_N_CELLS; i++) tail += i == RH_CELL_CENSORED ? 0 : c->tail[i];
    const rh_model_share all[] = {
        share_with_tail("catch_rate", "caught, of what was wrong", caught, caught + escaped, tail),
        share_with_tail("escape_rate", "wrong, of what was allowed", escaped, escaped + clean, tail),
        share_with_tail("drag_rate", "held up, of what was good", drag, drag + clean, tail),
        share_with_tail("precision", "wrong, of what was held up", caught, caught + drag, tail),
        share_of("waved_through", "changed nothing, of the decisions asked for", a[RH_AGREEMENT_WAVED_THROUGH], asked),
        share_of("missed", "not asked for and changed something, of all decisions", a[RH_AGREEMENT_MISSED],
                 asked + a[RH_AGREEMENT_MISSED] + a[RH_AGREEMENT_QUIET]),
    };
    shares list = {0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!RH_PUSH(keep, &list, all[i])) return false;
    out->shares = list.at;
    out->n_shares = list.n;
    return true;
}

static bool fill_cells(rh_judgement_report *out, rh_arena *keep, const rh_judged_counts *c)
{
    rh_model_cell *cells = RH_NEW_N(keep, RH_N_CELLS, rh_model_cell);
    rh_model_cell *agreement = RH_NEW_N(keep, RH_N_AGREEMENTS, rh_model_cell);
    if (cells == NULL || agreement == NULL) return false;
    for (int i = 0; i < RH_N_CELLS; i++)
        cells[i] = (rh_model_cell){rh_str_of(rh_cell_name((rh_cell)i)), rh_str_of(rh_cell_text((rh_cell)i)),
                                   c->cells[i], c->tail[i]};
    for (int i = 0; i < RH_N_AGREEMENTS; i++)
        agreement[i] = (rh_model_cell){rh_str_of(rh_agreement_name((rh_agreement)i)),
                                       rh_str_of(rh_agreement_text((rh_agreement)i)), c->agreement[i], 0};
    out->cells = cells, out->n_cells = RH_N_CELLS;
    out->agreement = agreement, out->n_agreement = RH_N_AGREEMENTS;
    return true;
}

static bool fill_overrides(rh_judgement_report *out, rh_arena *keep, const rh_judging *judging)
{
    rh_model_override *rows = RH_NEW_N(keep, judging->rates.n, rh_model_override);
    for (size_t i = 0; rows != NULL && i < judging->rates.n; i++) {
        const rh_rate *r = &judging->rates.at[i];
        rows[i] = (rh_model_override){.kind = rh_str_of(rh_rate_name(r->kind)),
                                      .by = rh_str_of(by_name(r->by)),
                                      .name = r->name,
                                      .share = share_of(rh_rate_name(r->kind), rate_text(r->kind), r->n, r->of)};
    }
    out->overrides = rows;
    out->n_overrides = judging->rates.n;
    return rows != NULL;
}

static bool fill_fields(rh_judgement_report *out, rh_arena *keep, const rh_judging *judging)
{
    rh_model_leaky_field *fields = RH_NEW_N(keep, judging->fields.n, rh_model_leaky_field);
    for (size_t i = 0; fields != NULL && i < judging->fields.n; i++)
        fields[i] = (rh_model_leaky_field){judging->fields.at[i].field, judging->fields.at[i].journeys};
    out->fields = fields;
    out->n_fields = judging->fields.n;
    return fields != NULL;
}

static rh_model_judged_action action_of(rh_arena *keep, const rh_judged_row *row)
{
    return (rh_model_judged_action){
        .cell = rh_str_of(rh_cell_name(row->cell)),
        .journey = row->journey,
        .action = row->action,
        .event = row->event,
        .verdict = rh_str_of(rh_verdict_name(row->verdict)),
        .because = row->because,
        .proof = row->proof,
        .at = rh_model_time_of(keep, row->at),
        .held = {RH_MODEL_HOURS, row->hold_minutes, row->has_hold ? 60 : 0},
        .after_divergence = row->is_after,
    };
}

static bool fill_actions(rh_judgement_report *out, rh_arena *keep, const rh_judging *judging)
{
    rh_model_judged_action *rows = RH_NEW_N(keep, judging->rows.n, rh_model_judged_action);
    for (size_t i = 0; rows != NULL && i < judging->rows.n; i++) rows[i] = action_of(keep, &judging->rows.at[i]);
    out->actions = rows;
    out->n_actions = judging->rows.n;
    out->n_actions_all = judging->n_rows;
    return rows != NULL;
}

rh_code rh_judging_fill(rh_judgement_report *out, rh_arena *keep, const rh_judging *judging,
                        const rh_judged_counts *counts, rh_err *err)
{
    *out = (rh_judgement_report){.decisions_apart = judging->apart,
                                 .corrections = judging->corrections,
                                 .stray_corrections = judging->stray_corrections,
                                 .holds = rh_judging_holds(judging, RH_BY_WHOLE, RH_STR("")),
                                 .holds_open = judging->holds_open,
                                 .hold_p50 = rh_judging_hold(judging, RH_BY_WHOLE, RH_STR(""), 50),
                                 .hold_p90 = rh_judging_hold(judging, RH_BY_WHOLE, RH_STR(""), 90),
                                 .hold_most = rh_judging_hold(judging, RH_BY_WHOLE, RH_STR(""), 100)};
    const bool ok = fill_cells(out, keep, counts) && fill_shares(out, keep, counts) &&
                    fill_overrides(out, keep, judging) && fill_fields(out, keep, judging) &&
                    fill_actions(out, keep, judging);
    return ok && !rh_arena_failed(keep) ? RH_OK : rh_err_nomem(err);
}
