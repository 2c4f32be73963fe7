/* The hooks of expressions over RE2 and the zone database. */
#include "harness/replay/lender.h"

static int match(void *ctx, rh_str pattern, rh_str text)
{
    const rh_lender *lender = ctx;
    return rh_regex_cache_match(lender->patterns, pattern, text);
}

static bool is_pattern(void *ctx, rh_str pattern, rh_err *err)
{
    const rh_lender *lender = ctx;
    return rh_regex_cache_ok(lender->patterns, pattern, err);
}

static const rh_zone *zone(void *ctx, rh_str name)
{
    const rh_lender *lender = ctx;
    return rh_zones_lookup(lender->zones, name);
}

rh_code rh_lender_open(rh_lender *lender, rh_zones *zones, rh_err *err)
{
    *lender = (rh_lender){.lent = {match, is_pattern, zone, lender}, .zones = zones};
    return rh_regex_cache_new(&lender->patterns, err);
}

void rh_lender_close(rh_lender *lender)
{
    rh_regex_cache_free(lender->patterns);
    *lender = (rh_lender){.zones = NULL};
}
