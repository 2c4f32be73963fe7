/* The gate: runs its parts and puts what they found into the report. */
#include "harness/verdict/gate_insides.h"

#include "engine/base/buf.h"

#include <stdarg.h>
#include <stdio.h>

enum { MAX_SENTENCE_BYTES = 1000 };

rh_str rh_gate__say(rh_gate_work *w, const char *format, ...)
{
    char text[MAX_SENTENCE_BYTES];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    const rh_str said = rh_arena_str(w->keep, (rh_str){text, len});
    w->failed |= said.ptr == NULL;
    return said;
}

rh_str rh_gate__many(rh_gate_work *w, uint64_t n, const char *one, const char *many)
{
    return rh_gate__say(w, "%llu %s", (unsigned long long)n, n == 1 ? one : many);
}

/* Its decimal places: at least as many as said, no zeros behind those, six at most. */
static rh_str say_decimal(rh_gate_work *w, rh_model_quantity v, int least)
{
    enum { MOST = 6 };
    char places[MOST];
    int n = 0;
    const int64_t size = v.num < 0 ? -v.num : v.num;
    for (int64_t rest = size % v.den * 10; n < MOST && (n < least || rest > 0); rest = rest % v.den * 10)
        places[n++] = (char)('0' + rest / v.den);
    return rh_gate__say(w, "%s%lld%s%.*s", v.num < 0 ? "-" : "", (long long)(size / v.den), n > 0 ? "." : "", n, places);
}

rh_str rh_gate__say_quantity(rh_gate_work *w, rh_model_quantity v)
{
    if (v.den == 0) return RH_STR("no sample");
    if (v.unit == RH_MODEL_COUNT) return rh_gate__say(w, "%lld", (long long)v.num);
    if (v.unit == RH_MODEL_HOURS) return rh_gate__say(w, "%.*s hours", RH_ARG(say_decimal(w, v, 1)));
    if (v.unit == RH_MODEL_NUMBER) return say_decimal(w, v, 0);
    return rh_gate__say(w, "%lld of %lld (%lld.%02lld%%)", (long long)v.num, (long long)v.den,
                        (long long)(v.num * 100 / v.den), (long long)(v.num * 10000 / v.den % 100));
}

rh_str rh_gate__share_quantity(rh_gate_work *w, rh_model_quantity v)
{
    if (v.unit == RH_MODEL_COUNT && v.den == 1 && v.num > 0 && v.num < RH_MODEL_FEW) return RH_STR("<5");
    if (v.unit != RH_MODEL_RATE || v.den == 0) return rh_gate__say_quantity(w, v);
    if (v.den < RH_MODEL_FEW) return RH_STR("some of <5");
    return v.num > 0 && v.num < RH_MODEL_FEW ? rh_gate__say(w, "<5 of %lld", (long long)v.den)
                                             : rh_gate__say_quantity(w, v);
}

void rh_gate__add_criterion(rh_gate_work *w, const rh_model_criterion *criterion, rh_model_launch on_fail)
{
    if (!RH_PUSH(w->keep, &w->criteria, *criterion) || !RH_PUSH(w->keep, &w->on_fail, on_fail)) w->failed = true;
}

void rh_gate__find(rh_gate_work *w, rh_gate_weight weight, rh_model_place place, rh_str reason, rh_str step,
                   rh_str owner, rh_str command)
{
    const rh_gate_finding finding = {.weight = weight,
                                     .reason = {.text = reason, .place = place},
                                     .step = {.text = step, .owner = owner, .command = command}};
    if (!RH_PUSH(w->keep, &w->findings, finding)) w->failed = true;
}

void rh_gate__share(rh_gate_work *w, rh_str reason)
{
    if (w->findings.n > 0) w->findings.at[w->findings.n - 1].reason.shared = reason;
}

static bool has_step(const rh_gate_report *out, const rh_model_step *step)
{
    for (size_t i = 0; i < out->n_steps; i++)
        if (rh_str_eq(out->steps[i].text, step->text) && rh_str_eq(out->steps[i].command, step->command)) return true;
    return false;
}

/* Reasons and steps, the weightiest first; a step that several findings ask for stands once. */
static void fill_words(rh_gate_work *w, rh_gate_report *out)
{
    rh_model_reason *reasons = RH_NEW_N(w->keep, w->findings.n, rh_model_reason);
    rh_model_step *steps = RH_NEW_N(w->keep, w->findings.n, rh_model_step);
    if (reasons == NULL || steps == NULL) {
        w->failed = true;
        return;
    }
    out->reasons = reasons;
    out->steps = steps;
    out->n_reasons = out->n_steps = 0;
    for (int weight = RH_GATE_STOPS; weight <= RH_GATE_NOTE; weight++)
        for (size_t i = 0; i < w->findings.n; i++) {
            const rh_gate_finding *f = &w->findings.at[i];
            if ((int)f->weight != weight) continue;
            reasons[out->n_reasons++] = f->reason;
            if (f->step.text.ptr != NULL && !has_step(out, &f->step)) steps[out->n_steps++] = f->step;
        }
}

rh_code rh_gate_judge(rh_gate_report *out, rh_arena *keep, const rh_evidence *evidence, rh_err *err)
{
    rh_gate_work w = {.keep = keep, .in = evidence};
    rh_gate__sample(&w); /* first: where there is nothing to judge by, all else follows from that */
    rh_gate__builtins(&w);
    rh_gate__checklist(&w, out);
    rh_gate__criteria(&w);
    rh_gate__waivers(&w, out);
    rh_gate__entries(&w, out);
    rh_gate__verdict(&w, out);
    fill_words(&w, out);
    if (w.failed || rh_arena_failed(keep)) return rh_err_nomem(err);
    out->criteria = w.criteria.at;
    out->n_criteria = w.criteria.n;
    out->policy = evidence->policy_source == RH_POLICY_BASE ? RH_STR("base") : RH_STR("bootstrap");
    return RH_OK;
}
