/* Rows to journeys, in rounds. */
#include "harness/ingest/join.h"

#include "engine/base/buf.h"
#include "engine/base/show.h"
#include "engine/base/vec.h"

#include <stdio.h>
#include <stdlib.h>

/* Beyond so many restarts only facts that were told without a join count: those cannot be taken back. */
enum { RESTARTS_MOST = 16, ASK_EVERY = 4096 };

/* The journeys that a key is known of: the first ones bytewise, each once. One more than are shown, to tell that there
 * are more. */
typedef struct answer {
    rh_str journeys[RH_JOIN_CANDIDATES + 1];
    uint32_t n;
    uint32_t first_ask, n_asks; /* the rows that have the key */
} answer;

/* One key of one row. */
typedef struct ask {
    rh_join_key key;
    uint32_t row, ordinal;
} ask;

typedef struct joining {
    rh_join_row *rows;
    size_t n_rows;
    const rh_join_fact *facts;
    size_t n_facts;
    ask *asks; /* by key */
    size_t n_asks;
    answer *answers; /* one a key, in their order */
    size_t n_answers;
    uint32_t **keys, **says; /* of each row: indexes of answers; says: NONE where nobody asks */
    uint32_t *fact_keys;
    bool *is_barred, *is_done; /* rows that a later round made ambiguous; rows whose journey is found in this run */
    uint32_t *now, *next;      /* rows to look at in this round and in the next */
    size_t n_now, n_next;
    bool *is_next;
    rh_join_stop stop;
    size_t n_looks;
    bool is_stopped;
} joining;

#define NONE UINT32_MAX

static int key_cmp(rh_join_key a, rh_join_key b)
{
    const int c = rh_str_cmp(a.on, b.on);
    return c != 0 ? c : rh_str_cmp(a.value, b.value);
}

static int ask_cmp(const void *a, const void *b)
{
    const ask *x = a, *y = b;
    const int c = key_cmp(x->key, y->key);
    if (c != 0) return c;
    return x->row != y->row ? (x->row < y->row ? -1 : 1) : x->ordinal < y->ordinal ? -1 : x->ordinal > y->ordinal;
}

/* The answer to a key; NONE when no row asks for it. */
static uint32_t find(const joining *j, rh_join_key key)
{
    size_t from = 0, to = j->n_answers;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int c = key_cmp(j->asks[j->answers[middle].first_ask].key, key);
        if (c == 0) return (uint32_t)middle;
        if (c < 0) from = middle + 1;
        else to = middle;
    }
    return NONE;
}

/* ---- texts to indexes ---- */

static bool gather_asks(joining *j, rh_arena *keep)
{
    size_t n = 0;
    for (size_t i = 0; i < j->n_rows; i++) n += j->rows[i].n_keys;
    j->asks = RH_NEW_N(keep, n, ask);
    j->keys = RH_NEW_N(keep, j->n_rows, uint32_t *);
    j->says = RH_NEW_N(keep, j->n_rows, uint32_t *);
    if (rh_arena_failed(keep)) return false;
    for (size_t i = 0; i < j->n_rows; i++)
        for (size_t k = 0; k < j->rows[i].n_keys; k++)
            j->asks[j->n_asks++] = (ask){j->rows[i].keys[k], (uint32_t)i, (uint32_t)k};
    if (n > 1) qsort(j->asks, n, sizeof *j->asks, ask_cmp);
    size_t n_keys = n > 0; /* an answer each: they are large, and many rows ask for one key */
    for (size_t i = 1; i < n; i++) n_keys += key_cmp(j->asks[i - 1].key, j->asks[i].key) != 0;
    j->answers = RH_NEW_N(keep, n_keys, answer);
    return j->answers != NULL;
}

static bool number_keys(joining *j, rh_arena *keep)
{
    for (size_t i = 0; i < j->n_rows; i++) {
        j->keys[i] = RH_NEW_N(keep, j->rows[i].n_keys, uint32_t);
        j->says[i] = RH_NEW_N(keep, j->rows[i].n_says, uint32_t);
    }
    j->fact_keys = RH_NEW_N(keep, j->n_facts, uint32_t);
    if (rh_arena_failed(keep)) return false;
    for (size_t i = 0; i < j->n_asks; i++) {
        const ask *a = &j->asks[i];
        if (i == 0 || key_cmp(j->asks[i - 1].key, a->key) != 0)
            j->answers[j->n_answers++] = (answer){.first_ask = (uint32_t)i};
        j->answers[j->n_answers - 1].n_asks++;
        j->keys[a->row][a->ordinal] = (uint32_t)j->n_answers - 1;
    }
    for (size_t i = 0; i < j->n_rows; i++)
        for (size_t k = 0; k < j->rows[i].n_says; k++) j->says[i][k] = find(j, j->rows[i].says[k]);
    for (size_t i = 0; i < j->n_facts; i++) j->fact_keys[i] = find(j, j->facts[i].key);
    return true;
}

