/* RE2 as C sees it. Insides of regex.h. */
#ifndef RH_FOREIGN_REGEX_FACE_H
#define RH_FOREIGN_REGEX_FACE_H

#include <stddef.h>

typedef struct rh_re2 rh_re2;

#ifdef __cplusplus
extern "C" {
#endif
/* NULL: no memory, or `why` (at most n bytes with its NUL) says what is wrong with the pattern. max_bytes bounds the
 * compiled program and the matcher's states. */
rh_re2 *rh_re2_new(const char *pattern, size_t len, size_t max_bytes, char *why, size_t n);
void rh_re2_free(rh_re2 *re);
/* Whether the pattern is found anywhere in the text. Any number of threads. */
int rh_re2_match(const rh_re2 *re, const char *text, size_t len);
#ifdef __cplusplus
}
#endif

#endif
