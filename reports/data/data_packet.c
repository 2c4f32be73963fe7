/* JSON of `packet`. The keys of what a block holds are in bytewise order, as a block is also a line. */
#include "reports/data/data.h"

static void put_masked(rh_json_writer *json, rh_model_masked is)
{
    rh_json_put_str(json, "mask", is.mask);
    rh_json_key(json, "value");
    rh_json_raw(json, is.value);
}

static void put_named(rh_json_writer *json, const char *key, rh_model_masked is)
{
    rh_json_key(json, key);
    rh_json_open(json, '{');
    put_masked(json, is);
    rh_json_close(json);
}

static void put_facts(rh_json_writer *json, const char *key, rh_model_packet_facts facts)
{
    rh_json_key(json, key);
    rh_json_open(json, '[');
    for (size_t i = 0; i < facts.n; i++) {
        const rh_model_packet_fact *fact = &facts.at[i];
        rh_json_open(json, '{');
        rh_json_put_bool(json, "ai", fact->is_ai);
        rh_json_put_bool(json, "derived", fact->is_derived);
        rh_json_put_str(json, "event", fact->event);
        rh_json_put_str(json, "known", fact->known.text);
        rh_json_put_str(json, "mask", fact->is.mask);
        rh_json_put_str(json, "name", fact->name);
        rh_json_put_bool(json, "set", fact->is_set);
        rh_json_put_str(json, "source", fact->source);
        rh_json_put_str(json, "title", fact->title);
        rh_json_key(json, "value");
        rh_json_raw(json, fact->is.value);
        rh_json_put_str(json, "written_by", fact->written_by);
        rh_json_close(json);
    }
    rh_json_close(json);
}

/* ---- what a block shows besides its facts: its rows ---- */

static void put_sides(rh_json_writer *json, const rh_packet_report *packet)
{
    for (size_t i = 0; i < packet->n_sides; i++) {
        const rh_model_packet_side *side = &packet->sides[i];
        rh_json_open(json, '{');
        rh_json_put_bool(json, "asked", side->is_asked);
        put_facts(json, "facts", side->facts);
        rh_json_put_word(json, "state", rh_model_side_state_name(side->state));
        rh_json_put_str(json, "topic", side->topic);
        rh_json_close(json);
    }
}

static void put_given(rh_json_writer *json, const rh_packet_report *packet)
{
    for (size_t i = 0; i < packet->n_given; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "key", packet->given[i].key);
        put_masked(json, packet->given[i].is);
        rh_json_close(json);
    }
}

static void put_reason(rh_json_writer *json, const rh_model_packet_entry *e)
{
    rh_json_put_strs(json, "because", (rh_strs){e->because, e->n_because});
    rh_json_put_str(json, "entry", e->id);
    put_facts(json, "evidence", e->evidence);
    rh_json_put_str(json, "exception", e->exception);
    rh_json_put_str(json, "file", e->place.file);
    rh_json_put_bool(json, "holds", e->holds);
    rh_json_put_str(json, "lane", e->lane);
    rh_json_put_uint(json, "line", e->place.line);
    rh_json_put_str(json, "opened", e->opened.text);
    rh_json_put_str(json, "reason", e->reason);
    rh_json_put_str(json, "says", e->says);
    rh_json_put_str(json, "status", e->status);
    rh_json_put_str(json, "title", e->title);
    rh_json_put_str(json, "trigger", e->trigger);
    rh_json_put_bool(json, "undecided", e->is_undecided);
    rh_json_put_str(json, "when", e->when);
}

static void put_clock(rh_json_writer *json, const rh_model_packet_entry *e)
{
    rh_json_put_uint(json, "breaches", e->breaches);
    rh_json_put_str(json, "clock", e->clock);
    rh_json_put_str(json, "due", e->due.text);
    rh_json_put_str(json, "entry", e->id);
    rh_json_put_str(json, "opened", e->opened.text);
    rh_json_put_str(json, "risk", e->risk);
    rh_json_put_uint(json, "sla", (uint64_t)e->sla);
    rh_json_put_bool(json, "stops", e->is_stop);
}

static void put_reviewers(rh_json_writer *json, const rh_model_packet_entry *e)
{
    rh_json_put_str(json, "backup", e->backup);
    rh_json_put_str(json, "entry", e->id);
    rh_json_put_str(json, "escalation", e->escalation);
    rh_json_put_str(json, "first_of_two", e->first_of_two);
    rh_json_put_bool(json, "needs_two", e->needs_two);
    rh_json_put_str(json, "primary", e->primary);
    rh_json_put_str(json, "route", e->route);
}

