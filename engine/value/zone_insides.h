/* The insides of a zone, for zone*.c and calendar.c only. */
#ifndef RH_VALUE_ZONE_INSIDES_H
#define RH_VALUE_ZONE_INSIDES_H

#include "engine/value/zone.h"

typedef struct rh_zone_transition {
    int64_t at; /* seconds since 1970, UTC */
    int32_t offset_s;
} rh_zone_transition;

/* When the year's summer time begins or ends: a date of the POSIX TZ string. */
typedef struct rh_zone_change {
    enum {
        RH_ZONE_DAY_1, /* Jn: day 1..365, 29 February never counted */
        RH_ZONE_DAY_0, /* n: day 0..365, 29 February counted */
        RH_ZONE_WEEK   /* Mm.w.d: weekday `day` (0 Sunday) of week 1..5 (5: the last) of a month */
    } kind;
    int32_t month, week, day;
    int32_t time_s; /* local time before the change, -167 h to 167 h */
} rh_zone_change;

enum { RH_ZONE_NEAR_S = 1 << 23 /* 97 days: two transitions seldom fall into it */ };

typedef struct rh_zone_rule {
    int32_t standard_s, summer_s; /* seconds east of UTC */
    bool has_summer;
    rh_zone_change begin, end;
} rh_zone_rule;

struct rh_zone {
    rh_str name;
    int32_t first_s; /* offset before the first transition */
    const rh_zone_transition *transitions;
    size_t n_transitions;
    const uint32_t *near; /* per RH_ZONE_NEAR_S seconds from near_from on: the last transition by then */
    size_t n_near;        /* 0: there is no such table */
    int64_t near_from;
    bool has_rule; /* holds from the last transition on */
    rh_zone_rule rule;
};

/* [from, until) with one offset. */
typedef struct rh_zone_stretch {
    int64_t from, until;
    int32_t offset_s;
} rh_zone_stretch;

rh_zone_stretch rh_zone__stretch(const rh_zone *zone, int64_t t);
/* The stretch around t by the rule alone. */
rh_zone_stretch rh_zone__rule_stretch(const rh_zone_rule *rule, int64_t t);
/* The same line of offsets; names do not count. */
bool rh_zone__same(const rh_zone *a, const rh_zone *b);

#endif
