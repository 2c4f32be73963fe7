/* What the blocks of a review packet show besides their facts. */
#include "reports/document/doc_packet_parts.h"

#include "reports/document/browse.h"

/* ---- facts ---- */

static rh_doc_cell value_of(rh_model_masked is)
{
    if (is.value.ptr != NULL) return rh_doc_code_cell(is.value);
    if (is.mask.ptr != NULL) return (rh_doc_cell){.text = is.mask, .tone = RH_TONE_MUTED};
    return (rh_doc_cell){.text = RH_STR("absent"), .tone = RH_TONE_MUTED};
}

/* Where it came from, and what in it is no plain fact. */
static rh_str origin_of(rh_doc *doc, const rh_model_packet_fact *fact)
{
    const char *kind = fact->is_ai ? "AI suggestion, " : fact->is_derived ? "worked out, " : "";
    if (fact->source.ptr == NULL) return RH_STR("the core");
    if (fact->written_by.ptr == NULL) return rh_doc_say(doc, "%s%.*s", kind, RH_ARG(fact->source));
    return rh_doc_say(doc, "%s%.*s, by %.*s", kind, RH_ARG(fact->source), RH_ARG(fact->written_by));
}

static void put_fact(rh_doc_cell *row, rh_doc *doc, const rh_model_packet_fact *fact)
{
    row[0] = rh_doc_code_cell(fact->name);
    row[0].note = fact->title;
    row[1] = value_of(fact->is);
    if (fact->is_ai) row[1].tone = RH_TONE_WARN;
    row[2] = rh_doc_text_cell(origin_of(doc, fact));
    row[2].note = fact->event;
    row[3] = rh_doc_text_cell(rh_doc_time(doc, fact->known));
}

static rh_str joined(rh_doc *doc, rh_str before, rh_str word)
{
    return before.ptr == NULL ? word : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(before), RH_ARG(word));
}

static rh_str all_joined(rh_doc *doc, const rh_str *words, size_t n)
{
    rh_str said = rh_str_null();
    for (size_t i = 0; i < n; i++) said = joined(doc, said, words[i]);
    return said;
}

void rh_doc__packet_facts(rh_doc *doc, const char *caption, rh_model_packet_facts facts)
{
    static const rh_doc_column columns[] = {
        {"Field", false, false}, {"Value", false, false}, {"Source", false, false}, {"Known", false, false}};
    rh_doc_table *table = NULL;
    rh_str absent = rh_str_null();
    for (size_t i = 0; i < facts.n; i++) {
        const rh_model_packet_fact *fact = &facts.at[i];
        if (!fact->is_set) {
            absent = joined(doc, absent, fact->name);
            continue;
        }
        if (table == NULL) table = rh_doc_table_begin(doc, rh_str_of(caption), columns, 4);
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        put_fact(row, doc, fact);
    }
    if (absent.ptr != NULL) rh_doc_text(doc, RH_TONE_MUTED, rh_doc_say(doc, "Not known: %.*s.", RH_ARG(absent)));
}

/* ---- 8: source by source ---- */

static rh_tone side_tone(rh_model_side_state state)
{
    return state == RH_SIDE_AGREES ? RH_TONE_GOOD : RH_TONE_WARN;
}

