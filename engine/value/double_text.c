/* The shortest text of a double: Burger and Dybvig, "Printing Floating-Point Numbers Quickly and Accurately" (1996),
 * free format, in exact integers of fixed size; laid out as ECMAScript's Number::toString (RFC 8785 section 3.2.2.3).
 *
 * No libm, no locale: the C library's printf and strtod depend on the decimal point in force. */
#include "engine/base/assert.h"
#include "engine/value/value.h"

/* ---- whole numbers of up to 1184 bits: the largest here is 2^1025 * 4, or 10^324 * 4 ---- */

enum { WORDS = 37, MANTISSA_BITS = 52, EXPONENT_BIAS = 1075, EXPONENT_MIN = -1074 };

typedef struct big {
    uint32_t word[WORDS]; /* least first */
    int n;                /* words in use; 0: zero */
} big;

static void big_set(big *a, uint64_t v)
{
    a->n = 0;
    for (; v != 0; v >>= 32) a->word[a->n++] = (uint32_t)v;
}

static void big_times(big *a, uint32_t m)
{
    uint64_t carry = 0;
    for (int i = 0; i < a->n; i++) {
        carry += (uint64_t)a->word[i] * m;
        a->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry == 0) return;
    RH_ASSERT(a->n < WORDS);
    a->word[a->n++] = (uint32_t)carry;
}

static void big_times_pow(big *a, uint32_t base, int exponent)
{
    for (; exponent >= 9; exponent -= 9)
        for (int i = 0; i < 3; i++) big_times(a, base * base * base); /* base <= 10 */
    for (; exponent > 0; exponent--) big_times(a, base);
}

static int big_cmp(const big *a, const big *b)
{
    if (a->n != b->n) return a->n < b->n ? -1 : 1;
    for (int i = a->n; i-- > 0;)
        if (a->word[i] != b->word[i]) return a->word[i] < b->word[i] ? -1 : 1;
    return 0;
}

