/* Base64, standard alphabet; padding may be left out when reading. */
#include "engine/expr/builtins/builder.h"
#include "engine/expr/builtins/builtins.h"

static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

rh_value rh_fn__base64_encode(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    rh_builder b = {.m = m};
    for (uint32_t i = 0; i < args[0].n; i += 3) {
        const uint32_t left = args[0].n - i;
        const unsigned char *s = (const unsigned char *)args[0].s + i;
        const uint32_t bits = (uint32_t)s[0] << 16 | (left > 1 ? (uint32_t)s[1] << 8 : 0) | (left > 2 ? s[2] : 0);
        rh_builder_byte(&b, DIGITS[bits >> 18]);
        rh_builder_byte(&b, DIGITS[bits >> 12 & 63]);
        rh_builder_byte(&b, left > 1 ? DIGITS[bits >> 6 & 63] : '=');
        rh_builder_byte(&b, left > 2 ? DIGITS[bits & 63] : '=');
    }
    return rh_builder_finish(&b);
}

rh_value rh_fn__base64_decode(rh_machine *m, const rh_value *args, size_t n)
{
    (void)n;
    rh_str s = rh_value_str(args[0]);
    rh_builder b = {.m = m};
    uint32_t bits = 0, n_bits = 0;
    const size_t n_padded = s.len;
    while (s.len > 0 && n_padded % 4 == 0 && n_padded - s.len < 2 && s.ptr[s.len - 1] == '=') s.len--;
    if (s.len % 4 == 1) return rh_undecided(RH_CAUSE_BAD_CONVERSION);
    for (size_t i = 0; i < s.len; i++) {
        const char *digit = memchr(DIGITS, s.ptr[i], 64);
        if (digit == NULL) return rh_undecided(RH_CAUSE_BAD_CONVERSION);
        bits = (bits << 6 | (uint32_t)(digit - DIGITS)) & 0xFFFFFF;
        n_bits += 6;
        if (n_bits >= 8) rh_builder_byte(&b, (char)(bits >> (n_bits -= 8)));
    }
    rh_value v = rh_builder_finish(&b);
    if (v.kind == RH_STRING) v.kind = RH_BYTES;
    return v;
}
