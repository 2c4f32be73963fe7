/* Any bytes as a zone file; what reads answers for every instant. */
#include "engine/value/zone.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void ask(const rh_zone *zone, rh_instant t)
{
    int32_t offset = rh_zone_offset(zone, t);
    FUZZ_MUST(offset > -86400 * 8 && offset < 86400 * 8);
    int64_t until = rh_zone_until(zone, t);
    FUZZ_MUST(until > t.s);
    if (until <= RH_INSTANT_MAX.s) FUZZ_MUST(rh_zone_offset(zone, (rh_instant){until - 1, 0}) == offset);
    int64_t day = rh_zone_day(zone, t);
    rh_instant noon = rh_zone_local(zone, day, 43200); /* that very local time, or the first one behind a gap */
    FUZZ_MUST(noon.s + rh_zone_offset(zone, noon) >= day * 86400 + 43200);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t seconds[] = {-62135596800, -2147483649, -2147483648, -1,         0,           951782400,
                                      1774746000,   1792890000,  2147483647,  4102444800, 253402300799};
    static rh_arena keep;
    if (keep.host.take == NULL) keep = kit_arena();
    const rh_zone *zone;
    rh_err err;
    rh_arena_dispose(&keep); /* not kept: what an input reaches depends on it alone */
    if (rh_zone_read(&zone, &keep, RH_STR("fuzz"), fuzz_text(data, size), &err) != RH_OK) return 0;
    for (size_t k = 0; k < sizeof seconds / sizeof *seconds; k++) ask(zone, (rh_instant){seconds[k], 0});
    for (size_t k = 0; k + 8 <= size && k < 4096; k += 44) { /* instants that the file itself may name */
        int64_t s = 0;
        for (int i = 0; i < 8; i++) s = (int64_t)((uint64_t)s << 8 | data[k + (size_t)i]);
        if (s >= RH_INSTANT_MIN.s && s <= RH_INSTANT_MAX.s) ask(zone, (rh_instant){s, 0});
    }
    return 0;
}
