/* The summary of a replay: what each journey adds, summed in any order, and the model that a report prints.
 *
 *     rh_summary_of(&part, keep, run, lane, journey, as_of, err)  in a worker, after the journey
 *     rh_summary_add(&summary, part, err)                         each journey once
 *     rh_summary_fill(&report, keep, &summary, &world)            at the end
 *
 * Sums, least and greatest only, so any order gives the same summary. */
#ifndef RH_CLI_SUMMARY_H
#define RH_CLI_SUMMARY_H

#include "engine/base/map.h"
#include "engine/base/vec.h"
#include "engine/journey/record.h"
#include "harness/cli/world.h"
#include "reports/model/replay.h"

typedef enum rh_origin { RH_ORIGIN_REAL, RH_ORIGIN_MIXED, RH_ORIGIN_SYNTHETIC, RH_N_ORIGINS } rh_origin;

/* What happened to one entry in one journey. */
typedef struct rh_summary_entry {
    uint32_t entry; /* index in the register */
    uint32_t openings, undecided, breached, released, rejected, lapsed;
} rh_summary_entry;

typedef struct rh_summary_part {
    bool is_replayed; /* it had an event by as_of */
    bool is_open, has_oscillated;
    rh_origin origin;
    uint64_t events, synthetic_events, records;
    rh_instant first, last; /* knowntime; with is_replayed */
    rh_counts counts;
    uint32_t kinds[RH_N_RECORD_KINDS];
    const rh_summary_entry *entries; /* by entry */
    size_t n_entries;
    const rh_undecided_count *undecided; /* texts in the part's arena */
    size_t n_undecided;
} rh_summary_part;

typedef struct rh_summary_undecided {
    rh_undecided_count count;
    rh_str key;
} rh_summary_undecided;

typedef struct rh_summary {
    rh_arena *keep;
    const rh_register *reg;
    uint64_t journeys, origins[RH_N_ORIGINS], open, oscillated, events, synthetic_events, records;
    rh_instant first, last;
    rh_counts counts;
    uint64_t kinds[RH_N_RECORD_KINDS];
    rh_model_replay_entry *entries; /* parallel to reg->entries */
    rh_map undecided_index;
    RH_VEC(rh_summary_undecided) undecided;
} rh_summary;

RH_MUST rh_code rh_summary_init(rh_summary *summary, rh_arena *keep, const rh_register *reg, rh_err *err);
RH_MUST rh_code rh_summary_of(rh_summary_part **out, rh_arena *keep, rh_run *run, size_t lane, const rh_register *reg,
                              const rh_journey *journey, rh_instant as_of, rh_err *err);
RH_MUST rh_code rh_summary_add(rh_summary *summary, const rh_summary_part *part, rh_err *err);
/* Everything but the revision. Lives in the summary's arena. */
RH_MUST rh_code rh_summary_fill(rh_replay_report *out, rh_summary *summary, const rh_world *world, rh_err *err);

#endif
