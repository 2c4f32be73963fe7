/* What records become, line by line. */
#include "harness/cli/becoming.h"

#include "harness/cli/output.h"
#include "harness/system/memory.h"

#include "engine/base/show.h"

enum { LINES_AT_ONCE = 1 << 16, LINES_MOST = 64 << 20 };

static rh_code flush(rh_becoming *b, rh_err *err)
{
    if (b->lines.failed || rh_arena_failed(&b->arena)) return rh_err_nomem(err);
    const rh_code code = rh_output_text(rh_buf_str(&b->lines), err);
    rh_arena_reset(&b->arena);
    rh_buf_init(&b->lines, &b->arena, LINES_MOST);
    return code;
}

/* A text of a customer, as it may be shown. */
static void put_text(rh_becoming *b, rh_str text)
{
    const rh_str shown = b->shows_values ? rh_show(&b->arena, text, 4096) : rh_show_form(&b->arena, text, 4096);
    rh_buf_put(&b->lines, shown);
}

static void put_value(rh_becoming *b, rh_value v);

static void put_members(rh_becoming *b, rh_value map)
{
    rh_buf_byte(&b->lines, '{');
    for (uint32_t i = 0; i < map.n; i++) {
        if (i > 0) rh_buf_put(&b->lines, RH_STR(", "));
        rh_buf_put(&b->lines, rh_show(&b->arena, rh_value_str(map.map[i].key), 200));
        rh_buf_put(&b->lines, RH_STR(": "));
        put_value(b, map.map[i].value);
    }
    rh_buf_byte(&b->lines, '}');
}

/* Names are the mapping's and are shown; values are the customer's. */
static void put_value(rh_becoming *b, rh_value v)
{
    rh_buf json;
    if (v.kind == RH_MAP) {
        put_members(b, v);
        return;
    }
    rh_buf_init(&json, &b->arena, LINES_MOST);
    rh_value_put_json(&json, v);
    const bool is_plain = v.kind == RH_NULL || v.kind == RH_BOOL;
    if (v.kind == RH_STRING) put_text(b, rh_value_str(v));
    else if (is_plain) rh_buf_put(&b->lines, rh_buf_str(&json));
    else put_text(b, rh_buf_str(&json));
}

static void put_event(rh_becoming *b, const rh_event *event)
{
    char time[32], known[32];
    rh_instant_text(time, event->time);
    rh_instant_text(known, event->knowntime);
    rh_buf_printf(&b->lines, "  %.*s ", RH_ARG(rh_show(&b->arena, event->type, 200)));
    put_text(b, event->id);
    if (event->subject.len > 0) {
        rh_buf_put(&b->lines, RH_STR(" of "));
        put_text(b, event->subject);
    }
    rh_buf_put(&b->lines, RH_STR(" at "));
    rh_buf_put(&b->lines, rh_str_of(time));
    if (strcmp(time, known) != 0) rh_buf_printf(&b->lines, ", known %s", known);
    rh_buf_byte(&b->lines, ' ');
    put_value(b, event->data);
    rh_buf_byte(&b->lines, '\n');
}

static rh_code told(void *ctx, const char *path, const rh_intake_record *record, rh_err *err)
{
    rh_becoming *b = ctx;
    const rh_str file = rh_show(&b->arena, rh_str_of(path), 400);
    rh_buf_printf(&b->lines, "%.*s:%llu", RH_ARG(file), (unsigned long long)record->line);
    if (record->refused != RH_OK)
        rh_buf_printf(&b->lines, ":%u: %s: %s\n", record->why.span.col, rh_code_id(record->refused), record->why.text);
    else if (record->n_events == 0) rh_buf_put(&b->lines, RH_STR(": no event\n"));
    else rh_buf_printf(&b->lines, ": %zu event%s\n", record->n_events, record->n_events == 1 ? "" : "s");
    for (size_t i = 0; record->refused == RH_OK && i < record->n_events; i++) put_event(b, &record->events[i]);
    return b->lines.len >= LINES_AT_ONCE || b->lines.failed ? flush(b, err) : RH_OK;
}

rh_code rh_becoming_open(rh_becoming *b, rh_ingest_options *options, rh_cli *cli, rh_err *err)
{
    *b = (rh_becoming){.cli = cli};
    if (!cli->options.given[RH_OPT_EXPLAIN]) return RH_OK;
    for (size_t i = 0; i < cli->options.n_outputs; i++)
        if (cli->options.outputs[i].path == NULL && cli->options.outputs[i].format != RH_FORMAT_PRETTY)
            return rh_err_set(err, RH_USAGE, (rh_span){0},
                              "--explain writes lines to standard output: the report needs a file, as -o json=PATH");
    rh_arena_init(&b->arena, rh_memory_host(), 0);
    rh_buf_init(&b->lines, &b->arena, LINES_MOST);
    b->is_open = true;
    b->shows_values = rh_output_is_terminal(cli) || cli->options.given[RH_OPT_PRIVATE];
    options->told = told;
    options->told_ctx = b;
    return RH_OK;
}

rh_code rh_becoming_end(rh_becoming *b, rh_err *err)
{
    return b->is_open ? flush(b, err) : RH_OK;
}

void rh_becoming_close(rh_becoming *b)
{
    if (b->is_open) rh_arena_dispose(&b->arena);
    b->is_open = false;
}
