/* What is to be done, and why, in words. */
#include "harness/fixes/fill.h"

#include "engine/value/time.h"

#include <stdio.h>

enum { TEXT_BYTES = 4096, DAYS_A_WEEK = 7, PPM = 1000000 };

static const char *title_of(const rh_fix *fix)
{
    static const char *const titles[RH_N_SYMPTOMS] = {
#define X(SYMPTOM, title) [RH_SYMPTOM_##SYMPTOM] = title,
#include "harness/fixes/titles.def"
#undef X
    };
    if (titles[fix->seen->symptom] != NULL) return titles[fix->seen->symptom];
    if (fix->action == RH_FIX_INTEGRATION) return "mend the system behind %s: it makes it open more and more";
    if (fix->action == RH_FIX_OWNER) return "find who lets the time of %s run out: it opens more and more";
    return "mend the data behind %s at its source: it opens more and more";
}

/* "look at how A and B decide on CO-EDGE-001: with the others it is borne" */
static rh_str say_people(rh_arena *keep, const rh_fix *fix)
{
    rh_buf out;
    rh_buf_init(&out, keep, TEXT_BYTES);
    rh_buf_put(&out, RH_STR("look at how "));
    for (size_t i = 0; i < fix->n_reviewers; i++) {
        if (i > 0) rh_buf_put(&out, i + 1 == fix->n_reviewers ? RH_STR(" and ") : RH_STR(", "));
        rh_buf_put(&out, fix->reviewers[i].actor);
    }
    rh_buf_printf(&out, " %s on %.*s: what the others decide there is within what is borne",
                  fix->n_reviewers == 1 ? "decides" : "decide", RH_ARG(fix->subject));
    return rh_buf_str(&out);
}

/* The title, with the subject in it. */
static rh_str say_title(rh_arena *keep, const rh_fix *fix)
{
    rh_buf out;
    if (fix->n_reviewers > 0 && fix->target != RH_FIX_PERSON) return say_people(keep, fix);
    const rh_str title = rh_str_of(title_of(fix));
    const size_t hole = rh_str_find(title, RH_STR("%s"));
    rh_buf_init(&out, keep, TEXT_BYTES);
    rh_buf_put(&out, rh_str_slice(title, 0, hole));
    rh_buf_put(&out, fix->subject);
    rh_buf_put(&out, rh_str_slice(title, hole + 2, title.len));
    return rh_buf_str(&out);
}

static bool is_few(uint64_t n)
{
    return n > 0 && n < RH_MODEL_FEW;
}

static void put_share(rh_buf *out, uint64_t shown, uint64_t of, bool is_shared)
{
    if (is_shared && is_few(of)) {
        rh_buf_put(out, RH_STR("some of <5"));
        return;
    }
    if (is_shared && is_few(shown)) {
        rh_buf_printf(out, "<5 of %llu", (unsigned long long)of);
        return;
    }
    const uint64_t permille = of > 0 ? (shown * 1000 + of / 2) / of : 0;
    rh_buf_printf(out, "%llu of %llu (%llu.%llu %%)", (unsigned long long)shown, (unsigned long long)of,
                  (unsigned long long)(permille / 10), (unsigned long long)(permille % 10));
}

static void put_week(rh_buf *out, int32_t week)
{
    int32_t year, month, day;
    rh_civil_from_days((int64_t)week * DAYS_A_WEEK, &year, &month, &day);
    rh_buf_printf(out, "%04d-%02d-%02d", year, month, day);
}

/* "31 of 66 (47.0 %) in mid_market_guided since 2025-05-01, 2 of 80 (2.5 %) before: journeys in which it opened" */
/* is_shared: as it may be passed on. */
static rh_str say_why(rh_arena *keep, const rh_fix_case *c, bool is_shared)
{
    rh_buf out;
    rh_buf_init(&out, keep, TEXT_BYTES);
    put_share(&out, c->shown, c->of, is_shared);
    if (c->lane.ptr != NULL) rh_buf_printf(&out, " in %.*s", RH_ARG(c->lane));
    if (c->has_since) rh_buf_put(&out, RH_STR(" since the week of ")), put_week(&out, c->since);
    if (c->other_of > 0) {
        rh_buf_put(&out, RH_STR(", "));
        put_share(&out, c->other_shown, c->other_of, is_shared);
        rh_buf_put(&out, c->has_since ? RH_STR(" before") : RH_STR(" in the other lanes"));
    }
    rh_buf_printf(&out, ": %s", rh_symptom_text(c->symptom));
    return rh_buf_str(&out);
}

