/* Reads monitors.yaml: the alerts, and what the review packet shows in its blocks. All else is kept as it stands. */
#include "engine/program/register_insides.h"

#include <stdlib.h>

/* The rest of FORMATS.md section 8 says what is computed over many journeys: the harness reads it from the node. */
typedef struct monitors_file {
    const rh_node *alerts, *packet, *stability;
    const rh_node *live_since, *baseline, *metrics, *areas, *widgets, *queues, *graphics, *agenda, *cadence;
} monitors_file;

#define TAKES(NAME) RH_TAKES(monitors_file, #NAME, ANY, NAME)
static const rh_key file_keys[] = {
    RH_TAKES(monitors_file, "alerts", LIST, alerts),
    RH_TAKES(monitors_file, "packet", LIST, packet),
    RH_TAKES(monitors_file, "stability", LIST, stability),
    TAKES(live_since),
    TAKES(baseline),
    TAKES(metrics),
    TAKES(areas),
    TAKES(widgets),
    TAKES(queues),
    TAKES(graphics),
    TAKES(agenda),
    TAKES(cadence),
};
#undef TAKES

/* ---- alerts ---- */

typedef struct alert_row {
    rh_alert a;
    const rh_node *to;
} alert_row;

static const rh_key alert_keys[] = {
    RH_NEEDS(alert_row, "rule", ID, a.rule),
    RH_NEEDS(alert_row, "when", SOURCE, a.when),
    RH_NEEDS(alert_row, "to", LIST, to),
    RH_NEEDS(alert_row, "next", TEXT, a.next),
};

/* Folded: an alias stands for its role. */
static void read_recipients(rh_reader *r, const rh_node *list, rh_alert *out)
{
    rh_str *at = RH_NEW_N(r->keep, list->n_items, rh_str);
    if (list->n_items == 0)
        RH_READ_ERROR(r, RH_REG_RULE, list->span, "alert \"%.*s\" goes to nobody, expected at least one role",
                      RH_SHOW(r, out->rule));
    for (size_t i = 0; at != NULL && i < list->n_items; i++) {
        const uint32_t role = rh_read_role(r, list->items[i]);
        if (role == RH_NONE) continue;
        const rh_str id = r->reg->roles[role].id;
        for (size_t k = 0; k < out->to.n; k++)
            if (rh_str_eq(at[k], id))
                rh_read_duplicate(r, "recipient", id, list->items[i]->span, list->items[k]->span);
        at[out->to.n++] = id;
        out->to.at = at;
    }
}

static void read_alerts(rh_reader *r, const rh_node *list, rh_monitors *m)
{
    rh_alert *alerts = RH_NEW_N(r->keep, list->n_items, rh_alert);
    for (size_t i = 0; alerts != NULL && i < list->n_items; i++) {
        alert_row row = {0};
        if (!rh_read_row(r, list->items[i], "an alert", RH_KEYS(alert_keys), &row)) continue;
        row.a.span = list->items[i]->span;
        if (row.to != NULL) read_recipients(r, row.to, &row.a);
        for (size_t k = 0; k < m->n_alerts; k++)
            if (row.a.rule.ptr != NULL && rh_str_eq(alerts[k].rule, row.a.rule))
                rh_read_duplicate(r, "alert", row.a.rule, row.a.span, alerts[k].span);
        alerts[m->n_alerts++] = row.a;
    }
    m->alerts = alerts;
}

/* ---- the review packet ---- */

typedef struct block_row {
    rh_packet_block b;
    const rh_node *block, *fields;
} block_row;

static const rh_key block_keys[] = {
    RH_NEEDS(block_row, "block", ANY, block),
    RH_NEEDS(block_row, "title", TEXT, b.title),
    RH_NEEDS(block_row, "fields", LIST, fields),
};

static void read_block_fields(rh_reader *r, const rh_node *list, rh_packet_block *out)
{
    uint32_t *at = RH_NEW_N(r->keep, list->n_items, uint32_t);
    for (size_t i = 0; at != NULL && i < list->n_items; i++) {
        const uint32_t field = rh_read_field(r, list->items[i]);
        if (field == RH_NONE) continue;
        for (size_t k = 0; k < out->n_fields; k++)
            if (at[k] == field)
                rh_read_duplicate(r, "field", r->reg->fields[field].name, list->items[i]->span, out->span);
        at[out->n_fields++] = field;
    }
    out->fields = at;
}

static int by_number(const void *a, const void *b)
{
    return ((const rh_packet_block *)a)->block - ((const rh_packet_block *)b)->block;
}

static void read_packet(rh_reader *r, const rh_node *list, rh_monitors *m)
{
    const rh_node *seen[RH_PACKET_BLOCKS + 1] = {0};
    rh_packet_block *blocks = RH_NEW_N(r->keep, list->n_items, rh_packet_block);
    for (size_t i = 0; blocks != NULL && i < list->n_items; i++) {
        block_row row = {0};
        int64_t number = 0;
        if (!rh_read_row(r, list->items[i], "a block", RH_KEYS(block_keys), &row) || row.block == NULL) continue;
        if (!rh_read_int(r, row.block, "block", 1, RH_PACKET_BLOCKS, &number)) continue;
        if (seen[number] != NULL) rh_read_duplicate(r, "block", row.block->text, row.block->span, seen[number]->span);
        seen[number] = row.block;
        row.b.block = (int)number;
        row.b.span = list->items[i]->span;
        if (row.fields != NULL) read_block_fields(r, row.fields, &row.b);
        blocks[m->n_blocks++] = row.b;
    }
    if (m->n_blocks > 1) qsort(blocks, m->n_blocks, sizeof blocks[0], by_number);
    m->blocks = blocks;
}

void rh_read__monitors(rh_reader *r, const rh_node *root)
{
    monitors_file file = {0};
    rh_monitors *m = RH_NEW(r->keep, rh_monitors);
    if (m == NULL || !rh_read_row(r, root, "monitors.yaml", RH_KEYS(file_keys), &file)) return;
    if (file.alerts != NULL) read_alerts(r, file.alerts, m);
    if (file.packet != NULL) read_packet(r, file.packet, m);
    m->stability = file.stability;
    m->metrics = file.metrics;
    m->root = root;
    r->reg->monitors = m;
}