/* ---- rounds ---- */

/* Those who ask for the key look again. */
static void wake(joining *j, const answer *a)
{
    for (uint32_t i = 0; i < a->n_asks; i++) {
        const uint32_t row = j->asks[a->first_ask + i].row;
        if (j->is_next[row] || j->is_done[row] || j->is_barred[row]) continue;
        j->is_next[row] = true;
        j->next[j->n_next++] = row;
    }
}

static void tell(joining *j, uint32_t key, rh_str journey)
{
    if (key == NONE) return;
    answer *a = &j->answers[key];
    uint32_t at = 0;
    while (at < a->n && rh_str_cmp(a->journeys[at], journey) < 0) at++;
    if (at == RH_JOIN_CANDIDATES + 1 || (at < a->n && rh_str_eq(a->journeys[at], journey))) return;
    if (a->n <= RH_JOIN_CANDIDATES) a->n++;
    for (uint32_t i = a->n - 1; i > at; i--) a->journeys[i] = a->journeys[i - 1];
    a->journeys[at] = journey;
    wake(j, a);
}

/* The first key of a row that any journey has; NULL: none. Every loop over rows comes by here. */
static const answer *look(joining *j, size_t row, rh_str *on)
{
    if (j->n_looks++ % ASK_EVERY == 0 && j->stop.is_asked != NULL) j->is_stopped |= j->stop.is_asked(j->stop.ctx);
    for (size_t k = 0; k < j->rows[row].n_keys; k++) {
        const answer *a = &j->answers[j->keys[row][k]];
        *on = j->rows[row].keys[k].on;
        if (a->n > 0) return a;
    }
    *on = rh_str_null();
    return NULL;
}

static void settle_in(joining *j, size_t row, rh_str journey, rh_str on)
{
    j->rows[row].journey = journey;
    j->rows[row].on = on;
    j->is_done[row] = true;
}

/* Rows settle on what earlier rounds told, all of them before any of them is heard. */
static void run_rounds(joining *j)
{
    while (j->n_next > 0 && !j->is_stopped) {
        uint32_t *const these = j->next;
        j->next = j->now;
        j->now = these;
        j->n_now = j->n_next;
        j->n_next = 0;
        size_t n_settled = 0;
        for (size_t i = 0; i < j->n_now; i++) j->is_next[j->now[i]] = false;
        for (size_t i = 0; i < j->n_now && !j->is_stopped; i++) {
            const uint32_t row = j->now[i];
            rh_str on;
            const answer *a = look(j, row, &on);
            if (a == NULL || a->n != 1) continue;
            settle_in(j, row, a->journeys[0], on);
            j->now[n_settled++] = row;
        }
        for (size_t i = 0; i < n_settled; i++)
            for (size_t k = 0; k < j->rows[j->now[i]].n_says; k++)
                tell(j, j->says[j->now[i]][k], j->rows[j->now[i]].journey);
    }
}

static void begin_run(joining *j)
{
    for (size_t i = 0; i < j->n_answers; i++) j->answers[i].n = 0;
    for (size_t i = 0; i < j->n_rows; i++) {
        j->is_done[i] = false;
        j->rows[i].journey = j->rows[i].on = rh_str_null();
    }
    for (size_t i = 0; i < j->n_facts; i++) tell(j, j->fact_keys[i], j->facts[i].journey);
}

/* Rows that nothing answers to stand where their mapping puts them. */
static void found_journeys(joining *j)
{
    size_t n = 0;
    for (size_t i = 0; i < j->n_rows && !j->is_stopped; i++) {
        rh_str on;
        if (j->is_done[i] || j->is_barred[i] || j->rows[i].subject.ptr == NULL || look(j, i, &on) != NULL) continue;
        settle_in(j, i, j->rows[i].subject, rh_str_null());
        j->now[n++] = (uint32_t)i;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < j->rows[j->now[i]].n_says; k++)
            tell(j, j->says[j->now[i]][k], j->rows[j->now[i]].journey);
}

