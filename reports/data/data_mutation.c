/* JSON of the mutation part of `test --mutate`. */
#include "reports/data/data.h"

static void put_counts(rh_json_writer *json, const rh_model_mutants *m)
{
    rh_json_put_uint(json, "killed", m->killed);
    rh_json_put_uint(json, "total", m->total);
    rh_json_put_uint(json, "equivalent", m->equivalent);
    rh_json_put_uint(json, "judged", m->total - m->equivalent);
    rh_json_put_uint(json, "survived", m->total - m->equivalent - m->killed);
}

static void put_score(rh_json_writer *json, const rh_model_mutants *m)
{
    rh_json_key(json, "score");
    rh_json_quantity(json, rh_model_mutants_score(m));
}

static void put_rows(rh_json_writer *json, const char *key, const char *name, const rh_model_mutants *rows, size_t n)
{
    rh_json_key(json, key);
    rh_json_open(json, '[');
    for (size_t i = 0; i < n; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, name, rows[i].name);
        put_counts(json, &rows[i]);
        put_score(json, &rows[i]);
        rh_json_close(json);
    }
    rh_json_close(json);
}

/* By name: {"NEG": {...}, "DEL": {...}}. */
static void put_apart(rh_json_writer *json, const rh_mutation_report *mutation)
{
    rh_json_key(json, "apart");
    rh_json_open(json, '{');
    for (size_t i = 0; i < mutation->n_apart; i++) {
        rh_json_key(json, mutation->apart[i].name.ptr);
        rh_json_open(json, '{');
        put_counts(json, &mutation->apart[i]);
        rh_json_close(json);
    }
    rh_json_close(json);
}

void rh_data__survivor(rh_json_writer *json, const rh_model_survivor *survivor)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "entry", survivor->entry);
    rh_json_put_str(json, "file", survivor->place.file);
    rh_json_put_uint(json, "line", survivor->place.line);
    rh_json_put_str(json, "operator", survivor->op);
    rh_json_put_str(json, "says", survivor->says);
    rh_json_put_bool(json, "weakens_hold", survivor->weakens_hold);
    rh_json_close(json);
}

void rh_data__mutation(rh_json_writer *json, const rh_mutation_report *mutation)
{
    rh_json_key(json, "mutation");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "originals_failed", mutation->n_originals);
    put_counts(json, &mutation->all);
    put_score(json, &mutation->all);
    put_apart(json, mutation);
    put_rows(json, "operators", "op", mutation->operators, mutation->n_operators);
    put_rows(json, "entries", "entry", mutation->entries, mutation->n_entries);
    rh_json_put_uint(json, "survivors_hold", mutation->n_weakened);
    rh_json_key(json, "survivors");
    rh_json_open(json, '[');
    for (size_t i = 0; i < mutation->n_survivors; i++) rh_data__survivor(json, &mutation->survivors[i]);
    rh_json_close(json);
    rh_json_close(json);
}
