/* Values that identify, replaced by keyed names. */
#include "harness/ingest/pseudonym.h"

#include "harness/ingest/personal.h"
#include "harness/ingest/sensitive.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"

#include "engine/base/buf.h"
#include "engine/base/show.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { SUBJECT_LEAST = 4 }; /* a shorter id stands in many words */

struct rh_pseudonyms {
    unsigned char key[RH_PSEUDONYM_KEY_MOST];
    int key_bytes;
    char label[9];
    rh_arena keep;
    rh_sensitive sensitive;
    rh_str subject; /* of the event that is being changed */
    bool failed;    /* no memory, since the last record began */
};

static rh_sha256 keyed(const rh_pseudonyms *p, rh_str text)
{
    rh_sha256 hash;
    unsigned n = sizeof hash.bytes;
    HMAC(EVP_sha256(), p->key, p->key_bytes, (const unsigned char *)rh_str_chars(text), text.len, hash.bytes, &n);
    return hash;
}

/* ---- the key ---- */

static rh_code check_mode(const char *path, rh_err *err)
{
    struct stat st;
    const rh_span span = {.file = rh_str_of(path)};
    if (stat(path, &st) != 0) return RH_OK; /* reading it will say what is wrong */
    if ((st.st_mode & 077) == 0) return RH_OK;
    return rh_err_set(err, RH_KEY_OPEN, span, "the key may be read by others (mode %03o), expected 600",
                      (unsigned)st.st_mode & 0777);
}

static rh_code read_key(rh_pseudonyms *p, const char *path, rh_err *err)
{
    rh_str text;
    rh_arena arena;
    rh_code code = check_mode(path, err);
    if (code != RH_OK) return code;
    rh_arena_init(&arena, rh_memory_host(), 0);
    code = rh_file_read(&text, &arena, path, RH_PSEUDONYM_KEY_MOST + 2, err);
    if (code == RH_OK) {
        rh_str key = text;
        while (key.len > 0 && (key.ptr[key.len - 1] == '\n' || key.ptr[key.len - 1] == '\r')) key.len--;
        if (key.len < RH_PSEUDONYM_KEY_LEAST || key.len > RH_PSEUDONYM_KEY_MOST)
            code = rh_err_set(err, RH_KEY_FORM, (rh_span){.file = rh_str_of(path)},
                              "a key of %zu bytes, expected %d to %d", key.len, RH_PSEUDONYM_KEY_LEAST,
                              RH_PSEUDONYM_KEY_MOST);
        else {
            memcpy(p->key, key.ptr, key.len);
            p->key_bytes = (int)key.len;
        }
        OPENSSL_cleanse((void *)(uintptr_t)text.ptr, text.len);
    }
    rh_arena_dispose(&arena);
    return code;
}

rh_code rh_pseudonyms_open(rh_pseudonyms **out, const char *key_file, const rh_register *reg, rh_err *err)
{
    rh_pseudonyms *p = calloc(1, sizeof *p);
    if (p == NULL) return rh_err_nomem(err);
    rh_arena_init(&p->keep, rh_memory_host(), 0);
    rh_code code = read_key(p, key_file, err);
    if (code == RH_OK && !rh_sensitive_make(&p->sensitive, &p->keep, reg)) code = rh_err_nomem(err);
    if (code != RH_OK) {
        rh_pseudonyms_close(p);
        return code;
    }
    char hex[RH_SHA256_HEX + 1];
    const rh_sha256 hash = keyed(p, RH_STR("rehearse: which key is this"));
    rh_sha256_hex(hex, &hash);
    memcpy(p->label, hex, sizeof p->label - 1);
    *out = p;
    return RH_OK;
}

void rh_pseudonyms_close(rh_pseudonyms *p)
{
    if (p == NULL) return;
    OPENSSL_cleanse(p->key, sizeof p->key);
    rh_arena_dispose(&p->keep);
    free(p);
}

const char *rh_pseudonyms_label(const rh_pseudonyms *p)
{
    return p->label;
}

