/* Text by characters: positions count code points. */
#include "engine/expr/builtins/builder.h"
#include "engine/expr/builtins/builtins.h"
#include "engine/expr/builtins/utf8.h"

static rh_value out_of_range(void) { return rh_undecided(RH_CAUSE_INDEX); }
static rh_value out_of_budget(void) { return rh_undecided(RH_CAUSE_BUDGET); }

/* The byte offset of character i, false when it lies outside 0 .. length. */
static bool offset_of(rh_str s, int64_t i, size_t *at)
{
    *at = i < 0 || (uint64_t)i > s.len ? SIZE_MAX : rh_utf8_offset(s, (size_t)i);
    return *at != SIZE_MAX;
}

static int64_t position_of(rh_str s, size_t at)
{
    return (int64_t)rh_utf8_length(rh_str_slice(s, 0, at));
}

rh_value rh_fn__char_at(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    const rh_str s = rh_value_str(args[0]);
    size_t at = 0;
    if (!rh_machine__scan(m, s.len)) return out_of_budget();
    if (!offset_of(s, args[1].i, &at)) return out_of_range();
    return rh_string(rh_str_slice(s, at, at < s.len ? at + rh_utf8_step(s.ptr[at]) : at));
}

rh_value rh_fn__index_of(rh_machine *m, const rh_value *args, size_t n)
{
    const rh_str s = rh_value_str(args[0]), needle = rh_value_str(args[1]);
    size_t from = 0;
    if (!rh_machine__scan(m, s.len + needle.len)) return out_of_budget();
    if (n == 3 && !offset_of(s, args[2].i, &from)) return out_of_range();
    const size_t found = rh_str_find(rh_str_slice(s, from, s.len), needle);
    return rh_int(found == SIZE_MAX ? -1 : position_of(s, from + found));
}

rh_value rh_fn__last_index_of(rh_machine *m, const rh_value *args, size_t n)
{
    const rh_str s = rh_value_str(args[0]), needle = rh_value_str(args[1]);
    size_t last = s.len;
    if (!rh_machine__scan(m, s.len + needle.len)) return out_of_budget();
    if (n == 3 && !offset_of(s, args[2].i, &last)) return out_of_range();
    if (needle.len > s.len) return rh_int(-1);
    if (last > s.len - needle.len) last = s.len - needle.len;
    for (size_t at = last + 1; at-- > 0;) {
        if (rh_str_eq(rh_str_slice(s, at, at + needle.len), needle)) return rh_int(position_of(s, at));
        if (!rh_machine__scan(m, needle.len)) return out_of_budget();
    }
    return rh_int(-1);
}

rh_value rh_fn__substring(rh_machine *m, const rh_value *args, size_t n)
{
    const rh_str s = rh_value_str(args[0]);
    size_t from = 0, to = s.len;
    if (!rh_machine__scan(m, s.len)) return out_of_budget();
    if (!offset_of(s, args[1].i, &from) || (n == 3 && !offset_of(s, args[2].i, &to)) || from > to)
        return out_of_range();
    return rh_string(rh_str_slice(s, from, to));
}

rh_value rh_fn__replace(rh_machine *m, const rh_value *args, size_t n)
{
    const rh_str old = rh_value_str(args[1]), new = rh_value_str(args[2]);
    rh_str rest = rh_value_str(args[0]);
    int64_t left = n == 4 && args[3].i >= 0 ? args[3].i : INT64_MAX;
    rh_builder b = {.m = m};
    if (!rh_machine__scan(m, rest.len)) return out_of_budget();
    while (left-- > 0 && !b.failed) {
        const size_t found = rh_str_find(rest, old);
        if (found == SIZE_MAX) break;
        rh_builder_put(&b, rh_str_slice(rest, 0, found));
        rh_builder_put(&b, new);
        rest = rh_str_slice(rest, found + old.len, rest.len);
        if (old.len > 0) continue;
        /* An empty text stands before every character and at the end. */
        if (rest.len == 0) break;
        const size_t step = rh_utf8_step(rest.ptr[0]);
        rh_builder_put(&b, rh_str_slice(rest, 0, step));
        rest = rh_str_slice(rest, step, rest.len);
    }
    rh_builder_put(&b, rest);
    return rh_builder_finish(&b);
}

