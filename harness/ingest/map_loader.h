/* What loads a mapping. Insides of map.h. */
#ifndef RH_INGEST_MAP_LOADER_H
#define RH_INGEST_MAP_LOADER_H

#include "harness/ingest/map_insides.h"

#include "engine/base/show.h"

typedef struct rh_map_loader {
    rh_arena *keep;
    rh_diags *diags;
    rh_map_file *map;
    rh_str file;  /* where it stands, for messages */
    rh_code code; /* the first error */
} rh_map_loader;

rh_span rh_map__place(const rh_map_loader *l, const rh_node *at);

/* An error at a node; `format` shows one text. */
#define RH_MAP_WRONG(l, at, format, text)                                                                              \
    do {                                                                                                               \
        const rh_str shown_ = rh_show((l)->keep, (text), 80);                                                          \
        rh_diags_add((l)->diags, RH_MAP_KEY, rh_map__place((l), (at)), format, RH_ARG(shown_));                        \
        if ((l)->code == RH_OK) (l)->code = RH_MAP_KEY;                                                                \
    } while (0)

bool rh_map__is_map(rh_map_loader *l, const rh_node *node, const char *name);
/* Says which keys of a map are none of those allowed. */
void rh_map__only(rh_map_loader *l, const rh_node *map, const char *const *allowed, size_t n);
#define RH_MAP_ONLY(l, map, ...)                                                                                       \
    do {                                                                                                               \
        static const char *const allowed_[] = {__VA_ARGS__};                                                           \
        rh_map__only((l), (map), allowed_, sizeof allowed_ / sizeof *allowed_);                                        \
    } while (0)
/* The text under a key; null when there is none. */
rh_str rh_map__text(rh_map_loader *l, const rh_node *map, const char *key, bool is_required);
rh_strs rh_map__texts(rh_map_loader *l, const rh_node *map, const char *key);
/* The parts of a dotted path. */
rh_strs rh_map__split(rh_map_loader *l, rh_str path);
/* Which of n words a text is; n when it is none. */
size_t rh_map__word(rh_str text, const char *const *words, size_t n);

/* The zone that is named under `zone`; NULL when there is none. */
const rh_zone *rh_map__zone(rh_map_loader *l, const rh_node *map, bool is_required);

/* reads, and the columns, which need it. */
void rh_map__load_reads(rh_map_loader *l, const rh_node *reads);
void rh_map__load_columns(rh_map_loader *l, const rh_node *columns);

#endif
