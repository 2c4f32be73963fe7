/* Building text in the scratch of an evaluation. */
#include "engine/expr/builtins/builder.h"

#include "engine/base/limits.h"

static bool grow(rh_builder *b, size_t more)
{
    if (b->failed) return false;
    if (b->n + more <= b->cap) return true;
    const size_t cap = (b->n + more) * 2 + 32;
    char *at = b->m->made + b->n + more > RH_LIMIT_EXPR_TEXT ? NULL : rh_arena_alloc(b->m->ev->scratch, cap);
    if (at == NULL) {
        b->failed = b->m->is_exhausted = true;
        return false;
    }
    if (b->n > 0) memcpy(at, b->at, b->n);
    b->at = at;
    b->cap = cap;
    return true;
}

void rh_builder_put(rh_builder *b, rh_str s)
{
    if (!grow(b, s.len) || s.len == 0) return;
    memcpy(b->at + b->n, s.ptr, s.len);
    b->n += s.len;
}

void rh_builder_byte(rh_builder *b, char c)
{
    if (grow(b, 1)) b->at[b->n++] = c;
}

rh_value rh_builder_finish(rh_builder *b)
{
    if (!b->failed && !rh_machine__count(b->m, b->n, true)) b->failed = true;
    return b->failed ? rh_undecided(RH_CAUSE_BUDGET) : rh_string((rh_str){b->at, b->n});
}

size_t rh_text_of_uint(char *out, uint64_t v)
{
    char reversed[20];
    size_t n = 0;
    do reversed[n++] = (char)('0' + v % 10);
    while ((v /= 10) > 0);
    for (size_t i = 0; i < n; i++) out[i] = reversed[n - 1 - i];
    return n;
}

size_t rh_text_of_int(char *out, int64_t v)
{
    if (v >= 0) return rh_text_of_uint(out, (uint64_t)v);
    out[0] = '-';
    return 1 + rh_text_of_uint(out + 1, 0 - (uint64_t)v);
}

size_t rh_text_of_double(char *out, double d, const char *infinity)
{
    const size_t n = strlen(infinity);
    if (d != d) return memcpy(out, "NaN", 3), 3;
    if (d > 1.7976931348623157e308) return memcpy(out, infinity, n), n;
    if (d >= -1.7976931348623157e308) return rh_double_text(out, d);
    out[0] = '-';
    memcpy(out + 1, infinity, n);
    return n + 1;
}