/* Bars the rows that what is known at the end does not lead where they were put. False when there is none. */
static bool bar_ambiguous(joining *j)
{
    bool any = false;
    for (size_t i = 0; i < j->n_rows && !j->is_stopped; i++) {
        rh_str on;
        if (!j->is_done[i] || j->rows[i].on.ptr == NULL) continue;
        const answer *a = look(j, i, &on);
        if (a != NULL && a->n == 1 && rh_str_eq(a->journeys[0], j->rows[i].journey)) continue;
        j->is_barred[i] = any = true;
    }
    return any;
}

static void run(joining *j)
{
    begin_run(j);
    run_rounds(j);
    found_journeys(j);
    run_rounds(j);
}

/* Only what was told without a join: nothing of it can be taken back. */
static void run_once(joining *j)
{
    begin_run(j);
    for (size_t i = 0; i < j->n_rows && !j->is_stopped; i++) {
        rh_str on;
        const answer *a = look(j, i, &on);
        if (a == NULL && j->rows[i].subject.ptr != NULL) settle_in(j, i, j->rows[i].subject, on);
        if (a != NULL && a->n == 1) settle_in(j, i, a->journeys[0], on);
    }
}

/* ---- results ---- */

static int by_text(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

/* The candidates of a row that stands nowhere: all journeys that its keys know, for a later key may speak against an
 * earlier one. */
static bool note_candidates(joining *j, rh_arena *keep, size_t row)
{
    RH_VEC(rh_str) all = {0};
    for (size_t k = 0; k < j->rows[row].n_keys; k++) {
        const answer *a = &j->answers[j->keys[row][k]];
        for (size_t i = 0; i < a->n; i++)
            if (!RH_PUSH(keep, &all, a->journeys[i])) return false;
    }
    if (all.n > 1) qsort(all.at, all.n, sizeof *all.at, by_text);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (n == 0 || !rh_str_eq(all.at[n - 1], all.at[i])) all.at[n++] = all.at[i];
    j->rows[row].candidates = all.at;
    j->rows[row].n_candidates = n;
    return true;
}

static bool begin(joining *j, rh_arena *keep)
{
    j->is_barred = RH_NEW_N(keep, j->n_rows, bool);
    j->is_done = RH_NEW_N(keep, j->n_rows, bool);
    j->is_next = RH_NEW_N(keep, j->n_rows, bool);
    j->now = RH_NEW_N(keep, j->n_rows, uint32_t);
    j->next = RH_NEW_N(keep, j->n_rows, uint32_t);
    return !rh_arena_failed(keep) && gather_asks(j, keep) && number_keys(j, keep);
}

rh_code rh_join_resolve(rh_arena *keep, rh_join_row *rows, size_t n_rows, const rh_join_fact *facts, size_t n_facts,
                        rh_join_stop stop, rh_err *err)
{
    joining j = {.rows = rows, .n_rows = n_rows, .facts = facts, .n_facts = n_facts, .stop = stop};
    if (!begin(&j, keep)) return rh_err_nomem(err);
    int n = 0;
    do run(&j);
    while (bar_ambiguous(&j) && ++n < RESTARTS_MOST && !j.is_stopped);
    if (n == RESTARTS_MOST) run_once(&j);
    if (j.is_stopped) return rh_err_set(err, RH_INGEST_STOPPED, (rh_span){0}, "stopped");
    for (size_t i = 0; i < n_rows; i++) {
        rows[i].candidates = NULL;
        rows[i].n_candidates = 0;
        if (!j.is_done[i] && !note_candidates(&j, keep, i)) return rh_err_nomem(err);
    }
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

/* ---- values ---- */

static rh_str trimmed(rh_str s)
{
    size_t from = 0, to = s.len;
    while (from < to && (unsigned char)s.ptr[from] <= ' ') from++;
    while (to > from && (unsigned char)s.ptr[to - 1] <= ' ') to--;
    return rh_str_slice(s, from, to);
}

static rh_str lowered(rh_arena *keep, rh_str s)
{
    char *text = rh_arena_alloc(keep, s.len);
    if (text == NULL) return rh_str_null();
    for (size_t i = 0; i < s.len; i++) text[i] = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] + 32 : s.ptr[i]);
    return (rh_str){text, s.len};
}

/* Of `a@b` b, of `https://a@www.b:443/c@d` b: behind the host, an @ is none of an address. */
static rh_str domain_of(rh_str s)
{
    const size_t scheme = rh_str_find(s, RH_STR("://"));
    if (scheme != SIZE_MAX) s = rh_str_slice(s, scheme + 3, s.len);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '/' || s.ptr[i] == '?' || s.ptr[i] == '#') s = rh_str_slice(s, 0, i);
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == '@') {
            s = rh_str_slice(s, i, s.len);
            break;
        }
    s = rh_str_slice(s, 0, rh_str_find(s, RH_STR(":")));
    if (rh_str_ends(s, RH_STR("."))) s = rh_str_slice(s, 0, s.len - 1);
    if (rh_str_starts(s, RH_STR("www."))) s = rh_str_slice(s, 4, s.len);
    return rh_str_find(s, RH_STR(".")) == SIZE_MAX ? rh_str_null() : s;
}

