/* A made-up log for tests of the store: journeys with events in a mixed order, among them duplicates, a conflict and a
 * bad line, split over two files. */
#ifndef MADE_H
#define MADE_H

#include "engine/base/buf.h"

typedef struct made_log {
    rh_str first, second;
} made_log;

/* The same seed gives the same bytes. */
static inline uint64_t made_next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static inline void made_event(rh_buf *out, uint64_t *seed, int i, int n_journeys)
{
    static const char *const types[] = {"fields_ingested", "stage_moved", "human_decided"};
    const int journey = (int)(made_next(seed) % (uint64_t)n_journeys);
    rh_buf_printf(
        out, "{\"specversion\":\"1.0\",\"id\":\"e%d\",\"source\":\"/crm/%d\",\"type\":\"%s\",\"subject\":\"J-%d\",", i,
        journey % 3, types[made_next(seed) % 3], journey);
    rh_buf_printf(out, "\"time\":\"2024-%02d-%02dT%02d:00:00.5Z\",", (int)(made_next(seed) % 12) + 1,
                  (int)(made_next(seed) % 28) + 1, (int)(made_next(seed) % 24));
    if (made_next(seed) % 4 == 0) rh_buf_printf(out, "\"sequence\":\"%d\",", (int)(made_next(seed) % 20));
    if (made_next(seed) % 3 == 0)
        rh_buf_printf(out, "\"actor\":\"a%d\",\"actorrole\":\"csm\",\"actorkind\":\"human\",",
                      (int)(made_next(seed) % 9));
    rh_buf_printf(out,
                  "\"data\":{\"fields\":{\"crm\":{\"n\":%d,\"x\":1.25,\"plan\":[\"pro\",null,true]},\"t\":{\"K-%d\":{"
                  "\"due\":\"\\u00e9\"}}}}}\n",
                  (int)(made_next(seed) % 1000), i);
}

static inline made_log made_make(rh_arena *arena, int n_events, int n_journeys)
{
    rh_buf out[2];
    uint64_t seed = 42;
    for (int f = 0; f < 2; f++) rh_buf_init(&out[f], arena, 1 << 26);
    for (int i = 0; i < n_events; i++) {
        uint64_t same = seed;
        made_event(&out[i % 2], &seed, i, n_journeys);
        if (i % 10 == 3 || i % 20 == 4)
            made_event(&out[(i / 10) % 2], &same, i, n_journeys); /* again: here or in the other file */
        if (i % 50 == 7)
            rh_buf_printf(&out[0], "{\"specversion\":\"1.0\",\"id\":\"e%d\",\"source\":\"/crm/9\",\"x\":%d\n", i, i);
        if (i % 60 == 9) { /* the same identity, other content */
            uint64_t other = seed;
            made_event(&out[1], &other, 1000000 + i, n_journeys);
            made_event(&out[0], &seed, 1000000 + i, n_journeys + 7);
        }
    }
    return (made_log){rh_buf_str(&out[0]), rh_buf_str(&out[1])};
}

#endif
