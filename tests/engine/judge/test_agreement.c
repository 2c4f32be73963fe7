/* Decisions of people beside what was asked, and what they made of an AI's suggestions. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/judge/suggestion.h"
#include "tests/kit/course.h"
#include "tests/kit/events.h"
#include "tests/kit/memory.h"

/* One case: a course, the events beside it, and what must be said of the decisions: "ID AGREEMENT ENTRY:ROLE:TIER[
 * item][ override]" with - for an entry that the register does not have. */
typedef struct decision_case {
    const char *course, *events, *says;
} decision_case;

typedef struct world {
    rh_arena keep;
    rh_course course;
    rh_aftermath aftermath;
    const rh_decision *decisions;
    size_t n;
} world;

static void open_world(world *w, const char *course, const char *events)
{
    *w = (world){.keep = kit_arena(), .aftermath = {.as_of = kit_hour(99)}};
    w->course = kit_course(&w->keep, course);
    w->aftermath.events = kit_events(&w->aftermath.n, &w->keep, events);
    assert_int_equal(rh_decisions_judge(&w->decisions, &w->n, &w->keep, &w->course, &w->aftermath, NULL), RH_OK);
}

static void put_decision(rh_buf *out, const world *w, const rh_decision *decision)
{
    const bool is_apart = decision->agreement == RH_AGREEMENT_NONE;
    if (out->len > 0) rh_buf_put(out, RH_STR("; "));
    rh_buf_printf(out, "%.*s %s", RH_ARG(decision->event->id),
                  is_apart ? "apart" : rh_agreement_name(decision->agreement));
    for (size_t i = 0; i < decision->n_entries; i++) {
        const rh_decided *d = &decision->entries[i];
        rh_buf_printf(out, " %.*s:%.*s:%d", d->entry == RH_NONE ? 1 : (int)w->course.reg->entries[d->entry].id.len,
                      d->entry == RH_NONE ? "-" : w->course.reg->entries[d->entry].id.ptr, RH_ARG(d->role), d->sla);
        if (d->is_item) rh_buf_put(out, d->is_override ? RH_STR(" override") : RH_STR(" item"));
    }
}

static void check_decisions(const decision_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        world w;
        rh_buf out;
        open_world(&w, cases[i].course, cases[i].events);
        rh_buf_init(&out, &w.keep, 4096);
        for (size_t k = 0; k < w.n; k++) put_decision(&out, &w, &w.decisions[k]);
        rh_buf_byte(&out, '\0');
        assert_string_equal(out.ptr, cases[i].says);
        rh_arena_dispose(&w.keep);
    }
}

static void agreement__is_asked_by_changed(void **state)
{
    (void)state;
    static const decision_case cases[] = {
        {"opened 1 E1 low r1 9; rejected 3 E1 r1 reject @human:d1",
         "human_decided 3 d1 human:r1 entry=E1 decision=reject", "d1 useful E1:r1:1 item"},
        {"opened 1 E1 low r1 9; released 3 E1 r1 approve @human:d1",
         "human_decided 3 d1 human:r1 entry=E1 decision=approve", "d1 waved_through E1:r1:1 item"},
        {"opened 1 E1 low r1 9; info_requested 3 E1 r1 request_info @human:d1",
         "human_decided 3 d1 human:r1 entry=E1 decision=request_info", "d1 useful E1:r1:1"},
        {"opened 1 E1 hold r1 9; escalated 3 E1 r2 @human:d1", "human_decided 3 d1 human:r1 entry=E1 decision=escalate",
         "d1 waved_through E1:r1:4"},
        {"opened 1 E1 low r1 9; released 3 E1 r1 approve_with_edits @human:d1; released 3 E2 r1 approve_with_edits "
         "@human:d1",
         "human_decided 3 d1 human:r1 area=one decision=approve_with_edits", "d1 useful E1:r1:1 item E2:r1:1 item"},
        {"unmatched_decision 3 E1 r1 e @human:d1", "human_decided 3 d1 human:r1 entry=E1 decision=reject",
         "d1 missed E1:r1:0"},
        {"unmatched_decision 3 E9 r1 e @human:d1", "human_decided 3 d1 human:r1 entry=E9 decision=override",
         "d1 quiet -:r1:0"},
    };
    check_decisions(cases, sizeof cases / sizeof *cases);
}

