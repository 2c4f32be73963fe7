/* Regular expressions in linear time: RE2 syntax, unanchored (ruling 42), as the hooks that engine/expr wants.
 *
 * A cache keeps compiled patterns, so `matches` with the same pattern compiles once. Patterns in a register are few; a
 * pattern made from data could be any number, so the cache holds RH_REGEX_CACHED and beyond that compiles for the one
 * call. Any number of threads share one cache. */
#ifndef RH_FOREIGN_REGEX_H
#define RH_FOREIGN_REGEX_H

#include "engine/base/err.h"
#include "engine/expr/expr.h"

enum {
    RH_REGEX_CACHED = 1024,          /* compiled patterns kept */
    RH_REGEX_PROGRAM_BYTES = 1 << 20 /* memory of one compiled pattern and its matcher (E9) */
};

typedef struct rh_regex_cache rh_regex_cache;

RH_MUST rh_code rh_regex_cache_new(rh_regex_cache **out, rh_err *err);
void rh_regex_cache_free(rh_regex_cache *cache); /* accepts NULL; no thread may use it any more */

/* Hooks: ctx is the cache. As rh_regex_match (expr.h): 1 match, 0 none, -1 bad pattern or no memory. */
int rh_regex_cache_match(void *cache, rh_str pattern, rh_str text);
/* As rh_env.regex_ok: whether the pattern is valid and within RH_REGEX_PROGRAM_BYTES; if not, RH_REGEX_BAD in err. */
bool rh_regex_cache_ok(void *cache, rh_str pattern, rh_err *err);

#endif
