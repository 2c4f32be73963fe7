/* The mappings that are part of the program: made from harness/ingest/maps by the Makefile. Insides of map.h. */
#ifndef RH_INGEST_MAP_BUILTIN_H
#define RH_INGEST_MAP_BUILTIN_H

#include "engine/base/str.h"

typedef struct rh_map_builtin_file {
    rh_str name; /* of the file, without .yaml */
    rh_str text;
} rh_map_builtin_file;

extern const rh_map_builtin_file rh_map__builtins[];
extern const size_t rh_map__n_builtins;

#endif