static void agreement__a_decision_that_no_entry_could_take_stands_apart(void **state)
{
    (void)state;
    static const decision_case cases[] = {
        {"opened 1 E1 low r1 9; unauthorised_decision 3 E1 x e @human:d1",
         "human_decided 3 d1 human:x entry=E1 decision=reject", "d1 apart"},
        {"invalid_decision 3 E1 r1 e @human:d1", "human_decided 3 d1 human:r1 entry=E1 decision=nonsense", "d1 apart"},
        /* of two entries of the area, it counted for one */
        {"unauthorised_decision 3 E1 r1 e @human:d1; released 3 E2 r1 approve @human:d1",
         "human_decided 3 d1 human:r1 area=one decision=approve", "d1 waved_through E2:r1:1 item"},
        /* what others than humans say is no decision, nor is another event of a human */
        {"opened 1 E1 low r1 9", "human_decided 3 d1 ai:r1 entry=E1 decision=reject; fields_ingested 4 f1 human:r1",
         ""},
    };
    check_decisions(cases, sizeof cases / sizeof *cases);
}

static void agreement__an_item_is_overridden_by_either_approver(void **state)
{
    (void)state;
    static const decision_case cases[] = {
        {"opened 1 E1 low r1 9; released 3 E1 boss override @human:d1",
         "human_decided 3 d1 human:boss entry=E1 decision=override", "d1 waved_through E1:boss:1 override"},
        {"opened 1 E1 low r1 9; approved 3 E1 boss override @human:d1; released 4 E1 r1 approve @human:d2",
         "human_decided 3 d1 human:boss entry=E1 decision=override; human_decided 4 d2 human:r1 entry=E1 "
         "decision=approve",
         "d1 waved_through E1:boss:1; d2 waved_through E1:r1:1 override"},
        /* an opening before does not count */
        {"opened 1 E1 low r1 9; approved 2 E1 boss override @human:d1; cleared 3 E1; opened 4 E1 low r1 9; "
         "released 5 E1 r1 approve @human:d2",
         "human_decided 2 d1 human:boss entry=E1 decision=override; human_decided 5 d2 human:r1 entry=E1 "
         "decision=approve",
         "d1 waved_through E1:boss:1; d2 waved_through E1:r1:1 item"},
    };
    check_decisions(cases, sizeof cases / sizeof *cases);
}

/* What became of the suggestions: "route|SPACE.FIELD open|kept|changed[ by ID]". */
static const char *suggestions_of(world *w)
{
    const rh_suggestion *list;
    size_t n;
    rh_buf out;
    assert_int_equal(rh_suggestions_judge(&list, &n, &w->keep, &w->aftermath, w->decisions, w->n, NULL), RH_OK);
    rh_buf_init(&out, &w->keep, 4096);
    for (size_t i = 0; i < n; i++) {
        const rh_suggestion *s = &list[i];
        if (out.len > 0) rh_buf_put(&out, RH_STR("; "));
        if (s->kind == RH_SUGGESTED_ROUTE) rh_buf_put(&out, RH_STR("route"));
        else rh_buf_printf(&out, "%.*s.%.*s", RH_ARG(s->space), RH_ARG(s->field));
        if (s->closer == NULL) rh_buf_put(&out, RH_STR(" open"));
        else rh_buf_printf(&out, " %s by %.*s", s->is_changed ? "changed" : "kept", RH_ARG(s->closer->id));
    }
    rh_buf_byte(&out, '\0');
    return out.ptr;
}

static void check_suggestions(const decision_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        world w;
        open_world(&w, cases[i].course, cases[i].events);
        assert_string_equal(suggestions_of(&w), cases[i].says);
        rh_arena_dispose(&w.keep);
    }
}

