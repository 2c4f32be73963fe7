/* Any lines as two files of records, plain or joined: what is quarantined has a code, one line of text and its bytes
 * where it says; the order of the files changes nothing; what was refused is refused again with the same words; and what
 * `quarantine show` prints of it has no byte that a terminal or a page would obey. The first byte says which of these. */
#include "harness/store/quarantine.h"
#include "harness/foreign/json.h"
#include "harness/ingest/log.h"
#include "harness/ingest/map.h"
#include "reports/report.h"
#include "tests/fuzz/input.h"

#include "engine/base/show.h"

/* The journey of a row by what other rows say. */
static const char joined[] =
    "map: joined\n"
    "reads: {format: jsonl, nulls: [\"\"]}\n"
    "columns:\n"
    "  i: {as: i, type: string, class: id}\n"
    "  t: {as: t, type: timestamp, form: seconds}\n"
    "  j: {as: j, type: string, class: id, optional: true}\n"
    "  a: {as: a, type: string, class: id, optional: true}\n"
    "  m: {as: m, type: string, class: id, optional: true}\n"
    "source: '\"s\"'\n"
    "subject: row.j\n"
    "joins: [{on: c.a, value: row.a}, {on: c.m, value: row.m, by: email}]\n"
    "emit:\n"
    "  - {type: fields_ingested, id: row.i, time: row.t, fields: {c.a: row.a, c.m: row.m}}\n"
    "  - {when: row.j == null, type: x, id: row.i + \"/x\", time: row.t, data: {a: row.a}}\n";

static const char first_line[] = "{\"specversion\":\"1.0\",\"id\":\"first line\",\"source\":\"s\",\"type\":\"t\",\"subject\":"
                                 "\"j\",\"time\":\"2026-03-02T09:00:00Z\",\"data\":{}}\n";

typedef struct trial {
    rh_arena arena;
    rh_json *json;
    const rh_map_file *map;
    rh_ingest_options options;
    rh_diags diags;
} trial;

static void set_up(trial *t)
{
    static const rh_lent nothing;
    rh_err err;
    static rh_arena keep;
    keep = t->arena = kit_arena();
    rh_diags_init(&t->diags, &keep);
    FUZZ_MUST(rh_map_read(&t->map, &keep, RH_STR("j"), rh_str_of(joined), &nothing, &t->diags) == RH_OK);
    FUZZ_MUST(rh_json_new(&t->json, 0, &err) == RH_OK);
}

/* NULL when a file cannot be read. */
static const rh_log *read_files(trial *t, const char *const *paths, size_t n)
{
    const rh_log *log;
    rh_diags_init(&t->diags, &t->arena);
    if (rh_log_read(&log, &t->arena, paths, n, &t->options, &t->diags) == RH_OK) return log;
    FUZZ_MUST(t->diags.n_errors > 0 && t->diags.errors[0].text[0] != '\0');
    return NULL;
}

/* ---- what is quarantined ---- */

static void check_text(rh_str text)
{
    FUZZ_MUST(text.len > 0 && rh_str_is_utf8(text, NULL));
    for (size_t i = 0; i < text.len;) FUZZ_MUST(!rh_is_invisible(rh_utf8_next(text, &i)));
}

static void check_record(const rh_quarantined *q, const rh_str files[2])
{
    const rh_str bytes = files[rh_str_eq(q->why.span.file, RH_STR("fuzz/1"))];
    FUZZ_MUST(q->why.code != RH_OK && q->why.span.line > 0);
    check_text(rh_str_of(q->why.text));
    FUZZ_MUST(q->offset + q->raw_length <= bytes.len && q->raw.len == q->raw_length);
    FUZZ_MUST(q->raw.len == 0 || memcmp(q->raw.ptr, bytes.ptr + q->offset, q->raw.len) == 0);
}

static rh_source_counts total(const rh_log *log)
{
    rh_source_counts sum = {0};
    for (size_t i = 0; i < log->n_sources; i++) {
        const rh_source_counts *s = &log->sources[i];
        FUZZ_MUST(s->read == s->accepted + s->duplicate + s->quarantined);
        sum.read += s->read, sum.accepted += s->accepted;
        sum.duplicate += s->duplicate, sum.quarantined += s->quarantined;
    }
    FUZZ_MUST(sum.quarantined == log->n_quarantined);
    return sum;
}

/* ---- once more ---- */

static void check_other_order(trial *t, const rh_log *log, const rh_str files[2])
{
    const char *paths[2] = {fuzz_put(0, (const uint8_t *)files[1].ptr, files[1].len),
                            fuzz_put(1, (const uint8_t *)files[0].ptr, files[0].len)};
    const rh_log *other = read_files(t, paths, 2);
    FUZZ_MUST(other != NULL && other->n_journeys == log->n_journeys && other->n_events == log->n_events);
    const rh_source_counts a = total(log), b = total(other);
    FUZZ_MUST(a.read == b.read && a.accepted == b.accepted && a.quarantined == b.quarantined);
    for (size_t i = 0; i < log->n_journeys; i++) FUZZ_MUST(rh_str_eq(log->journeys[i].id, other->journeys[i].id));
}

/* What other records decided, not the record itself. */
static bool is_of_others(rh_code code)
{
    return code == RH_EVENT_CONFLICT || code == RH_JOIN_SEVERAL || code == RH_EVENT_JOURNEY;
}

