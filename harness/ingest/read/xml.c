/* Elements of XML as rows. */
#include "harness/ingest/read/xml.h"

#include "harness/system/memory.h"

#include "engine/base/buf.h"
#include "engine/base/limits.h"
#include "engine/base/show.h"
#include "engine/base/vec.h"

#include <expat.h>
#include <stdlib.h>

enum { CHUNK = 1 << 14, WINDOW_MOST = RH_LIMIT_LINE_BYTES + 4 * CHUNK, TOKEN_MOST = 1 << 24 };

/* An element that is open. */
typedef struct frame {
    rh_str name;
    rh_arena *arena;         /* where its value is made; NULL: it is none that is kept */
    RH_VEC(rh_pair) members; /* in the order of the file; names repeat */
    rh_buf text;
    bool is_way;  /* it is on the way to the rows, as deep as it stands */
    bool is_many; /* its step has [*]: rows inside read it */
} frame;

struct rh_xml {
    rh_reader *reader;
    XML_Parser parser;
    const rh_steps *ways;
    size_t n_ways;
    rh_str path[RH_LIMIT_JSON_DEPTH]; /* names from the root to the rows; null: any */
    bool many[RH_LIMIT_JSON_DEPTH];
    size_t n_path;
    rh_str stray; /* children of the root that are rows beside the way; null: none */
    frame frames[RH_LIMIT_JSON_DEPTH];
    size_t depth;     /* open elements */
    size_t row_depth; /* 0: outside a row */
    size_t n_members; /* of the row */
    rh_arena *arena;  /* of the row, during a call */
    rh_arena outer;   /* of the elements around rows */
    rh_row row;
    bool has_row, is_over, is_suspended, is_fed;
    rh_err failed; /* code RH_OK: it did not */
    uint64_t told; /* bytes that the parser had when it last told of something */
    uint64_t base; /* offset of window[0] */
    size_t len, cap;
    char *window; /* the file's bytes from the open row on; it grows with the longest */
};

/* ---- values ---- */

static rh_str local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return rh_str_of(colon != NULL ? colon + 1 : name);
}

static void put_member(frame *f, rh_str name, rh_value v)
{
    (void)RH_PUSH(f->arena, &f->members, (rh_pair){rh_string(name), v}); /* a failed arena is noticed by the caller */
}

typedef struct member {
    rh_pair pair;
    size_t at; /* in the file */
} member;

static int by_name(const void *a, const void *b)
{
    const member *x = a, *y = b;
    const int c = rh_str_cmp(rh_value_str(x->pair.key), rh_value_str(y->pair.key));
    return c != 0 ? c : x->at < y->at ? -1 : 1;
}

/* Members of one name become a list. */
static rh_value as_map(const frame *f, rh_arena *arena)
{
    size_t n = 0;
    member *all = RH_NEW_N(arena, f->members.n, member);
    rh_pair *pairs = RH_NEW_N(arena, f->members.n, rh_pair);
    if (all == NULL || pairs == NULL) return rh_null();
    for (size_t i = 0; i < f->members.n; i++) all[i] = (member){f->members.at[i], i};
    qsort(all, f->members.n, sizeof *all, by_name);
    for (size_t i = 0, to; i < f->members.n; i = to) {
        const rh_str name = rh_value_str(all[i].pair.key);
        for (to = i + 1; to < f->members.n && rh_str_eq(name, rh_value_str(all[to].pair.key));) to++;
        pairs[n] = all[i].pair;
        rh_value *items = to - i > 1 ? RH_NEW_N(arena, to - i, rh_value) : NULL;
        for (size_t k = i; items != NULL && k < to; k++) items[k - i] = all[k].pair.value;
        if (items != NULL) pairs[n].value = rh_list(items, to - i);
        n++;
    }
    return rh_map_value(pairs, n);
}

static bool is_blank(rh_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (strchr(" \t\r\n", s.ptr[i]) == NULL) return false;
    return true;
}

static rh_value finished(frame *f)
{
    const rh_str text = rh_buf_str(&f->text);
    if (f->members.n == 0) return rh_string(is_blank(text) ? RH_STR("") : rh_arena_str(f->arena, text));
    if (!is_blank(text)) put_member(f, RH_STR("#text"), rh_string(rh_arena_str(f->arena, text)));
    return as_map(f, f->arena);
}

/* ---- where the parser stands ---- */

/* Since 2.9 expat counts in 64 bits whatever it was built with, and wants to be asked by other names. */
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 9
#define CURRENT(WHAT, x) XML_GetCurrent##WHAT##64((x)->parser)
#else
#define CURRENT(WHAT, x) XML_GetCurrent##WHAT((x)->parser)
#endif

static uint64_t line(const rh_xml *x) { return CURRENT(LineNumber, x); }
static uint64_t offset(const rh_xml *x) { return (uint64_t)CURRENT(ByteIndex, x); }

