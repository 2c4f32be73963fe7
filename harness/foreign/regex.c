/* A shared cache of compiled patterns. */
#include "harness/foreign/regex.h"

#include "harness/foreign/regex_face.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct compiled {
    char *pattern;
    size_t len;
    rh_re2 *re;
} compiled;

struct rh_regex_cache {
    pthread_rwlock_t lock;
    compiled *sorted; /* by pattern */
    size_t n;
};

rh_code rh_regex_cache_new(rh_regex_cache **out, rh_err *err)
{
    rh_regex_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL) return rh_err_nomem(err);
    cache->sorted = calloc(RH_REGEX_CACHED, sizeof *cache->sorted);
    if (cache->sorted == NULL || pthread_rwlock_init(&cache->lock, NULL) != 0) {
        free(cache->sorted);
        free(cache);
        return rh_err_nomem(err);
    }
    *out = cache;
    return RH_OK;
}

void rh_regex_cache_free(rh_regex_cache *cache)
{
    if (cache == NULL) return;
    for (size_t i = 0; i < cache->n; i++) {
        rh_re2_free(cache->sorted[i].re);
        free(cache->sorted[i].pattern);
    }
    pthread_rwlock_destroy(&cache->lock);
    free(cache->sorted);
    free(cache);
}

/* Where the pattern stands, or would. */
static size_t place_of(const rh_regex_cache *cache, rh_str pattern, bool *is_there)
{
    size_t low = 0, high = cache->n;
    *is_there = false;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int c = rh_str_cmp(pattern, (rh_str){cache->sorted[middle].pattern, cache->sorted[middle].len});
        if (c == 0) {
            *is_there = true;
            return middle;
        }
        if (c < 0) high = middle;
        else low = middle + 1;
    }
    return low;
}

static rh_re2 *find(rh_regex_cache *cache, rh_str pattern)
{
    bool is_there;
    pthread_rwlock_rdlock(&cache->lock);
    const size_t i = place_of(cache, pattern, &is_there);
    rh_re2 *re = is_there ? cache->sorted[i].re : NULL;
    pthread_rwlock_unlock(&cache->lock);
    return re;
}

/* Gives re to the cache; false when it is full or has no memory. If another thread was first, re is freed and *use is
 * the one that was there. */
static bool insert(rh_regex_cache *cache, rh_str pattern, rh_re2 *re, rh_re2 **use)
{
    bool is_there;
    pthread_rwlock_wrlock(&cache->lock);
    const size_t i = place_of(cache, pattern, &is_there);
    char *copy = is_there || cache->n == RH_REGEX_CACHED ? NULL : malloc(pattern.len + 1);
    if (is_there) {
        rh_re2_free(re);
        re = cache->sorted[i].re;
    } else if (copy != NULL) {
        if (pattern.len != 0) memcpy(copy, pattern.ptr, pattern.len);
        memmove(cache->sorted + i + 1, cache->sorted + i, (cache->n - i) * sizeof *cache->sorted);
        cache->sorted[i] = (compiled){copy, pattern.len, re};
        cache->n++;
    }
    pthread_rwlock_unlock(&cache->lock);
    *use = re;
    return is_there || copy != NULL;
}

/* The compiled pattern; *is_own: it is not in the cache and the caller frees it. */
static rh_re2 *compile(rh_regex_cache *cache, rh_str pattern, bool *is_own, char *why, size_t n)
{
    *is_own = false;
    rh_re2 *re = find(cache, pattern);
    if (re != NULL) return re;
    re = rh_re2_new(pattern.ptr, pattern.len, RH_REGEX_PROGRAM_BYTES, why, n);
    if (re != NULL) *is_own = !insert(cache, pattern, re, &re);
    return re;
}

int rh_regex_cache_match(void *cache, rh_str pattern, rh_str text)
{
    char why[8];
    bool is_own;
    rh_re2 *re = compile(cache, pattern, &is_own, why, sizeof why);
    if (re == NULL) return -1;
    const int found = rh_re2_match(re, text.ptr, text.len);
    if (is_own) rh_re2_free(re);
    return found;
}

bool rh_regex_cache_ok(void *cache, rh_str pattern, rh_err *err)
{
    char why[200] = "no memory";
    bool is_own;
    rh_re2 *re = compile(cache, pattern, &is_own, why, sizeof why);
    if (re == NULL) {
        const rh_str shown = rh_str_slice(pattern, 0, 80);
        rh_err_set(err, RH_REGEX_BAD, (rh_span){0}, "bad pattern \"%.*s\": %s", RH_ARG(shown), why);
        return false;
    }
    if (is_own) rh_re2_free(re);
    return true;
}