static void put_advice(rh_json_writer *json, const rh_model_packet_entry *e)
{
    rh_json_put_str(json, "entry", e->id);
    rh_json_put_str(json, "human", e->human);
    rh_json_key(json, "tasks");
    rh_json_open(json, '[');
    for (size_t i = 0; i < e->n_tasks; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "action", e->tasks[i].action);
        rh_json_put_str(json, "at", e->tasks[i].at.text);
        rh_json_put_bool(json, "given", e->tasks[i].is_given);
        rh_json_put_str(json, "owner", e->tasks[i].owner);
        rh_json_put_str(json, "text", e->tasks[i].text);
        rh_json_close(json);
    }
    rh_json_close(json);
}

static void put_audit(rh_json_writer *json, const rh_model_packet_entry *e)
{
    rh_json_put_strs(json, "audit", (rh_strs){e->audit, e->n_audit});
    rh_json_put_str(json, "entry", e->id);
}

static void put_entries(rh_json_writer *json, const rh_packet_report *packet,
                        void (*put)(rh_json_writer *json, const rh_model_packet_entry *e))
{
    for (size_t i = 0; i < packet->n_entries; i++) {
        rh_json_open(json, '{');
        put(json, &packet->entries[i]);
        rh_json_close(json);
    }
}

static void put_action(rh_json_writer *json, const rh_model_packet_action *a)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "action", a->id);
    rh_json_put_str(json, "because", a->because);
    rh_json_put_bool(json, "customer", a->is_customer);
    rh_json_put_bool(json, "pending", a->is_pending);
    rh_json_put_str(json, "since", a->since.text);
    rh_json_put_str(json, "title", a->title);
    rh_json_put_word(json, "verdict", rh_model_verdict_name(a->verdict));
    rh_json_close(json);
}

static void put_actions(rh_json_writer *json, const rh_model_packet_action *actions, size_t n, bool of_customer)
{
    for (size_t i = 0; i < n; i++)
        if (!of_customer || actions[i].is_customer) put_action(json, &actions[i]);
}

static void put_options(rh_json_writer *json, const rh_packet_report *packet)
{
    for (size_t i = 0; i < packet->n_options; i++) {
        const rh_model_packet_option *option = &packet->options[i];
        rh_json_open(json, '{');
        rh_json_key(json, "data");
        rh_json_raw(json, option->decision);
        rh_json_put_str(json, "decision", option->verb);
        rh_json_put_str(json, "needs", option->needs);
        rh_json_put_strs(json, "roles", (rh_strs){option->roles, option->n_roles});
        rh_json_put_str(json, "says", option->says);
        rh_json_close(json);
    }
}

static void put_history(rh_json_writer *json, const rh_packet_report *packet)
{
    for (size_t i = 0; i < packet->n_history; i++) {
        const rh_model_packet_event *e = &packet->history[i];
        rh_json_open(json, '{');
        put_named(json, "actor", e->actor);
        rh_json_put_str(json, "at", e->at.text);
        rh_json_put_str(json, "by", e->by);
        put_named(json, "condition_due_at", e->condition_due);
        put_named(json, "condition_owner", e->condition_owner);
        rh_json_put_bool(json, "decision", e->is_decision);
        put_named(json, "edits", e->edits);
        rh_json_put_str(json, "event", e->event);
        put_named(json, "reason", e->reason);
        put_named(json, "scope", e->scope);
        rh_json_put_str(json, "text", e->text);
        rh_json_close(json);
    }
}

static void put_priors(rh_json_writer *json, const rh_packet_report *packet)
{
    for (size_t i = 0; i < packet->n_priors; i++) {
        const rh_model_packet_prior *prior = &packet->priors[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "closed", prior->closed.text);
        rh_json_put_str(json, "entries", prior->entries);
        rh_json_put_str(json, "how", prior->how);
        rh_json_put_str(json, "item", prior->item);
        rh_json_put_str(json, "opened", prior->opened.text);
        rh_json_close(json);
    }
}

static void put_rows(rh_json_writer *json, const rh_packet_report *packet, rh_model_packet_part part)
{
    switch (part) {
    case RH_PACKET_SIDES: put_sides(json, packet); break;
    case RH_PACKET_SUGGESTION: put_given(json, packet); break;
    case RH_PACKET_REASONS: put_entries(json, packet, put_reason); break;
    case RH_PACKET_ACTIONS: put_actions(json, packet->actions, packet->n_actions, false); break;
    case RH_PACKET_CLOCK: put_entries(json, packet, put_clock); break;
    case RH_PACKET_REVIEWERS: put_entries(json, packet, put_reviewers); break;
    case RH_PACKET_ADVICE: put_entries(json, packet, put_advice); break;
    case RH_PACKET_IMPACT: put_actions(json, packet->actions, packet->n_actions, true); break;
    case RH_PACKET_DRAFTS: put_actions(json, packet->drafts, packet->n_drafts, false); break;
    case RH_PACKET_OPTIONS: put_options(json, packet); break;
    case RH_PACKET_HISTORY: put_history(json, packet); break;
    case RH_PACKET_FACTS:
    case RH_N_PACKET_PARTS: break;
    }
}

