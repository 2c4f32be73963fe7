/* Items: entries open at once in one area. */
#include "engine/judge/item.h"

#include "engine/base/vec.h"

/* One entry that is open now, and the item it belongs to. */
typedef struct open_entry {
    rh_str entry;
    size_t item;
} open_entry;

typedef struct finder {
    rh_arena *keep;
    const rh_course *course;
    RH_VEC(rh_item) items;
    RH_VEC(open_entry) open;
} finder;

rh_str rh_course_area(const rh_course *course, rh_str entry)
{
    const uint32_t at = rh_register_entry(course->reg, entry);
    return at == RH_NONE ? rh_str_null() : course->reg->entries[at].area;
}

bool rh_record_opens(const rh_record *record)
{
    return record->kind == RH_REC_OPENED || record->kind == RH_REC_REOPENED;
}

bool rh_record_closes(const rh_record *record)
{
    return record->kind == RH_REC_CLEARED || record->kind == RH_REC_LAPSED || record->kind == RH_REC_RELEASED ||
           record->kind == RH_REC_REJECTED;
}

static size_t find_open(const finder *f, rh_str entry)
{
    for (size_t i = 0; i < f->open.n; i++)
        if (rh_str_eq(f->open.at[i].entry, entry)) return i;
    return SIZE_MAX;
}

/* The item that is open in an area now, or SIZE_MAX. */
static size_t find_item(const finder *f, rh_str area)
{
    for (size_t i = 0; i < f->open.n; i++)
        if (rh_str_eq(f->items.at[f->open.at[i].item].area, area)) return f->open.at[i].item;
    return SIZE_MAX;
}

static uint32_t count_items(const finder *f, rh_str area)
{
    uint32_t n = 0;
    for (size_t i = 0; i < f->items.n; i++) n += rh_str_eq(f->items.at[i].area, area);
    return n;
}

static bool begin_item(finder *f, size_t *out, rh_str area, size_t index)
{
    const rh_record *r = f->course->records[index];
    *out = f->items.n;
    return RH_PUSH(f->keep, &f->items,
                   (rh_item){.area = area,
                             .nth = count_items(f, area) + 1,
                             .begin = index,
                             .end = f->course->n,
                             .opened_at = r->at,
                             .risk = r->item.risk,
                             .route = r->item.route,
                             .sla = r->item.sla});
}

static bool add_member(rh_arena *keep, rh_item *item, rh_str entry)
{
    for (size_t i = 0; i < item->entries.n; i++)
        if (rh_str_eq(item->entries.at[i], entry)) return true;
    rh_str *at = RH_NEW_N(keep, item->entries.n + 1, rh_str);
    if (at == NULL) return false;
    if (item->entries.n > 0) memcpy(at, item->entries.at, item->entries.n * sizeof *at);
    at[item->entries.n] = entry;
    item->entries = (rh_strs){at, item->entries.n + 1};
    return true;
}

static bool join(finder *f, rh_str area, size_t index)
{
    const rh_record *r = f->course->records[index];
    size_t at = find_item(f, area);
    if (at == SIZE_MAX && !begin_item(f, &at, area, index)) return false;
    rh_item *item = &f->items.at[at];
    if (r->item.risk > item->risk) {
        item->risk = r->item.risk;
        item->route = r->item.route;
        item->sla = r->item.sla;
    }
    if (r->item.has_due && (!item->has_due || rh_instant_before(r->item.due, item->due))) {
        item->has_due = true;
        item->due = r->item.due;
    }
    item->is_undecided |= r->item.undecided;
    return add_member(f->keep, item, r->item.entry) &&
           (find_open(f, r->item.entry) != SIZE_MAX ||
            RH_PUSH(f->keep, &f->open, (open_entry){.entry = r->item.entry, .item = at}));
}

static void leave(finder *f, size_t index)
{
    const rh_record *r = f->course->records[index];
    const size_t at = find_open(f, r->item.entry);
    if (at == SIZE_MAX) return;
    rh_item *item = &f->items.at[f->open.at[at].item];
    f->open.at[at] = f->open.at[--f->open.n];
    if (find_item(f, item->area) != SIZE_MAX) return;
    item->is_closed = true;
    item->closed_at = r->at;
    item->end = index;
}

rh_code rh_items_find(const rh_item **out, size_t *n, rh_arena *keep, const rh_course *course, rh_err *err)
{
    finder f = {.keep = keep, .course = course};
    for (size_t i = 0; i < course->n; i++) {
        const rh_record *r = course->records[i];
        if (rh_record_opens(r)) {
            const rh_str area = rh_course_area(course, r->item.entry);
            if (area.ptr != NULL && !join(&f, area, i)) return rh_err_nomem(err);
        } else if (rh_record_closes(r)) {
            leave(&f, i);
        } else if (r->kind == RH_REC_SLA_BREACHED) {
            const size_t at = find_open(&f, r->moved.entry);
            if (at != SIZE_MAX) f.items.at[f.open.at[at].item].is_breached = true;
        }
    }
    *out = f.items.at;
    *n = f.items.n;
    return RH_OK;
}
