/* Static types of expressions. */
#include "engine/expr/check/types.h"

const rh_type rh_type_dyn = {.kind = RH_T_DYN}, rh_type_bool = {.kind = RH_T_BOOL}, rh_type_int = {.kind = RH_T_INT},
              rh_type_uint = {.kind = RH_T_UINT}, rh_type_double = {.kind = RH_T_DOUBLE},
              rh_type_string = {.kind = RH_T_STRING}, rh_type_bytes = {.kind = RH_T_BYTES},
              rh_type_timestamp = {.kind = RH_T_TIMESTAMP}, rh_type_duration = {.kind = RH_T_DURATION},
              rh_type_null = {.kind = RH_T_NULL, .is_nullable = true};
const rh_type rh_type__free = {.kind = RH_T_DYN};

/* Without memory a made type is dyn: the arena remembers, and rh_pool_add answers NOMEM. */
static const rh_type *make(rh_arena *keep, rh_type draft)
{
    rh_type *t = RH_NEW(keep, rh_type);
    if (t == NULL) return &rh_type_dyn;
    *t = draft;
    return t;
}

const rh_type *rh_type__list(rh_arena *keep, const rh_type *elem)
{
    return make(keep, (rh_type){.kind = RH_T_LIST, .elem = elem});
}

const rh_type *rh_type__map(rh_arena *keep, const rh_type *key, const rh_type *value)
{
    return make(keep, (rh_type){.kind = RH_T_MAP, .elem = value, .key = key});
}

const rh_type *rh_type__optional(rh_arena *keep, const rh_type *elem)
{
    return make(keep, (rh_type){.kind = RH_T_OPTIONAL, .elem = elem});
}

bool rh_type__is_number(const rh_type *t)
{
    return t->kind == RH_T_INT || t->kind == RH_T_UINT || t->kind == RH_T_DOUBLE;
}

const rh_type *rh_type__element(const rh_type *list)
{
    const rh_type *elem = list->elem;
    return elem->kind == RH_T_STRING && elem->words.n > 0 ? &rh_type_string : elem;
}

static bool same_words(rh_strs a, rh_strs b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++) {
        if (!rh_str_eq(a.at[i], b.at[i])) return false;
    }
    return true;
}

static const rh_type *join_parts(rh_arena *keep, const rh_type *a, const rh_type *b)
{
    const rh_type *elem = rh_type__join(keep, a->elem, b->elem);
    if (elem == NULL) return NULL;
    if (a->kind != RH_T_MAP) {
        return elem == a->elem ? a : elem == b->elem ? b : make(keep, (rh_type){.kind = a->kind, .elem = elem});
    }
    const rh_type *key = rh_type__join(keep, a->key, b->key);
    if (key == NULL) return NULL;
    if (key == a->key && elem == a->elem) return a;
    return rh_type__map(keep, key, elem);
}

static const rh_type *nullable(rh_arena *keep, const rh_type *t)
{
    if (t->is_nullable || t->kind == RH_T_DYN) return t;
    rh_type draft = *t;
    draft.is_nullable = true;
    return make(keep, draft);
}

const rh_type *rh_type__join(rh_arena *keep, const rh_type *a, const rh_type *b)
{
    if (a == b || b == &rh_type__free) return a;
    if (a == &rh_type__free) return b;
    if (a->kind == RH_T_DYN || b->kind == RH_T_DYN) return &rh_type_dyn;
    if (a->kind == RH_T_NULL) return nullable(keep, b);
    if (b->kind == RH_T_NULL) return nullable(keep, a);
    if (a->kind != b->kind) {
        const bool maps = (a->kind == RH_T_MAP && b->kind == RH_T_RECORD) ||
                          (a->kind == RH_T_RECORD && b->kind == RH_T_MAP);
        return maps ? (a->kind == RH_T_MAP ? a : b) : NULL;
    }
    if (a->kind == RH_T_LIST || a->kind == RH_T_OPTIONAL || a->kind == RH_T_MAP) return join_parts(keep, a, b);
    if (a->kind == RH_T_RECORD) return &rh_type_dyn;
    if (a->kind == RH_T_STRING && !same_words(a->words, b->words)) return &rh_type_string;
    return a->is_nullable ? a : b;
}

bool rh_type__comparable(const rh_type *a, const rh_type *b)
{
    if (a->kind == RH_T_DYN || b->kind == RH_T_DYN || a->kind == RH_T_NULL || b->kind == RH_T_NULL) return true;
    if (rh_type__is_number(a) && rh_type__is_number(b)) return true;
    const bool a_map = a->kind == RH_T_MAP || a->kind == RH_T_RECORD,
               b_map = b->kind == RH_T_MAP || b->kind == RH_T_RECORD;
    if (a_map || b_map) return a_map && b_map;
    if (a->kind != b->kind) return false;
    return a->elem == NULL || b->elem == NULL || rh_type__comparable(a->elem, b->elem);
}

bool rh_type__accepts(const rh_type *want, const rh_type *got)
{
    if (want->kind == RH_T_DYN || got->kind == RH_T_DYN || got->kind == RH_T_NULL) return true;
    if (want->kind != got->kind) return want->kind == RH_T_MAP && got->kind == RH_T_RECORD;
    return want->elem == NULL || got->elem == NULL || rh_type__accepts(want->elem, got->elem);
}

const rh_type *rh_type__member(const rh_type *record, rh_str name)
{
    for (size_t i = 0; i < record->n_members; i++) {
        if (rh_str_eq(record->members[i].name, name)) return record->members[i].type;
    }
    return NULL;
}

static const char *const NAMES[] = {"dyn", "null", "bool", "int", "uint", "double", "string", "bytes", "timestamp",
                                    "duration", "list", "map", "type", "optional", "record"};

void rh_type__put(rh_buf *out, const rh_type *t)
{
    rh_buf_put(out, rh_str_of(NAMES[t->kind]));
    if (t->elem == NULL) return;
    rh_buf_byte(out, '(');
    if (t->key != NULL) {
        rh_type__put(out, t->key);
        rh_buf_put(out, RH_STR(", "));
    }
    rh_type__put(out, t->elem);
    rh_buf_byte(out, ')');
}

rh_str rh_type__text(rh_arena *keep, const rh_type *t)
{
    rh_buf buf;
    rh_buf_init(&buf, keep, 4096);
    rh_type__put(&buf, t);
    return rh_buf_str(&buf);
}
