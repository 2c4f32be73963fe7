/* The record of how a journey fares, at the end of a settle. */
#include "engine/step/insides.h"

rh_code rh_step__note_health(rh_branch *b, const rh_work *w)
{
    const rh_health *health = b->stratum->reg->health;
    if (health == NULL) return RH_OK;
    const rh_value score = b->slots[health->score], band = b->slots[health->band];
    if (rh_value_same(score, b->health_score) && rh_value_same(band, b->health_band)) return RH_OK;
    rh_record *record = rh_branch_record(b, RH_REC_HEALTH);
    if (record == NULL) return rh_err_nomem(w->err);
    record->health.is_scored = score.kind == RH_INT;
    record->health.score = record->health.is_scored ? score.i : 0;
    record->health.band = band.kind == RH_STRING ? rh_value_str(band) : rh_str_null();
    b->health_score = score;
    b->health_band = band;
    return RH_OK;
}
