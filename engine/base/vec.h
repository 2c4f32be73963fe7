/* Growing arrays in an arena.
 *
 *     typedef RH_VEC(int) ints;   ints v = {0};
 *     if (!RH_PUSH(arena, &v, 7)) return rh_err_nomem(err);
 *
 * `at` may move on a push. The old array stays in the arena until its end (growth doubles, so at most as much
 * again). */
#ifndef RH_BASE_VEC_H
#define RH_BASE_VEC_H

#include "engine/base/arena.h"

#define RH_VEC(T) struct { T *at; size_t n, cap; }

/* Makes room for one more, not zeroed; false when there is no memory. */
bool rh_vec_grow(rh_arena *arena, void *at_pointer, size_t n, size_t *cap, size_t size_bytes);

#define RH_RESERVE(arena, v) ((v)->n < (v)->cap || rh_vec_grow((arena), &(v)->at, (v)->n, &(v)->cap, sizeof *(v)->at))
/* What is pushed may ask the vector: it has one more only then. */
#define RH_PUSH(arena, v, ...) (RH_RESERVE((arena), (v)) && ((v)->at[(v)->n] = (__VA_ARGS__), (v)->n++, true))

#endif
