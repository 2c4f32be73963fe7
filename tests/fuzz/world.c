/* The facts that fuzzed expressions read: random ones of fixed seeds. */
#include "tests/fuzz/world.h"

#include "harness/foreign/regex.h"
#include "harness/load/zoneinfo.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

enum { ANEW = 250 }; /* below RH_REGEX_CACHED */

/* Zones and patterns that expressions name. Both caches are opened anew before they are full, so that how long the
 * fuzzer has run decides nothing. */
typedef struct host {
    rh_zones *of_calendars, *zones;
    rh_regex_cache *regex;
    unsigned n_zones, n_regex; /* asked for since */
} host;

static const rh_zone *find_zone(void *ctx, rh_str name)
{
    host *h = ctx;
    rh_err err;
    if (h->n_zones++ % ANEW == 0) {
        rh_zones_close(h->zones);
        FUZZ_MUST(rh_zones_open(&h->zones, kit_memory(), NULL, &err) == RH_OK);
    }
    return rh_zones_lookup(h->zones, name);
}

static rh_regex_cache *regex_of(host *h)
{
    rh_err err;
    if (h->n_regex++ % ANEW == 0) {
        rh_regex_cache_free(h->regex);
        FUZZ_MUST(rh_regex_cache_new(&h->regex, &err) == RH_OK);
    }
    return h->regex;
}
static int match(void *ctx, rh_str pattern, rh_str text)
{
    return rh_regex_cache_match(regex_of(ctx), pattern, text);
}
static bool is_regex(void *ctx, rh_str pattern, rh_err *err)
{
    return rh_regex_cache_ok(regex_of(ctx), pattern, err);
}

static void make(fuzz_world *f, rh_arena *keep, host *h)
{
    rh_err err;
    FUZZ_MUST(rh_zones_open(&h->of_calendars, kit_memory(), NULL, &err) == RH_OK);
    f->env = random_env();
    f->env.regex_ok = is_regex;
    f->env.regex_ctx = h;
    for (uint64_t k = 0; k < FUZZ_WORLDS; k++) {
        world *w = &f->worlds[k];
        random_source r = {k + 1};
        w->now = (rh_instant){1772625600 + (int64_t)k * 90 * 86400, (int32_t)k};
        w->host = h, w->zones = find_zone, w->regex = match;
        random_calendar(&r, keep, rh_zones_lookup, h->of_calendars, &w->calendar, &w->ref_calendar);
        for (uint32_t slot = 0; slot < RANDOM_SLOTS; slot++) w->slots[slot] = random_fact(&r, keep, slot, w->now);
    }
}

const fuzz_world *fuzz_the_world(void)
{
    static fuzz_world f;
    static host h;
    static rh_arena keep;
    static bool is_made;
    if (!is_made) {
        keep = kit_arena();
        make(&f, &keep, &h);
        is_made = true;
    }
    return &f;
}
