/* What came after: the events of a journey as judging reads them, and which revision was live when. */
#ifndef RH_JUDGE_AFTERMATH_H
#define RH_JUDGE_AFTERMATH_H

#include "engine/journey/event.h"
#include "engine/journey/tally.h"
#include "engine/value/time.h"

#include <stddef.h>

/* A revision that went live at an instant. */
typedef struct rh_live {
    rh_instant since;
    rh_str commit; /* 40 hex */
} rh_live;

/* All borrowed. */
typedef struct rh_aftermath {
    const rh_event *events; /* of the journey, in the order of rh_event_cmp, none known after as_of */
    size_t n;
    const rh_rejection *const *rejected; /* those that the revision could not take: they prove nothing */
    size_t n_rejected;
    rh_instant as_of;
    const rh_live *live; /* by since, rising */
    size_t n_live;
} rh_aftermath;

/* Whether an event is one of a type that the revision took. */
bool rh_aftermath_has(const rh_aftermath *aftermath, const rh_event *event, rh_str type);
/* The text at a key of an event's data; null where there is none. */
rh_str rh_event_text(const rh_event *event, const char *key);
/* The revision in force at an event (ruling 130): the one that it names, else the newest that was live by then, else
 * null. Commit dates say nothing. */
rh_str rh_revision_in_force(const rh_aftermath *aftermath, const rh_event *event);

#endif
