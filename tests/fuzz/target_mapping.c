/* Any text as a mapping: refused with a place, or loaded; what loads reads a small export, by JSON or CSV, and accounts
 * for its rows. */
#include "harness/ingest/log.h"
#include "harness/ingest/map.h"
#include "harness/load/zoneinfo.h"
#include "harness/replay/lender.h"
#include "tests/fuzz/file.h"

static const char json[] =
    "{\"records\":[{\"id\":\"a\",\"n\":7,\"on\":\"2026-03-29\",\"at\":\"2026-03-29T02:30:00Z\",\"b\":"
    "true},{\"id\":\"b\",\"n\":1.5,\"on\":\"31/01/2026\",\"at\":\"x\",\"deep\":{\"er\":[1,\"2\"]}}]}";
static const char csv[] = "id,n,on,at,b\na,7,2026-03-29,2026-03-29T02:30:00Z,1\nb,1.50,31/01/2026,2026-03-29 02:30,\n";

static void use(const rh_map_file *map, const char *path, rh_arena *arena)
{
    rh_diags diags;
    const rh_log *log;
    const rh_ingest_options options = {.map = map, .has_exported_at = true, .exported_at = {1780000000, 0}};
    rh_diags_init(&diags, arena);
    if (rh_log_read(&log, arena, &path, 1, &options, &diags) != RH_OK) {
        FUZZ_MUST(diags.n_errors > 0 && diags.errors[0].text[0] != '\0');
        return;
    }
    const rh_source_counts *s = &log->sources[0];
    FUZZ_MUST(s->read == s->accepted + s->duplicate + s->quarantined);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static fuzz_file file, exports[2];
    static rh_arena arena;
    static rh_zones *zones;
    static rh_lender lender;
    rh_diags diags;
    const rh_map_file *map;
    if (file.file == NULL) {
        arena = kit_arena();
        FUZZ_MUST(rh_zones_open(&zones, kit_memory(), NULL, NULL) == RH_OK);
        FUZZ_MUST(rh_lender_open(&lender, zones, NULL) == RH_OK);
        fuzz_put(&exports[0], (const uint8_t *)json, sizeof json - 1);
        fuzz_put(&exports[1], (const uint8_t *)csv, sizeof csv - 1);
    }
    rh_arena_reset(&arena);
    rh_diags_init(&diags, &arena);
    if (rh_map_load(&map, &arena, fuzz_put(&file, data, size), &lender.lent, &diags) != RH_OK) {
        FUZZ_MUST(diags.n_errors > 0 && diags.errors[0].text[0] != '\0');
        return 0;
    }
    for (int i = 0; i < 2; i++) use(map, exports[i].path, &arena);
    return 0;
}
