/* Arenas: memory with one lifetime, given back all at once.
 *
 * For: everything the engine allocates. Lifetimes are run, program, journey; the parameter's name tells which (`keep`
 * outlives the call, `scratch` does not). Blocks come from the host. An arena has a byte ceiling; at the ceiling, or
 * when the host has no more, an allocation answers NULL and the arena remembers it (`rh_arena_failed`), so that a
 * caller may check once at the end of a sequence where each step tolerates NULL. Not thread-safe: one arena, one
 * thread. */
#ifndef RH_BASE_ARENA_H
#define RH_BASE_ARENA_H

#include "engine/base/str.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct rh_host_memory {
    void *(*take)(void *ctx, size_t size_bytes); /* NULL when there is none */
    void (*give)(void *ctx, void *block, size_t size_bytes);
    void *ctx;
} rh_host_memory;

typedef struct rh_arena_block rh_arena_block;

typedef struct rh_arena {
    rh_host_memory host;
    rh_arena_block *first, *last;
    char *next, *end;
    size_t used_bytes;    /* handed out since init or reset */
    size_t held_bytes;    /* taken from the host */
    size_t ceiling_bytes; /* most that may be held */
    bool failed;
} rh_arena;

typedef struct rh_arena_mark {
    rh_arena_block *block;
    char *next;
    size_t used_bytes;
} rh_arena_mark;

/* ceiling_bytes 0: RH_LIMIT_ARENA_BYTES. Takes nothing from the host yet. */
void rh_arena_init(rh_arena *arena, rh_host_memory host, size_t ceiling_bytes);
/* Gives every block back. Accepts NULL. */
void rh_arena_dispose(rh_arena *arena);
/* Forgets what was allocated and clears `failed`; keeps the blocks for the next use. */
void rh_arena_reset(rh_arena *arena);
/* Aligned for any type, not zeroed: for what is filled in whole at once. NULL at the ceiling. size 0 is a valid unique
 * pointer. */
void *rh_arena__more(rh_arena *arena, size_t size_bytes); /* in a further block */
static inline void *rh_arena_room(rh_arena *arena, size_t size_bytes)
{
    enum { ALIGN = _Alignof(max_align_t) };
    const size_t left = (size_t)(arena->end - arena->next);
    if (size_bytes == 0 || size_bytes > left || left - size_bytes < ALIGN) return rh_arena__more(arena, size_bytes);
    const size_t need = (size_bytes + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    void *at = arena->next;
    arena->next += need;
    arena->used_bytes += need;
    return at;
}
/* The same, zeroed. */
void *rh_arena_alloc(rh_arena *arena, size_t size_bytes);
/* n * size with overflow check; room_for: not zeroed. */
void *rh_arena_array(rh_arena *arena, size_t n, size_t size_bytes);
void *rh_arena_room_for(rh_arena *arena, size_t n, size_t size_bytes);
/* Whether a pointer leads into what the arena has handed out. */
bool rh_arena_has(const rh_arena *arena, const void *at);
/* A copy of s (NUL added behind it, not counted). Null stays null. On no memory the result is null and `failed` is
 * set. */
rh_str rh_arena_str(rh_arena *arena, rh_str s);
/* The same as a C string; NULL on no memory. */
char *rh_arena_cstr(rh_arena *arena, rh_str s);
static inline bool rh_arena_failed(const rh_arena *arena) { return arena->failed; }

/* A scope within an arena: begin, allocate, end. */
rh_arena_mark rh_arena_begin(const rh_arena *arena);
void rh_arena_end(rh_arena *arena, rh_arena_mark mark);

#define RH_NEW(arena, T) ((T *)rh_arena_alloc((arena), sizeof(T)))
#define RH_NEW_N(arena, n, T) ((T *)rh_arena_array((arena), (n), sizeof(T)))

#endif
