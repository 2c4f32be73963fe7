/* The score: by operator, by entry, and who survived. */
#include "harness/mutate/score.h"

static void add(rh_model_mutants *to, const rh_mutant *mutant, bool is_noticed)
{
    to->total++;
    if (mutant->is_equivalent) to->equivalent++;
    else if (is_noticed) to->killed++;
}

static rh_model_survivor survivor_of(const rh_register *reg, const rh_mutant *mutant)
{
    const rh_entry *entry = &reg->entries[mutant->entry];
    return (rh_model_survivor){.entry = entry->id,
                               .op = rh_str_of(rh_mutation_name(mutant->op)),
                               .place = {mutant->span.file, mutant->span.line, mutant->span.col},
                               .says = mutant->says,
                               .weakens_hold = entry->risk == RH_RISK_HOLD && rh_mutation_weakens(mutant->op)};
}

static void list_survivors(rh_mutation_report *out, rh_model_survivor *list, const rh_register *reg,
                           const rh_mutants *mutants, const bool *noticed)
{
    for (size_t i = 0; i < mutants->n; i++) {
        if (noticed[i] || mutants->at[i].is_equivalent) continue;
        list[out->n_survivors] = survivor_of(reg, &mutants->at[i]);
        out->n_weakened += list[out->n_survivors++].weakens_hold;
    }
    out->survivors = list;
}

/* A row for each operator, the scored ones and those apart in lists of their own. */
static bool count_operators(rh_mutation_report *out, rh_arena *keep, const rh_mutants *mutants, const bool *noticed)
{
    rh_model_mutants *scored = RH_NEW_N(keep, RH_N_MUTATIONS, rh_model_mutants);
    rh_model_mutants *apart = RH_NEW_N(keep, RH_N_MUTATIONS, rh_model_mutants);
    rh_model_mutants *of[RH_N_MUTATIONS];
    if (scored == NULL || apart == NULL) return false;
    for (int op = 0; op < RH_N_MUTATIONS; op++) {
        of[op] = rh_mutation_is_apart((rh_mutation)op) ? &apart[out->n_apart++] : &scored[out->n_operators++];
        of[op]->name = rh_str_of(rh_mutation_name((rh_mutation)op));
        of[op]->title = rh_str_of(rh_mutation_title((rh_mutation)op));
    }
    for (size_t i = 0; i < mutants->n; i++) add(of[mutants->at[i].op], &mutants->at[i], noticed[i]);
    out->apart = apart;
    out->operators = scored;
    return true;
}

static bool count_entries(rh_mutation_report *out, rh_arena *keep, const rh_register *reg, const rh_mutants *mutants,
                          const bool *noticed)
{
    rh_model_mutants *entries = RH_NEW_N(keep, reg->n_entries, rh_model_mutants);
    if (entries == NULL) return false;
    for (size_t e = 0; e < reg->n_entries; e++)
        entries[e] = (rh_model_mutants){.name = reg->entries[e].id, .title = reg->entries[e].title};
    for (size_t i = 0; i < mutants->n; i++) {
        const rh_mutant *mutant = &mutants->at[i];
        if (rh_mutation_is_apart(mutant->op)) continue;
        add(&entries[mutant->entry], mutant, noticed[i]);
        add(&out->all, mutant, noticed[i]);
    }
    out->entries = entries;
    out->n_entries = reg->n_entries;
    return true;
}

rh_code rh_mutation__score(rh_mutation_report *out, rh_arena *keep, const rh_register *reg, const rh_mutants *mutants,
                           const bool *noticed, rh_err *err)
{
    rh_model_survivor *survivors = RH_NEW_N(keep, mutants->n, rh_model_survivor);
    if (survivors == NULL || !count_operators(out, keep, mutants, noticed) ||
        !count_entries(out, keep, reg, mutants, noticed))
        return rh_err_nomem(err);
    list_survivors(out, survivors, reg, mutants, noticed);
    out->has_score = out->all.total > out->all.equivalent;
    return RH_OK;
}
