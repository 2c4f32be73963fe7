/* Any text as a mapping: refused with a place, or loaded; what loads reads an export and accounts for its rows. The
 * export stands behind a line with a percent sign; without one it is a small one, by JSON or CSV. */
#include "harness/ingest/log.h"
#include "harness/ingest/map_insides.h"
#include "harness/load/zoneinfo.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/world.h"

static const char json[] =
    "{\"records\":[{\"id\":\"a\",\"n\":7,\"on\":\"2026-03-29\",\"at\":\"2026-03-29T02:30:00Z\",\"b\":"
    "true},{\"id\":\"b\",\"n\":1.5,\"on\":\"31/01/2026\",\"at\":\"x\",\"deep\":{\"er\":[1,\"2\"]}}]}";
static const char csv[] = "id,n,on,at,b\na,7,2026-03-29,2026-03-29T02:30:00Z,1\nb,1.50,31/01/2026,2026-03-29 02:30,\n";

/* A few zones, so that their database is not read for every name that comes up. */
static const rh_zone *zone(void *ctx, rh_str name)
{
    static const char *const names[] = {"UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "+05:30"};
    static rh_zones *zones;
    (void)ctx;
    if (zones == NULL) FUZZ_MUST(rh_zones_open(&zones, kit_memory(), NULL, NULL) == RH_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (rh_str_eq(name, rh_str_of(names[i]))) return rh_zones_lookup(zones, name);
    return NULL;
}

/* Tables of SQLite are read by SQLite, from a file. */
static bool is_sqlite(const rh_map_file *map, rh_str export)
{
    return map->reads.format == RH_READ_SQLITE ||
           (map->reads.format == RH_READ_OCEL && rh_str_starts(export, RH_STR("SQLite format 3")));
}

static void use(const rh_map_file *map, rh_str export, rh_arena *arena)
{
    rh_diags diags;
    const rh_log *log;
    const rh_ingest_options options = {.map = map, .has_exported_at = true, .exported_at = {1780000000, 0}};
    const char *path = fuzz_put(0, (const uint8_t *)export.ptr, export.len);
    if (is_sqlite(map, export)) return;
    rh_diags_init(&diags, arena);
    if (rh_log_read(&log, arena, &path, 1, &options, &diags) != RH_OK) {
        FUZZ_MUST(diags.n_errors > 0 && diags.errors[0].text[0] != '\0');
        return;
    }
    const rh_source_counts *s = &log->sources[0];
    FUZZ_MUST(s->read == s->accepted + s->duplicate + s->quarantined && s->quarantined == log->n_quarantined);
    for (size_t i = 0; i < log->n_quarantined; i++) {
        const rh_quarantined *q = &log->quarantined[i];
        FUZZ_MUST(q->why.code != RH_OK && q->why.text[0] != '\0' && q->offset <= export.len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rh_arena arena;
    static rh_lent lent;
    rh_diags diags;
    const rh_map_file *map;
    if (arena.host.take == NULL) {
        const fuzz_world *w = fuzz_the_world();
        arena = kit_arena();
        lent = (rh_lent){w->worlds[0].regex, w->env.regex_ok, zone, w->worlds[0].host};
    }
    rh_arena_reset(&arena);
    rh_diags_init(&diags, &arena);
    const rh_str all = fuzz_text(data, size), cut = RH_STR("\n%\n");
    const size_t at = rh_str_find(all, cut);
    if (rh_map_read(&map, &arena, RH_STR("x.yaml"), rh_str_slice(all, 0, at), &lent, &diags) != RH_OK) {
        FUZZ_MUST(diags.n_errors > 0 && diags.errors[0].text[0] != '\0');
        return 0;
    }
    if (at != SIZE_MAX) {
        use(map, rh_str_slice(all, at + cut.len, all.len), &arena);
        return 0;
    }
    use(map, rh_str_of(json), &arena);
    use(map, rh_str_of(csv), &arena);
    return 0;
}
