/* simdjson as C sees it: bytes in, its tape out. Insides of json.h.
 *
 * The tape is the one that simdjson documents (doc/tape.md): 64-bit words, the type in the top byte; strings stand in a
 * buffer of their own, each behind its length in 32 bits. */
#ifndef RH_FOREIGN_SIMDJSON_FACE_H
#define RH_FOREIGN_SIMDJSON_FACE_H

#include <stddef.h>
#include <stdint.h>

typedef struct rh_simdjson rh_simdjson;

typedef enum rh_simdjson_result {
    RH_SIMDJSON_OK,
    RH_SIMDJSON_BAD,
    RH_SIMDJSON_DEEP,
    RH_SIMDJSON_NOMEM
} rh_simdjson_result;

typedef struct rh_simdjson_tape {
    const uint64_t *words; /* borrowed until the next parse */
    const unsigned char *strings;
} rh_simdjson_tape;

#ifdef __cplusplus
extern "C" {
#endif
/* NULL when there is no memory. max_depth: objects and arrays within each other. */
rh_simdjson *rh_simdjson_new(size_t max_depth);
void rh_simdjson_free(rh_simdjson *parser);
/* "3.0.1" */
const char *rh_simdjson_version(void);
rh_simdjson_result rh_simdjson_parse(rh_simdjson_tape *out, rh_simdjson *parser, const char *bytes, size_t n);
#ifdef __cplusplus
}
#endif

#endif