/* ---- names ---- */

static rh_str lowered(rh_arena *keep, rh_str s)
{
    while (s.len > 0 && s.ptr[0] == ' ') s = rh_str_slice(s, 1, s.len);
    while (s.len > 0 && s.ptr[s.len - 1] == ' ') s.len--;
    char *text = rh_arena_alloc(keep, s.len + 1);
    for (size_t i = 0; text != NULL && i < s.len; i++)
        text[i] = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] + 32 : s.ptr[i]);
    return text != NULL ? (rh_str){text, s.len} : rh_str_null();
}

static void put_name(rh_buf *out, const rh_pseudonyms *p, const char *prefix, rh_str text)
{
    char hex[RH_SHA256_HEX + 1];
    const rh_sha256 hash = keyed(p, text);
    rh_sha256_hex(hex, &hash);
    rh_buf_printf(out, "%s%.32s", prefix, hex);
}

static rh_str domain_name(rh_pseudonyms *p, rh_arena *keep, rh_str domain)
{
    rh_buf out;
    rh_buf_init(&out, keep, 64);
    put_name(&out, p, "d-", domain);
    rh_buf_printf(&out, ".invalid");
    p->failed |= out.failed;
    return rh_buf_str(&out);
}

rh_str rh_pseudonym_of(rh_pseudonyms *p, rh_arena *keep, rh_str text)
{
    rh_buf out;
    rh_buf_init(&out, keep, 256);
    const size_t at = rh_str_find(text, RH_STR("@"));
    if (at == SIZE_MAX || at == 0 || at + 1 == text.len) put_name(&out, p, "p_", text);
    else {
        const rh_str whole = lowered(keep, text),
                     domain = rh_str_slice(whole, rh_str_find(whole, RH_STR("@")) + 1, whole.len);
        put_name(&out, p, "p_", whole);
        rh_buf_printf(&out, "@%.*s", RH_ARG(domain_name(p, keep, domain)));
    }
    p->failed |= out.failed;
    return rh_buf_str(&out);
}

static int64_t number_of(const rh_pseudonyms *p, rh_str text)
{
    uint64_t n = 0;
    const rh_sha256 hash = keyed(p, text);
    for (int i = 0; i < 7; i++) n = n << 8 | hash.bytes[i];
    return (int64_t)(n >> 4);
}

/* ---- values ---- */

static rh_value replaced(rh_pseudonyms *p, rh_arena *keep, rh_value v);

static rh_value replaced_list(rh_pseudonyms *p, rh_arena *keep, rh_value v)
{
    rh_value *items = RH_NEW_N(keep, v.n, rh_value);
    for (uint32_t i = 0; items != NULL && i < v.n; i++) items[i] = replaced(p, keep, v.list[i]);
    p->failed |= items == NULL;
    return rh_list(items, items != NULL ? v.n : 0);
}

/* Names of members stay: they are names of fields. One that is an address is not. */
static rh_value member_name(rh_pseudonyms *p, rh_arena *keep, rh_value key)
{
    if (rh_str_find(rh_value_str(key), RH_STR("@")) == SIZE_MAX) return key;
    return rh_string(rh_pseudonym_of(p, keep, rh_value_str(key)));
}

typedef rh_value (*replace_member)(rh_pseudonyms *p, rh_arena *keep, rh_str name, rh_value v, const void *ctx);

static rh_value map_members(rh_pseudonyms *p, rh_arena *keep, rh_value v, replace_member replace, const void *ctx)
{
    rh_pair *pairs = RH_NEW_N(keep, v.n, rh_pair);
    for (uint32_t i = 0; pairs != NULL && i < v.n; i++)
        pairs[i] = (rh_pair){member_name(p, keep, v.map[i].key),
                             replace(p, keep, rh_value_str(v.map[i].key), v.map[i].value, ctx)};
    if (pairs == NULL || !rh_pairs_sort(pairs, v.n)) {
        p->failed = true;
        return rh_null();
    }
    return rh_map_value(pairs, v.n);
}

