/* Events of a random journey. */
#include "tests/random/log.h"

#include <stdio.h>
#include <stdlib.h>

enum { LEAST_EVENTS = 4, MOST_EVENTS = 34 };

typedef struct writer {
    random_source *r;
    const random_sizes *sizes;
    rh_instant now;
    rh_buf out; /* the line at hand */
    random_trait trait;
    rh_str kind; /* actorkind of the event at hand */
    unsigned n_members; /* of the object at hand */
} writer;

static unsigned below(writer *w, unsigned n)
{
    return (unsigned)random_below(w->r, n);
}

static void put(writer *w, const char *text)
{
    rh_buf_put(&w->out, rh_str_of(text));
}

static void put_quoted(writer *w, rh_str word)
{
    rh_buf_json_str(&w->out, word);
}

static rh_instant later(rh_instant t, int64_t seconds)
{
    rh_instant_add(&t, t, seconds * 1000000000);
    return t;
}

static void put_instant(writer *w, rh_instant t)
{
    char text[40];
    const size_t n = rh_instant_text(text, t);
    put_quoted(w, (rh_str){text, n});
}

/* From four days before to four days after. */
static rh_instant nearby(writer *w)
{
    return later(w->now, ((int64_t)random_below(w->r, 192) - 96) * 3600 + (random_once_in(w->r, 4) ? 1 : 0));
}

/* A member of the object at hand, with its comma. */
static void key(writer *w, const char *name)
{
    if (w->n_members++ > 0) put(w, ",");
    put_quoted(w, rh_str_of(name));
    put(w, ":");
}

static void text_member(writer *w, const char *name, rh_str value)
{
    key(w, name);
    put_quoted(w, value);
}

static void tags(writer *w)
{
    put(w, "[");
    for (unsigned i = 0, n = below(w, 3); i < n; i++) {
        if (i > 0) put(w, ",");
        put_quoted(w, random_word(w->r, RANDOM_TAGS));
    }
    put(w, "]");
}

/* ---- facts ---- */

static void number_or_null(writer *w, unsigned n)
{
    if (random_once_in(w->r, 5)) put(w, "null");
    else rh_buf_printf(&w->out, "%u", below(w, n));
}

static void crm_member(writer *w)
{
    switch (below(w, 11)) {
    case 0: text_member(w, "plan", random_word(w->r, RANDOM_PLANS)); break;
    case 1: text_member(w, "other", random_word(w->r, RANDOM_PLANS)); break;
    case 2: key(w, "plan"), put(w, "null"); break;
    case 3: key(w, "note"), put(w, random_once_in(w->r, 2) ? "\" \"" : "\"seen\""); break;
    case 4: key(w, "flag"), put(w, random_once_in(w->r, 2) ? "true" : "false"); break;
    case 5:
        key(w, "ready");
        put(w, random_once_in(w->r, 3) ? "null" : random_once_in(w->r, 2) ? "true" : "false");
        break;
    case 6: key(w, random_once_in(w->r, 3) ? "rate" : "seats"), number_or_null(w, 5); break;
    case 7: key(w, random_once_in(w->r, 2) ? "due" : "begun"), put_instant(w, nearby(w)); break;
    case 8: key(w, "day"), put(w, random_once_in(w->r, 2) ? "\"2025-03-10\"" : "\"2025-03-28\""); break;
    case 9: key(w, "span"), rh_buf_printf(&w->out, "\"%uh\"", below(w, 60)); break;
    default: key(w, "tags"), tags(w); break;
    }
}

static void row_member(writer *w)
{
    rh_buf_printf(&w->out, "\"rows\":{\"k%u\":", below(w, 3));
    if (random_once_in(w->r, 3)) {
        put(w, "null}");
        return;
    }
    put(w, random_once_in(w->r, 2) ? "{\"status\":\"open\",\"due_at\":" : "{\"status\":\"done\",\"due_at\":");
    put_instant(w, nearby(w));
    put(w, "}}");
}

