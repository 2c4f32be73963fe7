/* How far work has come, how fast it goes and how long the rest will take, in words. Reads no clock. */
#ifndef RH_SYSTEM_PACE_H
#define RH_SYSTEM_PACE_H

#include <stdint.h>

enum { RH_PACE_TEXT = 120 };

/* Thousandths done; 1000 when there is nothing to do. */
int64_t rh_pace_permille(uint64_t n_done, uint64_t n_all);
/* " 45% of 2100.0 MB, 31.0 MB/s, 0:37 left". what: "journeys"; of "bytes" the figures are in MB. In the first second,
 * which says little of a speed, only how much is done. */
void rh_pace_say(char out[RH_PACE_TEXT], const char *what, uint64_t n_done, uint64_t n_all, int64_t elapsed_ms);

#endif
