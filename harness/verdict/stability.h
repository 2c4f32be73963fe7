/* Stability: ten questions whose answers say whether to go on to further segments. FORMATS.md sections 1 and 8.
 *
 * An answer is weak where `weak` is true, and where nobody knows: without `weak`, or where a metric that it reads has
 * no value. Two or more weak answers advise against expansion; they never change the verdict. */
#ifndef RH_VERDICT_STABILITY_H
#define RH_VERDICT_STABILITY_H

#include "engine/program/register.h"
#include "harness/verdict/metric_pool.h"

typedef struct rh_question {
    rh_str id, question;
    rh_strs covers;
    bool has_weak;
    rh_expr weak; /* with has_weak */
    rh_span span;
} rh_question;

typedef struct rh_stability {
    const rh_question *at;
    size_t n;
    rh_metric_pool pool; /* with n > 0 */
} rh_stability;

enum { RH_STABILITY_MOST_WEAK = 1 };

/* Reads the key `stability` of reg's monitors.yaml, whose metrics are `monitored`; none where there is none. Every error
 * goes to diags. */
RH_MUST rh_code rh_stability_read(rh_stability *out, rh_arena *keep, const rh_register *reg,
                                  const rh_monitored *monitored, rh_diags *diags);
bool rh_stability_asks(const rh_stability *stability, rh_metric metric);
/* Whether a question reads that metric of monitors.yaml. */
bool rh_stability_asks_monitored(const rh_stability *stability, size_t monitored);

#endif
