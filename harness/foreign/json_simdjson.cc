/* The C face of simdjson. No exception and no C++ type crosses it. */
#include "harness/foreign/simdjson_face.h"

#include <cstring>
#include <new>
#include <simdjson.h>

struct rh_simdjson {
    simdjson::dom::parser parser;
    char *padded = nullptr; /* the text with the room behind it that simdjson wants */
    size_t capacity = 0;
    size_t max_depth = 0;
    ~rh_simdjson() { delete[] padded; }
};

static bool make_room(rh_simdjson *p, size_t n)
{
    if (n <= p->capacity && p->padded != nullptr) return true;
    size_t more = p->capacity != 0 ? p->capacity : 4096;
    while (more < n) more *= 2;
    char *bigger = new (std::nothrow) char[more + simdjson::SIMDJSON_PADDING];
    if (bigger == nullptr) return false;
    delete[] p->padded;
    p->padded = bigger;
    p->capacity = more;
    return p->parser.allocate(more, p->max_depth) == simdjson::SUCCESS;
}

rh_simdjson *rh_simdjson_new(size_t max_depth)
{
    rh_simdjson *p = new (std::nothrow) rh_simdjson;
    if (p != nullptr) p->max_depth = max_depth;
    return p;
}

void rh_simdjson_free(rh_simdjson *parser)
{
    delete parser;
}

rh_simdjson_result rh_simdjson_parse(rh_simdjson_tape *out, rh_simdjson *p, const char *bytes, size_t n)
{
    if (!make_room(p, n)) return RH_SIMDJSON_NOMEM;
    if (n != 0) std::memcpy(p->padded, bytes, n);
    std::memset(p->padded + n, 0, simdjson::SIMDJSON_PADDING);
    simdjson::dom::element root;
    const simdjson::error_code error = p->parser.parse(p->padded, n, false).get(root);
    if (error == simdjson::DEPTH_ERROR) return RH_SIMDJSON_DEEP;
    if (error == simdjson::MEMALLOC || error == simdjson::CAPACITY) return RH_SIMDJSON_NOMEM;
    if (error != simdjson::SUCCESS) return RH_SIMDJSON_BAD;
    out->words = p->parser.doc.tape.get();
    out->strings = p->parser.doc.string_buf.get();
    return RH_SIMDJSON_OK;
}

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
const char *rh_simdjson_version(void)
{
    return TEXT(SIMDJSON_VERSION);
}
