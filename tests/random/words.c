/* Conditions from conditions.def, and the words that stand in them. */
#include "tests/random/words.h"

#include <string.h>

enum { CLASS_FACT, CLASS_DERIVED, CLASS_WORKFLOW, CLASS_DOUBT, CLASS_ENTRY, CLASS_JOINED };

typedef struct template {
    int cls, weight;
    const char *text;
} template;

static const template templates[] = {
#define X(CLASS, WEIGHT, text) {CLASS_##CLASS, WEIGHT, text},
#include "tests/random/conditions.def"
#undef X
};
enum { N_TEMPLATES = sizeof templates / sizeof *templates, DEEPEST = 3 };

bool random_once_in(random_source *r, uint64_t n)
{
    return random_below(r, n) == 0;
}

rh_str random_word(random_source *r, const char *words)
{
    const rh_str all = rh_str_of(words);
    size_t n = 1, at = 0;
    for (size_t i = 0; i < all.len; i++) n += all.ptr[i] == ' ';
    for (uint64_t skip = random_below(r, n); skip > 0; at++) skip -= all.ptr[at] == ' ';
    size_t end = at;
    while (end < all.len && all.ptr[end] != ' ') end++;
    return rh_str_slice(all, at, end);
}

void random_action(rh_buf *out, random_source *r, const random_sizes *sizes)
{
    if (random_once_in(r, 8)) rh_buf_put(out, RH_STR("act.all"));
    else rh_buf_printf(out, "act.a%u", (unsigned)random_below(r, sizes->n_actions));
}

static bool may_stand(const template *t, random_place place, int depth)
{
    switch (t->cls) {
    case CLASS_FACT: return true;
    case CLASS_DERIVED:
    case CLASS_WORKFLOW: return place != RANDOM_IN_DERIVED;
    case CLASS_DOUBT: return place >= RANDOM_IN_WHEN;
    case CLASS_ENTRY: return place == RANDOM_IN_ENTRY;
    default: return depth < DEEPEST;
    }
}

static const template *choose(random_source *r, random_place place, int depth)
{
    uint64_t all = 0;
    for (size_t i = 0; i < N_TEMPLATES; i++)
        if (may_stand(&templates[i], place, depth)) all += (uint64_t)templates[i].weight;
    uint64_t left = random_below(r, all);
    for (size_t i = 0; i < N_TEMPLATES; i++) {
        if (!may_stand(&templates[i], place, depth)) continue;
        if (left < (uint64_t)templates[i].weight) return &templates[i];
        left -= (uint64_t)templates[i].weight;
    }
    return &templates[0];
}

static void quoted(rh_buf *out, rh_str word)
{
    rh_buf_byte(out, '"');
    rh_buf_put(out, word);
    rh_buf_byte(out, '"');
}

static void condition(rh_buf *out, random_source *r, const random_sizes *sizes, random_place place, int depth)
{
    for (const char *c = choose(r, place, depth)->text; *c != '\0'; c++) {
        if (*c != '%') {
            rh_buf_byte(out, *c);
            continue;
        }
        switch (*++c) {
        case 'B': condition(out, r, sizes, place, depth + 1); break;
        case 'N': rh_buf_printf(out, "%u", (unsigned)random_below(r, 5)); break;
        case 'H': rh_buf_printf(out, "%u", 1 + (unsigned)random_below(r, 60)); break;
        case 'P': quoted(out, random_word(r, RANDOM_PLANS)); break;
        case 'T': quoted(out, random_word(r, RANDOM_TAGS)); break;
        case 'G': quoted(out, random_word(r, RANDOM_SEGMENTS)); break;
        case 'A': rh_buf_printf(out, "\"act.a%u\"", (unsigned)random_below(r, sizes->n_actions)); break;
        default: rh_buf_printf(out, "\"s%u\"", (unsigned)random_below(r, sizes->n_states)); break;
        }
    }
}

void random_condition(rh_buf *out, random_source *r, const random_sizes *sizes, random_place place)
{
    condition(out, r, sizes, place, 0);
}
