/* Two versions of an entry side by side, and what tells them apart. */
#include "harness/compare/witness.h"

#include "engine/base/buf.h"
#include "engine/lint/lint.h"
#include "harness/author/lints.h"
#include "harness/compare/loosening_insides.h"
#include "harness/system/memory.h"

#include <stdlib.h>

enum { MAX_WITNESS_BYTES = 1000 };

typedef struct finding {
    rh_arena *keep;
    rh_arena scratch; /* of one entry */
    const rh_revision *base, *head;
    const rh_lent *lent;
    rh_lint_request request; /* its bases are read once */
    rh_err *err;
} finding;

static int by_id(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_entry *)a)->id, ((const rh_entry *)b)->id);
}

/* The head with the base's entry beside its own, under an id that no register can have. */
static const rh_register *with_twin(finding *f, const rh_entry *old, rh_str *twin)
{
    const rh_register *head = f->head->reg;
    rh_register *reg = RH_NEW(&f->scratch, rh_register);
    rh_entry *entries = RH_NEW_N(&f->scratch, head->n_entries + 1, rh_entry);
    rh_buf id;
    rh_buf_init(&id, &f->scratch, 1 << 12);
    rh_buf_printf(&id, "%.*s (base)", RH_ARG(old->id));
    *twin = rh_buf_str(&id);
    if (reg == NULL || entries == NULL || id.failed) return NULL;
    memcpy(entries, head->entries, head->n_entries * sizeof *entries);
    entries[head->n_entries] = *old;
    entries[head->n_entries].id = *twin;
    qsort(entries, head->n_entries + 1, sizeof *entries, by_id);
    *reg = *head;
    reg->entries = entries;
    reg->n_entries = head->n_entries + 1;
    return reg;
}

static rh_code look(rh_narrowing *out, rh_str *witness, finding *f, const rh_entry *old)
{
    rh_diags diags;
    rh_str twin;
    const rh_program *program;
    *out = RH_NARROWING_UNKNOWN;
    rh_arena_reset(&f->scratch);
    const rh_register *reg = with_twin(f, old, &twin);
    if (reg == NULL) return rh_err_nomem(f->err);
    rh_diags_init(&diags, &f->scratch);
    const rh_code code = rh_program_compile(&program, &f->scratch, &reg, 1, f->lent, &diags);
    if (code != RH_OK) return code == RH_NOMEM ? rh_err_nomem(f->err) : RH_OK;
    f->request.program = program;
    return rh_lint_narrows(out, witness, &f->scratch, &f->request, rh_register_entry(reg, twin),
                           rh_register_entry(reg, old->id), f->err);
}

static rh_code say(rh_loosening *l, finding *f, const rh_entry *old, rh_narrowing narrowing, rh_str witness)
{
    rh_buf text;
    rh_buf_init(&text, f->keep, 1 << 13);
    if (narrowing == RH_NARROWING_UNKNOWN) return RH_OK;
    rh_buf_printf(&text, "when of %.*s ", RH_ARG(old->id));
    if (narrowing == RH_NARROWING_FOUND)
        rh_buf_printf(&text, "no longer holds where it did%s%.*s", witness.ptr != NULL ? ", as for " : "",
                      (int)(witness.len < MAX_WITNESS_BYTES ? witness.len : 0), witness.ptr);
    else rh_buf_put(&text, RH_STR("changed: no values are left out, which its text does not show"));
    l->is_unknown = narrowing != RH_NARROWING_FOUND;
    l->says = rh_buf_str(&text);
    return text.failed ? rh_err_nomem(f->err) : RH_OK;
}

static rh_code judge_file(rh_changed_file *file, finding *f)
{
    const uint32_t at = file->entry.ptr != NULL ? rh_register_entry(f->base->reg, file->entry) : RH_NONE;
    rh_loosening *copy = RH_NEW_N(f->keep, file->n_loosenings, rh_loosening);
    if (copy == NULL) return rh_err_nomem(f->err);
    if (at == RH_NONE || rh_register_entry(f->head->reg, file->entry) == RH_NONE) return RH_OK;
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < file->n_loosenings; i++) {
        copy[i] = file->loosenings[i];
        if (!copy[i].is_unknown || !copy[i].is_of_when) continue;
        rh_narrowing narrowing;
        rh_str witness;
        code = look(&narrowing, &witness, f, &f->base->reg->entries[at]);
        if (code == RH_OK) code = say(&copy[i], f, &f->base->reg->entries[at], narrowing, witness);
    }
    rh_text__sort(copy, file->n_loosenings);
    file->loosenings = copy;
    return code;
}

static bool has_question(const rh_changed_file *file)
{
    for (size_t i = 0; i < file->n_loosenings; i++)
        if (file->loosenings[i].is_unknown && file->loosenings[i].is_of_when) return true;
    return false;
}

rh_code rh_loosenings_witness(rh_changed_files *changes, rh_arena *keep, const rh_revision *base,
                              const rh_revision *head, const rh_lent *lent, rh_err *err)
{
    finding f = {.keep = keep, .base = base, .head = head, .lent = lent, .err = err};
    bool is_asked = false;
    for (size_t i = 0; i < changes->n; i++) is_asked |= has_question(&changes->at[i]);
    if (!is_asked || !rh_program_shares(base->reg, head->reg)) return RH_OK;
    rh_changed_file *files = RH_NEW_N(keep, changes->n, rh_changed_file);
    if (files == NULL) return rh_err_nomem(err);
    rh_code code = rh_lints_bases(&f.request, keep, head, err);
    rh_arena_init(&f.scratch, rh_memory_host(), 0);
    for (size_t i = 0; code == RH_OK && i < changes->n; i++) {
        files[i] = changes->at[i];
        if (has_question(&files[i])) code = judge_file(&files[i], &f);
    }
    rh_arena_dispose(&f.scratch);
    if (code == RH_OK) changes->at = files;
    return code;
}
