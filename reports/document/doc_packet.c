/* The document of `packet`: what is asked, evidence, options and due instant first; then the eighteen blocks. */
#include "reports/document/doc_packet_parts.h"

enum { HERO_SIDES = 3 };

/* ---- the first screen ---- */

static rh_str space_of(rh_str name)
{
    const size_t dot = rh_str_find(name, RH_STR("."));
    return rh_str_slice(name, 0, dot != SIZE_MAX ? dot : name.len);
}

static rh_str shown(const rh_model_packet_fact *fact)
{
    if (!fact->is_set) return RH_STR("absent");
    return fact->is.value.ptr != NULL ? fact->is.value : fact->is.mask;
}

/* "plan differs: contract "enterprise", crm "pro"". Of what differs, sources that say nothing are left out. */
static rh_str side_in_words(rh_doc *doc, const rh_model_packet_side *side)
{
    static const char *const verbs[] = {"differs", "is missing", "agrees"};
    rh_str said = rh_doc_say(doc, "%.*s %s", RH_ARG(side->topic), verbs[side->state]);
    const char *mark = ":";
    for (size_t i = 0; side->state != RH_SIDE_MISSING && i < side->facts.n; i++) {
        const rh_model_packet_fact *fact = &side->facts.at[i];
        if (!fact->is_set) continue;
        said = rh_doc_say(doc, "%.*s%s %.*s %.*s", RH_ARG(said), mark, RH_ARG(space_of(fact->name)),
                          RH_ARG(shown(fact)));
        mark = ",";
    }
    return said;
}

static void put_hero_sides(rh_doc_hero *hero, rh_doc *doc, const rh_packet_report *packet)
{
    rh_doc_item *items = RH_NEW_N(doc->arena, HERO_SIDES, rh_doc_item);
    for (size_t i = 0; items != NULL && i < packet->n_sides && hero->n_reasons < HERO_SIDES; i++) {
        const rh_model_packet_side *side = &packet->sides[i];
        if (!side->is_asked) continue;
        items[hero->n_reasons++] = (rh_doc_item){.text = side_in_words(doc, side),
                                                 .tone = side->state == RH_SIDE_AGREES ? RH_TONE_PLAIN : RH_TONE_WARN};
    }
    hero->reasons_title = RH_STR("Evidence by source");
    hero->reasons = items;
}

static rh_str question(rh_doc *doc, const rh_packet_report *packet)
{
    rh_str said = rh_str_null();
    for (size_t i = 0; i < packet->n_entries; i++) {
        const rh_str one = rh_doc_sentence(doc, packet->entries[i].human);
        said = said.ptr == NULL ? one : rh_doc_say(doc, "%.*s. %.*s", RH_ARG(said), RH_ARG(one));
    }
    return said.ptr == NULL ? said : rh_doc_say(doc, "%.*s.", RH_ARG(said));
}

static void put_hero_next(rh_doc_hero *hero, rh_doc *doc, const rh_packet_report *packet)
{
    rh_doc_item *next = RH_NEW(doc->arena, rh_doc_item);
    rh_str verbs = rh_str_null();
    if (next == NULL || packet->n_options == 0) return;
    for (size_t i = 0; i < packet->n_options; i++)
        verbs = i == 0 ? packet->options[i].verb
                       : rh_doc_say(doc, "%.*s \xc2\xb7 %.*s", RH_ARG(verbs), RH_ARG(packet->options[i].verb));
    *next = (rh_doc_item){.text = verbs, .owner = packet->route};
    hero->next = next;
}

rh_str rh_doc__minutes(rh_doc *doc, int64_t minutes)
{
    const long long m = minutes < 0 ? -minutes : minutes;
    if (m < 60) return rh_doc_say(doc, "%lld min", m);
    return m % 60 == 0 ? rh_doc_say(doc, "%lld h", m / 60) : rh_doc_say(doc, "%lld h %lld min", m / 60, m % 60);
}

static rh_doc_cell due_cell(rh_doc *doc, const rh_packet_report *packet)
{
    if (!packet->is_open) return rh_doc_text_cell(rh_doc_time(doc, packet->closed));
    if (packet->due.text.ptr == NULL) return rh_doc_text_cell(RH_STR("no clock runs"));
    rh_doc_cell cell = rh_doc_text_cell(rh_doc_time(doc, packet->due));
    if (!packet->has_left) return cell;
    cell.note = rh_doc_say(doc, "%.*s of business time %s", RH_ARG(rh_doc__minutes(doc, packet->left_minutes)),
                           packet->left_minutes < 0 ? "over" : "left");
    cell.tone = packet->left_minutes < 0 ? RH_TONE_BAD : RH_TONE_PLAIN;
    return cell;
}