static rh_str say_scope(rh_arena *keep, const rh_fix_case *c)
{
    rh_buf out;
    if (c->lane.ptr == NULL && !c->has_since) return rh_str_null();
    rh_buf_init(&out, keep, TEXT_BYTES);
    if (c->lane.ptr != NULL) rh_buf_put(&out, c->lane);
    if (c->lane.ptr != NULL && c->has_since) rh_buf_put(&out, RH_STR(", "));
    if (c->has_since) rh_buf_put(&out, RH_STR("since ")), put_week(&out, c->since);
    return rh_buf_str(&out);
}

static rh_strs evidence_of(rh_arena *keep, const rh_fix *fix)
{
    rh_str *at = RH_NEW_N(keep, fix->n_evidence, rh_str);
    for (size_t i = 0; at != NULL && i < fix->n_evidence; i++) {
        rh_buf out;
        rh_buf_init(&out, keep, TEXT_BYTES);
        rh_buf_put(&out, fix->evidence[i].journey);
        if (fix->evidence[i].n > 0) rh_buf_printf(&out, "#%u", fix->evidence[i].n);
        at[i] = rh_buf_str(&out);
    }
    return (rh_strs){at, at != NULL ? fix->n_evidence : 0};
}

/* Rounded up: what is not nothing is not shown as nothing. */
static rh_model_quantity chance(double p)
{
    const double ppm = p * PPM;
    const int64_t whole = (int64_t)ppm;
    return (rh_model_quantity){RH_MODEL_RATE, whole + ((double)whole < ppm), PPM};
}

static const rh_model_reviewer *reviewers_of(rh_arena *keep, const rh_fix *fix)
{
    rh_model_reviewer *at = RH_NEW_N(keep, fix->n_reviewers, rh_model_reviewer);
    for (size_t i = 0; at != NULL && i < fix->n_reviewers; i++) {
        const rh_fix_reviewer *r = &fix->reviewers[i];
        at[i] = (rh_model_reviewer){r->actor, r->role, r->shown, r->of, r->others_shown, r->others_of};
    }
    return at;
}

static rh_model_fix fix_of(rh_arena *keep, const rh_fix *fix, const rh_register *reg, size_t rank)
{
    const bool has_entry = fix->entry != RH_NONE;
    return (rh_model_fix){.rank = (uint32_t)rank,
                          .action = (rh_model_fix_action)fix->action,
                          .symptom = rh_str_of(rh_symptom_name(fix->seen->symptom)),
                          .subject = fix->subject,
                          .scope = say_scope(keep, fix->seen),
                          .title = say_title(keep, fix),
                          .why = say_why(keep, fix->seen, false),
                          .why_shared = say_why(keep, fix->seen, true),
                          .owner = fix->owner,
                          .entry = has_entry ? reg->entries[fix->entry].id : rh_str_null(),
                          .place = {fix->span.file, fix->span.line, fix->span.col},
                          .journeys = fix->journeys,
                          .weight = fix->weight,
                          .is_critical = fix->is_critical,
                          .p = chance(fix->seen->p),
                          .q = chance(fix->seen->q),
                          .evidence = evidence_of(keep, fix),
                          .reviewers = reviewers_of(keep, fix),
                          .n_reviewers = fix->n_reviewers};
}

static rh_model_fix *list_of(size_t *n, rh_arena *keep, const rh_fix *fixes, size_t n_all,
                                   const rh_register *reg)
{
    *n = n_all < RH_FIXES_LISTED ? n_all : RH_FIXES_LISTED;
    rh_model_fix *at = RH_NEW_N(keep, *n, rh_model_fix);
    for (size_t i = 0; at != NULL && i < *n; i++) at[i] = fix_of(keep, &fixes[i], reg, i + 1);
    return at;
}

rh_code rh_fixes_fill(rh_review_report *out, rh_model_fix **fixes, rh_arena *keep, const rh_fix_ranking *ranking,
                      const rh_register *reg, rh_err *err)
{
    *fixes = list_of(&out->n_fixes, keep, ranking->fixes, ranking->n_fixes, reg);
    out->fixes = *fixes;
    out->n_fixes_all = ranking->n_fixes;
    out->watched = list_of(&out->n_watched, keep, ranking->watched, ranking->n_watched, reg);
    out->n_watched_all = ranking->n_watched;
    out->n_tests = ranking->n_tests;
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}
