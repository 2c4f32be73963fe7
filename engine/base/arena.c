/* Arenas over blocks of the host. */
#include "engine/base/arena.h"

#include "engine/base/limits.h"
#include "engine/base/vec.h"

#include <stdint.h>

/* ASan then sees every overrun, and a test that refuses the n-th block refuses the n-th allocation. */
#if defined(__SANITIZE_ADDRESS__) || defined(RH_EACH_ITS_OWN_BLOCK)
#define EACH_ITS_OWN_BLOCK 1
#else
#define EACH_ITS_OWN_BLOCK 0
#endif

enum { ALIGN = _Alignof(max_align_t), BLOCK_FIRST = 16 << 10, BLOCK_MOST = 4 << 20 };

struct rh_arena_block {
    rh_arena_block *next;
    size_t size_bytes; /* this header included */
};

#define HEADER ((sizeof(rh_arena_block) + ALIGN - 1) / ALIGN * ALIGN)

void rh_arena_init(rh_arena *arena, rh_host_memory host, size_t ceiling_bytes)
{
    *arena = (rh_arena){.host = host, .ceiling_bytes = ceiling_bytes != 0 ? ceiling_bytes : RH_LIMIT_ARENA_BYTES};
}

static void give_from(rh_arena *arena, rh_arena_block *block)
{
    while (block != NULL) {
        rh_arena_block *next = block->next;
        arena->held_bytes -= block->size_bytes;
        arena->host.give(arena->host.ctx, block, block->size_bytes);
        block = next;
    }
}

void rh_arena_dispose(rh_arena *arena)
{
    if (arena == NULL) return;
    give_from(arena, arena->first);
    *arena = (rh_arena){.host = arena->host, .ceiling_bytes = arena->ceiling_bytes};
}

static void use_block(rh_arena *arena, rh_arena_block *block)
{
    arena->last = block;
    arena->next = block != NULL ? (char *)block + HEADER : NULL;
    arena->end = block != NULL ? (char *)block + block->size_bytes : NULL;
}

void rh_arena_reset(rh_arena *arena)
{
    if (EACH_ITS_OWN_BLOCK) {
        give_from(arena, arena->first);
        arena->first = NULL;
    }
    use_block(arena, arena->first);
    arena->used_bytes = 0;
    arena->failed = false;
}

static rh_arena_block *take_block(rh_arena *arena, size_t need)
{
    size_t size = BLOCK_FIRST;
    while (size < BLOCK_MOST && size < arena->held_bytes) size *= 2;
    if (EACH_ITS_OWN_BLOCK || size < need + HEADER) size = need + HEADER;
    if (size < need || arena->held_bytes + size > arena->ceiling_bytes) return NULL;
    rh_arena_block *block = arena->host.take(arena->host.ctx, size);
    if (block == NULL) return NULL;
    *block = (rh_arena_block){.size_bytes = size};
    arena->held_bytes += size;
    return block;
}

/* Goes on to the next kept block, or a new one, with room for `need` bytes. */
static bool next_block(rh_arena *arena, size_t need)
{
    rh_arena_block *kept = arena->last != NULL ? arena->last->next : NULL;
    if (kept != NULL && kept->size_bytes - HEADER >= need) {
        use_block(arena, kept);
        return true;
    }
    rh_arena_block *block = take_block(arena, need);
    if (block == NULL) return false;
    block->next = kept;
    if (arena->last != NULL) arena->last->next = block;
    else arena->first = block;
    use_block(arena, block);
    return true;
}

void *rh_arena__more(rh_arena *arena, size_t size_bytes)
{
    if (size_bytes > SIZE_MAX / 2) {
        arena->failed = true;
        return NULL;
    }
    const size_t need = (size_bytes + (size_bytes == 0) + ALIGN - 1) / ALIGN * ALIGN;
    if ((arena->next == NULL || (size_t)(arena->end - arena->next) < need) && !next_block(arena, need)) {
        arena->failed = true;
        return NULL;
    }
    void *at = arena->next;
    arena->next += need;
    arena->used_bytes += need;
    return at;
}

void *rh_arena_alloc(rh_arena *arena, size_t size_bytes)
{
    void *at = rh_arena_room(arena, size_bytes);
    return at != NULL ? memset(at, 0, size_bytes) : NULL;
}

bool rh_arena_has(const rh_arena *arena, const void *at)
{
    const uintptr_t place = (uintptr_t)at;
    for (const rh_arena_block *block = arena->first; block != NULL; block = block->next) {
        if (place - (uintptr_t)block < block->size_bytes) return true;
        if (block == arena->last) break;
    }
    return false;
}

void *rh_arena_room_for(rh_arena *arena, size_t n, size_t size_bytes)
{
    if (size_bytes != 0 && n > SIZE_MAX / size_bytes) {
        arena->failed = true;
        return NULL;
    }
    return rh_arena_room(arena, n * size_bytes);
}

void *rh_arena_array(rh_arena *arena, size_t n, size_t size_bytes)
{
    void *at = rh_arena_room_for(arena, n, size_bytes);
    return at != NULL ? memset(at, 0, n * size_bytes) : NULL;
}

char *rh_arena_cstr(rh_arena *arena, rh_str s)
{
    char *at = rh_arena_room(arena, s.len + 1);
    if (at == NULL) return NULL;
    if (s.len != 0) memcpy(at, s.ptr, s.len);
    at[s.len] = '\0';
    return at;
}

rh_str rh_arena_str(rh_arena *arena, rh_str s)
{
    if (s.ptr == NULL) return s;
    const char *at = rh_arena_cstr(arena, s);
    return at != NULL ? (rh_str){at, s.len} : rh_str_null();
}

rh_arena_mark rh_arena_begin(const rh_arena *arena)
{
    return (rh_arena_mark){arena->last, arena->next, arena->used_bytes};
}

void rh_arena_end(rh_arena *arena, rh_arena_mark mark)
{
    if (EACH_ITS_OWN_BLOCK && mark.block != NULL) {
        give_from(arena, mark.block->next);
        mark.block->next = NULL;
    } else if (EACH_ITS_OWN_BLOCK) {
        give_from(arena, arena->first);
        arena->first = NULL;
    }
    use_block(arena, mark.block != NULL ? mark.block : arena->first);
    if (mark.block != NULL) arena->next = mark.next;
    arena->used_bytes = mark.used_bytes;
}

bool rh_vec_grow(rh_arena *arena, void *at_pointer, size_t n, size_t *cap, size_t size_bytes)
{
    const size_t more = *cap != 0 ? *cap * 2 : 8;
    void *bigger = rh_arena_room_for(arena, more, size_bytes);
    if (bigger == NULL) return false;
    void *old;
    memcpy(&old, at_pointer, sizeof old);
    if (n != 0) memcpy(bigger, old, n * size_bytes);
    memcpy(at_pointer, &bigger, sizeof bigger);
    *cap = more;
    return true;
}
