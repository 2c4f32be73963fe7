/* Reading TZif: RFC 8536 section 3 (header, data block, footer), with the wider hours of version 3. */
#include "engine/value/zone_insides.h"


enum {
    HEADER_BYTES = 44,
    TYPE_BYTES = 6,
    OFFSET_MIN_S = -25 * 3600 + 1,
    OFFSET_MAX_S = 26 * 3600 - 1,
    HOURS_MAX = 167,
    SECONDS_A_DAY = 86400,
    LAID_OUT_YEAR = 2100, /* few dates lie beyond */
    LAID_OUT_MOST = 2 * (LAID_OUT_YEAR - 1970),
    NEAR_MOST = 4096 /* entries of the table by time */
};

typedef struct header {
    char version;
    uint32_t n_isut, n_isstd, n_leap, n_time, n_type, n_char;
} header;

static uint64_t big_endian(const char *p, size_t n)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++) v = v << 8 | (unsigned char)p[i];
    return v;
}

/* ---- the footer: a POSIX TZ string ---- */

typedef struct cursor {
    rh_str text;
    size_t at;
} cursor;

static bool skip(cursor *c, char wanted)
{
    if (c->at >= c->text.len || c->text.ptr[c->at] != wanted) return false;
    c->at++;
    return true;
}

static bool number(cursor *c, int32_t *out, int32_t low, int32_t high)
{
    int32_t v = 0;
    const size_t from = c->at;
    for (; c->at < c->text.len && c->text.ptr[c->at] >= '0' && c->text.ptr[c->at] <= '9' && c->at - from < 4; c->at++)
        v = v * 10 + (c->text.ptr[c->at] - '0');
    *out = v;
    return c->at > from && v >= low && v <= high;
}

/* At least three letters, or anything in angle brackets. */
static bool designation(cursor *c)
{
    const bool is_quoted = skip(c, '<');
    const size_t from = c->at;
    for (; c->at < c->text.len; c->at++) {
        const char ch = c->text.ptr[c->at];
        const bool is_letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
        const bool is_other = (ch >= '0' && ch <= '9') || ch == '+' || ch == '-';
        if (!is_letter && !(is_quoted && is_other)) break;
    }
    return c->at - from >= 3 && (!is_quoted || skip(c, '>'));
}

/* [+-]h[:m[:s]] in seconds. */
static bool hours(cursor *c, int32_t *out_s)
{
    const bool is_negative = skip(c, '-');
    if (!is_negative) skip(c, '+');
    int32_t h, m = 0, s = 0;
    if (!number(c, &h, 0, HOURS_MAX)) return false;
    if (skip(c, ':')) {
        if (!number(c, &m, 0, 59)) return false;
        if (skip(c, ':') && !number(c, &s, 0, 59)) return false;
    }
    *out_s = (h * 3600 + m * 60 + s) * (is_negative ? -1 : 1);
    return true;
}

static bool change(cursor *c, rh_zone_change *out)
{
    bool ok;
    if (!skip(c, ',')) return false;
    if (skip(c, 'M')) {
        out->kind = RH_ZONE_WEEK;
        ok = number(c, &out->month, 1, 12) && skip(c, '.') && number(c, &out->week, 1, 5) && skip(c, '.') &&
             number(c, &out->day, 0, 6);
    } else if (skip(c, 'J')) {
        out->kind = RH_ZONE_DAY_1;
        ok = number(c, &out->day, 1, 365);
    } else {
        out->kind = RH_ZONE_DAY_0;
        ok = number(c, &out->day, 0, 365);
    }
    out->time_s = 2 * 3600;
    return ok && (!skip(c, '/') || hours(c, &out->time_s));
}

static bool is_offset(int32_t offset_s)
{
    return offset_s >= OFFSET_MIN_S && offset_s <= OFFSET_MAX_S;
}

/* In the string, offsets count west of UTC. Only times of change may be as many hours as `hours` reads. */
static bool offset(cursor *c, int32_t *out_s)
{
    int32_t west_s = 0;
    if (!hours(c, &west_s) || !is_offset(-west_s)) return false;
    *out_s = -west_s;
    return true;
}

