/* The progress bar. */
#include "harness/cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { BAR_WIDTH = 30 };

void rh_progress_begin(rh_progress *progress, const char *what, bool is_quiet)
{
    *progress = (rh_progress){.what = what, .is_shown = !is_quiet && isatty(STDERR_FILENO) == 1, .shown_permille = -1};
}

void rh_progress_step(rh_progress *progress, uint64_t n_done, uint64_t n_all)
{
    if (!progress->is_shown || n_all == 0) return;
    const int64_t permille = (int64_t)(n_done / (n_all / 1000 + 1) > 1000 ? 1000 : n_done * 1000 / n_all);
    if (permille == progress->shown_permille) return;
    progress->shown_permille = permille;
    char bar[BAR_WIDTH + 1];
    for (int i = 0; i < BAR_WIDTH; i++) bar[i] = i * 1000 < permille * BAR_WIDTH ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r[%s] %3" PRId64 "%% of %" PRIu64 " %s", bar, permille / 10, n_all, progress->what);
}

void rh_progress_end(rh_progress *progress)
{
    if (progress->shown_permille >= 0) fputs("\r\033[K", stderr);
    progress->shown_permille = -1;
}