void rh_doc__packet_sides(rh_doc *doc, const rh_packet_report *packet)
{
    static const rh_doc_column columns[] = {
        {"What", false, false}, {"Source", false, false}, {"Value", false, false}, {"Known", false, false}};
    if (packet->n_sides == 0) {
        rh_doc_text(doc, RH_TONE_PLAIN, RH_STR("Nothing that is asked for is missing, and no two systems differ."));
        return;
    }
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What differs, is missing or agrees, source by source"),
                                             columns, 4);
    for (size_t s = 0; s < packet->n_sides; s++) {
        const rh_model_packet_side *side = &packet->sides[s];
        for (size_t i = 0; i < side->facts.n; i++) {
            rh_doc_cell *row = rh_doc_row(doc, table);
            if (row == NULL) return;
            put_fact(row, doc, &side->facts.at[i]);
            row[2] = row[1];
            row[1] = rh_doc_code_cell(side->facts.at[i].name);
            row[1].note = side->facts.at[i].event;
            row[0] = rh_doc_chip_cell(rh_str_of(rh_model_side_state_name(side->state)), side_tone(side->state));
            row[0].note = side->is_asked ? side->topic : rh_doc_say(doc, "%.*s, of another case", RH_ARG(side->topic));
        }
    }
    rh_doc_filter_column(doc, table, "State", 0, RH_DOC_VALUES_AS_MET);
    rh_doc_filter_column(doc, table, "Source", 1, RH_DOC_VALUES_SORTED);
}

/* ---- 9: what the AI said ---- */

/* "citations <3 given>, confidence <given>": what is not shown takes a line and not a table. */
static rh_str keys_given(rh_doc *doc, const rh_packet_report *packet)
{
    rh_str said = rh_str_null();
    for (size_t i = 0; i < packet->n_given; i++) {
        const rh_model_packet_given *given = &packet->given[i];
        said = joined(doc, said, rh_doc_say(doc, "%.*s %.*s", RH_ARG(given->key), RH_ARG(given->is.mask)));
    }
    return said;
}

void rh_doc__packet_suggestion(rh_doc *doc, const rh_packet_report *packet)
{
    static const rh_doc_column columns[] = {{"Given", false, false}, {"Value", false, false}};
    rh_doc_text(doc, RH_TONE_PLAIN,
                packet->n_given > 0 || packet->ai_facts.n > 0
                    ? RH_STR("A suggestion, not a fact: it may hold something up and never lets anything through.")
                    : RH_STR("The AI has said nothing."));
    if (packet->n_given > 0 && packet->is_private) {
        rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What came with the suggestion"), columns, 2);
        for (size_t i = 0; i < packet->n_given; i++) {
            rh_doc_cell *row = rh_doc_row(doc, table);
            if (row == NULL) return;
            row[0] = rh_doc_code_cell(packet->given[i].key);
            row[1] = value_of(packet->given[i].is);
        }
    } else if (packet->n_given > 0) {
        rh_doc_fact_put(doc, "It came with", rh_doc_text_cell(keys_given(doc, packet)));
    }
    rh_doc__packet_facts(doc, "Facts that rest on the AI alone", packet->ai_facts);
}

/* ---- 10: why ---- */

static void put_reason(rh_doc *doc, const rh_model_packet_entry *e)
{
    rh_doc_text(doc, RH_TONE_PLAIN,
                rh_doc_say(doc, "%.*s, %.*s: %.*s.", RH_ARG(e->id), RH_ARG(e->title), RH_ARG(e->trigger)));
    if (e->is_undecided)
        rh_doc_text(doc, RH_TONE_WARN, RH_STR("Its condition could not be decided, so it is open to be safe."));
    if (!e->holds)
        rh_doc_text(doc, RH_TONE_WARN,
                    RH_STR("Its condition does not hold any more; it is open until somebody decides."));
    for (size_t i = 0; i < e->n_because; i++)
        rh_doc_fact_put(doc,
                        i > 0             ? "and"
                        : e->is_undecided ? "Could not be decided"
                                          : "It matches because",
                        rh_doc_text_cell(e->because[i]));
    rh_doc_fact_put(doc, "It opens when", rh_doc_text_cell(e->says));
    rh_doc_fact_put(doc, "Condition", rh_doc_code_cell(e->when));
    rh_doc_fact_put(doc, "Place", rh_doc_code_cell(rh_doc_place(doc, e->place)));
    rh_doc_fact_put(doc, "Exception",
                    rh_doc_text_cell(rh_doc_say(doc, "%.*s in the lane %.*s, reason %.*s", RH_ARG(e->exception),
                                                RH_ARG(e->lane), RH_ARG(e->reason))));
    rh_doc_fact_put(doc, "Since", rh_doc_text_cell(rh_doc_time(doc, e->opened)));
    rh_doc__packet_facts(doc, "Evidence", e->evidence);
}

