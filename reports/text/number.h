/* Numbers as people read them, by integer arithmetic only: the same digits on every machine. */
#ifndef REPORTS_TEXT_NUMBER_H
#define REPORTS_TEXT_NUMBER_H

#include "engine/base/buf.h"
#include "reports/model/common.h"

/* num / den as a decimal of at most `places` (0..6) digits, rounded half away from zero, no trailing zeros. den > 0. */
void rh_number_put_decimal(rh_buf *out, rh_model_quantity quantity, int places);
/* For people: "1,234", "1.7 %", "3.5 h"; den 0: an em dash. */
void rh_number_put(rh_buf *out, rh_model_quantity quantity);
/* 1234567 as "1,234,567". */
void rh_number_put_count(rh_buf *out, uint64_t n);
/* num / den in parts per million, clamped to 0..1000000; 0 when den is 0. For lengths of bars. */
int64_t rh_number_ppm(int64_t num, int64_t den);

static inline rh_model_quantity rh_number_count(uint64_t n)
{
    return (rh_model_quantity){RH_MODEL_COUNT, (int64_t)n, 1};
}

#endif
