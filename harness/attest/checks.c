/* An attestation against the world. */
#include "harness/attest/checks.h"

#include "engine/base/show.h"

#include <stdarg.h>
#include <stdio.h>

enum { SAYS_BYTES = 600, SHOWN = 60, SHORT_ID = 12 };

rh_model_checked rh_check_says(rh_arena *keep, rh_model_check_result result, const char *format, ...)
{
    char text[SAYS_BYTES];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    return (rh_model_checked){result, rh_arena_str(keep, (rh_str){text, len})};
}

static rh_str short_id(rh_str id)
{
    return rh_str_slice(id, 0, id.len < SHORT_ID ? id.len : SHORT_ID);
}

/* ---- the day ---- */

rh_model_checked rh_check_day(rh_arena *keep, const rh_stated *stated, rh_instant today)
{
    char shown[32];
    const bool is_early = stated->has_today && rh_instant_before(today, stated->today);
    rh_instant_text(shown, today);
    if (is_early)
        return rh_check_says(keep, RH_MODEL_CHECK_FAILS, "it is of %.*s, which is after %s", RH_ARG(stated->today_text),
                             shown);
    if (!rh_instant_before(today, stated->expires))
        return rh_check_says(keep, RH_MODEL_CHECK_FAILS, "it expired at %.*s, and it is %s",
                             RH_ARG(stated->expires_text), shown);
    return rh_check_says(keep, RH_MODEL_CHECK_HOLDS, "a gate's test-result v0.1, in force at %s, until %.*s", shown,
                         RH_ARG(stated->expires_text));
}

/* ---- the register ---- */

/* What differs between two revisions of one commit id; NULL: nothing. */
static const char *differs(const rh_model_revision *a, const rh_model_revision *b)
{
    if (!rh_str_eq(a->commit, b->commit)) return "commit";
    if (!rh_str_eq(a->tree, b->tree)) return "tree of cases/";
    return rh_str_eq(a->sha256, b->sha256) ? NULL : "SHA-256 of the register";
}

rh_model_checked rh_check_register(rh_arena *keep, const rh_stated *stated, const rh_model_made_of *found,
                                   rh_str wanted)
{
    const rh_model_revision *heads[] = {&stated->made_of.head, &found->head};
    const rh_model_revision *bases[] = {&stated->made_of.base, &found->base};
    if (wanted.ptr != NULL && !rh_str_eq(wanted, heads[0]->commit))
        return rh_check_says(keep, RH_MODEL_CHECK_FAILS, "it is of commit %.*s, expected %.*s",
                             RH_ARG(short_id(heads[0]->commit)), RH_ARG(short_id(wanted)));
    const char *of_head = differs(heads[0], heads[1]), *of_base = differs(bases[0], bases[1]);
    if (of_head == NULL && of_base == NULL)
        return rh_check_says(keep, RH_MODEL_CHECK_HOLDS, "commit %.*s, register sha256:%.*s",
                             RH_ARG(heads[0]->commit), RH_ARG(short_id(heads[0]->sha256)));
    return rh_check_says(keep, RH_MODEL_CHECK_FAILS, "the repository has another %s for %s %.*s",
                         of_head != NULL ? of_head : of_base, of_head != NULL ? "commit" : "its base",
                         RH_ARG(short_id(of_head != NULL ? heads[0]->commit : bases[0]->commit)));
}

/* ---- policy ---- */

static bool is_same_text(rh_str a, rh_str b)
{
    return (a.ptr == NULL) == (b.ptr == NULL) && (a.ptr == NULL || rh_str_eq(a, b));
}

rh_model_checked rh_check_policy(rh_arena *keep, const rh_stated *stated, const rh_model_made_of *found)
{
    const rh_model_made_of *is = &stated->made_of;
    if (is->n_policy != found->n_policy)
        return rh_check_says(keep, RH_MODEL_CHECK_FAILS, "it names %zu files of policy, expected %zu", is->n_policy,
                             found->n_policy);
    for (size_t i = 0; i < found->n_policy; i++) {
        const rh_model_digest *a = &is->policy[i], *b = &found->policy[i];
        if (rh_str_eq(a->name, b->name) && is_same_text(a->sha256, b->sha256)) continue;
        const bool was_there = a->sha256.ptr != NULL, is_there = b->sha256.ptr != NULL;
        return rh_check_says(keep, RH_MODEL_CHECK_FAILS, "%.*s of the base is %s%.*s, stated is %s%.*s",
                             RH_ARG(b->name), is_there ? "sha256:" : "not there", RH_ARG(short_id(b->sha256)),
                             was_there ? "sha256:" : "not there", RH_ARG(short_id(a->sha256)));
    }
    const bool is_own = !rh_str_eq(found->policy_source, RH_STR("base"));
    return rh_check_says(keep, RH_MODEL_CHECK_HOLDS, "the policy of %s, commit %.*s",
                         is_own ? "the head itself, by --bootstrap or for want of another" : "the base",
                         RH_ARG(short_id(is_own ? is->head.commit : is->base.commit)));
}

/* ---- the history ---- */

static bool is_same_input(const rh_model_input *a, const rh_model_input *b)
{
    return rh_str_eq(a->sha256, b->sha256) && a->read == b->read && a->accepted == b->accepted &&
           a->duplicate == b->duplicate && a->quarantined == b->quarantined;
}