/* The end of the next piece of `rest`, and where the one behind it begins; false when the separator is not there. */
static bool next_piece(rh_str rest, rh_str separator, size_t *end, size_t *behind)
{
    if (separator.len > 0) {
        *end = rh_str_find(rest, separator);
        *behind = *end + separator.len;
        return *end != SIZE_MAX;
    }
    *end = *behind = rest.len > 0 ? rh_utf8_step(rest.ptr[0]) : 0;
    return rest.len > *end;
}

rh_value rh_fn__split(rh_machine *m, const rh_value *args, size_t n)
{
    const rh_str separator = rh_value_str(args[1]);
    rh_str rest = rh_value_str(args[0]);
    const int64_t most = n == 3 && args[2].i >= 0 ? args[2].i : INT64_MAX;
    if (most == 0 || (rest.len == 0 && separator.len == 0)) return rh_list(NULL, 0);
    size_t n_pieces = 1, end = 0, behind = 0;
    if (!rh_machine__scan(m, rest.len)) return out_of_budget();
    for (rh_str ahead = rest; (int64_t)n_pieces < most && next_piece(ahead, separator, &end, &behind); n_pieces++) {
        ahead = rh_str_slice(ahead, behind, ahead.len);
    }
    rh_value *at = rh_machine__make(m, n_pieces, sizeof *at);
    if (at == NULL) return out_of_budget();
    for (size_t i = 0; i + 1 < n_pieces; i++) {
        next_piece(rest, separator, &end, &behind);
        at[i] = rh_string(rh_str_slice(rest, 0, end));
        rest = rh_str_slice(rest, behind, rest.len);
    }
    at[n_pieces - 1] = rh_string(rest);
    return rh_list(at, n_pieces);
}

rh_value rh_fn__join(rh_machine *m, const rh_value *args, size_t n)
{
    rh_builder b = {.m = m};
    for (uint32_t i = 0; i < args[0].n; i++) {
        const rh_value item = args[0].list[i];
        if (item.kind != RH_STRING) return rh_misfit(item);
        if (i > 0 && n == 2) rh_builder_put(&b, rh_value_str(args[1]));
        rh_builder_put(&b, rh_value_str(item));
    }
    return rh_builder_finish(&b);
}

rh_value rh_fn__trim(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    const rh_str s = rh_value_str(args[0]);
    size_t from = 0, step = 0;
    if (!rh_machine__scan(m, s.len)) return out_of_budget();
    while ((step = rh_str_space_at(s, from)) > 0) from += step;
    size_t to = from;
    for (size_t at = from; at < s.len; at += step) {
        const size_t space = rh_str_space_at(s, at);
        step = space > 0 ? space : rh_utf8_step(s.ptr[at]);
        if (space == 0) to = at + step;
    }
    return rh_string(rh_str_slice(s, from, to));
}

rh_value rh_fn__quote(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    static const char plain[] = "\a\b\f\n\r\t\v\\\"", letters[] = "abfnrtv\\\"";
    rh_builder b = {.m = m};
    rh_builder_byte(&b, '"');
    for (uint32_t i = 0; i < args[0].n; i++) {
        const char c = args[0].s[i];
        const char *escaped = memchr(plain, c, sizeof plain - 1);
        if (escaped != NULL) rh_builder_byte(&b, '\\');
        rh_builder_byte(&b, escaped != NULL ? letters[escaped - plain] : c);
    }
    rh_builder_byte(&b, '"');
    return rh_builder_finish(&b);
}

rh_value rh_fn__reverse(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    const rh_str s = rh_value_str(args[0]);
    char *text = rh_machine__make(m, s.len, 1);
    if (text == NULL) return out_of_budget();
    for (size_t at = 0, step = 0; at < s.len; at += step) {
        step = rh_utf8_step(s.ptr[at]);
        memcpy(text + s.len - at - step, s.ptr + at, step);
    }
    return rh_string((rh_str){text, s.len});
}
