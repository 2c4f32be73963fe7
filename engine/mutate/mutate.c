/* The mutants of a register: entry by entry, operator by operator. */
#include "engine/mutate/mutate.h"

#include "engine/base/limits.h"
#include "engine/mutate/insides.h"
#include "engine/program/compiled.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
    const char *name, *title;
    bool is_apart, weakens;
} operators[] = {
#define X(NAME, is_apart, weakens, title) {#NAME, title, is_apart, weakens},
#include "engine/mutate/operators.def"
#undef X
};

const char *rh_mutation_name(rh_mutation op) { return operators[op].name; }
const char *rh_mutation_title(rh_mutation op) { return operators[op].title; }
bool rh_mutation_is_apart(rh_mutation op) { return operators[op].is_apart; }
bool rh_mutation_weakens(rh_mutation op) { return operators[op].weakens; }

/* ---- the bench ---- */

rh_str rh_bench__say(rh_bench *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int len = vsnprintf(NULL, 0, format, args);
    char *text = len >= 0 ? RH_NEW_N(b->keep, (size_t)len + 1, char) : NULL;
    if (text != NULL) vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    va_end(args);
    return text != NULL ? (rh_str){text, (size_t)len} : rh_str_null();
}

bool rh_bench__is_full(const rh_bench *b)
{
    return b->found.n >= RH_LIMIT_MUTANTS || b->text_bytes >= RH_LIMIT_MUTANT_TEXT;
}

rh_entry *rh_bench__copy(rh_bench *b)
{
    rh_entry *copy = RH_NEW(b->keep, rh_entry);
    if (copy != NULL) *copy = *b->entry;
    return copy;
}

void rh_bench__keep(rh_bench *b, rh_mutation op, const rh_entry *changed, bool is_equivalent, rh_span span,
                    rh_str says)
{
    if (rh_arena_failed(b->keep) || rh_bench__is_full(b)) return;
    const rh_mutant mutant = {.op = op,
                              .entry = b->index,
                              .changed = changed,
                              .is_equivalent = is_equivalent,
                              .span = span,
                              .says = rh_bench__say(b, "nobody would notice if %.*s", RH_ARG(says))};
    if (!RH_PUSH(b->keep, &b->found, mutant)) b->keep->failed = true;
}

static rh_code open_bench(rh_bench *b, rh_arena *keep, const rh_program *program, size_t lane, rh_err *err)
{
    rh_env *env;
    *b = (rh_bench){.keep = keep, .reg = program->registers[lane]};
    rh_arena_init(&b->scratch, keep->host, 0);
    rh_code code = rh_program_env_of(&env, keep, b->reg, NULL, RH_ENV_OF_ENTRY, NULL, 0, program->lent, err);
    if (code != RH_OK) return code;
    b->env = env;
    code = rh_names__init(&b->names, keep, env, err);
    return code == RH_OK ? rh_pool_new(&b->pool, keep, env, err) : code;
}

/* Stable: mutants of one operator stay in the order of their places. */
static void sort_entry(rh_bench *b, rh_mutant *sorted)
{
    size_t n = 0;
    for (int op = 0; op < RH_N_MUTATIONS; op++)
        for (size_t i = b->first; i < b->found.n; i++)
            if (b->found.at[i].op == (rh_mutation)op) sorted[n++] = b->found.at[i];
    for (size_t i = 0; i < n; i++) b->found.at[b->first + i] = sorted[i];
}

static void mutate_entry(rh_bench *b, uint32_t index)
{
    rh_arena_reset(&b->scratch);
    b->index = index;
    b->entry = &b->reg->entries[index];
    b->first = b->found.n;
    rh_bench__mutate_condition(b);
    rh_bench__mutate_clauses(b);
    rh_mutant *sorted = RH_NEW_N(&b->scratch, b->found.n - b->first, rh_mutant);
    if (sorted == NULL) b->keep->failed = true;
    else sort_entry(b, sorted);
}

static rh_code refuse(const rh_bench *b, rh_err *err)
{
    return rh_err_set(err, RH_MUTANTS, b->entry->node->span,
                      "with %.*s there are %zu mutants and %zu bytes of conditions, at most %d and %d are judged",
                      RH_ARG(b->entry->id), b->found.n, b->text_bytes, RH_LIMIT_MUTANTS, RH_LIMIT_MUTANT_TEXT);
}

rh_code rh_mutants_make(rh_mutants *out, rh_arena *keep, const rh_program *program, size_t lane, rh_err *err)
{
    rh_bench b;
    rh_code code = open_bench(&b, keep, program, lane, err);
    for (size_t e = 0; code == RH_OK && e < b.reg->n_entries && !rh_arena_failed(keep); e++) {
        mutate_entry(&b, (uint32_t)e);
        if (rh_bench__is_full(&b)) code = refuse(&b, err);
    }
    rh_arena_dispose(&b.scratch);
    if (rh_arena_failed(keep)) code = rh_err_nomem(err);
    if (code == RH_OK) *out = (rh_mutants){b.found.at, b.found.n};
    return code;
}

rh_code rh_mutant_register(const rh_register **out, rh_arena *keep, const rh_register *original,
                           const rh_mutant *mutant, rh_err *err)
{
    rh_register *reg = RH_NEW(keep, rh_register);
    rh_entry *entries = RH_NEW_N(keep, original->n_entries, rh_entry);
    if (reg == NULL || entries == NULL) return rh_err_nomem(err);
    *reg = *original;
    reg->n_entries = 0;
    for (uint32_t e = 0; e < original->n_entries; e++) {
        if (e != mutant->entry) entries[reg->n_entries++] = original->entries[e];
        else if (mutant->changed != NULL) entries[reg->n_entries++] = *mutant->changed;
    }
    reg->entries = entries;
    *out = reg;
    return RH_OK;
}