/* The first file that is not the same on both sides, in words. */
static rh_model_checked say_inputs(rh_arena *keep, const rh_model_made_of *is, const rh_model_made_of *found, size_t i)
{
    if (i >= is->n_inputs || i >= found->n_inputs)
        return rh_check_says(keep, RH_MODEL_CHECK_FAILS, "it was made of %zu files, here are %zu", is->n_inputs,
                             found->n_inputs);
    if (!rh_str_eq(is->inputs[i].sha256, found->inputs[i].sha256))
        return rh_check_says(keep, RH_MODEL_CHECK_FAILS, "a file sha256:%.*s was replayed, here is sha256:%.*s",
                             RH_ARG(short_id(is->inputs[i].sha256)), RH_ARG(short_id(found->inputs[i].sha256)));
    return rh_check_says(
        keep, RH_MODEL_CHECK_FAILS,
        "of file sha256:%.*s %llu read, %llu accepted, %llu duplicate, %llu quarantined are stated; here it is %llu, "
        "%llu, %llu, %llu",
        RH_ARG(short_id(is->inputs[i].sha256)), (unsigned long long)is->inputs[i].read,
        (unsigned long long)is->inputs[i].accepted, (unsigned long long)is->inputs[i].duplicate,
        (unsigned long long)is->inputs[i].quarantined, (unsigned long long)found->inputs[i].read,
        (unsigned long long)found->inputs[i].accepted, (unsigned long long)found->inputs[i].duplicate,
        (unsigned long long)found->inputs[i].quarantined);
}

rh_model_checked rh_check_inputs(rh_arena *keep, const rh_stated *stated, const rh_model_made_of *found)
{
    const rh_model_made_of *is = &stated->made_of;
    size_t i = 0;
    while (i < is->n_inputs && i < found->n_inputs && is_same_input(&is->inputs[i], &found->inputs[i])) i++;
    if (i < is->n_inputs || i < found->n_inputs) return say_inputs(keep, is, found, i);
    if (!is_same_text(is->journeys_sha256, found->journeys_sha256))
        return rh_check_says(keep, RH_MODEL_CHECK_FAILS, is->journeys_sha256.ptr == NULL
                             ? "it was made of plain logs, here is a store"
                             : found->journeys_sha256.ptr == NULL ? "it was made of a store, here are plain logs"
                                                                  : "the store has the same files and other journeys");
    return rh_check_says(keep, RH_MODEL_CHECK_HOLDS, "%zu file%s, each with its digest and counts", is->n_inputs,
                         is->n_inputs == 1 ? "" : "s");
}

/* ---- versions ---- */

/* The first library that has another version here; NULL: none. */
static const rh_model_version *other_library(const rh_model_made_of *is, const rh_model_made_of *found)
{
    for (size_t i = 0; i < is->n_libraries; i++)
        for (size_t k = 0; k < found->n_libraries; k++)
            if (rh_str_eq(is->libraries[i].name, found->libraries[k].name) &&
                !rh_str_eq(is->libraries[i].version, found->libraries[k].version))
                return &is->libraries[i];
    return NULL;
}

rh_model_checked rh_check_versions(rh_arena *keep, const rh_stated *stated, const rh_model_made_of *found)
{
    const rh_model_made_of *is = &stated->made_of;
    const bool is_same_tool = rh_str_eq(is->tool, found->tool);
    if (!is_same_tool || !rh_str_eq(is->zones, found->zones)) {
        const rh_str a = rh_show(keep, is_same_tool ? is->zones : is->tool, SHOWN);
        return rh_check_says(keep, RH_MODEL_CHECK_FAILS, "made with %s %.*s, here is %.*s",
                             is_same_tool ? "zone data" : "rehearse", RH_ARG(a),
                             RH_ARG(is_same_tool ? found->zones : found->tool));
    }
    const rh_model_version *other = other_library(is, found);
    if (other == NULL)
        return rh_check_says(keep, RH_MODEL_CHECK_HOLDS, "rehearse %.*s, zone data %.*s", RH_ARG(found->tool),
                             RH_ARG(found->zones));
    return rh_check_says(keep, RH_MODEL_CHECK_HOLDS, "rehearse %.*s, zone data %.*s; made with another %.*s, %.*s",
                         RH_ARG(found->tool), RH_ARG(found->zones), RH_ARG(rh_show(keep, other->name, SHOWN)),
                         RH_ARG(rh_show(keep, other->version, SHOWN)));
}

/* ---- the replay ---- */

rh_model_checked rh_check_replay(rh_arena *keep, rh_str stated, rh_str anew)
{
    size_t at = 0;
    while (at < stated.len && at < anew.len && stated.ptr[at] == anew.ptr[at]) at++;
    if (at == stated.len && at == anew.len)
        return rh_check_says(keep, RH_MODEL_CHECK_HOLDS, "the gate states the same %zu bytes", anew.len);
    const size_t from = at > SHOWN / 2 ? at - SHOWN / 2 : 0;
    const rh_str a = rh_show(keep, rh_str_slice(stated, from, stated.len), SHOWN);
    const rh_str b = rh_show(keep, rh_str_slice(anew, from, anew.len), SHOWN);
    return rh_check_says(keep, RH_MODEL_CHECK_FAILS, "other from byte %zu on: stated is %.*s, the gate states %.*s", at,
                         RH_ARG(a), RH_ARG(b));
}
