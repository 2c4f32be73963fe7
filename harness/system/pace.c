/* How far, how fast, how long yet. */
#include "harness/system/pace.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SPEED_AFTER_MS = 1000 };

int64_t rh_pace_permille(uint64_t n_done, uint64_t n_all)
{
    return n_all == 0 || n_done >= n_all ? 1000 : (int64_t)((double)n_done / (double)n_all * 1000);
}

/* An amount with its unit. */
static int put_amount(char *out, size_t room, const char *what, double amount)
{
    return strcmp(what, "bytes") == 0 ? snprintf(out, room, "%.1f MB", amount / 1e6)
                                      : snprintf(out, room, "%.0f %s", amount, what);
}

static int put_time(char *out, size_t room, int64_t seconds)
{
    if (seconds >= 3600)
        return snprintf(out, room, "%" PRId64 ":%02d:%02d", seconds / 3600, (int)(seconds / 60 % 60),
                        (int)(seconds % 60));
    return snprintf(out, room, "%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
}

void rh_pace_say(char out[RH_PACE_TEXT], const char *what, uint64_t n_done, uint64_t n_all, int64_t elapsed_ms)
{
    char all[40], speed[40], left[24];
    put_amount(all, sizeof all, what, (double)n_all);
    const int n = snprintf(out, RH_PACE_TEXT, "%3" PRId64 "%% of %s", rh_pace_permille(n_done, n_all) / 10, all);
    if (elapsed_ms < SPEED_AFTER_MS || n_done == 0 || n < 0 || n >= RH_PACE_TEXT) return;
    const double per_s = (double)n_done * 1000 / (double)elapsed_ms;
    const double rest_s = n_done < n_all ? (double)(n_all - n_done) / per_s : 0;
    put_amount(speed, sizeof speed, what, per_s);
    put_time(left, sizeof left, rest_s < 1e9 ? (int64_t)(rest_s + 0.5) : 1000000000);
    snprintf(out + n, (size_t)(RH_PACE_TEXT - n), ", %s/s, %s left", speed, left);
}
