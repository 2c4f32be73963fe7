/* Files of events to journeys in memory. */
#include "harness/ingest/log.h"

#include "harness/ingest/map.h"

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
    const rh_join_key *joins; /* of a record whose journey joins find */
    uint32_t n_joins;
    bool is_joined;
} entry;

/* One identity that a record has, with its event unless the record was refused. */
typedef struct claim {
    rh_identity identity;
    size_t entry;
    rh_event *event;
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
               .n_events = (uint32_t)record->n_events,
               .n_joins = (uint32_t)record->n_joins,
               .is_joined = record->is_joined && record->n_events > 0,
               .joins = record->joins}; /* they last as long as events do */
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

/* ---- joins ---- */

static bool add_row(building *b, rh_join_row *row, const claim *claims, size_t n, rh_strs names)
{
    const entry *e = &b->entries.at[claims[0].entry];
    rh_join_key *says = RH_NEW_N(b->keep, n * names.n, rh_join_key);
    *row = (rh_join_row){
        .keys = e->joins, .n_keys = e->n_joins, .subject = claims[0].event->subject, .says = says};
    for (size_t i = 0; says != NULL && i < n; i++)
        if (claims[i].is_used)
            row->n_says += rh_join_says(says + row->n_says, b->keep, claims[i].event, names.at, names.n);
    return says != NULL;
}

static int claim_by_entry(const void *a, const void *b)
{
    const claim *x = a, *y = b;
    if (x->entry != y->entry) return x->entry < y->entry ? -1 : 1;
    return x->event < y->event ? -1 : x->event > y->event;
}

static void put_row(building *b, const rh_join_row *row, claim *claims, size_t n)
{
    rh_err why;
    entry *e = &b->entries.at[claims[0].entry];
    for (size_t i = 0; i < n; i++) {
        claims[i].is_used &= row->journey.ptr != NULL;
        if (claims[i].event != NULL) claims[i].event->subject = row->journey;
    }
    if (row->journey.ptr != NULL || e->fate != ACCEPTED) return;
    rh_join_error(&why, b->keep, (rh_span){b->sources[e->file].file, e->line, 1}, row);
    e->fate = QUARANTINED;
    e->why = keep_error(b->keep, &why);
}

/* The claims of the next joined entry that is still accepted; 0 at the end. */
static size_t next_joined(const building *b, size_t *at)
{
    size_t n = 0;
    for (; *at < b->claims.n; *at += n) {
        const claim *c = &b->claims.at[*at];
        for (n = 1; *at + n < b->claims.n && b->claims.at[*at + n].entry == c->entry;) n++;
        const entry *e = &b->entries.at[c->entry];
        if (e->is_joined && e->fate == ACCEPTED) return n;
    }
    return 0;
}

/* Rows of one mapping are all joined or none is: there are they themselves to join to, and the options' facts. */
static rh_code join(building *b, const rh_ingest_options *options, rh_err *err)
{
    const rh_strs names = options != NULL && options->map != NULL ? rh_map_joins(options->map) : (rh_strs){0};
    RH_VEC(rh_join_row) rows = {0};
    if (names.n == 0) return RH_OK;
    if (b->claims.n > 1) qsort(b->claims.at, b->claims.n, sizeof *b->claims.at, claim_by_entry);
    for (size_t at = 0, n; (n = next_joined(b, &at)) > 0; at += n) {
        rh_join_row row;
        if (!add_row(b, &row, &b->claims.at[at], n, names) || !RH_PUSH(b->keep, &rows, row)) return rh_err_nomem(err);
    }
    const rh_join_stop stop = {options->is_stopped, options->is_stopped_ctx};
    const rh_code code = rh_join_resolve(b->keep, rows.at, rows.n, options->facts, options->n_facts, stop, err);
    if (code != RH_OK) return code;
    size_t i = 0;
    for (size_t at = 0, n; (n = next_joined(b, &at)) > 0; at += n) put_row(b, &rows.at[i++], &b->claims.at[at], n);
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
    rh_intake to = {b, take, b->keep, true, 0};
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
    code = join(&b, options, &err);
    if (code == RH_OK) code = count(log, &b, &err);
    if (code == RH_OK) code = gather(log, &b, &err);
    if (code != RH_OK) rh_diags_error(diags, &err);
    else *out = log;
    return code;
}