static void put_hero(rh_doc *doc, const rh_packet_report *packet)
{
    rh_doc_hero hero = {.label = rh_doc_say(doc, "Review item %.*s", RH_ARG(packet->item)),
                        .tone = packet->is_open ? rh_doc__risk_tone(packet->risk) : RH_TONE_PLAIN};
    hero.word = packet->is_open ? rh_doc_say(doc, "%.*s risk", RH_ARG(packet->risk)) : RH_STR("closed");
    hero.says = question(doc, packet);
    rh_doc_fact *facts = RH_NEW_N(doc->arena, 4, rh_doc_fact);
    if (facts == NULL) return;
    facts[0] = (rh_doc_fact){packet->is_open ? RH_STR("Due") : RH_STR("Closed"), due_cell(doc, packet)};
    facts[1] = (rh_doc_fact){RH_STR("Goes to"), rh_doc_text_cell(packet->route)};
    facts[2] = (rh_doc_fact){RH_STR("Stage"),
                             rh_doc_text_cell(packet->state_title.ptr != NULL ? packet->state_title : packet->state)};
    if (packet->is_paused) facts[2].value.note = RH_STR("stopped until somebody decides");
    facts[3] = (rh_doc_fact){RH_STR("Packet"), rh_doc_text_cell(rh_doc_say(doc, "%zu of %zu blocks filled",
                                                                           packet->n_filled, packet->n_blocks))};
    hero.facts = facts;
    hero.n_facts = 4;
    put_hero_sides(&hero, doc, packet);
    put_hero_next(&hero, doc, packet);
    rh_doc_hero_put(doc, &hero);
}

/* ---- the blocks ---- */

static rh_str title_of(rh_doc *doc, const rh_model_packet_block *block)
{
    if (block->title.ptr == NULL) return rh_doc_say(doc, "%d", block->number);
    return rh_doc_say(doc, "%d %.*s", block->number, RH_ARG(rh_doc_sentence(doc, block->title)));
}

static void put_part(rh_doc *doc, const rh_packet_report *packet, rh_model_packet_part part)
{
    switch (part) {
    case RH_PACKET_SIDES: rh_doc__packet_sides(doc, packet); break;
    case RH_PACKET_SUGGESTION: rh_doc__packet_suggestion(doc, packet); break;
    case RH_PACKET_REASONS: rh_doc__packet_reasons(doc, packet); break;
    case RH_PACKET_ACTIONS: rh_doc__packet_actions(doc, packet); break;
    case RH_PACKET_CLOCK: rh_doc__packet_clock(doc, packet); break;
    case RH_PACKET_REVIEWERS: rh_doc__packet_reviewers(doc, packet); break;
    case RH_PACKET_ADVICE: rh_doc__packet_advice(doc, packet); break;
    case RH_PACKET_IMPACT: rh_doc__packet_impact(doc, packet); break;
    case RH_PACKET_DRAFTS: rh_doc__packet_drafts(doc, packet); break;
    case RH_PACKET_OPTIONS: rh_doc__packet_options(doc, packet); break;
    case RH_PACKET_HISTORY: rh_doc__packet_history(doc, packet); break;
    case RH_PACKET_FACTS:
    case RH_N_PACKET_PARTS: break;
    }
}

static void put_block(rh_doc *doc, const rh_packet_report *packet, const rh_model_packet_block *block)
{
    const char *id = rh_arena_cstr(doc->arena, rh_doc_say(doc, "block-%d", block->number));
    const char *title = rh_arena_cstr(doc->arena, title_of(doc, block));
    if (id == NULL || title == NULL) return;
    rh_doc_section(doc, id, title, false);
    if (!block->is_filled)
        rh_doc_text(doc, RH_TONE_WARN,
                    block->title.ptr == NULL ? RH_STR("A gap: monitors.yaml does not say what belongs here.")
                                             : RH_STR("A gap: nothing is known of this."));
    put_part(doc, packet, block->part);
    rh_doc__packet_facts(doc, "Facts", block->facts);
}

void rh_doc_of_packet(rh_doc *doc, rh_arena *arena, const rh_packet_report *packet)
{
    rh_doc_begin(doc, arena, RH_STR("Review packet"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "%.*s under %.*s", RH_ARG(packet->item),
                               RH_ARG(rh_doc__revision(doc, packet->revision)));
    put_hero(doc, packet);
    for (size_t i = 0; i < packet->n_blocks; i++) put_block(doc, packet, &packet->blocks[i]);
}
