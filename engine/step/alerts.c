/* The records of alerts, at the end of a settle: one when a condition turns true, none while it stays so. */
#include "engine/step/insides.h"

static rh_code raise_alert(rh_branch *b, const rh_work *w, const rh_alert *alert)
{
    rh_record *record = rh_branch_record(b, RH_REC_ALERT);
    if (record == NULL) return rh_err_nomem(w->err);
    record->alert.rule = alert->rule;
    record->alert.to = alert->to;
    return RH_OK;
}

/* What is undecided counts as not true, before and now. */
rh_code rh_step__note_alerts(rh_branch *b, const rh_work *w)
{
    const rh_stratum *s = b->stratum;
    const size_t first = s->first_of[RH_CONSUMES_ALERT];
    uint32_t c = (uint32_t)first;
    while ((c = rh_branch_next_dirty(b, c, s->n_consumers)) != RH_NONE) {
        const bool was_true = rh_value_is_true(b->consumers[c].value);
        if (rh_value_is_true(rh_branch_eval(b, w, c)) && !was_true) {
            const rh_code code = raise_alert(b, w, &s->reg->monitors->alerts[c - first]);
            if (code != RH_OK) return code;
        }
        c++;
    }
    return RH_OK;
}