static rh_value replace_any(rh_pseudonyms *p, rh_arena *keep, rh_str name, rh_value v, const void *ctx)
{
    (void)name, (void)ctx;
    return replaced(p, keep, v);
}

static size_t decimal(char text[32], int64_t n)
{
    return (size_t)snprintf(text, 32, "%lld", (long long)n);
}

/* Everything in a value: texts and numbers by their names; yes, no and nothing say nothing of anybody. */
static rh_value replaced(rh_pseudonyms *p, rh_arena *keep, rh_value v)
{
    char text[32];
    if (v.kind == RH_STRING) return rh_value_str(v).len == 0 ? v : rh_string(rh_pseudonym_of(p, keep, rh_value_str(v)));
    if (v.kind == RH_INT) return rh_int(number_of(p, (rh_str){text, decimal(text, v.i)}));
    if (v.kind == RH_DOUBLE) return rh_double((double)number_of(p, (rh_str){text, rh_double_text(text, v.d)}));
    if (v.kind == RH_LIST) return replaced_list(p, keep, v);
    return v.kind == RH_MAP ? map_members(p, keep, v, replace_any, NULL) : v;
}

static rh_value kept(rh_pseudonyms *p, rh_arena *keep, rh_value v);

static rh_value keep_any(rh_pseudonyms *p, rh_arena *keep, rh_str name, rh_value v, const void *ctx)
{
    (void)name, (void)ctx;
    return kept(p, keep, v);
}

/* A text that is an address and nothing else stands for somebody wherever it is (I21). */
static bool is_address(rh_str text)
{
    return rh_str_find(text, RH_STR("@")) != SIZE_MAX && rh_str_find(text, RH_STR(" ")) == SIZE_MAX &&
           rh_is_personal_text(text);
}

static bool has_subject(const rh_pseudonyms *p, rh_str text)
{
    return p->subject.len >= SUBJECT_LEAST && rh_str_find(text, p->subject) != SIZE_MAX;
}

/* A value that stays, unless it is an address or has the id of the journey in it. */
static rh_value kept(rh_pseudonyms *p, rh_arena *keep, rh_value v)
{
    if (v.kind == RH_STRING)
        return is_address(rh_value_str(v)) || has_subject(p, rh_value_str(v)) ? replaced(p, keep, v) : v;
    if (v.kind == RH_MAP) return map_members(p, keep, v, keep_any, NULL);
    if (v.kind != RH_LIST) return v;
    rh_value *items = RH_NEW_N(keep, v.n, rh_value);
    for (uint32_t i = 0; items != NULL && i < v.n; i++) items[i] = kept(p, keep, v.list[i]);
    p->failed |= items == NULL;
    return rh_list(items, items != NULL ? v.n : 0);
}

/* ---- facts ---- */

static rh_value replace_cell(rh_pseudonyms *p, rh_arena *keep, rh_str name, rh_value v, const void *ctx)
{
    const rh_field *table = ctx;
    for (size_t i = 0; i < table->n_columns; i++) {
        const rh_column *c = &table->columns[i];
        if (!rh_str_eq(c->name, name)) continue;
        const bool is_text = c->shape.type == RH_F_STRING || c->shape.type == RH_F_TEXT;
        const bool is_id = rh_sensitive_type(c->shape.type) || (table->cls == RH_CLASS_FIELD_ID && is_text);
        return is_id ? replaced(p, keep, v) : kept(p, keep, v);
    }
    return replaced(p, keep, v);
}

static rh_value replace_row(rh_pseudonyms *p, rh_arena *keep, rh_str name, rh_value v, const void *ctx)
{
    (void)name;
    return v.kind == RH_MAP ? map_members(p, keep, v, replace_cell, ctx) : replaced(p, keep, v);
}

