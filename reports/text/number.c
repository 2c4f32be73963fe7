/* Numbers by integer arithmetic. */
#include "reports/text/number.h"

#include "engine/base/assert.h"

#include <inttypes.h>
#include <stdio.h>

__extension__ typedef unsigned __int128 wide;

static uint64_t magnitude(int64_t i) { return i < 0 ? 0u - (uint64_t)i : (uint64_t)i; }

/* num * scale / den, rounded half away from zero. */
static uint64_t scaled(uint64_t num, uint64_t den, uint64_t scale)
{
    const wide product = (wide)num * scale * 2 + den;
    const wide result = product / ((wide)den * 2);
    return result > UINT64_MAX ? UINT64_MAX : (uint64_t)result;
}

void rh_number_put_decimal(rh_buf *out, rh_model_quantity quantity, int places)
{
    RH_ASSERT(quantity.den > 0 && places >= 0 && places <= 6);
    uint64_t scale = 1;
    for (int i = 0; i < places; i++) scale *= 10;
    const uint64_t value = scaled(magnitude(quantity.num), (uint64_t)quantity.den, scale);
    if (quantity.num < 0 && value != 0) rh_buf_byte(out, '-');
    rh_buf_printf(out, "%" PRIu64, value / scale);
    uint64_t fraction = value % scale;
    if (fraction == 0) return;
    while (fraction % 10 == 0) {
        fraction /= 10;
        places--;
    }
    rh_buf_printf(out, ".%0*" PRIu64, places, fraction);
}

void rh_number_put_count(rh_buf *out, uint64_t n)
{
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%" PRIu64, n);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) rh_buf_byte(out, ',');
        rh_buf_byte(out, digits[i]);
    }
}

void rh_number_put(rh_buf *out, rh_model_quantity quantity)
{
    if (quantity.den == 0) {
        rh_buf_put(out, RH_STR("\xe2\x80\x94"));
        return;
    }
    switch (quantity.unit) {
    case RH_MODEL_COUNT:
        if (quantity.num < 0) rh_buf_byte(out, '-');
        rh_number_put_count(out, scaled(magnitude(quantity.num), (uint64_t)quantity.den, 1));
        break;
    case RH_MODEL_RATE:
        if (quantity.num > INT64_MAX / 100 || quantity.num < INT64_MIN / 100) quantity.den /= 100;
        else quantity.num *= 100;
        rh_number_put_decimal(out, quantity, 2);
        rh_buf_put(out, RH_STR(" %"));
        break;
    case RH_MODEL_HOURS:
        rh_number_put_decimal(out, quantity, 1);
        rh_buf_put(out, RH_STR(" h"));
        break;
    case RH_MODEL_NUMBER: rh_number_put_decimal(out, quantity, 2); break;
    }
}

int64_t rh_number_ppm(int64_t num, int64_t den)
{
    if (den <= 0 || num <= 0) return 0;
    if (num >= den) return 1000000;
    return (int64_t)scaled((uint64_t)num, (uint64_t)den, 1000000);
}
