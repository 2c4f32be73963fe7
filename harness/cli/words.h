/* Records, events and values as sentences for people. Texts live in keep and are unescaped. */
#ifndef RH_CLI_WORDS_H
#define RH_CLI_WORDS_H

#include "engine/base/arena.h"
#include "engine/journey/record.h"

/* "CO-EDGE-002 opened: risk high, with revops, due 2026-03-02T11:00:00Z". */
rh_str rh_words_record(rh_arena *keep, const rh_record *record);
/* "stage_moved from salesforce, by a human (revops)". */
rh_str rh_words_event(rh_arena *keep, const rh_event *event);
/* "approve CO-EDGE-002, by revops": of an event human_decided. */
rh_str rh_words_decision(rh_arena *keep, const rh_event *event);
/* %-format as printf, into keep. Null without memory. */
__attribute__((format(printf, 2, 3))) rh_str rh_words(rh_arena *keep, const char *format, ...);

#endif
