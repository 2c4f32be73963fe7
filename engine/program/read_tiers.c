/* Reads tiers.yaml: the clocks, and the lifts of risk. */
#include "engine/program/register_insides.h"

const char *const rh_read_risk_names[4] = {"low", "medium", "high", "hold"};

const char *rh_risk_name(rh_risk risk)
{
    return rh_read_risk_names[risk];
}

typedef struct tier_row {
    rh_tier t;
    const rh_node *tier;
} tier_row;

static const rh_key tier_keys[] = {
    RH_NEEDS(tier_row, "tier", ANY, tier),
    RH_NEEDS(tier_row, "clock", SPAN, t.clock),
    RH_TAKES(tier_row, "stop", BOOL, t.stops),
};

static void read_tiers(rh_reader *r, const rh_node *list)
{
    const rh_node *seen[5] = {0};
    rh_tier *tiers = RH_NEW_N(r->keep, list->n_items, rh_tier);
    if (tiers == NULL) return;
    for (size_t i = 0; i < list->n_items; i++) {
        tier_row row = {0};
        int64_t tier = 0;
        if (rh_read_row(r, list->items[i], "a tier", RH_KEYS(tier_keys), &row) && row.tier != NULL &&
            rh_read_int(r, row.tier, "tier", 1, 4, &tier)) {
            if (seen[tier] != NULL) rh_read_duplicate(r, "tier", row.tier->text, row.tier->span, seen[tier]->span);
            seen[tier] = row.tier;
        }
        row.t.tier = (int)tier;
        tiers[i] = row.t;
    }
    r->reg->tiers = tiers;
    r->reg->n_tiers = list->n_items;
    r->knows_tiers = true;
}

typedef struct lift_row {
    rh_lift l;
    const rh_node *from, *to, *lanes;
} lift_row;

static const rh_key lift_keys[] = {
    RH_NEEDS(lift_row, "from", ANY, from),
    RH_NEEDS(lift_row, "to", ANY, to),
    RH_TAKES(lift_row, "lanes", LIST, lanes),
    RH_NEEDS(lift_row, "when", SOURCE, l.when),
};

static void read_risk(rh_reader *r, const rh_node *node, const char *what, rh_risk *out)
{
    size_t i;
    if (node != NULL && rh_read_one_of(r, node, what, rh_read_risk_names, 4, &i)) *out = (rh_risk)i;
}

static void read_lift(rh_reader *r, const rh_node *node, rh_lift *out)
{
    lift_row row = {0};
    if (!rh_read_row(r, node, "a lift", RH_KEYS(lift_keys), &row)) return;
    read_risk(r, row.from, "from", &row.l.from);
    read_risk(r, row.to, "to", &row.l.to);
    if (row.from != NULL && row.to != NULL && row.l.to <= row.l.from)
        RH_READ_ERROR(r, RH_REG_RULE, row.to->span, "a lift goes from %s to %s, expected a higher risk",
                      rh_read_risk_names[row.l.from], rh_read_risk_names[row.l.to]);
    if (row.lanes != NULL && rh_read_words(r, row.lanes, "lanes", &row.l.lanes))
        for (size_t i = 0; i < row.lanes->n_items; i++)
            rh_read_known_word(r, row.lanes->items[i], "lane", r->reg->policy.lanes);
    *out = row.l;
}

typedef struct tiers_file {
    const rh_node *tiers, *lift;
} tiers_file;

static const rh_key file_keys[] = {
    RH_NEEDS(tiers_file, "tiers", LIST, tiers),
    RH_TAKES(tiers_file, "lift", LIST, lift),
};

void rh_read__tiers(rh_reader *r, const rh_node *root)
{
    tiers_file file = {0};
    if (!rh_read_row(r, root, "tiers.yaml", RH_KEYS(file_keys), &file)) return;
    if (file.tiers != NULL) read_tiers(r, file.tiers);
    const size_t n = file.lift != NULL ? file.lift->n_items : 0;
    rh_lift *lifts = RH_NEW_N(r->keep, n, rh_lift);
    if (lifts == NULL) return;
    for (size_t i = 0; i < n; i++) read_lift(r, file.lift->items[i], &lifts[i]);
    r->reg->lifts = lifts;
    r->reg->n_lifts = n;
}