/* A merge patch over two namespaces or three. A member that stands twice would be no event. */
static void patch(writer *w)
{
    put(w, "{\"c\":{");
    w->n_members = 0;
    crm_member(w);
    put(w, "},\"j\":{");
    w->n_members = 0;
    if (random_once_in(w->r, 3)) key(w, "amount"), number_or_null(w, 8);
    if (random_once_in(w->r, 5)) text_member(w, "segment", random_word(w->r, RANDOM_SEGMENTS));
    put(w, "},\"t\":{");
    if (random_once_in(w->r, 5)) row_member(w);
    put(w, "}}");
}

static void suggested_facts(writer *w)
{
    rh_buf_printf(&w->out, "{\"a\":{\"score\":0.%u,\"doubt\":%s,\"words\":", below(w, 10),
                  random_once_in(w->r, 2) ? "true" : "false");
    tags(w);
    put(w, "}}");
}

/* ---- decisions ---- */

static void target(writer *w)
{
    const unsigned kind = below(w, 12);
    if (kind < 8) {
        key(w, "entry");
        rh_buf_printf(&w->out, "\"E%02u\"", below(w, w->sizes->n_entries));
    }
    if (kind == 8 || kind == 9) text_member(w, "area", random_word(w->r, RANDOM_AREAS));
    if (kind == 10 || kind == 7) { /* 7: two targets, which is invalid; 11: none */
        key(w, "action");
        put(w, "\"");
        random_action(&w->out, w->r, w->sizes);
        put(w, "\"");
    }
}

static void decision(writer *w)
{
    put(w, "{");
    w->n_members = 0;
    target(w);
    text_member(w, "decision",
                random_word(w->r, "approve approve approve_with_edits approve_with_conditions reject request_info "
                                  "escalate override nod"));
    if (!random_once_in(w->r, 4)) text_member(w, "reason", RH_STR("because"));
    if (!random_once_in(w->r, 4)) text_member(w, "condition_owner", RH_STR("eve"));
    if (!random_once_in(w->r, 4)) key(w, "condition_due_at"), put_instant(w, later(nearby(w), 3 * 86400));
    if (random_once_in(w->r, 2)) key(w, "edits"), patch(w);
    put(w, "}");
}

/* Of whom, and whether that is somebody who may decide nothing at all. */
static void decide(writer *w)
{
    const bool is_outsider = random_once_in(w->r, 3);
    const bool is_machine = is_outsider && random_once_in(w->r, 2);
    rh_str role = random_word(w->r, "revops csm finance controller legal leader revenue_operations founder");
    if (is_outsider && !is_machine) role = random_word(w->r, "visitor guest stranger");
    w->trait = is_outsider ? RANDOM_OUTSIDER : RANDOM_PLAIN;
    w->kind = is_machine ? random_word(w->r, "ai automation customer system") : RH_STR("human");
    text_member(w, "type", RH_STR("human_decided"));
    text_member(w, "actor", random_word(w->r, "ann ben cleo dora"));
    if (!is_outsider || is_machine || !random_once_in(w->r, 4)) text_member(w, "actorrole", role);
    key(w, "data");
    decision(w);
}

/* ---- events ---- */

static void suggest(writer *w)
{
    w->kind = RH_STR("ai");
    w->trait = RANDOM_SUGGESTION;
    if (random_once_in(w->r, 2)) {
        put(w, ",\"type\":\"fields_ingested\",\"data\":{\"fields\":");
        suggested_facts(w);
        put(w, "}");
        return;
    }
    rh_buf_printf(&w->out, ",\"type\":\"suggested\",\"data\":{\"score\":0.%u", below(w, 10));
    if (random_once_in(w->r, 2)) put(w, ",\"doubt\":true");
    if (random_once_in(w->r, 2)) put(w, ",\"words\":"), tags(w);
    put(w, "}");
}

