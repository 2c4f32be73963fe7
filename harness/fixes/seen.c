/* Sightings of a journey, in a form that outlives it. */
#include "harness/fixes/seen.h"

/* Names in sightings are ids of the register, but for persons, what they call themselves and tasks, which live in the
 * events. */
static bool keep_names(rh_sighting *list, size_t n, rh_arena *keep)
{
    for (size_t i = 0; i < n; i++) {
        rh_sighting *s = &list[i];
        if (s->symptom == RH_SYMPTOM_STAMPED || s->symptom == RH_SYMPTOM_AI_CHANGED)
            s->subject = rh_arena_str(keep, s->subject);
        s->actor = rh_arena_str(keep, s->actor);
        s->role = rh_arena_str(keep, s->role);
    }
    return !rh_arena_failed(keep);
}

rh_code rh_fix_see(const rh_fix_seen **out, rh_arena *keep, rh_run *run, const rh_program *program,
                   const rh_summary_lanes *lanes, const rh_journey *journey, rh_instant as_of, rh_err *err)
{
    rh_course courses[2];
    rh_summary_journey seen;
    const rh_sighting *found;
    rh_fix_seen made = {0};
    *out = NULL;
    rh_code code = rh_summary_of_run(&seen, courses, run, program, lanes, journey, as_of, err);
    if (code != RH_OK || seen.n_events == 0) return code;
    code = rh_sightings_find(&found, &made.n, rh_run_arena(run), &courses[0], &seen.aftermath, err);
    if (code != RH_OK) return code;
    rh_sighting *copy = RH_NEW_N(keep, made.n, rh_sighting);
    rh_fix_seen *kept = RH_NEW(keep, rh_fix_seen);
    if (copy == NULL || kept == NULL) return rh_err_nomem(err);
    if (made.n > 0) memcpy(copy, found, made.n * sizeof *copy);
    if (!keep_names(copy, made.n, keep)) return rh_err_nomem(err);
    made.journey = (rh_fix_journey){rh_arena_str(keep, seen.id), rh_arena_str(keep, seen.lane), seen.since};
    made.sightings = copy;
    *kept = made;
    *out = kept;
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_fix_take(rh_fix_cells *cells, const rh_fix_seen *seen, rh_err *err)
{
    return seen != NULL ? rh_fix_cells_add(cells, &seen->journey, seen->sightings, seen->n, err) : RH_OK;
}
