/* A register, and a log where there is one, loaded for a test: zones, regular expressions and memory beside them. What
 * can't be loaded fails the test. */
#ifndef KIT_BENCH_H
#define KIT_BENCH_H

#include "harness/ingest/log.h"
#include "harness/load/revision.h"
#include "harness/replay/lender.h"

typedef struct kit_bench {
    rh_arena keep; /* of all that is loaded, and of what the test makes of it */
    rh_zones *zones;
    rh_lender lender;
    rh_place place;
    rh_revision revision;
    const rh_log *log; /* NULL: none */
} kit_bench;

void kit_bench_load(kit_bench *b, const char *cases, const char *const *events, size_t n_events);
void kit_bench_unload(kit_bench *b);
/* Fails the test where the registers do not compile. */
const rh_program *kit_bench_compile(kit_bench *b, const rh_register *const *registers, size_t n);

/* Loads the cases of a folder one behind the other (FOLDER/NAME/cases and events.jsonl), at most `most` of them in all,
 * and adds how many to *n. False when there is no such folder, after saying that it was skipped. */
typedef void (*kit_bench_use)(void *ctx, kit_bench *b);
bool kit_bench_each(size_t *n, const char *folder, size_t most, kit_bench_use use, void *ctx);

#endif
