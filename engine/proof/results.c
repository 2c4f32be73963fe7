/* Results over many journeys: any order, any split, the same result. */
#include "engine/proof/proof_insides.h"

/* What a test stands at before any journey. */
static rh_way_result beginning(const rh_test *test, rh_way way, bool has_history)
{
    rh_way_result r = {.result = RH_RESULT_UNPROVEN, .why = RH_WHY_NEVER_OPENED};
    if (way == RH_WAY_HISTORY && !has_history) return (rh_way_result){.result = RH_RESULT_SKIPPED};
    if (test->unread.ptr != NULL)
        return (rh_way_result){
            .result = RH_RESULT_FAIL, .why = RH_WHY_UNREAD, .says = test->unread, .at = RH_INSTANT_NEVER};
    if (way != RH_WAY_HISTORY && test->face.n_examples == 0) r.why = RH_WHY_NO_EXAMPLE;
    r.says = rh_str_of(rh_why_text(r.why));
    return r;
}

rh_code rh_results_init(rh_results *results, rh_arena *keep, const rh_proof *proof, bool has_history, rh_err *err)
{
    *results = (rh_results){.keep = keep, .n_tests = proof->n_tests};
    results->ways = rh_arena_array(keep, proof->n_tests, sizeof *results->ways);
    if (results->ways == NULL) return rh_err_nomem(err);
    for (size_t t = 0; t < proof->n_tests; t++)
        for (int way = 0; way < RH_N_WAYS; way++)
            results->ways[t][way] = beginning(&proof->tests[t], (rh_way)way, has_history);
    return RH_OK;
}

/* FAIL before PASS before UNPROVEN before SKIPPED. */
static int weight(rh_result r)
{
    return r == RH_RESULT_FAIL ? 3 : r == RH_RESULT_PASS ? 2 : r == RH_RESULT_UNPROVEN;
}

/* Whether `next` takes the place of `now`. Of equal failures the journey that is first bytewise is named. */
static bool replaces(const rh_way_result *next, const rh_way_result *now)
{
    if (next->result != now->result) return weight(next->result) > weight(now->result);
    if (next->result == RH_RESULT_UNPROVEN) return next->why > now->why;
    return next->result == RH_RESULT_FAIL && rh_str_cmp(next->journey, now->journey) < 0;
}

/* A result whose texts live in keep. */
static rh_way_result kept(rh_arena *keep, const rh_way_result *r)
{
    rh_way_result copy = *r;
    copy.says = rh_arena_str(keep, r->says);
    copy.journey = rh_arena_str(keep, r->journey);
    copy.record = rh_arena_str(keep, r->record);
    copy.record_says = rh_arena_str(keep, r->record_says);
    return copy;
}

static rh_str record_line(rh_arena *keep, rh_str journey, const rh_record *record)
{
    rh_buf line;
    rh_buf_init(&line, keep, 1 << 20);
    rh_record_put(&line, journey, record);
    const rh_str s = rh_buf_str(&line);
    return rh_str_slice(s, 0, s.len - (s.len != 0));
}

static rh_str record_words(rh_arena *keep, const rh_record *record)
{
    rh_buf words;
    rh_buf_init(&words, keep, 1 << 16);
    rh_record_say(&words, record);
    return rh_buf_str(&words);
}

rh_code rh_results_fold(rh_results *results, size_t test, rh_way way, rh_str journey, const rh_outcome *outcome,
                        rh_err *err)
{
    rh_way_result *now = &results->ways[test][way];
    rh_way_result next = {.result = outcome->result, .why = outcome->why, .says = outcome->says, .at = outcome->at};
    if (next.result == RH_RESULT_FAIL) {
        next.journey = journey;
        next.clause = outcome->clause;
        next.clause_span = outcome->clause_span, next.example_span = outcome->example_span;
    }
    if (next.says.ptr == NULL && next.why != RH_WHY_NONE) next.says = rh_str_of(rh_why_text(next.why));
    if (!replaces(&next, now)) return RH_OK;
    *now = kept(results->keep, &next);
    if (next.result == RH_RESULT_FAIL && outcome->record != NULL) {
        now->record = record_line(results->keep, journey, outcome->record);
        now->record_says = record_words(results->keep, outcome->record);
    }
    return rh_arena_failed(results->keep) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_results_merge(rh_results *into, const rh_results *other, rh_err *err)
{
    for (size_t t = 0; t < into->n_tests; t++)
        for (int way = 0; way < RH_N_WAYS; way++)
            if (replaces(&other->ways[t][way], &into->ways[t][way]))
                into->ways[t][way] = kept(into->keep, &other->ways[t][way]);
    return rh_arena_failed(into->keep) ? rh_err_nomem(err) : RH_OK;
}