static void put_list(rh_json_writer *json, const char *key, const rh_packet_report *packet,
                     void (*put)(rh_json_writer *json, const rh_packet_report *packet))
{
    rh_json_key(json, key);
    rh_json_open(json, '[');
    put(json, packet);
    rh_json_close(json);
}

static void put_audits(rh_json_writer *json, const rh_packet_report *packet)
{
    put_entries(json, packet, put_audit);
}

static void put_block(rh_json_writer *json, const rh_packet_report *packet, const rh_model_packet_block *block)
{
    rh_json_open(json, '{');
    if (block->part == RH_PACKET_SUGGESTION) put_facts(json, "ai_facts", packet->ai_facts);
    if (block->part == RH_PACKET_HISTORY) put_list(json, "audit", packet, put_audits);
    rh_json_put_uint(json, "block", (uint64_t)block->number);
    put_facts(json, "facts", block->facts);
    rh_json_put_bool(json, "filled", block->is_filled);
    if (block->part == RH_PACKET_HISTORY) put_list(json, "priors", packet, put_priors);
    if (block->part != RH_PACKET_FACTS) {
        rh_json_key(json, "rows");
        rh_json_open(json, '[');
        put_rows(json, packet, block->part);
        rh_json_close(json);
        rh_json_put_word(json, "shows", rh_model_packet_part_name(block->part));
    }
    rh_json_put_str(json, "title", block->title);
    rh_json_close(json);
}

/* ---- the whole ---- */

static void put_question(rh_json_writer *json, const rh_packet_report *packet)
{
    rh_json_key(json, "question");
    rh_json_open(json, '[');
    for (size_t i = 0; i < packet->n_entries; i++) rh_json_str(json, packet->entries[i].human);
    rh_json_close(json);
}

static void put_completeness(rh_json_writer *json, const rh_packet_report *packet)
{
    rh_json_key(json, "completeness");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "filled", packet->n_filled);
    rh_json_put_uint(json, "of", packet->n_blocks);
    rh_json_put_uint(json, "percent", packet->n_blocks != 0 ? 100 * packet->n_filled / packet->n_blocks : 0);
    rh_json_close(json);
    rh_json_key(json, "gaps");
    rh_json_open(json, '[');
    for (size_t i = 0; i < packet->n_blocks; i++) {
        if (packet->blocks[i].is_filled) continue;
        rh_json_open(json, '{');
        rh_json_put_uint(json, "block", (uint64_t)packet->blocks[i].number);
        rh_json_put_str(json, "title", packet->blocks[i].title);
        rh_json_close(json);
    }
    rh_json_close(json);
}

static void put_minutes(rh_json_writer *json, const char *key, bool has, int64_t minutes)
{
    rh_json_key(json, key);
    if (has) rh_json_int(json, minutes);
    else rh_json_null(json);
}

void rh_data_of_packet(rh_json_writer *json, const rh_packet_report *packet)
{
    rh_json_put_str(json, "item", packet->item);
    rh_json_put_str(json, "journey", packet->journey);
    rh_json_put_str(json, "area", packet->area);
    rh_data__revision(json, "register", packet->revision);
    rh_json_put_str(json, "policy", packet->policy_sha256);
    rh_json_put_str(json, "at", packet->at.text);
    rh_json_put_bool(json, "open", packet->is_open);
    rh_json_put_str(json, "opened", packet->opened.text);
    rh_json_put_str(json, "closed", packet->closed.text);
    rh_json_put_str(json, "state", packet->state);
    rh_json_put_bool(json, "paused", packet->is_paused);
    rh_json_put_bool(json, "private", packet->is_private);
    rh_json_put_str(json, "risk", packet->risk);
    rh_json_put_uint(json, "sla", (uint64_t)packet->sla);
    rh_json_put_str(json, "route", packet->route);
    rh_json_put_str(json, "due", packet->due.text);
    put_minutes(json, "left_minutes", packet->has_left, packet->left_minutes);
    put_minutes(json, "waited_minutes", packet->has_waited, packet->waited_minutes);
    put_question(json, packet);
    put_completeness(json, packet);
    rh_json_key(json, "blocks");
    rh_json_open(json, '[');
    for (size_t i = 0; i < packet->n_blocks; i++) put_block(json, packet, &packet->blocks[i]);
    rh_json_close(json);
}

void rh_lines_of_packet(rh_buf *out, const rh_packet_report *packet)
{
    for (size_t i = 0; i < packet->n_blocks; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_block(&json, packet, &packet->blocks[i]);
        rh_buf_byte(out, '\n');
    }
}
