/* first, last, n and business_hours_between. */
#include "harness/review/functions.h"

typedef enum function { FN_BETWEEN, FN_FIRST, FN_LAST, FN_N, N_FUNCTIONS } function;

static const rh_type timestamp_type = {.kind = RH_T_TIMESTAMP, .is_nullable = true};

rh_code rh_review_words(rh_review_plan *plan, rh_arena *keep, rh_err *err)
{
    const rh_register *reg = plan->reg;
    bool ok = true;
    for (size_t i = 0; i < reg->n_events && ok; i++)
        if (rh_map_get(&plan->words, reg->events[i].type) == RH_MAP_NONE)
            ok = rh_map_set(&plan->words, keep, reg->events[i].type, (uint32_t)plan->n_words++);
    for (int k = 0; k < RH_N_RECORD_KINDS && ok; k++) {
        const rh_str name = rh_str_of(rh_record_kind_name((rh_record_kind)k));
        plan->word_of_kind[k] = rh_map_get(&plan->words, name);
        if (plan->word_of_kind[k] != RH_MAP_NONE) continue; /* an event type of the same name: told as one */
        plan->word_of_kind[k] = (uint32_t)plan->n_words++;
        ok = rh_map_set(&plan->words, keep, name, plan->word_of_kind[k]);
    }
    return ok ? RH_OK : rh_err_nomem(err);
}

/* The type of a literal that names something that can happen: any other word is an error at load. */
static const rh_type *word_type(rh_arena *keep, const rh_review_plan *plan)
{
    const rh_register *reg = plan->reg;
    rh_type *type = RH_NEW(keep, rh_type);
    rh_str *words = RH_NEW_N(keep, reg->n_events + RH_N_RECORD_KINDS, rh_str);
    size_t n = 0;
    if (type == NULL || words == NULL) return NULL;
    for (size_t i = 0; i < reg->n_events; i++) words[n++] = reg->events[i].type;
    for (int k = 0; k < RH_N_RECORD_KINDS; k++) words[n++] = rh_str_of(rh_record_kind_name((rh_record_kind)k));
    *type = (rh_type){.kind = RH_T_STRING, .words = {words, n}};
    return type;
}

const rh_host_fn *rh_review_functions(size_t *n, rh_arena *keep, const rh_review_plan *plan, bool has_past)
{
    rh_host_fn *fns = RH_NEW_N(keep, N_FUNCTIONS, rh_host_fn);
    const rh_type *word = word_type(keep, plan);
    if (fns == NULL || word == NULL) return NULL;
    fns[FN_BETWEEN] = (rh_host_fn){.name = RH_STR("business_hours_between"),
                                   .params = {&timestamp_type, &timestamp_type},
                                   .n_params = 2,
                                   .result = &rh_type_double,
                                   .id = FN_BETWEEN};
    fns[FN_FIRST] = (rh_host_fn){
        .name = RH_STR("first"), .params = {word}, .n_params = 1, .result = &timestamp_type, .id = FN_FIRST};
    fns[FN_LAST] = (rh_host_fn){
        .name = RH_STR("last"), .params = {word}, .n_params = 1, .result = &timestamp_type, .id = FN_LAST};
    fns[FN_N] = (rh_host_fn){.name = RH_STR("n"), .params = {word}, .n_params = 1, .result = &rh_type_int, .id = FN_N};
    *n = has_past ? N_FUNCTIONS : 1;
    return fns;
}

static rh_value between(const rh_row_past *past, rh_value a, rh_value b)
{
    int64_t ns;
    if (a.kind == RH_NULL || b.kind == RH_NULL) return rh_undecided(RH_CAUSE_NULL_ORDER);
    if (a.kind != RH_TIMESTAMP || b.kind != RH_TIMESTAMP) return rh_undecided(RH_CAUSE_TYPE);
    if (!rh_calendar_open_between(past->plan->reg->calendar, &ns, rh_value_instant(a), rh_value_instant(b)))
        return rh_undecided(RH_CAUSE_CALENDAR);
    return rh_double((double)ns / 3.6e12);
}

static rh_value happened(const rh_row_past *past, function fn, uint32_t word)
{
    const rh_happening *found = NULL;
    int64_t n = 0;
    for (size_t i = 0; i < past->n; i++) {
        const rh_happening *h = &past->at[i];
        if (h->word != word || !rh_instant_before(h->at, past->end)) continue;
        if (found == NULL || fn == FN_LAST) found = h;
        n++;
    }
    if (fn == FN_N) return rh_int(n);
    return found != NULL ? rh_timestamp(found->at) : rh_null();
}

rh_value rh_review_call(void *ctx, uint32_t fn, const rh_value *args, size_t n)
{
    const rh_row_past *past = ctx;
    if (fn == FN_BETWEEN) return n == 2 ? between(past, args[0], args[1]) : rh_undecided(RH_CAUSE_TYPE);
    if (n != 1 || args[0].kind != RH_STRING) return rh_undecided(RH_CAUSE_TYPE);
    const uint32_t word = rh_map_get(&past->plan->words, rh_value_str(args[0]));
    return word != RH_MAP_NONE ? happened(past, (function)fn, word) : rh_undecided(RH_CAUSE_MISSING_KEY);
}
