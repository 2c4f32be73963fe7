/* A progress bar on standard error, on a terminal only: how much is done, how fast, and how long the rest will take. */
#ifndef RH_CLI_PROGRESS_H
#define RH_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct rh_progress {
    const char *what; /* as of rh_pace_say */
    bool is_shown;
    int64_t shown_permille; /* drawn last; -1: nothing is drawn */
    int64_t begun_ms, shown_ms;
} rh_progress;

/* Shown when standard error is a terminal and is_quiet is false. */
void rh_progress_begin(rh_progress *progress, const char *what, bool is_quiet);
/* Draws when at least a thousandth more is done, or a second has passed. One thread at a time. */
void rh_progress_step(rh_progress *progress, uint64_t n_done, uint64_t n_all);
/* Clears the line. */
void rh_progress_end(rh_progress *progress);

#endif
