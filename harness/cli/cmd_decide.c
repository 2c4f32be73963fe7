/* rehearse decide: events on standard input, records on standard output, one line each: the core of the replay for a
 * live workflow (ruling 134). */
#include "engine/base/limits.h"
#include "engine/base/map.h"
#include "engine/base/vec.h"
#include "harness/cli/output.h"
#include "harness/cli/world.h"
#include "harness/foreign/json.h"
#include "harness/ingest/log.h"
#include "harness/system/memory.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/select.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16, LINES_MAX_BYTES = 1 << 30 };

rh_exit rh_cmd_decide(rh_cli *cli, rh_err *err);

/* A journey that goes on: its run keeps its state between events. */
typedef struct living {
    rh_str id;
    rh_run *run;
    size_t n_told; /* records written so far */
    rh_instant now;
} living;

typedef struct deciding {
    rh_cli *cli;
    rh_arena *keep; /* events live as long as their journeys: to the end */
    const rh_program *program;
    rh_ce_reader *reader;
    rh_json *json;
    rh_map by_id, by_identity;
    RH_VEC(living) journeys;
    RH_VEC(rh_sha256) contents; /* of each identity seen */
    uint32_t line;
} deciding;

/* ---- out ---- */

static rh_code tell(deciding *d, living *journey, rh_err *err)
{
    size_t n;
    const rh_record *const *records = rh_run_records(journey->run, 0, &n);
    rh_arena arena;
    rh_buf lines;
    rh_arena_init(&arena, rh_memory_host(), 0);
    rh_buf_init(&lines, &arena, LINES_MAX_BYTES);
    for (size_t i = journey->n_told; i < n; i++) rh_record_put(&lines, journey->id, records[i]);
    journey->n_told = n;
    const rh_code code = lines.failed ? rh_err_nomem(err) : rh_output_text(rh_buf_str(&lines), err);
    rh_arena_dispose(&arena);
    (void)d;
    return code;
}

/* ---- in ---- */

static rh_span here(const deciding *d) { return (rh_span){RH_STR("(standard input)"), d->line, 1}; }

static rh_code living_of(living **out, deciding *d, rh_str id, rh_err *err)
{
    uint32_t at = rh_map_get(&d->by_id, id);
    if (at == RH_MAP_NONE) {
        living journey = {.id = rh_arena_str(d->keep, id), .now = RH_INSTANT_MIN};
        rh_code code = rh_run_new(&journey.run, rh_memory_host(), d->program, err);
        if (code == RH_OK) code = rh_run_begin(journey.run, journey.id, err);
        at = (uint32_t)d->journeys.n;
        if (code == RH_OK &&
            (!RH_PUSH(d->keep, &d->journeys, journey) || !rh_map_set(&d->by_id, d->keep, journey.id, at)))
            code = rh_err_nomem(err);
        if (code != RH_OK) return code;
    }
    *out = &d->journeys.at[at];
    return RH_OK;
}

/* Whether the event is new. The same again is passed over; other content under its identity is a conflict. */
static rh_code is_new(bool *out, deciding *d, const rh_identity *identity, rh_err *err)
{
    rh_buf key;
    rh_buf_init(&key, d->keep, RH_LIMIT_LINE_BYTES);
    rh_buf_put(&key, identity->source);
    rh_buf_byte(&key, '\0');
    rh_buf_put(&key, identity->id);
    const uint32_t at = rh_map_get(&d->by_identity, rh_buf_str(&key));
    *out = at == RH_MAP_NONE;
    if (!*out) {
        if (memcmp(&d->contents.at[at], &identity->content, sizeof identity->content) == 0) return RH_OK;
        return rh_err_set(err, RH_EVENT_CONFLICT, here(d), RH_CONFLICT_SAYS);
    }
    if (key.failed || !rh_map_set(&d->by_identity, d->keep, rh_buf_str(&key), (uint32_t)d->contents.n) ||
        !RH_PUSH(d->keep, &d->contents, identity->content))
        return rh_err_nomem(err);
    return RH_OK;
}

static rh_code take_event(deciding *d, const rh_event *event, rh_err *err)
{
    living *journey;
    rh_code code = living_of(&journey, d, event->subject, err);
    if (code != RH_OK) return code;
    if (rh_instant_before(event->knowntime, journey->now))
        return rh_err_set(err, RH_DECIDE_LATE, here(d), "the event was known before what has been decided already");
    journey->now = event->knowntime;
    code = rh_run_event(journey->run, event, err);
    return code == RH_OK ? tell(d, journey, err) : code;
}

static int by_id(const void *a, const void *b)
{
    return rh_str_cmp((*(living *const *)a)->id, (*(living *const *)b)->id);
}

