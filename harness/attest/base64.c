/* Base64, strictly. */
#include "harness/attest/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum { GROUP_BYTES = 3, GROUP_DIGITS = 4, PAD = -2, NONE = -1 };

void rh_base64_put(rh_buf *out, rh_str bytes)
{
    for (size_t i = 0; i < bytes.len; i += GROUP_BYTES) {
        const size_t n = bytes.len - i < GROUP_BYTES ? bytes.len - i : GROUP_BYTES;
        uint32_t bits = 0;
        for (size_t k = 0; k < GROUP_BYTES; k++) bits = bits << 8 | (k < n ? (unsigned char)bytes.ptr[i + k] : 0u);
        for (size_t k = 0; k < GROUP_DIGITS; k++)
            rh_buf_byte(out, k <= n ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
}

/* Which alphabets a text may still be in: a digit that only one of them has decides. */
typedef struct alphabets {
    bool is_standard, is_url;
} alphabets;

static int digit_of(char c, alphabets *allowed)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '=') return PAD;
    const bool is_standard = c == '+' || c == '/', is_url = c == '-' || c == '_';
    if ((is_standard && !allowed->is_standard) || (is_url && !allowed->is_url) || (!is_standard && !is_url))
        return NONE;
    *allowed = (alphabets){is_standard, is_url};
    return c == '+' || c == '-' ? 62 : 63;
}

/* One group of four digits: how many bytes it holds (1 to 3), or 0 and *at, counted from the group's first digit. */
static size_t read_group(unsigned char bytes[GROUP_BYTES], const char *group, alphabets *allowed, size_t *at)
{
    uint32_t bits = 0;
    size_t n_digits = 0;
    for (size_t k = 0; k < GROUP_DIGITS; k++) {
        const int digit = digit_of(group[k], allowed);
        *at = k;
        if (digit == NONE || (digit == PAD && k < 2) || (digit >= 0 && n_digits < k)) return 0;
        n_digits += digit >= 0;
        bits = bits << 6 | (digit >= 0 ? (uint32_t)digit : 0u);
    }
    *at = n_digits - 1; /* bits left over are the last digit's fault */
    if ((n_digits == 2 && (bits & 0xffff) != 0) || (n_digits == 3 && (bits & 0xff) != 0)) return 0;
    for (size_t k = 0; k < GROUP_BYTES; k++) bytes[k] = (unsigned char)(bits >> (16 - 8 * k));
    return n_digits - 1;
}

bool rh_base64_read(rh_str *out, rh_arena *keep, rh_str text, size_t *at)
{
    alphabets allowed = {true, true};
    size_t len = 0;
    unsigned char *bytes = rh_arena_alloc(keep, text.len / GROUP_DIGITS * GROUP_BYTES + 1);
    *at = text.len;
    if (bytes == NULL || text.len % GROUP_DIGITS != 0) return false;
    for (size_t i = 0; i < text.len; i += GROUP_DIGITS) {
        unsigned char group[GROUP_BYTES];
        size_t within = 0;
        const size_t n = read_group(group, text.ptr + i, &allowed, &within);
        *at = i + within;
        if (n == 0 || (n < GROUP_BYTES && i + GROUP_DIGITS < text.len)) return false;
        memcpy(bytes + len, group, n);
        len += n;
    }
    *out = (rh_str){(const char *)bytes, len};
    return true;
}
