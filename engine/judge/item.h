/* Review items: what people see of the open entries of one journey.
 *
 * Entries that are open at once in one area are one item, at the highest risk and the earliest due time (SPEC.md
 * section 6, ruling 129). Items are a view over the records of one journey and lane; the core knows only entries
 * (ruling 89). */
#ifndef RH_JUDGE_ITEM_H
#define RH_JUDGE_ITEM_H

#include "engine/base/arena.h"
#include "engine/journey/record.h"

/* The records of one journey in one lane, with the register they were made by. All borrowed. */
typedef struct rh_course {
    const rh_record *const *records;
    size_t n;
    const rh_register *reg;
} rh_course;

typedef struct rh_item {
    rh_str area;
    uint32_t nth;      /* from 1 within its area: the item's id is JOURNEY/AREA/nth */
    size_t begin, end; /* records[begin] opened it; records[end] closed its last entry, or n when it is still open */
    rh_instant opened_at;
    bool is_closed;
    rh_instant closed_at; /* when is_closed */
    rh_risk risk;         /* the highest of its entries */
    rh_str route;         /* of the entry that first had this risk */
    int sla;              /* likewise */
    bool has_due;
    rh_instant due;                 /* the earliest that its entries were opened with */
    bool is_breached, is_undecided; /* one of its entries was */
    rh_strs entries;                /* ids, in the order in which they joined, each once */
} rh_item;

/* The area of an entry, or null when the register does not have it. */
rh_str rh_course_area(const rh_course *course, rh_str entry);
/* Whether a record opens its entry, or closes it. */
bool rh_record_opens(const rh_record *record);
bool rh_record_closes(const rh_record *record);
/* The items in the order in which they began. Entries that the register does not have are left out. */
RH_MUST rh_code rh_items_find(const rh_item **out, size_t *n, rh_arena *keep, const rh_course *course, rh_err *err);

#endif