/* A line that has no end is cut, whatever else is wrong with it. */
static bool same_words(const rh_quarantined *before, const rh_quarantined *after)
{
    if (before->why.code == RH_LINE_CUT) return after->why.code == RH_JSON_SYNTAX || after->why.code == RH_JSON_TEXT;
    return before->why.code == after->why.code && strcmp(before->why.text, after->why.text) == 0 &&
           before->why.span.col == after->why.span.col;
}

/* The refused lines alone, in one file, behind a line that is none of them: a mark or a bracket means something else at
 * the beginning of a file. */
static void check_retry(trial *t, const rh_log *log)
{
    rh_buf again;
    size_t n = 0;
    rh_buf_init(&again, &t->arena, 1 << 24);
    rh_buf_put(&again, rh_str_of(first_line));
    for (size_t i = 0; i < log->n_quarantined; i++) {
        if (is_of_others(log->quarantined[i].why.code)) continue;
        rh_buf_put(&again, log->quarantined[i].raw);
        rh_buf_put(&again, RH_STR("\r\n"));
    }
    const rh_str bytes = rh_buf_str(&again);
    const char *path = fuzz_put(2, (const uint8_t *)bytes.ptr, bytes.len);
    const rh_log *retried = read_files(t, &path, 1);
    FUZZ_MUST(retried != NULL);
    const size_t n_first = t->options.map != NULL; /* the first line is no row of the mapping */
    for (size_t i = 0; i < log->n_quarantined; i++) {
        if (is_of_others(log->quarantined[i].why.code)) continue;
        FUZZ_MUST(n_first + n < retried->n_quarantined);
        FUZZ_MUST(same_words(&log->quarantined[i], &retried->quarantined[n_first + n]));
        n++;
    }
    FUZZ_MUST(n_first + n == retried->n_quarantined);
}

/* ---- what is shown ---- */

static void check_shown(trial *t, const rh_log *log, unsigned choice)
{
    static const rh_format formats[] = {RH_FORMAT_PRETTY, RH_FORMAT_JSON, RH_FORMAT_MARKDOWN, RH_FORMAT_HTML};
    static const rh_pretty_style style;
    const rh_format format = formats[choice % 4];
    const rh_str raw = log->quarantined[choice / 8 % 2 % log->n_quarantined].raw;
    rh_ingest_report listed = {0};
    rh_err err;
    rh_buf out;
    FUZZ_MUST(rh_quarantine_of_log(&listed, &t->arena, log, &err) == RH_OK);
    const rh_quarantine_report report = {.store = RH_STR("s"),
                                         .rejected = listed.rejected,
                                         .n_rejected = listed.n_rejected,
                                         .n_rejected_all = listed.n_rejected_all,
                                         .raw = choice % 8 < 4 ? raw : rh_show_form(&t->arena, raw, raw.len)};
    rh_buf_init(&out, &t->arena, 1 << 24);
    FUZZ_MUST(rh_report_write(&out, &(rh_report){.kind = RH_REPORT_QUARANTINE, .quarantine = &report}, format, &style,
                              &t->arena, &err) == RH_OK);
    const rh_str all = rh_buf_str(&out);
    /* Styles are the same in all, and longer than the rest. */
    const size_t from = format == RH_FORMAT_HTML ? rh_str_find(all, RH_STR("</style>")) : 0;
    FUZZ_MUST(from < all.len);
    const rh_str text = rh_str_slice(all, from, all.len);
    FUZZ_MUST(rh_str_is_utf8(text, NULL));
    for (size_t i = 0; i < text.len;) {
        const unsigned char c = (unsigned char)text.ptr[i];
        if (c == '\n' || c == '\t' || (c >= ' ' && c < 0x7f) || format == RH_FORMAT_JSON) i++;
        else FUZZ_MUST(!rh_is_invisible(rh_utf8_next(text, &i)));
    }
    rh_value v;
    if (format != RH_FORMAT_JSON) return;
    const rh_code code = rh_json_read(&v, &t->arena, t->json, text, &err); /* which takes no U+0000 */
    FUZZ_MUST(code == RH_OK || code == RH_JSON_TEXT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static trial t;
    if (t.json == NULL) set_up(&t);
    if (size == 0) return 0;
    const rh_str all = fuzz_text(data + 1, size - 1), mark = RH_STR("\n%\n");
    const size_t cut = rh_str_find(all, mark);
    const rh_str files[2] = {rh_str_slice(all, 0, cut),
                             cut != SIZE_MAX ? rh_str_slice(all, cut + mark.len, all.len) : RH_STR("")};
    rh_arena_reset(&t.arena);
    t.options = (rh_ingest_options){.map = data[0] >= 128 ? t.map : NULL};
    const char *paths[2] = {fuzz_put(0, (const uint8_t *)files[0].ptr, files[0].len),
                            fuzz_put(1, (const uint8_t *)files[1].ptr, files[1].len)};
    const rh_log *log = read_files(&t, paths, 2);
    if (log == NULL) return 0;
    for (size_t i = 0; i < log->n_quarantined; i++) check_record(&log->quarantined[i], files);
    total(log);
    if ((data[0] & 64) != 0) check_other_order(&t, log, files);
    if (log->n_quarantined == 0) return 0;
    if ((data[0] & 64) == 0) check_retry(&t, log);
    if ((data[0] & 48) == 0) check_shown(&t, log, data[0]); /* which costs as much as all else */
    return 0;
}
