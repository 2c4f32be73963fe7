/* The packet as a whole: its parts, then its blocks, and what in them is empty. */
#include "harness/packet/packet_insides.h"

#include "harness/system/memory.h"

static rh_model_packet_part part_of(int block)
{
    static const rh_model_packet_part parts[RH_PACKET_BLOCKS + 1] = {
#define X(number, PART) [number] = RH_PACKET_##PART,
#include "harness/packet/blocks.def"
#undef X
    };
    return parts[block];
}

/* ---- is there anything in it ---- */

static bool has_customer_action(const rh_packet_report *out)
{
    for (size_t i = 0; i < out->n_actions; i++)
        if (out->actions[i].is_customer) return true;
    return false;
}

static bool has_part(const rh_packet_report *out, rh_model_packet_part part)
{
    switch (part) {
    case RH_PACKET_FACTS: return false;
    case RH_PACKET_SUGGESTION: return out->n_given > 0 || out->ai_facts.n > 0;
    case RH_PACKET_IMPACT: return has_customer_action(out);
    case RH_PACKET_DRAFTS: return out->n_drafts > 0;
    case RH_PACKET_OPTIONS: return out->n_options > 0 || !out->is_open;
    case RH_PACKET_HISTORY: return out->n_history > 0;
    case RH_PACKET_SIDES: /* that nothing is missing and nothing differs is an answer */
    case RH_PACKET_REASONS:
    case RH_PACKET_CLOCK:
    case RH_PACKET_REVIEWERS:
    case RH_PACKET_ADVICE: return out->n_entries > 0;
    case RH_PACKET_ACTIONS: return out->state.ptr != NULL;
    case RH_N_PACKET_PARTS: break;
    }
    return false;
}

static bool is_filled(const rh_packet_report *out, const rh_model_packet_block *block)
{
    for (size_t i = 0; i < block->facts.n; i++)
        if (block->facts.at[i].is_set) return true;
    return has_part(out, block->part);
}

/* All of them, also those that the register does not describe: they are gaps too. */
static void fill_blocks(rh_packet_report *out, rh_packet *p)
{
    const rh_monitors *m = p->reg->monitors;
    rh_model_packet_block *blocks = RH_NEW_N(p->keep, RH_PACKET_BLOCKS, rh_model_packet_block);
    if (blocks == NULL) {
        p->failed = true;
        return;
    }
    for (int i = 0; i < RH_PACKET_BLOCKS; i++) {
        blocks[i].number = i + 1;
        blocks[i].part = part_of(i + 1);
    }
    for (size_t i = 0; m != NULL && i < m->n_blocks; i++) {
        rh_model_packet_block *block = &blocks[m->blocks[i].block - 1];
        block->title = m->blocks[i].title;
        block->facts = rh_packet__facts(p, m->blocks[i].fields, m->blocks[i].n_fields);
    }
    for (int i = 0; i < RH_PACKET_BLOCKS; i++) {
        blocks[i].is_filled = is_filled(out, &blocks[i]);
        out->n_filled += blocks[i].is_filled;
    }
    out->blocks = blocks;
    out->n_blocks = RH_PACKET_BLOCKS;
}

/* ---- the whole ---- */

static rh_str item_id(rh_packet *p)
{
    rh_buf out;
    rh_buf_init(&out, p->keep, 1 << 16);
    rh_buf_printf(&out, "%.*s/%.*s/%u", RH_ARG(p->request->journey->id), RH_ARG(p->item->area), p->item->nth);
    if (out.failed) p->failed = true;
    return rh_buf_str(&out);
}

static bool is_paused(const rh_packet *p)
{
    for (size_t e = 0; e < p->reg->n_entries; e++)
        for (size_t t = 0; t < p->reg->n_tiers && p->seen.entries[e].status == RH_OPEN; t++)
            if (p->reg->tiers[t].stops && p->reg->tiers[t].tier == p->reg->entries[e].sla) return true;
    return false;
}

static void fill(rh_packet_report *out, rh_packet *p)
{
    const rh_item *item = p->item;
    const rh_instant at = item->is_closed ? item->closed_at : p->request->at;
    const uint32_t state = rh_register_state(p->reg, p->seen.state);
    *out = (rh_packet_report){.journey = p->request->journey->id,
                              .item = item_id(p),
                              .area = item->area,
                              .at = rh_packet__time(p, at),
                              .is_open = !item->is_closed,
                              .opened = rh_packet__time(p, item->opened_at),
                              .closed = rh_packet__time(p, item->is_closed ? item->closed_at : RH_INSTANT_NEVER),
                              .state = rh_arena_str(p->keep, p->seen.state),
                              .state_title = state != RH_NONE ? p->reg->states[state].title : rh_str_null(),
                              .is_paused = is_paused(p),
                              .is_private = p->request->shows_all};
    rh_packet__find_groups(p);
    if (p->failed) return;
    rh_packet__fill_entries(out, p);
    rh_packet__fill_sides(out, p);
    rh_packet__fill_suggestion(out, p);
    rh_packet__fill_actions(out, p);
    rh_packet__fill_options(out, p);
    rh_packet__fill_history(out, p);
    fill_blocks(out, p);
}

rh_code rh_packet_make(rh_packet_report *out, rh_arena *keep, const rh_packet_request *request, rh_err *err)
{
    rh_packet p = {
        .keep = keep, .request = request, .reg = rh_program_register(request->program, request->lane), .err = err};
    p.course.reg = p.reg;
    rh_code code = rh_run_new(&p.run, rh_memory_host(), request->program, err);
    if (code != RH_OK) return code;
    code = rh_packet__find(&p);
    if (code == RH_OK) fill(out, &p);
    if (code == RH_OK && (p.failed || rh_arena_failed(keep))) code = rh_err_nomem(err);
    rh_run_dispose(p.run);
    return code;
}
