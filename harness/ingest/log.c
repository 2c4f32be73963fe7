/* Files of events to journeys in memory. */
#include "harness/ingest/log.h"

#include "engine/base/vec.h"

#include <stdlib.h>

typedef enum fate { ACCEPTED, DUPLICATE, QUARANTINED } fate; /* a later one outweighs */

/* One record of a file. */
typedef struct entry {
    rh_str raw;
    uint64_t raw_length, offset;
    uint32_t line, file;
    fate fate;
    uint32_t n_events, n_duplicates;
    const rh_err *why; /* when quarantined */
} entry;

/* One identity that a record has, with its event unless the record was refused. */
typedef struct claim {
    rh_identity identity;
    size_t entry;
    const rh_event *event;
    bool is_used; /* the event goes into its journey */
} claim;

typedef struct building {
    rh_arena *keep;
    RH_VEC(entry) entries;
    RH_VEC(claim) claims;
    rh_source_counts *sources;
    size_t n_sources;
    uint32_t file;
} building;

static const rh_err *keep_error(rh_arena *keep, const rh_err *err)
{
    rh_err *kept = RH_NEW(keep, rh_err);
    if (kept != NULL) *kept = *err;
    return kept;
}

static rh_code take(void *ctx, const rh_intake_record *record, rh_err *err)
{
    building *b = ctx;
    entry e = {.raw = rh_arena_str(b->keep, record->raw),
               .raw_length = record->raw_length,
               .offset = record->offset,
               .line = (uint32_t)record->line,
               .file = b->file,
               .n_events = (uint32_t)record->n_events};
    if (record->refused != RH_OK) {
        e.fate = QUARANTINED;
        e.why = keep_error(b->keep, &record->why);
    }
    rh_event *events = RH_NEW_N(b->keep, record->n_events, rh_event);
    if (!RH_PUSH(b->keep, &b->entries, e) || events == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < record->n_events; i++) events[i] = record->events[i];
    const size_t n = record->n_events > record->n_identities ? record->n_events : record->n_identities;
    for (size_t i = 0; i < n; i++) {
        const claim c = {record->identities[i], b->entries.n - 1, i < record->n_events ? &events[i] : NULL, false};
        if (!RH_PUSH(b->keep, &b->claims, c)) return rh_err_nomem(err);
    }
    return rh_arena_failed(b->keep) ? rh_err_nomem(err) : RH_OK;
}

/* By identity, then by file and place: entries stand in that order. */
static int claim_cmp(const void *a, const void *b)
{
    const claim *x = a, *y = b;
    int c = rh_str_cmp(x->identity.source, y->identity.source);
    if (c == 0) c = rh_str_cmp(x->identity.id, y->identity.id);
    if (c != 0) return c;
    if (x->entry != y->entry) return x->entry < y->entry ? -1 : 1;
    return x->event < y->event ? -1 : x->event > y->event;
}

static bool same_identity(const claim *a, const claim *b)
{
    return rh_str_eq(a->identity.source, b->identity.source) && rh_str_eq(a->identity.id, b->identity.id);
}

static void quarantine_conflict(building *b, const claim *c)
{
    rh_err why;
    entry *e = &b->entries.at[c->entry];
    rh_err_set(&why, RH_EVENT_CONFLICT, (rh_span){b->sources[e->file].file, e->line, 1}, RH_CONFLICT_SAYS);
    e->fate = QUARANTINED;
    e->why = keep_error(b->keep, &why);
}

/* All claims of one identity: equal ones are one event and its duplicates, others a conflict (ruling 6). */
static void judge_group(building *b, claim *group, size_t n)
{
    bool is_conflict = false;
    for (size_t i = 1; i < n; i++)
        is_conflict |= memcmp(&group[0].identity.content, &group[i].identity.content,
                              sizeof group[0].identity.content) != 0;
    for (size_t i = 0; i < n; i++) {
        entry *e = &b->entries.at[group[i].entry];
        if (is_conflict) quarantine_conflict(b, &group[i]);
        else if (i == 0) group[i].is_used = group[i].event != NULL;
        else if (group[i].event == NULL || ++e->n_duplicates == e->n_events) e->fate = DUPLICATE;
    }
}

static void judge(building *b)
{
    if (b->claims.n > 1) qsort(b->claims.at, b->claims.n, sizeof *b->claims.at, claim_cmp);
    for (size_t i = 0, n; i < b->claims.n; i += n) {
        for (n = 1; i + n < b->claims.n && same_identity(&b->claims.at[i], &b->claims.at[i + n]);) n++;
        judge_group(b, &b->claims.at[i], n);
    }
}

rh_code rh_source_counts_check(const rh_source_counts *s, rh_err *err)
{
    if (s->read == s->accepted + s->duplicate + s->quarantined) return RH_OK;
    return rh_err_set(err, RH_INGEST_COUNTS, (rh_span){.file = s->file},
                      "read %llu is not accepted %llu + duplicate %llu + quarantined %llu", (unsigned long long)s->read,
                      (unsigned long long)s->accepted, (unsigned long long)s->duplicate,
                      (unsigned long long)s->quarantined);
}