/* Moves every journey's clock, in the order of their ids. */
static rh_code take_now(deciding *d, rh_instant now, rh_err *err)
{
    living **order = RH_NEW_N(d->keep, d->journeys.n, living *);
    if (order == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < d->journeys.n; i++) order[i] = &d->journeys.at[i];
    if (d->journeys.n > 0) qsort(order, d->journeys.n, sizeof *order, by_id);
    for (size_t i = 0; i < d->journeys.n; i++) {
        if (rh_instant_before(now, order[i]->now))
            return rh_err_set(err, RH_DECIDE_LATE, here(d), "the clock would run back");
        order[i]->now = now;
        rh_code code = rh_run_advance(order[i]->run, now, err);
        if (code == RH_OK) code = tell(d, order[i], err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

/* A line that is no event is told and passed over, as ingest would: the workflow goes on, the exit status remembers. */
static rh_code refuse(deciding *d, rh_err *why)
{
    why->span.file = here(d).file;
    why->span.line = d->line;
    rh_diags_error(&d->cli->diags, why);
    return RH_OK;
}

static rh_code take_line(deciding *d, rh_str line, rh_err *err)
{
    rh_value value;
    rh_event event;
    rh_identity identity;
    rh_err why = {0};
    bool is_fresh = false;
    const rh_str text = rh_arena_str(d->keep, line);
    if (text.ptr == NULL) return rh_err_nomem(err);
    if (rh_json_read(&value, d->keep, d->json, text, &why) != RH_OK) return refuse(d, &why);
    const rh_value *now = value.kind == RH_MAP ? rh_value_field(value, RH_STR("now")) : NULL;
    if (now != NULL && value.n == 1) {
        rh_instant at;
        if (now->kind == RH_STRING && rh_instant_parse(&at, rh_value_str(*now))) return take_now(d, at, err);
        return rh_err_set(err, RH_EVENT_TIME, here(d), "\"now\" is no RFC 3339 time with a zone");
    }
    if (rh_ce_of_value(&event, &identity, d->keep, d->reader, value, &why) != RH_OK) return refuse(d, &why);
    const rh_code code = is_new(&is_fresh, d, &identity, err);
    return code == RH_OK && is_fresh ? take_event(d, &event, err) : code;
}

/* Every whole line of what has been read; what is left moves to the front. */
static rh_code take_lines(deciding *d, char *bytes, size_t *n, bool is_end, rh_err *err)
{
    size_t from = 0;
    while (from < *n) {
        const char *end = memchr(bytes + from, '\n', *n - from);
        if (end == NULL && !is_end) break;
        const size_t to = end != NULL ? (size_t)(end - bytes) : *n;
        d->line++;
        const rh_code code = to > from ? take_line(d, (rh_str){bytes + from, to - from}, err) : RH_OK;
        if (code != RH_OK) return code;
        from = end != NULL ? to + 1 : to;
    }
    memmove(bytes, bytes + from, *n - from);
    *n -= from;
    return RH_OK;
}

/* Waits until there is something to read or a signal asks to stop. The signals are let in only while it waits, so that
 * none comes between the look at `stop` and the wait. */
static void wait_for_input(const deciding *d)
{
    sigset_t ours, before;
    fd_set input;
    sigemptyset(&ours);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    FD_ZERO(&input);
    FD_SET(STDIN_FILENO, &input);
    sigprocmask(SIG_BLOCK, &ours, &before);
    if (!atomic_load(d->cli->stop)) (void)pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

/* As rh_file_get, but a signal that asks to stop ends the wait: *got 0. */
static rh_code wait_for_bytes(size_t *got, const deciding *d, char *bytes, rh_err *err)
{
    for (;;) {
        wait_for_input(d);
        const ssize_t n = atomic_load(d->cli->stop) ? 0 : read(STDIN_FILENO, bytes, READ_BYTES);
        if (n >= 0) {
            *got = (size_t)n;
            return RH_OK;
        }
        if (errno != EINTR) return rh_err_set(err, RH_INPUT_READ, here(d), "cannot read: %s", strerror(errno));
    }
}

static rh_code read_all(deciding *d, rh_err *err)
{
    const size_t room = RH_LIMIT_LINE_BYTES + READ_BYTES;
    char *bytes = rh_arena_alloc(d->keep, room);
    size_t n = 0, got = 1;
    if (bytes == NULL) return rh_err_nomem(err);
    while (got > 0 && !atomic_load(d->cli->stop)) {
        rh_code code = wait_for_bytes(&got, d, bytes + n, err);
        if (code != RH_OK) return code;
        n += got;
        code = take_lines(d, bytes, &n, got == 0, err);
        if (code != RH_OK) return code;
        if (n > RH_LIMIT_LINE_BYTES)
            return rh_err_set(err, RH_LINE_LONG, here(d), "a line of more than %d bytes", RH_LIMIT_LINE_BYTES);
    }
    if (atomic_load(d->cli->stop)) return rh_err_set(err, RH_INTERRUPTED, (rh_span){0}, "stopped by a signal");
    return RH_OK;
}

static rh_code decide(deciding *d, rh_world *world, rh_err *err)
{
    rh_cli *cli = d->cli;
    rh_revision revision;
    rh_code code = rh_world_revision(&revision, world, cli->options.n_args > 0 ? cli->options.args[0] : NULL, err);
    if (code == RH_OK) code = rh_world_compile(&d->program, world, &revision.reg, 1, err);
    if (code == RH_OK) code = rh_ce_reader_new(&d->reader, err);
    if (code == RH_OK) code = rh_json_new(&d->json, RH_LIMIT_EVENT_FIELDS, err);
    return code == RH_OK ? read_all(d, err) : code;
}

rh_exit rh_cmd_decide(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    deciding d = {.cli = cli, .keep = cli->run};
    rh_code code = rh_world_open(&world, cli, err);
    if (code == RH_OK) code = decide(&d, &world, err);
    for (size_t i = 0; i < d.journeys.n; i++) {
        cli->oscillated += rh_run_oscillated(d.journeys.at[i].run, 0);
        rh_run_dispose(d.journeys.at[i].run);
    }
    rh_ce_reader_free(d.reader);
    rh_json_free(d.json);
    rh_world_close(&world);
    return rh_exit_of_code(code);
}