/* What types judge by their form keeps it: such a value of class id is taken out. */
static bool has_form(rh_field_type type)
{
    return type == RH_F_BOOL || type == RH_F_ENUM || type == RH_F_TIMESTAMP || type == RH_F_DATE ||
           type == RH_F_DURATION;
}

static rh_value replace_field(rh_pseudonyms *p, rh_arena *keep, rh_str name, rh_value v, const void *ctx)
{
    const rh_field *f = rh_sensitive_field_of(p->sensitive.reg, *(const rh_str *)ctx, name);
    if (f == NULL) return replaced(p, keep, v);
    if (f->shape.type == RH_F_TABLE && v.kind == RH_MAP) return map_members(p, keep, v, replace_row, f);
    if (!rh_sensitive_field(f)) return kept(p, keep, v);
    return has_form(f->shape.type) ? rh_null() : replaced(p, keep, v);
}

static rh_value replace_namespace(rh_pseudonyms *p, rh_arena *keep, rh_str name, rh_value v, const void *ctx)
{
    (void)ctx;
    return v.kind == RH_MAP ? map_members(p, keep, v, replace_field, &name) : replaced(p, keep, v);
}

/* ---- payloads ---- */

/* Systems keep their names; a source that has somebody's address in it does not. */
static rh_str source_name(rh_pseudonyms *p, rh_arena *keep, rh_str source)
{
    return rh_is_personal_text(source) ? rh_pseudonym_of(p, keep, source) : source;
}

/* `of` of a correction: the source and the id of an event. */
static rh_value replace_reference(rh_pseudonyms *p, rh_arena *keep, rh_value v)
{
    rh_buf out;
    size_t space = SIZE_MAX;
    const rh_str text = v.kind == RH_STRING ? rh_value_str(v) : rh_str_null();
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == ' ' && space == SIZE_MAX) space = i;
    if (space == SIZE_MAX) return replaced(p, keep, v);
    rh_buf_init(&out, keep, 1 << 16);
    const rh_str source = source_name(p, keep, rh_str_slice(text, 0, space)),
                 id = rh_pseudonym_of(p, keep, rh_str_slice(text, space + 1, text.len));
    rh_buf_printf(&out, "%.*s %.*s", RH_ARG(source), RH_ARG(id));
    p->failed |= out.failed;
    return rh_string(rh_buf_str(&out));
}

typedef struct payload {
    rh_str type;
    uint32_t event; /* RH_NONE: not declared */
} payload;

static rh_value replace_payload(rh_pseudonyms *p, rh_arena *keep, rh_str name, rh_value v, const void *ctx)
{
    const payload *of = ctx;
    if (rh_str_eq(name, RH_STR("fields")) && rh_str_eq(of->type, RH_STR("fields_ingested")) && v.kind == RH_MAP)
        return map_members(p, keep, v, replace_namespace, NULL);
    if (rh_str_eq(name, RH_STR("edits")) && rh_str_eq(of->type, RH_STR("human_decided")) && v.kind == RH_MAP)
        return map_members(p, keep, v, replace_namespace, NULL);
    if (rh_str_eq(name, RH_STR("of")) && rh_str_eq(of->type, RH_STR("correction_recorded")))
        return replace_reference(p, keep, v);
    return rh_sensitive_key(&p->sensitive, of->event, name) ? replaced(p, keep, v) : kept(p, keep, v);
}

static rh_value replace_data(rh_pseudonyms *p, rh_arena *keep, const rh_event *event)
{
    const payload of = {event->type, rh_register_event(p->sensitive.reg, event->type)};
    if (event->data.kind != RH_MAP) return replaced(p, keep, event->data);
    return map_members(p, keep, event->data, replace_payload, &of);
}

/* ---- records ---- */

static rh_str name_of(rh_pseudonyms *p, rh_arena *keep, rh_str text)
{
    return text.len == 0 ? text : rh_pseudonym_of(p, keep, text);
}