static void happen(writer *w)
{
    if (random_once_in(w->r, 3)) text_member(w, "actor", random_word(w->r, "ann ben cleo dora"));
    w->kind = random_word(w->r, "human human system system automation customer ai");
    switch (below(w, 12)) {
    case 0:
    case 1: rh_buf_printf(&w->out, ",\"type\":\"moved\",\"data\":{\"to\":%u}", below(w, w->sizes->n_states + 1)); break;
    case 2: put(w, ",\"type\":\"flagged\",\"data\":{\"on\":true}"); break;
    case 3: put(w, ",\"type\":\"flagged\",\"data\":{}"); break;
    case 4:
        rh_buf_printf(&w->out, ",\"type\":\"task_opened\",\"data\":{\"id\":\"k%u\",\"due_at\":", below(w, 3));
        put_instant(w, nearby(w));
        put(w, "}");
        break;
    case 5: rh_buf_printf(&w->out, ",\"type\":\"task_closed\",\"data\":{\"id\":\"k%u\"}", below(w, 3)); break;
    case 6:
        put(w, ",\"type\":\"done\",\"data\":{\"name\":\"");
        random_action(&w->out, w->r, w->sizes);
        put(w, "\"}");
        break;
    case 7:
        text_member(w, "type", random_once_in(w->r, 2) ? RH_STR("did_first") : RH_STR("edge_matched"));
        put(w, ",\"data\":{}");
        break;
    default:
        put(w, ",\"type\":\"fields_ingested\",\"data\":{\"fields\":");
        patch(w);
        put(w, "}");
        break;
    }
}

static void advance(writer *w)
{
    static const unsigned gaps[] = {0, 1, 600, 3600, 6 * 3600, 86400, 3 * 86400, 12 * 86400};
    const unsigned most = gaps[below(w, 8)];
    if (most > 0) w->now = later(w->now, 1 + (int64_t)random_below(w->r, most));
}

static void write_line(writer *w, rh_arena *keep, unsigned number)
{
    rh_buf_init(&w->out, keep, 1 << 16);
    rh_buf_printf(&w->out,
                  "{\"specversion\":\"1.0\",\"id\":\"e%02u\",\"subject\":\"J\",\"source\":\"/%c\",\"knowntime\":",
                  number, 'a' + (int)below(w, 3));
    put_instant(w, w->now);
    w->n_members = 1;
    key(w, "time");
    put_instant(w, random_once_in(w->r, 5) ? later(w->now, -(int64_t)random_below(w->r, 86400)) : w->now);
    w->trait = RANDOM_PLAIN;
    if (number == 0) put(w, ",\"type\":\"moved\",\"data\":{\"to\":0}"), w->kind = RH_STR("system");
    else if (random_once_in(w->r, 3)) decide(w);
    else if (random_once_in(w->r, 5)) suggest(w);
    else happen(w);
    w->n_members = 1;
    text_member(w, "actorkind", w->kind);
    put(w, "}");
}

static int by_order(const void *a, const void *b)
{
    return rh_event_cmp(&((const random_event *)a)->event, &((const random_event *)b)->event);
}

random_log random_journey(random_source *r, rh_arena *keep, rh_ce_reader *reader, const random_sizes *sizes)
{
    random_log log = {.n = LEAST_EVENTS + random_below(r, MOST_EVENTS - LEAST_EVENTS)};
    writer w = {.r = r, .sizes = sizes, .now = {.s = 1741000000 + (int64_t)random_below(r, 86400 * 20)}};
    log.events = RH_NEW_N(keep, log.n, random_event);
    for (unsigned i = 0; log.events != NULL && i < log.n; i++) {
        rh_identity identity;
        rh_err err;
        random_event *e = &log.events[i];
        write_line(&w, keep, i);
        *e = (random_event){.trait = w.trait, .line = rh_buf_str(&w.out)};
        if (rh_ce_read(&e->event, &identity, keep, reader, e->line, &err) != RH_OK) {
            fprintf(stderr, "random log: %s\n%.*s\n", err.text, RH_ARG(e->line));
            exit(70);
        }
        advance(&w);
    }
    if (log.events == NULL || rh_arena_failed(keep)) exit(70);
    qsort(log.events, log.n, sizeof *log.events, by_order);
    return log;
}