static rh_span place(const rh_xml *x)
{
    return (rh_span){.line = (uint32_t)line(x), .col = (uint32_t)CURRENT(ColumnNumber, x) + 1};
}

/* ---- what the parser tells ---- */

static void stop(rh_xml *x, rh_code code, const char *what)
{
    const rh_span at = place(x);
    if (x->failed.code == RH_OK) (void)rh_read__fail(x->reader, &x->failed, code, at, "%s", what);
    XML_StopParser(x->parser, XML_FALSE);
}

/* The way whose first step is the root; false when there is none. */
static bool take_way(rh_xml *x, rh_str root)
{
    for (size_t i = 0; i < x->n_ways; i++) {
        const rh_steps *way = &x->ways[i];
        if (way->n == 0 || way->at[0].kind == RH_STEP_EACH) continue;
        if (way->at[0].kind == RH_STEP_KEY && !rh_str_eq(way->at[0].key, root)) continue;
        x->n_path = 0;
        for (size_t k = 0; k < way->n && x->n_path < RH_LIMIT_JSON_DEPTH; k++) {
            if (way->at[k].kind == RH_STEP_EACH) x->many[x->n_path - 1] = true;
            else x->many[x->n_path] = false, x->path[x->n_path++] = way->at[k].key;
        }
        return true;
    }
    return false;
}

static void begin_row(rh_xml *x)
{
    x->row_depth = x->depth;
    x->n_members = 0;
    x->is_over = false;
    x->row = (rh_row){.line = line(x), .offset = offset(x)};
}

/* Whether the element that has just become the deepest is kept, and where. */
static rh_arena *place_of(rh_xml *x, frame *f)
{
    const frame *above = x->depth > 1 ? &x->frames[x->depth - 2] : NULL;
    if (x->row_depth > 0) return x->is_over ? NULL : x->arena;
    f->is_way = (above == NULL || above->is_way) && x->depth <= x->n_path &&
                (x->path[x->depth - 1].ptr == NULL || rh_str_eq(x->path[x->depth - 1], f->name));
    f->is_many = f->is_way && x->many[x->depth - 1];
    const bool is_stray = x->depth == 2 && x->stray.ptr != NULL && rh_str_eq(x->stray, f->name);
    if ((f->is_way && x->depth == x->n_path) || is_stray) {
        begin_row(x);
        return x->arena;
    }
    const bool is_outermost = f->is_many && (above == NULL || above->arena == NULL);
    if (is_outermost) rh_arena_reset(&x->outer);
    return f->is_many || (above != NULL && above->arena != NULL && !f->is_way) ? &x->outer : NULL;
}

static void XMLCALL on_start(void *ctx, const char *name, const char **attributes)
{
    rh_xml *x = ctx;
    x->told = x->base + x->len;
    if (x->depth == RH_LIMIT_JSON_DEPTH) {
        stop(x, RH_XML_SYNTAX, "elements within each other more than 128 deep");
        return;
    }
    if (x->depth == 0 && !take_way(x, local_name(name))) {
        stop(x, RH_XML_ROWS, "the root is none of those that the rows stand in");
        return;
    }
    frame *f = &x->frames[x->depth++];
    *f = (frame){.name = local_name(name)};
    f->arena = place_of(x, f);
    if (f->arena == NULL) return;
    f->name = rh_arena_str(f->arena, f->name);
    rh_buf_init(&f->text, f->arena, RH_LIMIT_LINE_BYTES);
    for (; *attributes != NULL; attributes += 2) {
        if (strncmp(attributes[0], "xmlns", 5) == 0) continue;
        put_member(f, rh_arena_str(f->arena, local_name(attributes[0])),
                   rh_string(rh_arena_str(f->arena, rh_str_of(attributes[1]))));
        x->n_members++;
    }
}

static void note_size(rh_xml *x)
{
    const uint64_t now = offset(x);
    if (x->is_over || (now - x->row.offset <= RH_LIMIT_LINE_BYTES && x->n_members <= RH_LIMIT_EVENT_FIELDS)) return;
    x->is_over = true;
    for (size_t i = x->row_depth - 1; i < x->depth; i++) x->frames[i].arena = NULL;
}

static void end_row(rh_xml *x, rh_value value)
{
    const uint64_t end = offset(x) + (uint64_t)CURRENT(ByteCount, x);
    x->row.raw_length = end - x->row.offset;
    x->row.value = value;
    x->has_row = true;
    x->row_depth = 0;
    XML_StopParser(x->parser, XML_TRUE);
}