static rh_code count(rh_log *log, building *b, rh_err *err)
{
    RH_VEC(rh_quarantined) quarantined = {0};
    for (size_t i = 0; i < b->entries.n; i++) {
        const entry *e = &b->entries.at[i];
        rh_source_counts *s = &b->sources[e->file];
        if (e->fate == ACCEPTED) s->accepted++;
        else if (e->fate == DUPLICATE) s->duplicate++;
        else s->quarantined++;
        if (e->fate != QUARANTINED) continue;
        if (e->why == NULL ||
            !RH_PUSH(b->keep, &quarantined, (rh_quarantined){*e->why, e->offset, e->raw, e->raw_length}))
            return rh_err_nomem(err);
    }
    for (size_t i = 0; i < b->n_sources; i++) {
        const rh_code code = rh_source_counts_check(&b->sources[i], err);
        if (code != RH_OK) return code;
    }
    log->sources = b->sources;
    log->n_sources = b->n_sources;
    log->quarantined = quarantined.at;
    log->n_quarantined = quarantined.n;
    return RH_OK;
}

static int by_journey(const void *a, const void *b)
{
    const rh_event *x = a, *y = b;
    const int c = rh_str_cmp(x->subject, y->subject);
    return c != 0 ? c : rh_event_cmp(x, y);
}

/* Cuts the sorted events into journeys. */
static rh_code cut(rh_log *log, rh_arena *keep, const rh_event *events, size_t n, rh_err *err)
{
    RH_VEC(rh_journey) journeys = {0};
    for (size_t i = 0, k; i < n; i += k) {
        for (k = 1; i + k < n && rh_str_eq(events[i].subject, events[i + k].subject);) k++;
        if (!RH_PUSH(keep, &journeys, (rh_journey){events[i].subject, events + i, k})) return rh_err_nomem(err);
        if (i == 0 || rh_instant_before(log->newest, events[i + k - 1].knowntime))
            log->newest = events[i + k - 1].knowntime;
    }
    log->journeys = journeys.at;
    log->n_journeys = journeys.n;
    log->n_events = n;
    return RH_OK;
}

static rh_code gather(rh_log *log, building *b, rh_err *err)
{
    size_t n = 0;
    rh_event *events = RH_NEW_N(b->keep, b->claims.n, rh_event);
    if (events == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < b->claims.n; i++)
        if (b->claims.at[i].is_used) events[n++] = *b->claims.at[i].event;
    if (n > 1) qsort(events, n, sizeof *events, by_journey);
    return cut(log, b->keep, events, n, err);
}

static int by_name(const void *a, const void *b)
{
    const rh_source_counts *x = a, *y = b;
    return rh_str_cmp(x->file, y->file);
}

/* Reads every file, in the order of their names, so that which of several equal records is "the duplicate" does not
 * depend on the order in which they were named. */
static rh_code read_files(building *b, const rh_ingest_options *options, rh_diags *diags)
{
    rh_code first = RH_OK;
    rh_intake to = {b, take, b->keep, true};
    for (size_t i = 0; i < b->n_sources; i++) {
        rh_err err;
        rh_intake_file file;
        b->file = (uint32_t)i;
        const rh_code code = rh_intake_read(&file, b->sources[i].file.ptr, options, &to, diags, &err);
        if (code == RH_OK) {
            b->sources[i].hash = file.hash;
            b->sources[i].read = file.n_records;
            continue;
        }
        rh_diags_error(diags, &err);
        if (first == RH_OK) first = code;
        if (code == RH_NOMEM || code == RH_INGEST_STOPPED) break;
    }
    return first;
}

rh_code rh_log_read(const rh_log **out, rh_arena *keep, const char *const *paths, size_t n_paths,
                    const rh_ingest_options *options, rh_diags *diags)
{
    rh_err err;
    rh_log *log = RH_NEW(keep, rh_log);
    building b = {.keep = keep, .n_sources = n_paths, .sources = RH_NEW_N(keep, n_paths, rh_source_counts)};
    for (size_t i = 0; b.sources != NULL && i < n_paths; i++)
        b.sources[i].file = rh_arena_str(keep, rh_str_of(paths[i]));
    if (rh_arena_failed(keep)) {
        rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
        return RH_NOMEM;
    }
    if (n_paths > 1) qsort(b.sources, n_paths, sizeof *b.sources, by_name);
    rh_code code = read_files(&b, options, diags);
    if (code != RH_OK) return code;
    judge(&b);
    code = count(log, &b, &err);
    if (code == RH_OK) code = gather(log, &b, &err);
    if (code != RH_OK) rh_diags_error(diags, &err);
    else *out = log;
    return code;
}
