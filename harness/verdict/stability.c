/* Reads the questions of stability, and answers them. */
#include "harness/verdict/stability.h"

#include "harness/verdict/gate_insides.h"
#include "harness/verdict/read.h"

static void read_question(rh_gate_reader *r, const rh_node *node, rh_metric_pool *pool, rh_question *out)
{
    static const char *const names[] = {"id", "question", "weak", "covers"};
    *out = (rh_question){.span = node->span};
    if (!rh_gate__check_keys(r, node, "a question of stability", names, sizeof names / sizeof names[0])) return;
    const rh_node *id = rh_node_get(node, RH_STR("id")), *question = rh_node_get(node, RH_STR("question"));
    const rh_node *weak = rh_node_get(node, RH_STR("weak")), *covers = rh_node_get(node, RH_STR("covers"));
    if (id != NULL) rh_gate__read_text(r, id, "id", &out->id);
    else RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "a question of stability has no id");
    out->question = out->id;
    if (question != NULL) rh_gate__read_text(r, question, "question", &out->question);
    if (covers != NULL) rh_gate__read_texts(r, covers, "covers", &out->covers);
    out->has_weak = weak != NULL;
    if (weak == NULL) return;
    const rh_code code = rh_metric_pool_add(pool, &out->weak, weak, r->diags);
    if (r->code == RH_OK) r->code = code;
}

static void read_list(rh_stability *out, rh_gate_reader *r, const rh_node *list)
{
    rh_question *questions = RH_NEW_N(r->keep, list->n_items, rh_question);
    if (questions == NULL) {
        r->code = RH_NOMEM;
        return;
    }
    for (size_t i = 0; i < list->n_items; i++) {
        read_question(r, list->items[i], &out->pool, &questions[i]);
        for (size_t k = 0; k < i; k++)
            if (questions[i].id.len > 0 && rh_str_eq(questions[i].id, questions[k].id))
                RH_GATE_ERROR(r, RH_GATE_VALUE, questions[i].span, "question '%.*s' stands at line %u already",
                              RH_ARG(questions[i].id), questions[k].span.line);
    }
    out->at = questions;
    out->n = list->n_items;
}

rh_code rh_stability_read(rh_stability *out, rh_arena *keep, const rh_register *reg, const rh_monitored *monitored,
                          rh_diags *diags)
{
    rh_gate_reader r = {.keep = keep, .reg = reg, .diags = diags, .code = RH_OK};
    const rh_node *list = reg->monitors != NULL ? reg->monitors->stability : NULL;
    rh_err err = {0};
    *out = (rh_stability){0};
    if (list == NULL || list->n_items == 0) return RH_OK;
    rh_strs names;
    r.code = rh_monitored_names(&names, keep, monitored);
    if (r.code == RH_OK) r.code = rh_metric_pool_init(&out->pool, keep, RH_METRIC_WEAK_ANSWERS, names, &err);
    if (r.code == RH_OK) read_list(out, &r, list);
    const rh_code sealed = r.code == RH_OK ? rh_metric_pool_seal(&out->pool, &err) : RH_OK;
    return r.code != RH_OK ? r.code : sealed;
}

bool rh_stability_asks(const rh_stability *stability, rh_metric metric)
{
    for (size_t i = 0; i < stability->n; i++)
        if (stability->at[i].has_weak && rh_metric_pool_reads(&stability->pool, stability->at[i].weak, metric))
            return true;
    return false;
}

bool rh_stability_asks_monitored(const rh_stability *stability, size_t monitored)
{
    for (size_t i = 0; i < stability->n; i++)
        if (stability->at[i].has_weak &&
            rh_metric_pool_reads_other(&stability->pool, stability->at[i].weak, monitored))
            return true;
    return false;
}

/* ---- answers ---- */

static rh_model_answer answer(const rh_evidence *in, const rh_question *q)
{
    if (!q->has_weak) return RH_MODEL_ANSWER_UNKNOWN;
    const rh_value weak = rh_metric_pool_eval(&in->stability->pool, q->weak, false, in);
    return weak.kind != RH_BOOL ? RH_MODEL_ANSWER_UNKNOWN : weak.b ? RH_MODEL_ANSWER_WEAK : RH_MODEL_ANSWER_STABLE;
}

uint64_t rh_gate__weak_answers(const rh_evidence *in)
{
    uint64_t n = 0;
    for (size_t i = 0; in->stability != NULL && i < in->stability->n; i++)
        n += answer(in, &in->stability->at[i]) != RH_MODEL_ANSWER_STABLE;
    return n;
}

void rh_gate__stability(rh_gate_work *w, rh_gate_report *out)
{
    const rh_stability *s = w->in->stability;
    if (s == NULL || s->n == 0) return;
    rh_model_question *rows = RH_NEW_N(w->keep, s->n, rh_model_question);
    if (rows == NULL) {
        w->failed = true;
        return;
    }
    for (size_t i = 0; i < s->n; i++)
        rows[i] = (rh_model_question){.id = s->at[i].id,
                                      .question = s->at[i].question,
                                      .covers = s->at[i].covers,
                                      .answer = answer(w->in, &s->at[i])};
    out->questions = rows;
    out->n_questions = s->n;
    /* Nothing asked is nothing known (V8). */
    out->expansion = rh_gate__weak_answers(w->in) <= RH_STABILITY_MOST_WEAK;
}