static void XMLCALL on_end(void *ctx, const char *name)
{
    rh_xml *x = ctx;
    (void)name;
    if (x->failed.code != RH_OK) return; /* an empty element ends, though its beginning stopped the parser */
    x->told = x->base + x->len;
    const bool is_row = x->row_depth > 0 && x->row_depth == x->depth;
    if (x->row_depth > 0) note_size(x);
    frame *f = &x->frames[--x->depth], *above = x->depth > 0 ? &x->frames[x->depth - 1] : NULL;
    const rh_value value = f->arena != NULL ? finished(f) : rh_null();
    if (is_row) end_row(x, value);
    else if (f->arena != NULL && above != NULL && above->arena != NULL && !f->is_way) {
        put_member(above, f->name, value);
        x->n_members++;
    }
}

static void XMLCALL on_text(void *ctx, const char *text, int n)
{
    rh_xml *x = ctx;
    x->told = x->base + x->len;
    if (x->row_depth > 0) note_size(x);
    if (x->depth > 0 && x->frames[x->depth - 1].arena != NULL)
        rh_buf_put(&x->frames[x->depth - 1].text, (rh_str){text, (size_t)n});
}

/* Nothing is read of it; but it has ended. */
static void XMLCALL on_comment(void *ctx, const char *text)
{
    rh_xml *x = ctx;
    (void)text;
    x->told = x->base + x->len;
}

static void XMLCALL on_doctype(void *ctx, const char *name, const char *system, const char *public, int has_internal)
{
    (void)name, (void)system, (void)public, (void)has_internal;
    stop(ctx, RH_XML_DOCTYPE, "a DOCTYPE, which could define entities, where a document without one is expected");
}

/* ---- bytes ---- */

/* How many bytes to read next: as many as the parser holds of a tag or comment that has not ended, since it looks at
 * these anew each time. The bytes of the open row come first. */
static size_t wanted(const rh_xml *x, bool is_kept)
{
    const uint64_t end = x->base + x->len, held = end - x->told;
    const uint64_t most = held < TOKEN_MOST ? TOKEN_MOST - held : 0; /* and no further than one may be */
    const size_t n = (size_t)(held < most ? held : most) + CHUNK;
    return is_kept && end - x->row.offset + n > WINDOW_MOST ? CHUNK : n;
}

/* Drops the bytes that no row needs, those before the open row, or before the parser, and makes room for *n more. */
static rh_code slide(size_t *n, rh_xml *x, rh_err *err)
{
    const uint64_t end = x->base + x->len;
    const bool is_kept = x->row_depth > 0 && !x->is_over && x->row.offset >= x->base;
    uint64_t from = is_kept ? x->row.offset : end;
    *n = wanted(x, is_kept);
    if (end - from + *n > WINDOW_MOST) from = end;
    if (end > from) memmove(x->window, x->window + (from - x->base), (size_t)(end - from));
    x->len = (size_t)(end - from);
    x->base = from;
    if (x->cap - x->len >= *n) return RH_OK;
    const size_t more = x->cap * 4 < WINDOW_MOST ? x->cap * 4 + CHUNK : WINDOW_MOST;
    const size_t cap = more < x->len + *n ? x->len + *n : more;
    char *window = realloc(x->window, cap);
    if (window == NULL) return rh_err_nomem(err);
    x->window = window;
    x->cap = cap;
    return RH_OK;
}

/* Up to n bytes behind those of the window; fewer only at the end. */
static rh_code fill(size_t *n_read, rh_xml *x, size_t n, rh_err *err)
{
    size_t got = 1;
    rh_code code = RH_OK;
    for (*n_read = 0; code == RH_OK && got > 0 && *n_read < n; *n_read += code == RH_OK ? got : 0)
        code = rh_input_read(&got, x->reader->input, x->window + x->len + *n_read, n - *n_read, err);
    return code;
}

/* A tag or comment without end would fill the memory: the parser keeps all of it. */
static rh_code check_token(const rh_xml *x, rh_err *err)
{
    if (x->is_suspended || x->base + x->len - x->told <= TOKEN_MOST) return RH_OK;
    const rh_span span = {.line = (uint32_t)line(x), .col = 1};
    return rh_read__fail(x->reader, err, RH_XML_SYNTAX, span, "a tag or comment of over %d bytes", TOKEN_MOST);
}

/* One turn of the parser: on with what it has, or with more of the file. */
static rh_code turn(rh_xml *x, rh_err *err)
{
    size_t n, got;
    enum XML_Status status;
    if (x->is_suspended) status = XML_ResumeParser(x->parser);
    else {
        rh_code code = slide(&n, x, err);
        if (code == RH_OK) code = fill(&got, x, n, err);
        if (code != RH_OK) return code;
        status = XML_Parse(x->parser, x->window + x->len, (int)got, got == 0);
        x->len += got;
        x->is_fed = got == 0;
    }
    x->is_suspended = status == XML_STATUS_SUSPENDED;
    if (x->failed.code != RH_OK) return rh_err_set(err, x->failed.code, x->failed.span, "%s", x->failed.text);
    if (status != XML_STATUS_ERROR) return check_token(x, err);
    const enum XML_Error error = XML_GetErrorCode(x->parser);
    if (error == XML_ERROR_NO_MEMORY) return rh_err_nomem(err);
    const rh_span at = place(x);
    return rh_read__fail(x->reader, err, RH_XML_SYNTAX, at, "no well-formed XML: %s", XML_ErrorString(error));
}