static void suggestion__a_field_is_edited_by_the_first_human_who_writes_it(void **state)
{
    (void)state;
#define SAYS "any 1 a1 ai fields=crm.plan:pro; "
    static const decision_case cases[] = {
        {"", SAYS "fields_ingested 2 f1 human:r1 fields=crm.plan:team", "crm.plan changed by f1"},
        {"",
         SAYS "fields_ingested 2 f1 human:r1 fields=crm.plan:pro; fields_ingested 3 f2 human:r1 fields=crm.plan:team",
         "crm.plan kept by f1"},
        {"", SAYS "fields_ingested 2 f1 system fields=crm.plan:team; fields_ingested 3 f2 human:r1 fields=crm.seats:2",
         "crm.plan open"},
        /* a newer suggestion takes its place */
        {"", SAYS "any 2 a2 ai fields=crm.plan:team; fields_ingested 3 f1 human:r1 fields=crm.plan:team",
         "crm.plan open; crm.plan kept by f1"},
        /* the edits of a decision that counted, and of one that met no entry */
        {"opened 1 E1 low r1 9; released 3 E1 r1 approve_with_edits @human:d1",
         SAYS "human_decided 3 d1 human:r1 entry=E1 decision=approve_with_edits edits=crm.plan:team",
         "crm.plan changed by d1"},
        {"unmatched_decision 3 E1 r1 e @human:d1",
         SAYS "human_decided 3 d1 human:r1 entry=E1 decision=approve_with_edits edits=crm.plan:team", "crm.plan open"},
    };
    check_suggestions(cases, sizeof cases / sizeof *cases);
}

static void suggestion__a_route_is_decided_by_a_decision_of_its_scope(void **state)
{
    (void)state;
#define ROUTE "any 1 a1 ai task=route; "
#define TAKEN(verb) "opened 1 E1 low r1 9; released 3 E1 r1 " verb " @human:d1"
#define SAID(verb, scope) ROUTE "human_decided 3 d1 human:r1 entry=E1 decision=" verb " scope=" scope
    static const decision_case cases[] = {
        {TAKEN("approve"), SAID("approve", "route"), "route kept by d1"},
        {TAKEN("approve_with_edits"), SAID("approve_with_edits", "route"), "route changed by d1"},
        {TAKEN("reject"), SAID("reject", "route"), "route changed by d1"},
        {TAKEN("override"), SAID("override", "route"), "route kept by d1"},
        {TAKEN("approve"), SAID("approve", "kickoff"), "route open"},
        {"info_requested 3 E1 r1 request_info @human:d1", SAID("request_info", "route"), "route open"},
    };
    check_suggestions(cases, sizeof cases / sizeof *cases);
}

static void revision__in_force_is_the_events_own_or_the_newest_live_one(void **state)
{
    (void)state;
    static const rh_live live[] = {{{1767225600 + 5 * 3600, 0}, {"bbbb", 4}},
                                   {{1767225600 + 9 * 3600, 0}, {"cccc", 4}}};
    const rh_aftermath aftermath = {.live = live, .n_live = 2};
    static const struct {
        int64_t hour;
        const char *own, *wanted;
    } cases[] = {
        {4, NULL, NULL}, {5, NULL, "bbbb"}, {8, NULL, "bbbb"}, {9, NULL, "cccc"}, {99, NULL, "cccc"},
        {5, "0123456789abcdef0123456789abcdef01234567", "0123456789abcdef0123456789abcdef01234567"},
        {5, "main", "bbbb"},
        {5, "0123456789ABCDEF0123456789abcdef01234567", "bbbb"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rh_event event = {.knowntime = kit_hour(cases[i].hour), .registerrev = rh_str_of(cases[i].own)};
        const rh_str revision = rh_revision_in_force(&aftermath, &event);
        assert_true(rh_str_eq(revision, rh_str_of(cases[i].wanted)));
        assert_int_equal(revision.ptr == NULL, cases[i].wanted == NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agreement__is_asked_by_changed),
        cmocka_unit_test(agreement__a_decision_that_no_entry_could_take_stands_apart),
        cmocka_unit_test(agreement__an_item_is_overridden_by_either_approver),
        cmocka_unit_test(suggestion__a_field_is_edited_by_the_first_human_who_writes_it),
        cmocka_unit_test(suggestion__a_route_is_decided_by_a_decision_of_its_scope),
        cmocka_unit_test(revision__in_force_is_the_events_own_or_the_newest_live_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
