/* Whether there is enough to judge, and whether it is what it should be: what HOLDs a gate whatever its criteria
 * say. */
#include "harness/verdict/gate_insides.h"

bool rh_gate_is_share_over(const rh_evidence *in)
{
    const rh_model_quantity share = {RH_MODEL_RATE, (int64_t)in->quarantined, (int64_t)in->read};
    return in->policy != NULL && in->read > 0 && !rh_gate__is_at_most(share, in->policy->quarantined_max);
}

static void hold(rh_gate_work *w, rh_str reason, rh_str step, rh_str command)
{
    rh_gate__find(w, RH_GATE_HOLDS, rh_gate__nowhere(), reason, step, rh_str_null(), command);
}

static void judge_policy(rh_gate_work *w)
{
    const rh_evidence *in = w->in;
    if (in->policy_source == RH_POLICY_MISSING)
        hold(w, RH_STR("there is no gate.yaml, so nothing says what may go live"),
             RH_STR("write cases/gate.yaml and merge it"), rh_str_null());
    if (in->policy_source == RH_POLICY_BOOTSTRAP && !in->is_bootstrap_allowed)
        hold(w, RH_STR("the base has no gate.yaml, so the proposal is judged by its own"),
             RH_STR("merge gate.yaml first, or accept that with a flag"), RH_STR("rehearse gate --bootstrap"));
}

static void judge_own(rh_gate_work *w)
{
    const rh_err *fault = w->in->own_fault;
    if (fault == NULL) return;
    rh_gate__find(w, RH_GATE_HOLDS, rh_gate__place(fault->span),
                  rh_gate__say(w, "the next gate could not read what the proposal brings: %s", fault->text),
                  RH_STR("mend the file"), rh_str_null(), RH_STR("rehearse check"));
}

static void judge_size(rh_gate_work *w)
{
    const uint64_t journeys = w->in->summary->whole.journeys;
    const rh_str many = rh_gate__many(w, journeys, "journey was", "journeys were");
    const uint64_t min = w->in->policy != NULL ? w->in->policy->min_journeys : 1;
    if (journeys == 0)
        hold(w, RH_STR("no journey was replayed"), RH_STR("bring history"),
             RH_STR("rehearse ingest FILE... --store S"));
    if (journeys == 0 || journeys >= min) return;
    hold(w, rh_gate__say(w, "%.*s replayed, %llu are needed", RH_ARG(many), (unsigned long long)min),
         RH_STR("bring more history"), RH_STR("rehearse ingest FILE... --store S"));
    if (rh_gate__is_few(journeys))
        rh_gate__share(w, rh_gate__say(w, "<5 journeys were replayed, %llu are needed", (unsigned long long)min));
}

/* What would have become of them nobody knows, so that no figure speaks of them (ruling 63). */
static void judge_oscillated(rh_gate_work *w)
{
    const uint64_t n = w->in->summary->sums.oscillated;
    if (n == 0) return;
    const rh_str many = rh_gate__many(w, n, "journey oscillates", "journeys oscillate");
    hold(w, rh_gate__say(w, "%.*s under the proposal, and nobody knows what would become of them", RH_ARG(many)),
         RH_STR("find the rules that undo each other"), RH_STR("rehearse replay"));
    if (rh_gate__is_few(n))
        rh_gate__share(w, RH_STR("<5 journeys oscillate under the proposal, and nobody knows what would become of them"));
}

/* As `undecided` is judged: what only adds openings makes their share no smaller. */
static void judge_undecided(rh_gate_work *w)
{
    const rh_model_quantity none = {RH_MODEL_RATE, 0, 1};
    const rh_model_quantity max = w->in->policy != NULL ? w->in->policy->undecided_max : none;
    for (int is_without = 0; is_without <= (w->in->without != NULL); is_without++) {
        const rh_model_quantity share = rh_gate__at_whole(w->in, RH_METRIC_UNDECIDED, is_without).value;
        const char *how = is_without ? ", without what the proposal only adds," : "";
        if (share.den == 0 || rh_gate__is_at_most(share, max)) continue;
        hold(w, rh_gate__say(w, "%.*s openings%s were undecided, more than undecided_max allows",
                             RH_ARG(rh_gate__say_quantity(w, share)), how),
             RH_STR("guard the conditions against absent fields with present(f)"), RH_STR("rehearse replay"));
        rh_gate__share(w, rh_gate__say(w, "%.*s openings%s were undecided, more than undecided_max allows",
                                       RH_ARG(rh_gate__share_quantity(w, share)), how));
        return;
    }
}

/* Nothing is taken on trust that cannot be seen apart. */
static void judge_additions(rh_gate_work *w)
{
    const rh_err *fault = w->in->without_fault;
    if (fault == NULL) return;
    rh_gate__find(w, RH_GATE_HOLDS, rh_gate__place(fault->span),
                  rh_gate__say(w, "what the proposal adds cannot be told from what it changes: %s", fault->text),
                  RH_STR("propose what is added by itself"), rh_str_null(), rh_str_null());
}

static void judge_quarantined(rh_gate_work *w)
{
    if (!rh_gate_is_share_over(w->in)) return;
    const rh_str value = rh_gate__say_quantity(
        w, (rh_model_quantity){RH_MODEL_RATE, (int64_t)w->in->quarantined, (int64_t)w->in->read});
    hold(w, rh_gate__say(w, "%.*s events were quarantined, more than quarantined_max allows", RH_ARG(value)),
         RH_STR("mend the export, or the mapping that reads it"), RH_STR("rehearse quarantine list"));
}

/* The longest that today may lie behind the newest event: days are 24 hours, business spans follow the calendar. */
static bool is_stale(const rh_evidence *in)
{
    rh_instant last;
    if (!rh_calendar_add(in->head->calendar, &last, in->newest, in->policy->stale_max)) return true;
    return rh_instant_before(last, in->today);
}

static void judge_age(rh_gate_work *w)
{
    const rh_evidence *in = w->in;
    if (in->policy == NULL || !in->policy->has_stale_max || !in->has_newest) return;
    if (!in->has_today) {
        hold(w, RH_STR("stale_max asks how old the history is, and nobody said what day it is"), RH_STR("say the day"),
             RH_STR("rehearse gate --today YYYY-MM-DDTHH:MM:SSZ"));
        return;
    }
    if (!is_stale(in)) return;
    char newest[32];
    rh_instant_text(newest, in->newest);
    hold(w, rh_gate__say(w, "the newest event is of %s, older than stale_max allows", newest),
         RH_STR("bring newer history"), RH_STR("rehearse ingest FILE... --store S"));
}

/* Who proposes may look at other files than the gate does. */
static void note_worktree(rh_gate_work *w)
{
    const rh_str file = w->in->worktree;
    if (file.ptr == NULL) return;
    rh_gate__find(w, RH_GATE_NOTE, (rh_model_place){file, 0, 0},
                  rh_gate__say(w, "HEAD is judged, and the working tree differs from it, first in %.*s", RH_ARG(file)),
                  RH_STR("commit what is meant, or judge the working tree"), rh_str_null(),
                  RH_STR("rehearse gate worktree"));
}

void rh_gate__sample(rh_gate_work *w)
{
    judge_policy(w);
    judge_own(w);
    judge_size(w);
    judge_quarantined(w);
    judge_undecided(w);
    judge_oscillated(w);
    judge_additions(w);
    judge_age(w);
    note_worktree(w);
}
