/* The mutants of a revision against its tests: many lanes a program, an entry at a time. */
#include "harness/mutate/mutate.h"

#include "engine/base/limits.h"
#include "engine/mutate/mutate.h"
#include "harness/mutate/score.h"

typedef struct pass {
    const rh_mutation_spec *spec;
    rh_tests_proven proven;
    const rh_register *reg;
    rh_mutants mutants;
    bool *noticed; /* per mutant */
    rh_arena batch; /* the program of a batch and what it is made of */
    rh_run *run;    /* of the batch */
    rh_err *err;
} pass;

/* ---- one entry's mutants of a batch: [first, end); lane 0 is the original, lane i + 1 mutant base + i ---- */

static rh_code play_entry(const pass *p, size_t base, size_t first, size_t end)
{
    rh_trial_lane lanes[RH_LIMIT_MUTANT_LANES];
    rh_trial *trial;
    for (size_t i = first; i < end; i++) lanes[i - first] = (rh_trial_lane){p->proven.proof, i - base + 1};
    rh_code code = rh_trial_new(&trial, p->spec->memory, lanes, end - first, p->err);
    if (code != RH_OK) return code;
    rh_run_set_observer(p->run, rh_trial_observer(trial));
    code = rh_rivals_play(&p->noticed[first], trial, p->run, p->reg->entries[p->mutants.at[first].entry].id,
                          p->proven.bases, p->proven.examples, p->err);
    rh_trial_dispose(trial);
    return code;
}

static rh_code check_stop(const pass *p)
{
    if (p->spec->stop == NULL || !atomic_load(p->spec->stop)) return RH_OK;
    return rh_err_set(p->err, RH_INTERRUPTED, (rh_span){0}, "stopped by a signal");
}

static rh_code play_batch(const pass *p, size_t from, size_t to)
{
    rh_code code = RH_OK;
    for (size_t first = from, end; code == RH_OK && first < to; first = end) {
        for (end = first + 1; end < to && p->mutants.at[end].entry == p->mutants.at[first].entry;) end++;
        code = check_stop(p);
        if (code == RH_OK) code = play_entry(p, from, first, end);
        if (p->spec->progress != NULL) p->spec->progress(p->spec->progress_ctx, end, p->mutants.n);
    }
    return code;
}

/* ---- batches ---- */

/* The original and mutants [from, to) as lanes. Mutants hold only what compiled before, so an error is of memory. */
static rh_code compile_batch(pass *p, const rh_program **program, size_t from, size_t to)
{
    const rh_register *registers[RH_LIMIT_MUTANT_LANES + 1] = {p->reg};
    rh_diags diags;
    rh_code code = RH_OK;
    for (size_t i = from; code == RH_OK && i < to; i++)
        code = rh_mutant_register(&registers[i - from + 1], &p->batch, p->reg, &p->mutants.at[i], p->err);
    if (code != RH_OK) return code;
    rh_diags_init(&diags, &p->batch);
    code = rh_program_compile(program, &p->batch, registers, to - from + 1, p->spec->lent, &diags);
    if (code != RH_OK && p->err != NULL && diags.n_errors_kept > 0) *p->err = diags.errors[0];
    return code;
}

static rh_code judge_batch(pass *p, size_t from, size_t to)
{
    const rh_program *program;
    rh_arena_reset(&p->batch);
    rh_code code = compile_batch(p, &program, from, to);
    if (code == RH_OK) code = rh_run_new(&p->run, p->spec->memory, program, p->err);
    if (code != RH_OK) return code;
    code = play_batch(p, from, to);
    rh_run_dispose(p->run);
    p->run = NULL;
    return code;
}

static rh_code judge(pass *p)
{
    rh_code code = RH_OK;
    rh_arena_init(&p->batch, p->spec->memory, 0);
    for (size_t from = 0; code == RH_OK && from < p->mutants.n; from += RH_LIMIT_MUTANT_LANES) {
        const size_t left = p->mutants.n - from;
        code = judge_batch(p, from, from + (left < RH_LIMIT_MUTANT_LANES ? left : RH_LIMIT_MUTANT_LANES));
    }
    rh_arena_dispose(&p->batch);
    return code;
}

/* ---- the face ---- */

static uint64_t count_failed(const rh_results *results)
{
    uint64_t n = 0;
    for (size_t t = 0; t < results->n_tests; t++)
        for (int way = RH_WAY_EXAMPLE; way < RH_N_WAYS; way++) n += results->ways[t][way].result == RH_RESULT_FAIL;
    return n;
}

rh_code rh_mutation_run(rh_mutation_report *out, rh_arena *keep, const rh_mutation_spec *spec, rh_err *err)
{
    pass p = {.spec = spec,
              .proven = rh_tests_proven_by(spec->tests),
              .reg = rh_program_register(spec->program, spec->lane),
              .err = err};
    *out = (rh_mutation_report){.n_originals = count_failed(p.proven.examples)};
    if (out->n_originals > 0) return RH_OK;
    rh_code code = rh_mutants_make(&p.mutants, keep, spec->program, spec->lane, err);
    if (code != RH_OK) return code;
    p.noticed = RH_NEW_N(keep, p.mutants.n, bool);
    if (p.noticed == NULL) return rh_err_nomem(err);
    code = judge(&p);
    return code == RH_OK ? rh_mutation__score(out, keep, p.reg, &p.mutants, p.noticed, err) : code;
}
