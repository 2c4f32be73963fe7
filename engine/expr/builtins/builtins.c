/* The table of functions and its look-ups. */
#include "engine/expr/builtins/builtins.h"

enum { F = 0, M = 1 }; /* the styles of builtins.def */

const rh_builtin rh_builtins[] = {
#define X(ID, name, style, params, result, group) {name, style == M, params, result, RH_GROUP_##group, rh_fn__##ID},
#include "engine/expr/builtins/builtins.def"
#undef X
};
const size_t rh_n_builtins = sizeof rh_builtins / sizeof *rh_builtins;

#define BIT(kind) (1u << (kind))

static uint32_t kinds_of(char code)
{
    switch (code) {
    case 'b': return BIT(RH_BOOL);
    case 'i': return BIT(RH_INT);
    case 'u': return BIT(RH_UINT);
    case 'd': return BIT(RH_DOUBLE);
    case 's': return BIT(RH_STRING);
    case 'y': return BIT(RH_BYTES);
    case 't': return BIT(RH_TIMESTAMP);
    case 'D': return BIT(RH_DURATION);
    case 'L': return BIT(RH_LIST);
    case 'M': return BIT(RH_MAP);
    case 'O': return BIT(RH_OPTIONAL);
    case 'T': return BIT(RH_TYPE);
    case 'N': return BIT(RH_INT) | BIT(RH_UINT) | BIT(RH_DOUBLE);
    case 'Z': return BIT(RH_STRING) | BIT(RH_BYTES) | BIT(RH_LIST) | BIT(RH_MAP);
    case 'V': return BIT(RH_UNDECIDED) - 1;
    case 'U': return BIT(RH_UNDECIDED + 1) - 1;
    default: return 0;
    }
}

rh_signature rh_builtin__signature(const rh_builtin *b)
{
    rh_signature s = {0};
    uint32_t n = 0;
    for (const char *p = b->params; *p != '\0';) {
        uint32_t kinds = 0;
        if (*p == '[') {
            for (p++; *p != ']'; p++) kinds |= kinds_of(*p);
            p++;
        } else {
            kinds = kinds_of(*p++);
        }
        s.kinds[n++] = kinds;
        if (*p == '?') p++;
        else s.n_min = n;
        if (*p == '*') return s.n_max = UINT32_MAX, s;
    }
    s.n_max = n;
    return s;
}

const rh_signature *rh_builtin__signatures(rh_arena *keep)
{
    rh_signature *all = RH_NEW_N(keep, rh_n_builtins, rh_signature);
    for (size_t i = 0; all != NULL && i < rh_n_builtins; i++) all[i] = rh_builtin__signature(&rh_builtins[i]);
    return all;
}

uint32_t rh_builtin__kinds(const rh_signature *s, size_t i)
{
    if (s->n_max != UINT32_MAX) return s->kinds[i];
    return s->kinds[i < s->n_min ? i : s->n_min - 1];
}

static bool is_on(const rh_builtin *b, unsigned flags)
{
    if (b->group == RH_GROUP_CORE || b->group == RH_GROUP_CLOCK) return (flags & RH_ENV_CORE_FUNCTIONS) != 0;
    return b->group == RH_GROUP_CEL || (flags & RH_ENV_EXTENSIONS) != 0;
}

static bool is_called(const rh_builtin *b, rh_str name, bool is_method, unsigned flags)
{
    return b->is_method == is_method && rh_str_eq(name, rh_str_of(b->name)) && is_on(b, flags);
}

bool rh_builtin__exists(rh_str name, bool is_method, unsigned flags)
{
    for (size_t i = 0; i < rh_n_builtins; i++) {
        if (is_called(&rh_builtins[i], name, is_method, flags)) return true;
    }
    return false;
}

size_t rh_builtin__find(size_t from, rh_str name, bool is_method, size_t n, unsigned flags)
{
    for (size_t i = from; i < rh_n_builtins; i++) {
        if (!is_called(&rh_builtins[i], name, is_method, flags)) continue;
        const rh_signature s = rh_builtin__signature(&rh_builtins[i]);
        if (n >= s.n_min && n <= s.n_max) return i;
    }
    return rh_n_builtins;
}