void rh_doc__packet_reasons(rh_doc *doc, const rh_packet_report *packet)
{
    for (size_t i = 0; i < packet->n_entries; i++) put_reason(doc, &packet->entries[i]);
}

/* ---- 11, 15, 16: actions ---- */

static void put_actions(rh_doc *doc, const char *caption, const rh_model_packet_action *actions, size_t n,
                        bool customer)
{
    static const rh_doc_column columns[] = {
        {"Action", false, false}, {"Verdict", false, false}, {"Since", false, false}, {"Because", false, false}};
    rh_doc_table *table = NULL;
    for (size_t i = 0; i < n; i++) {
        const rh_model_packet_action *a = &actions[i];
        if (customer && !a->is_customer) continue;
        if (table == NULL) table = rh_doc_table_begin(doc, rh_str_of(caption), columns, 4);
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(a->id);
        row[0].note = a->title;
        row[1] = rh_doc_chip_cell(rh_str_of(rh_model_verdict_name(a->verdict)), rh_doc__verdict_tone(a->verdict));
        if (a->is_pending) row[1].note = RH_STR("pending: runs once when it is allowed");
        row[2] = rh_doc_text_cell(rh_doc_time(doc, a->since));
        row[3] = rh_doc_text_cell(a->because);
    }
}

void rh_doc__packet_actions(rh_doc *doc, const rh_packet_report *packet)
{
    rh_doc_fact_put(doc, "Stage",
                    rh_doc_text_cell(packet->state_title.ptr != NULL ? packet->state_title : packet->state));
    rh_doc_fact_put(doc, "Onboarding",
                    rh_doc_text_cell(packet->is_paused ? RH_STR("stopped until somebody decides")
                                                       : RH_STR("goes on beside this item")));
    if (packet->n_actions == 0) rh_doc_text(doc, RH_TONE_PLAIN, RH_STR("Nothing waits for this item."));
    put_actions(doc, "What waits", packet->actions, packet->n_actions, false);
}

void rh_doc__packet_impact(rh_doc *doc, const rh_packet_report *packet)
{
    uint64_t n = 0;
    for (size_t i = 0; i < packet->n_actions; i++) n += packet->actions[i].is_customer;
    const rh_str steps = rh_doc_plural(doc, n, "step towards the customer waits", "steps towards the customer wait");
    if (packet->has_waited)
        rh_doc_text(doc, RH_TONE_PLAIN,
                    rh_doc_say(doc, "%.*s; the item is %.*s of business time old.", RH_ARG(steps),
                               RH_ARG(rh_doc__minutes(doc, packet->waited_minutes))));
    else rh_doc_text(doc, RH_TONE_PLAIN, rh_doc_say(doc, "%.*s.", RH_ARG(steps)));
    put_actions(doc, "What the customer does not get meanwhile", packet->actions, packet->n_actions, true);
}

void rh_doc__packet_drafts(rh_doc *doc, const rh_packet_report *packet)
{
    put_actions(doc, "Drafted for a person", packet->drafts, packet->n_drafts, false);
}

/* ---- 12, 13, 14: when, who, what ---- */

