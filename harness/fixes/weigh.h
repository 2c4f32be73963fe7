/* Weighing: which symptoms are more than chance, and where and since when.
 *
 * Every symptom of a subject is asked about four times: of the whole and of each lane of the business, each over all
 * weeks and since a week. One-sided exact tests:
 *
 *   over all weeks   the share is above the tolerance of symptoms.def (binomial). Not asked where the tolerance is 0.
 *                    What a lane does not bear has to be mended whatever the others do; whether it is told of the lane
 *                    or of the whole goes by whether it is above the others, too (Fisher: `apart`)
 *   since a week     the share behind the week is above the one before (Fisher; of the weeks tried the surest, and how
 *                    likely it is that one of them is as sure: since.h), at least half again as high, and above the
 *                    tolerance where there is one
 *
 * Where two tests must both hold, the larger p counts. Fewer than 5 cases are not tested. All tests are read together:
 * q is adjusted after Benjamini and Hochberg (what is listed), holm after Holm (what is critical). So of what is
 * called critical in a history where nothing is wrong, one review in 200 is wrong, however many entries there are.
 *
 * A test of few cases may be unable to come out at any outcome. Such tests take nothing from the others: q is adjusted
 * among those whose least possible p is at most 5 % by K, where K is the smallest number that is not below how many
 * these are (R. E. Tarone, Biometrics 46, 1990; P. B. Gilbert, Applied Statistics 54, 2005). Theirs is 1. Of a week that
 * was chosen the least is told as if each week were a test of its own: it says which tests are read together, by how many
 * cases there are and nothing else, and more of them would take more from all. */
#ifndef RH_FIXES_WEIGH_H
#define RH_FIXES_WEIGH_H

#include "harness/fixes/cells.h"

/* At most this q is listed; at most this holm is critical. */
#define RH_FIX_LISTED 0.05
#define RH_FIX_CRITICAL 0.005

typedef struct rh_fix_case {
    rh_symptom symptom;
    rh_str subject;
    rh_str lane;        /* null: the whole */
    bool has_since;
    int32_t since;      /* week */
    uint64_t shown, of; /* in scope, behind the week */
    uint64_t other_shown, other_of; /* before the week; else of the other lanes; else 0 */
    uint64_t journeys;  /* in which it was shown, in scope */
    double p, q, holm;
    double apart;       /* over all weeks, of a lane: p of being above the other lanes; else 0 */
    double least;       /* the smallest p that so many cases could have given, whatever they showed; of a week times those
                         * that were tried */
} rh_fix_case;

typedef struct rh_fix_cases {
    const rh_fix_case *at; /* tested: by (symptom, subject), whole before lanes, all weeks before since */
    size_t n;
    const rh_fix_case *few; /* shown above the candidate share, in fewer than 5 cases; of the whole */
    size_t n_few;
} rh_fix_cases;

/* Borrows from the cells. RH_NOMEM. */
RH_MUST rh_code rh_fix_cells_weigh(rh_fix_cases *out, rh_arena *keep, const rh_fix_cells *cells, rh_err *err);
/* Whether a share is spoken of at all. */
bool rh_fix_is_candidate(rh_symptom symptom, uint64_t shown, uint64_t of);

#endif
