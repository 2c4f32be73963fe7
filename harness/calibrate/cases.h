/* Cases: what the health of a journey was when it was first scored, and what became of it. FORMATS.md section 6.
 *
 *     rh_health_pool_make(&pool, keep, program, &diags)
 *     in a replay: begin rh_health_watch_begin, judge rh_health_case_of
 *
 * One watch a worker. */
#ifndef RH_CALIBRATE_CASES_H
#define RH_CALIBRATE_CASES_H

#include "engine/step/run.h"
#include "harness/ingest/log.h"

/* What customers are grouped by, to see whether a predictor means the same for all: the policy's segment, and the lane
 * of gate.yaml. */
enum { RH_HEALTH_GROUPS = 2 };

typedef struct rh_health_pool {
    const rh_register *reg;
    const rh_health *health;
    rh_pool *pool;
    const rh_expr *inputs; /* parallel to health's */
    rh_expr good;
    uint32_t groups[RH_HEALTH_GROUPS]; /* fields; RH_NONE: none */
} rh_health_pool;

/* The program's lane 0. RH_OK with health NULL where health.yaml is missing or names no outcome. */
RH_MUST rh_code rh_health_pool_make(rh_health_pool *out, rh_arena *keep, const rh_program *program, rh_diags *diags);

/* What a journey's steps showed. */
typedef struct rh_health_watch {
    const rh_health_pool *pool;
    rh_observer observer;
    rh_arena arena;
    rh_instant began, scored_at, good_at;
    bool has_begun, is_scored, is_good, failed;
    int64_t score;
    int64_t *inputs; /* when scored; -1: absent */
    rh_str groups[RH_HEALTH_GROUPS]; /* when scored; null: absent */
} rh_health_watch;

void rh_health_watch_init(rh_health_watch *watch, rh_host_memory host, const rh_health_pool *pool);
void rh_health_watch_dispose(rh_health_watch *watch);
/* Before a journey: the watch becomes the run's observer. */
void rh_health_watch_begin(rh_health_watch *watch, rh_run *run);

typedef enum rh_health_fate {
    RH_HEALTH_GOOD,
    RH_HEALTH_BAD,
    RH_HEALTH_UNSCORED_CASE, /* never scored */
    RH_HEALTH_CENSORED,      /* the span is not over, and it is not good yet */
    RH_HEALTH_LATE           /* scored only when the outcome was known */
} rh_health_fate;

typedef struct rh_health_case {
    rh_health_fate fate;
    rh_instant began, scored_at, ends; /* ends: of the span */
    int64_t score;                     /* GOOD, BAD */
    const int64_t *inputs;             /* likewise; -1: absent */
    rh_str groups[RH_HEALTH_GROUPS];   /* null: absent */
    size_t journey;                    /* its number in the history */
} rh_health_case;

/* After the run has ended the journey; *out is NULL where it had no event. Lives in keep. RH_NOMEM. */
RH_MUST rh_code rh_health_case_of(const rh_health_case **out, rh_arena *keep, const rh_health_watch *watch,
                                  rh_instant as_of, rh_err *err);

#endif