void rh_doc__packet_clock(rh_doc *doc, const rh_packet_report *packet)
{
    static const rh_doc_column columns[] = {{"Entry", false, false},
                                            {"Risk", false, false},
                                            {"Tier", false, false},
                                            {"Opened", false, false},
                                            {"Due", false, false}};
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Risk, tier and clock"), columns, 5);
    for (size_t i = 0; i < packet->n_entries; i++) {
        const rh_model_packet_entry *e = &packet->entries[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(e->id);
        row[1] = rh_doc_chip_cell(e->risk, rh_doc__risk_tone(e->risk));
        row[2] = rh_doc_text_cell(rh_doc_say(doc, "%d: %.*s", e->sla, RH_ARG(e->clock)));
        if (e->is_stop) row[2].note = RH_STR("stops the onboarding");
        row[3] = rh_doc_text_cell(rh_doc_time(doc, e->opened));
        row[4] = rh_doc_text_cell(e->due.text.ptr != NULL ? rh_doc_time(doc, e->due) : RH_STR("no clock runs"));
        if (e->breaches > 0) {
            row[4].note = rh_doc_say(doc, "passed %.*s", RH_ARG(rh_doc_plural(doc, e->breaches, "time", "times")));
            row[4].tone = RH_TONE_BAD;
        }
    }
}

void rh_doc__packet_reviewers(rh_doc *doc, const rh_packet_report *packet)
{
    static const rh_doc_column columns[] = {{"Entry", false, false},
                                            {"Goes to", false, false},
                                            {"Reviewer", false, false},
                                            {"Backup", false, false},
                                            {"Escalation", false, false}};
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Who decides"), columns, 5);
    for (size_t i = 0; i < packet->n_entries; i++) {
        const rh_model_packet_entry *e = &packet->entries[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(e->id);
        row[1] = rh_doc_text_cell(e->route);
        if (e->needs_two)
            row[1].note = e->first_of_two.ptr == NULL
                              ? RH_STR("two different people approve")
                              : rh_doc_say(doc, "one of two approvals is there, by %.*s", RH_ARG(e->first_of_two));
        row[2] = rh_doc_text_cell(e->primary);
        row[3] = rh_doc_text_cell(e->backup);
        row[4] = rh_doc_text_cell(e->escalation);
    }
}

static rh_doc_cell when_cell(rh_doc *doc, const rh_model_packet_task *task)
{
    if (task->at.text.ptr == NULL) return rh_doc_text_cell(RH_STR("not any more"));
    rh_doc_cell cell = rh_doc_text_cell(rh_doc_time(doc, task->at));
    cell.note = task->is_given ? RH_STR("given") : RH_STR("if still open");
    return cell;
}

static void put_tasks(rh_doc *doc, const rh_packet_report *packet)
{
    static const rh_doc_column columns[] = {
        {"Task", false, false}, {"Owner", false, false}, {"When", false, false}, {"What", false, false}};
    rh_doc_table *table = NULL;
    for (size_t i = 0; i < packet->n_entries; i++) {
        for (size_t t = 0; t < packet->entries[i].n_tasks; t++) {
            const rh_model_packet_task *task = &packet->entries[i].tasks[t];
            if (table == NULL) table = rh_doc_table_begin(doc, RH_STR("Tasks that came of it"), columns, 4);
            rh_doc_cell *row = rh_doc_row(doc, table);
            if (row == NULL) return;
            row[0] = rh_doc_code_cell(task->action);
            row[1] = rh_doc_text_cell(task->owner);
            row[2] = when_cell(doc, task);
            row[3] = rh_doc_text_cell(task->text);
        }
    }
}

void rh_doc__packet_advice(rh_doc *doc, const rh_packet_report *packet)
{
    for (size_t i = 0; i < packet->n_entries; i++)
        rh_doc_item_put(doc, false,
                        (rh_doc_item){.text = rh_doc_sentence(doc, packet->entries[i].human),
                                      .owner = packet->entries[i].route,
                                      .tone = RH_TONE_PLAIN});
    put_tasks(doc, packet);
}

/* ---- 17, 18: decisions ---- */

void rh_doc__packet_options(rh_doc *doc, const rh_packet_report *packet)
{
    static const rh_doc_column columns[] = {
        {"Decision", false, false}, {"What it does", false, false}, {"By", false, false}};
    if (packet->n_options == 0) {
        rh_doc_text(doc, RH_TONE_PLAIN, RH_STR("The item is closed: nothing is left to decide."));
        return;
    }
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What may be decided, and by whom"), columns, 3);
    for (size_t i = 0; i < packet->n_options; i++) {
        const rh_model_packet_option *option = &packet->options[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(option->verb);
        row[1] = rh_doc_text_cell(option->says);
        if (option->needs.ptr != NULL) row[1].note = rh_doc_say(doc, "needs %.*s", RH_ARG(option->needs));
        row[2] = rh_doc_text_cell(all_joined(doc, option->roles, option->n_roles));
    }
}

static rh_str shown(rh_model_masked is)
{
    return is.value.ptr != NULL ? is.value : is.mask;
}

/* What was said with a decision, as far as something was. */
static rh_str said_with(rh_doc *doc, const rh_model_packet_event *e)
{
    const struct {
        const char *word;
        rh_str is;
    } parts[] = {{"by", shown(e->actor)},
                 {"reason", shown(e->reason)},
                 {"edits", shown(e->edits)},
                 {"scope", shown(e->scope)},
                 {"condition owner", shown(e->condition_owner)},
                 {"condition due", shown(e->condition_due)}};
    rh_str said = rh_str_null();
    for (size_t i = 0; e->is_decision && i < sizeof parts / sizeof *parts; i++)
        if (parts[i].is.ptr != NULL)
            said = joined(doc, said, rh_doc_say(doc, "%s %.*s", parts[i].word, RH_ARG(parts[i].is)));
    return said;
}

static void put_events(rh_doc *doc, const rh_packet_report *packet)
{
    static const rh_doc_column columns[] = {{"At", false, false}, {"What", false, false}, {"Event", false, false}};
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What was done about it"), columns, 3);
    for (size_t i = 0; i < packet->n_history; i++) {
        const rh_model_packet_event *e = &packet->history[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_time(doc, e->at));
        row[1] = rh_doc_text_cell(e->text);
        row[1].note = said_with(doc, e);
        if (e->is_decision) row[1].tone = RH_TONE_GOOD;
        row[2] = rh_doc_code_cell(e->event);
        if (e->event.ptr == NULL) row[2] = (rh_doc_cell){.text = RH_STR("the clock"), .tone = RH_TONE_MUTED};
    }
}

static void put_priors(rh_doc *doc, const rh_packet_report *packet)
{
    static const rh_doc_column columns[] = {
        {"Item", false, false}, {"Opened", false, false}, {"Closed", false, false}, {"How it ended", false, false}};
    if (packet->n_priors == 0) {
        rh_doc_text(doc, RH_TONE_PLAIN, RH_STR("No earlier item of this area or these entries."));
        return;
    }
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Earlier items of this area or these entries"), columns, 4);
    for (size_t i = 0; i < packet->n_priors; i++) {
        const rh_model_packet_prior *prior = &packet->priors[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(prior->item);
        row[0].note = prior->entries;
        row[1] = rh_doc_text_cell(rh_doc_time(doc, prior->opened));
        row[2] = rh_doc_text_cell(rh_doc_time(doc, prior->closed));
        row[3] = rh_doc_text_cell(prior->how);
    }
}

void rh_doc__packet_history(rh_doc *doc, const rh_packet_report *packet)
{
    put_events(doc, packet);
    put_priors(doc, packet);
    for (size_t i = 0; i < packet->n_entries; i++)
        if (packet->entries[i].n_audit > 0)
            rh_doc_fact_put(doc, "To be written down",
                            rh_doc_text_cell(all_joined(doc, packet->entries[i].audit, packet->entries[i].n_audit)));
    rh_doc_fact_put(doc, "Register", rh_doc_code_cell(packet->revision.sha256));
    rh_doc_fact_put(doc, "Policy", rh_doc_code_cell(packet->policy_sha256));
    if (packet->revision.commit.ptr != NULL) rh_doc_fact_put(doc, "Commit", rh_doc_code_cell(packet->revision.commit));
}