static void big_add(big *a, const big *b)
{
    uint64_t carry = 0;
    for (int i = 0; i < a->n || i < b->n || carry != 0; i++) {
        RH_ASSERT(i < WORDS);
        if (i < a->n) carry += a->word[i];
        else a->n = i + 1;
        if (i < b->n) carry += b->word[i];
        a->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

/* a -= b, where a >= b. */
static void big_subtract(big *a, const big *b)
{
    int64_t borrow = 0;
    for (int i = 0; i < a->n; i++) {
        borrow += (int64_t)a->word[i] - (i < b->n ? b->word[i] : 0);
        a->word[i] = (uint32_t)borrow;
        borrow >>= 32;
    }
    while (a->n > 0 && a->word[a->n - 1] == 0) a->n--;
}

static int big_cmp_sum(const big *a, const big *b, const big *c)
{
    big sum = *a;
    big_add(&sum, b);
    return big_cmp(&sum, c);
}

/* ---- digits ---- */

/* The value is r / s; everything within (r - below, r + above) / s reads back as it, the ends too where `closed`. */
typedef struct interval {
    big r, s, below, above;
    bool closed;
} interval;

static void begin(interval *v, uint64_t mantissa, int exponent)
{
    const bool is_lowest = mantissa == (uint64_t)1 << MANTISSA_BITS && exponent > EXPONENT_MIN; /* narrower below */
    v->closed = mantissa % 2 == 0;
    big_set(&v->r, mantissa);
    big_set(&v->s, 1);
    big_set(&v->below, 1);
    big_times_pow(&v->r, 2, 1 + is_lowest);
    big_times_pow(&v->s, 2, 1 + is_lowest);
    if (exponent >= 0) {
        big_times_pow(&v->r, 2, exponent);
        big_times_pow(&v->below, 2, exponent);
    } else {
        big_times_pow(&v->s, 2, -exponent);
    }
    v->above = v->below;
    big_times_pow(&v->above, 2, is_lowest);
}

static bool reaches_one(const interval *v)
{
    const int c = big_cmp_sum(&v->r, &v->above, &v->s);
    return v->closed ? c >= 0 : c > 0;
}

static void times_ten(interval *v)
{
    big_times(&v->r, 10);
    big_times(&v->below, 10);
    big_times(&v->above, 10);
}

static int bits_of(const big *a)
{
    int bits = a->n * 32;
    for (uint32_t top = a->word[a->n - 1]; top < (uint32_t)1 << 31; top <<= 1) bits--;
    return bits;
}

/* Scales s (or the rest) by powers of ten so that the value is 0.d1d2... times 10 to the result. */
static int scale(interval *v)
{
    const int log2_value = bits_of(&v->r) - bits_of(&v->s); /* within one */
    int k = log2_value * 30103 / 100000 - 2;                /* log10(2) = 0.30103; not above the true one */
    if (k >= 0) {
        big_times_pow(&v->s, 10, k);
    } else {
        big_times_pow(&v->r, 10, -k);
        big_times_pow(&v->below, 10, -k);
        big_times_pow(&v->above, 10, -k);
    }
    for (; reaches_one(v); k++) big_times(&v->s, 10);
    return k;
}

/* One digit: the whole part of r / s, which stays in r as the rest. */
static int next_digit(interval *v)
{
    times_ten(v);
    int d = 0;
    for (; big_cmp(&v->r, &v->s) >= 0; d++) big_subtract(&v->r, &v->s);
    return d;
}

static int generate(interval *v, char digits[20])
{
    for (int n = 0;;) {
        int d = next_digit(v);
        const int c = big_cmp(&v->r, &v->below);
        const bool low = v->closed ? c <= 0 : c < 0, high = reaches_one(v);
        if (low || high) {
            const int half = big_cmp_sum(&v->r, &v->r, &v->s);
            if (high && (!low || half > 0 || (half == 0 && d % 2 == 1))) d++;
            digits[n++] = (char)('0' + d);
            return n;
        }
        digits[n++] = (char)('0' + d);
    }
}

/* ---- layout ---- */

static char *put(char *p, const char *from, int n)
{
    memcpy(p, from, (size_t)n);
    return p + n;
}

static char *put_zeros(char *p, int n)
{
    memset(p, '0', (size_t)n);
    return p + n;
}

static char *put_exponent(char *p, int e)
{
    *p++ = 'e';
    *p++ = e < 0 ? '-' : '+';
    if (e < 0) e = -e;
    if (e >= 100) *p++ = (char)('0' + e / 100);
    if (e >= 10) *p++ = (char)('0' + e / 10 % 10);
    *p++ = (char)('0' + e % 10);
    return p;
}

/* n digits, the point behind the first k of them. */
static char *lay_out(char *p, const char *digits, int n, int k)
{
    if (n <= k && k <= 21) return put_zeros(put(p, digits, n), k - n);
    if (0 < k && k <= 21) {
        p = put(p, digits, k);
        *p++ = '.';
        return put(p, digits + k, n - k);
    }
    if (-6 < k && k <= 0) return put(put_zeros(put(p, "0.", 2), -k), digits, n);
    *p++ = digits[0];
    if (n > 1) {
        *p++ = '.';
        p = put(p, digits + 1, n - 1);
    }
    return put_exponent(p, k - 1);
}

static size_t put_word(char out[32], const char *word)
{
    const size_t n = strlen(word);
    memcpy(out, word, n + 1);
    return n;
}

/* Most numbers have few digits. One of at most 15 is told apart from all others of 15 by its double (2^53 is over
 * 10^15), so if some m / 10^k with such an m is d, no other text of 15 digits is, and the first k has no zeros at the
 * end. The quotient is the double nearest to it, both being exact. 0: d is not of this kind. */
static size_t put_short(char out[32], double d)
{
    enum { PLACES = 6 }; /* what needs more may need an exponent */
    const double size = d < 0 ? -d : d;
    double power = 1;
    if (!(size < 1e15)) return 0;
    for (int k = 0; k <= PLACES; k++, power *= 10) {
        const double scaled = size * power + 0.5;
        if (scaled >= 1e15) return 0;
        const uint64_t m = (uint64_t)scaled;
        if ((double)m / power != size) continue;
        char digits[20], *p = out;
        int n = 0;
        for (uint64_t rest = m; rest != 0 || n <= k; rest /= 10)
            digits[sizeof digits - 1 - (size_t)n++] = (char)('0' + rest % 10);
        const char *from = digits + sizeof digits - n;
        if (d < 0) *p++ = '-';
        p = put(p, from, n - k);
        if (k > 0) *p++ = '.';
        p = put(p, from + n - k, k);
        *p = '\0';
        return (size_t)(p - out);
    }
    return 0;
}

size_t rh_double_text(char out[32], double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    const uint64_t fraction = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
    const int biased = (int)(bits >> MANTISSA_BITS & 0x7FF);
    const bool is_negative = bits >> 63 != 0;
    if (biased == 0x7FF) return put_word(out, fraction != 0 ? "NaN" : is_negative ? "-Infinity" : "Infinity");
    if (biased == 0 && fraction == 0) return put_word(out, "0");
    const size_t n_short = put_short(out, d);
    if (n_short != 0) return n_short;
    interval v;
    begin(&v, biased == 0 ? fraction : fraction | (uint64_t)1 << MANTISSA_BITS,
          biased == 0 ? EXPONENT_MIN : biased - EXPONENT_BIAS);
    const int k = scale(&v);
    char digits[20], *p = out;
    const int n = generate(&v, digits);
    if (is_negative) *p++ = '-';
    p = lay_out(p, digits, n, k);
    *p = '\0';
    return (size_t)(p - out);
}