static bool read_rule(rh_str text, rh_zone_rule *rule)
{
    cursor c = {text, 0};
    if (!designation(&c) || !offset(&c, &rule->standard_s)) return false;
    if (c.at == text.len) return true;
    rule->has_summer = true;
    rule->summer_s = rule->standard_s + 3600;
    if (!designation(&c)) return false;
    if (c.at < text.len && text.ptr[c.at] != ',' && !offset(&c, &rule->summer_s)) return false;
    return is_offset(rule->summer_s) && change(&c, &rule->begin) && change(&c, &rule->end) && c.at == text.len;
}

/* ---- the file ---- */

/* at <= bytes.len */
static bool read_header(header *h, rh_str bytes, size_t at)
{
    if (bytes.len - at < HEADER_BYTES || memcmp(bytes.ptr + at, "TZif", 4) != 0) return false;
    const char *p = bytes.ptr + at;
    *h = (header){
        .version = p[4],
        .n_isut = (uint32_t)big_endian(p + 20, 4),
        .n_isstd = (uint32_t)big_endian(p + 24, 4),
        .n_leap = (uint32_t)big_endian(p + 28, 4),
        .n_time = (uint32_t)big_endian(p + 32, 4),
        .n_type = (uint32_t)big_endian(p + 36, 4),
        .n_char = (uint32_t)big_endian(p + 40, 4),
    };
    return true;
}

/* The bytes behind the header; time_bytes is 4 in the first block and 8 in the second. Counts are 32 bits: no overflow.
 */
static uint64_t block_bytes(const header *h, size_t time_bytes)
{
    return (uint64_t)h->n_time * (time_bytes + 1) + (uint64_t)h->n_type * TYPE_BYTES + h->n_char +
           (uint64_t)h->n_leap * (time_bytes + 4) + h->n_isstd + h->n_isut;
}

/* NULL when all is well, else what is wrong. */
static const char *read_block(rh_zone *zone, rh_arena *keep, const header *h, const char *p, size_t time_bytes)
{
    if (h->n_type == 0) return "it has no local time type";
    if (h->n_leap != 0) return "it counts leap seconds, instants here do not";
    const char *indexes = p + (size_t)h->n_time * time_bytes, *types = indexes + h->n_time;
    rh_zone_transition *to = RH_NEW_N(keep, h->n_time, rh_zone_transition);
    if (to == NULL) return "no memory";
    for (uint32_t i = 0; i < h->n_type; i++) {
        const int32_t offset_s = (int32_t)(uint32_t)big_endian(types + (size_t)i * TYPE_BYTES, 4);
        if (!is_offset(offset_s)) return "an offset is further than 26 hours from UTC";
    }
    for (uint32_t i = 0; i < h->n_time; i++) {
        const uint64_t raw = big_endian(p + i * time_bytes, time_bytes);
        const size_t type = (unsigned char)indexes[i];
        to[i].at = time_bytes == 8 ? (int64_t)raw : (int32_t)(uint32_t)raw;
        if (i > 0 && to[i].at <= to[i - 1].at) return "its transitions do not ascend";
        if (type >= h->n_type) return "a transition names a local time type that is not there";
        to[i].offset_s = (int32_t)(uint32_t)big_endian(types + type * TYPE_BYTES, 4);
    }
    zone->first_s = (int32_t)(uint32_t)big_endian(types, 4);
    zone->transitions = to;
    zone->n_transitions = h->n_time;
    return NULL;
}

static const char *read_footer(rh_zone *zone, rh_str footer)
{
    if (footer.len < 2 || footer.ptr[0] != '\n') return "its footer is missing";
    const char *end = memchr(footer.ptr + 1, '\n', footer.len - 1);
    if (end == NULL) return "its footer is cut";
    const rh_str rule = {footer.ptr + 1, (size_t)(end - footer.ptr) - 1};
    if (rule.len == 0) return NULL;
    zone->has_rule = true;
    return read_rule(rule, &zone->rule) ? NULL : "its footer is no POSIX rule";
}

