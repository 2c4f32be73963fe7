/* The progress bar. */
#include "harness/cli/progress.h"

#include "harness/system/pace.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { BAR_WIDTH = 30, REDRAW_MS = 1000 };

static int64_t now_ms(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) return 0;
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void rh_progress_begin(rh_progress *progress, const char *what, bool is_quiet)
{
    *progress = (rh_progress){.what = what, .is_shown = !is_quiet && isatty(STDERR_FILENO) == 1, .shown_permille = -1};
    if (progress->is_shown) progress->begun_ms = now_ms();
}

void rh_progress_step(rh_progress *progress, uint64_t n_done, uint64_t n_all)
{
    if (!progress->is_shown || n_all == 0) return;
    const int64_t permille = rh_pace_permille(n_done, n_all), now = now_ms();
    if (permille == progress->shown_permille && now - progress->shown_ms < REDRAW_MS) return;
    progress->shown_permille = permille;
    progress->shown_ms = now;
    char bar[BAR_WIDTH + 1], text[RH_PACE_TEXT];
    for (int i = 0; i < BAR_WIDTH; i++) bar[i] = i * 1000 < permille * BAR_WIDTH ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    rh_pace_say(text, progress->what, n_done, n_all, now - progress->begun_ms);
    fprintf(stderr, "\r[%s] %s\033[K", bar, text);
}

void rh_progress_end(rh_progress *progress)
{
    if (progress->shown_permille >= 0) fputs("\r\033[K", stderr);
    progress->shown_permille = -1;
}