static rh_join_key *join_names(rh_pseudonyms *p, rh_arena *keep, const rh_intake_record *record)
{
    rh_join_key *keys = RH_NEW_N(keep, record->n_joins, rh_join_key);
    p->failed |= keys == NULL;
    for (size_t i = 0; keys != NULL && i < record->n_joins; i++) {
        keys[i] = record->joins[i];
        if (!rh_sensitive_join(&p->sensitive, keys[i].on)) continue;
        keys[i].value = rh_str_ends(keys[i].on, RH_STR(" by domain")) ? domain_name(p, keep, keys[i].value)
                                                                      : rh_pseudonym_of(p, keep, keys[i].value);
    }
    return keys;
}

static void put_text(rh_buf *out, const char *key, rh_str value)
{
    if (value.ptr == NULL) return;
    rh_buf_printf(out, ",\"%s\":", key);
    rh_value_put_json(out, rh_string(value));
}

/* An event as a line of JSON: what stands in the store in place of the bytes that came. */
static void put_line(rh_buf *out, const rh_event *e)
{
    char time[32], known[32];
    rh_instant_text(time, e->time);
    rh_instant_text(known, e->knowntime);
    rh_buf_printf(out, "{\"specversion\":\"1.0\",\"time\":\"%s\",\"knowntime\":\"%s\"", time, known);
    put_text(out, "id", e->id);
    put_text(out, "source", e->source);
    put_text(out, "type", e->type);
    put_text(out, "subject", e->subject);
    put_text(out, "sequence", e->sequence);
    put_text(out, "actor", e->actor);
    put_text(out, "actorrole", e->actorrole);
    put_text(out, "actorkind", e->actorkind);
    put_text(out, "registerrev", e->registerrev);
    if (e->is_synthetic) rh_buf_printf(out, ",\"synthetic\":true");
    if (e->is_snapshot) rh_buf_printf(out, ",\"snapshot\":true");
    rh_buf_printf(out, ",\"data\":");
    rh_value_put_json(out, e->data);
    rh_buf_printf(out, "}\n");
}

static rh_identity identity_of(rh_pseudonyms *p, rh_arena *keep, const rh_identity *from)
{
    return (rh_identity){.source = source_name(p, keep, from->source),
                         .id = name_of(p, keep, from->id),
                         .content = keyed(p, (rh_str){(const char *)from->content.bytes, RH_SHA256_BYTES})};
}

rh_code rh_pseudonyms_take(rh_pseudonyms *p, const rh_intake *to, const rh_intake_record *record, rh_err *err)
{
    rh_buf raw;
    rh_arena *keep = to->arena;
    rh_intake_record out = *record;
    rh_event *events = RH_NEW_N(keep, record->n_events, rh_event);
    rh_identity *identities = RH_NEW_N(keep, record->n_events + record->n_identities, rh_identity);
    if (events == NULL || identities == NULL) return rh_err_nomem(err);
    p->failed = false;
    rh_buf_init(&raw, keep, (size_t)64 << 20);
    for (size_t i = 0; i < record->n_events; i++) {
        events[i] = record->events[i];
        events[i].id = name_of(p, keep, events[i].id);
        events[i].source = source_name(p, keep, events[i].source);
        events[i].subject = name_of(p, keep, events[i].subject);
        events[i].actor = name_of(p, keep, events[i].actor);
        p->subject = record->events[i].subject;
        events[i].data = replace_data(p, keep, &record->events[i]);
        put_line(&raw, &events[i]);
    }
    for (size_t i = 0; i < record->n_events || i < record->n_identities; i++)
        identities[i] = identity_of(p, keep, &record->identities[i]);
    out.events = events;
    out.identities = identities;
    out.joins = join_names(p, keep, record);
    out.journey = name_of(p, keep, record->journey);
    out.raw = record->n_events > 0 ? rh_buf_str(&raw) : rh_show_form(keep, record->raw, record->raw.len);
    if (p->failed || raw.failed || rh_arena_failed(keep)) return rh_err_nomem(err);
    return to->take(to->ctx, &out, err);
}