static const char *read_file(rh_zone *zone, rh_arena *keep, rh_str bytes)
{
    header h;
    size_t at = 0, time_bytes = 4;
    if (!read_header(&h, bytes, 0)) return "it does not begin with a TZif header";
    if (h.version != 0) {
        const uint64_t behind = HEADER_BYTES + block_bytes(&h, 4);
        if (behind > bytes.len) return "it is cut within the first block";
        at = (size_t)behind;
        time_bytes = 8;
        if (!read_header(&h, bytes, at)) return "its second header is missing";
    }
    at += HEADER_BYTES;
    const uint64_t block = block_bytes(&h, time_bytes);
    if (block > bytes.len - at) return "it is cut within a data block";
    const char *wrong = read_block(zone, keep, &h, bytes.ptr + at, time_bytes);
    if (wrong != NULL || h.version == 0) return wrong;
    return read_footer(zone, rh_str_slice(bytes, at + (size_t)block, bytes.len));
}

/* Writes the rule's changes behind the transitions: to search a list is quicker than to work out the rule. False: no
 * memory. */
static bool lay_out_rule(rh_zone *zone, rh_arena *keep)
{
    const size_t n = zone->n_transitions;
    const int64_t last = rh_days_from_civil(LAID_OUT_YEAR, 1, 1) * SECONDS_A_DAY;
    if (n == 0 || !zone->has_rule || !zone->rule.has_summer) return true;
    if (zone->transitions[n - 1].at < 0 || zone->transitions[n - 1].at >= last) return true;
    rh_zone_transition *to = RH_NEW_N(keep, n + LAID_OUT_MOST, rh_zone_transition);
    if (to == NULL) return false;
    memcpy(to, zone->transitions, n * sizeof *to);
    rh_zone_stretch s = rh_zone__rule_stretch(&zone->rule, to[n - 1].at);
    to[n - 1].offset_s = s.offset_s;
    while (zone->n_transitions < n + LAID_OUT_MOST && s.until < last) {
        const int64_t at = s.until;
        s = rh_zone__rule_stretch(&zone->rule, at);
        to[zone->n_transitions++] = (rh_zone_transition){at, s.offset_s};
    }
    zone->transitions = to;
    return true;
}

/* Where to begin the search for the transition before an instant, by its time. False: no memory. */
static bool note_near(rh_zone *zone, rh_arena *keep)
{
    const size_t n = zone->n_transitions;
    if (n < 2) return true;
    zone->near_from = zone->transitions[1].at; /* the first may stand for "since ever" */
    const uint64_t span = (uint64_t)zone->transitions[n - 1].at - (uint64_t)zone->near_from;
    if (span / RH_ZONE_NEAR_S >= NEAR_MOST) return true;
    zone->n_near = (size_t)(span / RH_ZONE_NEAR_S) + 1;
    uint32_t *near = RH_NEW_N(keep, zone->n_near, uint32_t), last = 1;
    if (near == NULL) return false;
    for (size_t i = 0; i < zone->n_near; i++) {
        const int64_t from = zone->near_from + (int64_t)i * RH_ZONE_NEAR_S;
        while (last + 1 < n && zone->transitions[last + 1].at <= from) last++;
        near[i] = last;
    }
    zone->near = near;
    return true;
}

rh_code rh_zone_read(const rh_zone **out, rh_arena *keep, rh_str name, rh_str bytes, rh_err *err)
{
    rh_zone *zone = RH_NEW(keep, rh_zone);
    if (zone == NULL) return rh_err_nomem(err);
    zone->name = rh_arena_str(keep, name);
    const char *wrong = read_file(zone, keep, bytes);
    if (wrong == NULL && (!lay_out_rule(zone, keep) || !note_near(zone, keep))) return rh_err_nomem(err);
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    if (wrong != NULL)
        return rh_err_set(err, RH_ZONE_BAD, (rh_span){.file = zone->name}, "time zone %.*s: %s", RH_ARG(zone->name),
                          wrong);
    *out = zone;
    return RH_OK;
}
