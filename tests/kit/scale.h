/* How much of a long test is run: all of it, or one part in N where the environment has CHECK_SCALE=N, as `make
 * check-all` has it under valgrind. What was left out is said aloud: tests/run shows lines that begin with "scaled:".
 * For samples and sweeps only, whose every part proves the same thing; no test is left out as a whole. */
#ifndef KIT_SCALE_H
#define KIT_SCALE_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* N; 1 when it is not set or no number. */
static inline size_t kit_scale(void)
{
    const char *text = getenv("CHECK_SCALE");
    const unsigned long n = text != NULL ? strtoul(text, NULL, 10) : 1;
    return n != 0 ? n : 1;
}

/* How many of `n` to run, at least `least` of them. `what` names them, in the plural. */
static inline size_t kit_scaled(size_t n, size_t least, const char *what)
{
    const size_t part = n / kit_scale(), some = part > least ? part : least;
    if (some >= n) return n;
    printf("scaled: %zu of %zu %s (CHECK_SCALE=%zu)\n", some, n, what, kit_scale());
    return some;
}

#endif
