/* The C face of RE2. No exception and no C++ type crosses it. */
#include "harness/foreign/regex_face.h"

#include <cstdio>
#include <new>
#include <re2/re2.h>

struct rh_re2 {
    RE2 re;
    rh_re2(const re2::StringPiece &pattern, const RE2::Options &options) : re(pattern, options) {}
};

rh_re2 *rh_re2_new(const char *pattern, size_t len, size_t max_bytes, char *why, size_t n)
{
    try {
        RE2::Options options(RE2::Quiet);
        options.set_max_mem(static_cast<int64_t>(max_bytes));
        rh_re2 *re = new rh_re2(re2::StringPiece(pattern, len), options);
        if (re->re.ok()) return re;
        std::snprintf(why, n, "%s", re->re.error().c_str());
        delete re;
    } catch (const std::bad_alloc &) {
        std::snprintf(why, n, "no memory");
    }
    return nullptr;
}

void rh_re2_free(rh_re2 *re)
{
    delete re;
}

int rh_re2_match(const rh_re2 *re, const char *text, size_t len)
{
    try {
        return RE2::PartialMatch(re2::StringPiece(text, len), re->re) ? 1 : 0;
    } catch (const std::bad_alloc &) {
        return -1;
    }
}