rh_str rh_join_value(rh_arena *keep, rh_str text, rh_join_way way)
{
    if (way == RH_JOIN_EXACT) return text.len > 0 ? rh_arena_str(keep, text) : rh_str_null();
    rh_str s = lowered(keep, trimmed(text));
    if (way == RH_JOIN_EMAIL && rh_str_find(s, RH_STR("@")) == SIZE_MAX) return rh_str_null();
    if (way == RH_JOIN_DOMAIN) s = domain_of(s);
    return s.len > 0 ? s : rh_str_null();
}

/* The parts of a name: `on` and the way. */
static rh_join_way way_of(rh_str *on, rh_str name)
{
    static const char *const words[] = {
#define X(NAME, word) word,
        RH_JOIN_WAYS(X)
#undef X
    };
    const size_t by = rh_str_find(name, RH_STR(" by "));
    *on = rh_str_slice(name, 0, by);
    for (int w = 0; by != SIZE_MAX && w < RH_N_JOIN_WAYS; w++)
        if (rh_str_eq(rh_str_slice(name, by + 4, name.len), rh_str_of(words[w]))) return (rh_join_way)w;
    return RH_JOIN_EXACT;
}

/* What an event says under namespace.field or type.key; NULL: nothing. */
static const rh_value *said(const rh_event *event, rh_str on)
{
    const size_t dot = rh_str_find(on, RH_STR("."));
    const rh_str first = rh_str_slice(on, 0, dot), second = rh_str_slice(on, dot + 1, on.len);
    if (rh_str_eq(event->type, first)) return rh_value_field(event->data, second);
    if (!rh_str_eq(event->type, RH_STR("fields_ingested"))) return NULL;
    const rh_value *fields = rh_value_field(event->data, RH_STR("fields"));
    const rh_value *space = fields != NULL && fields->kind == RH_MAP ? rh_value_field(*fields, first) : NULL;
    return space != NULL && space->kind == RH_MAP ? rh_value_field(*space, second) : NULL;
}

size_t rh_join_says(rh_join_key *out, rh_arena *keep, const rh_event *event, const rh_str *names, size_t n)
{
    size_t n_said = 0;
    for (size_t i = 0; i < n; i++) {
        rh_str on, value = rh_str_null();
        const rh_join_way way = way_of(&on, names[i]);
        const rh_value *v = said(event, on);
        if (v == NULL) continue;
        if (v->kind == RH_STRING) value = rh_join_value(keep, rh_value_str(*v), way);
        else if (v->kind == RH_INT) {
            rh_buf text;
            rh_buf_init(&text, keep, 24);
            rh_buf_printf(&text, "%lld", (long long)v->i);
            value = rh_join_value(keep, rh_buf_str(&text), way);
        }
        if (value.ptr != NULL) out[n_said++] = (rh_join_key){names[i], value};
    }
    return n_said;
}

rh_code rh_join_error(rh_err *err, rh_arena *scratch, rh_span span, const rh_join_row *row)
{
    char list[240];
    size_t at = 0;
    if (row->n_candidates == 0) return rh_err_set(err, RH_EVENT_JOURNEY, span, "no journey answers to the row's joins");
    list[0] = '\0';
    const rh_arena_mark mark = rh_arena_begin(scratch);
    for (size_t i = 0; i < row->n_candidates && i < RH_JOIN_CANDIDATES && at < sizeof list - 1; i++) {
        const rh_str name = rh_show(scratch, row->candidates[i], 40);
        const int n = snprintf(list + at, sizeof list - at, "%s%.*s", i > 0 ? ", " : "", RH_ARG(name));
        at = n > 0 && (size_t)n < sizeof list - at ? at + (size_t)n : sizeof list - 1;
    }
    rh_arena_end(scratch, mark);
    if (row->n_candidates > RH_JOIN_CANDIDATES)
        return rh_err_set(err, RH_JOIN_SEVERAL, span, "the row's joins lead to more than %d journeys: %s",
                          RH_JOIN_CANDIDATES, list);
    return rh_err_set(err, RH_JOIN_SEVERAL, span, "the row's joins lead to %zu journeys: %s", row->n_candidates, list);
}