/* The row's bytes, as far as the window still has them. */
static void put_raw(rh_xml *x, rh_row *out)
{
    const bool is_there = out->offset >= x->base && out->raw_length <= RH_LIMIT_LINE_BYTES &&
                          out->offset + out->raw_length <= x->base + x->len;
    if (is_there) out->raw = (rh_str){x->window + (out->offset - x->base), (size_t)out->raw_length};
    else out->raw = RH_STR("");
    if (x->is_over)
        out->refused = rh_err_set(&out->why, RH_LINE_LONG, (rh_span){.line = (uint32_t)out->line, .col = 1},
                                  "an element of over %d bytes or %d members, where at most so many are read",
                                  RH_LIMIT_LINE_BYTES, RH_LIMIT_EVENT_FIELDS);
}

static rh_value outer_of(rh_xml *x, rh_arena *arena)
{
    rh_value v = rh_null();
    for (size_t i = 0; i < x->depth; i++) {
        rh_err err;
        rh_value with;
        const rh_pair up = {rh_string(RH_STR("^")), v};
        if (!x->frames[i].is_many) continue;
        const rh_value own = as_map(&x->frames[i], arena);
        v = v.kind == RH_MAP && rh_read__with(&with, own, &up, 1, arena, &err) == RH_OK ? with : own;
    }
    return v.kind == RH_MAP ? rh_value_copy(arena, v) : v;
}

rh_code rh_xml_next(rh_row *out, rh_value *outer, bool *is_end, rh_xml *x, rh_arena *arena, rh_err *err)
{
    *is_end = false;
    x->arena = arena;
    x->has_row = false;
    while (!x->has_row) {
        *is_end = x->reader->is_empty || (x->is_fed && !x->is_suspended);
        if (*is_end) return RH_OK;
        const rh_code code = turn(x, err);
        if (code != RH_OK) return code;
        if (rh_arena_failed(arena) || rh_arena_failed(&x->outer)) return rh_err_nomem(err);
    }
    *out = x->row;
    put_raw(x, out);
    if (outer != NULL) *outer = outer_of(x, arena);
    return RH_OK;
}

rh_code rh_xml_open(rh_xml **out, rh_reader *r, const rh_steps *ways, size_t n_ways, rh_err *err)
{
    rh_xml *x = calloc(1, sizeof *x);
    if (x == NULL) return rh_err_nomem(err);
    x->reader = r;
    x->ways = ways;
    x->n_ways = n_ways;
    rh_arena_init(&x->outer, rh_memory_host(), 0);
    x->parser = XML_ParserCreate(NULL);
    if (x->parser == NULL) {
        rh_xml_close(x);
        return rh_err_nomem(err);
    }
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetCommentHandler(x->parser, on_comment);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    *out = x;
    return RH_OK;
}

void rh_xml_stray(rh_xml *x, rh_str name)
{
    x->stray = name;
}

void rh_xml_close(rh_xml *x)
{
    if (x == NULL) return;
    if (x->parser != NULL) XML_ParserFree(x->parser);
    rh_arena_dispose(&x->outer);
    free(x->window);
    free(x);
}

/* ---- the format ---- */

static rh_code open_xml(rh_reader *r, rh_err *err)
{
    rh_xml *x;
    const rh_code code = rh_xml_open(&x, r, r->reads->ways, r->reads->n_ways, err);
    if (code == RH_OK) r->state = x;
    return code;
}

static rh_code next_xml(rh_row *out, bool *is_end, rh_reader *r, rh_arena *arena, rh_err *err)
{
    rh_value outer = rh_null();
    rh_code code = rh_xml_next(out, r->reads->wants_outer ? &outer : NULL, is_end, r->state, arena, err);
    if (code != RH_OK || *is_end || out->refused != RH_OK || outer.kind != RH_MAP) return code;
    const rh_pair up = {rh_string(RH_STR("^")), outer};
    if (out->value.kind != RH_MAP) out->value = rh_map_value(NULL, 0);
    return rh_read__with(&out->value, out->value, &up, 1, arena, err);
}

static void close_xml(rh_reader *r)
{
    rh_xml_close(r->state);
}

const rh_read_format rh_read__xml = {open_xml, next_xml, close_xml, RH_OPENS_INPUT};
