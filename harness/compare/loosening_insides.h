/* Inside static loosening: what the rules share. */
#ifndef RH_COMPARE_LOOSENING_INSIDES_H
#define RH_COMPARE_LOOSENING_INSIDES_H

#include "engine/base/vec.h"
#include "harness/compare/loosening.h"

enum { RH_TEXT_KEY_BYTES = 200 }; /* of a unit's key, as rules write it to ask for it */

typedef struct rh_text_judge {
    rh_arena *keep;
    const rh_register *base, *head;
    const rh_changed_file *file;
    RH_VEC(rh_loosening) found;
    bool failed; /* no memory */
} rh_text_judge;

typedef enum rh_text_finding { RH_TEXT_LOOSENS, RH_TEXT_UNKNOWN } rh_text_finding;

/* A finding at the first changed unit whose key begins with `key`. */
__attribute__((format(printf, 4, 5))) void rh_text__find(rh_text_judge *j, rh_text_finding finding, const char *key,
                                                         const char *format, ...);
/* Whether some unit of the file begins with `key`. */
bool rh_text__has_unit(const rh_text_judge *j, const char *key);
bool rh_text__has(rh_strs list, rh_str s);
/* NULL: the register has no tier of that number. */
const rh_tier *rh_text__tier(const rh_register *reg, int tier);

/* Whether the one span has always ended by when the other has, from whichever instant: elapsed time is never longer than
 * as much open time, and days of open time are held to the hours that the calendar has a day. */
bool rh_text__is_no_longer(const rh_text_judge *j, rh_span_of_time span, rh_span_of_time than);

/* Those that loosen first, then by line. */
void rh_text__sort(rh_loosening *at, size_t n);

/* The rules. Each looks at its own file, which both sides have. */
void rh_text__entry(rh_text_judge *j, const rh_entry *base, const rh_entry *head);
/* Of an entry: its acceptance tests. */
void rh_text__acceptance(rh_text_judge *j, const rh_entry *base, const rh_entry *head);
void rh_text__actions(rh_text_judge *j);
void rh_text__roles(rh_text_judge *j);
void rh_text__tiers(rh_text_judge *j);
void rh_text__policy(rh_text_judge *j);
void rh_text__schema(rh_text_judge *j);
void rh_text__gate(rh_text_judge *j);
void rh_text__monitors(rh_text_judge *j);
/* Whether a metric of the base's monitors.yaml that its gate goes by may read that column, or the `where` of a criterion
 * that key of entries. */
bool rh_text__is_measured(const rh_text_judge *j, const char *column);

#endif
