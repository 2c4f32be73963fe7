/* Static types: comparison, joining, names. Types are immutable; made ones live in the arena given. */
#ifndef RH_EXPR_CHECK_TYPES_H
#define RH_EXPR_CHECK_TYPES_H

#include "engine/expr/expr.h"

/* A type not yet known: the element of [], the value of optional.none(). It joins with every type and yields. */
extern const rh_type rh_type__free;

const rh_type *rh_type__list(rh_arena *keep, const rh_type *elem);
const rh_type *rh_type__map(rh_arena *keep, const rh_type *key, const rh_type *value);
const rh_type *rh_type__optional(rh_arena *keep, const rh_type *elem);
/* The least type that holds both, or NULL when only dyn would. null joins every type that is no plain scalar of CEL's,
 * and here every type, since a declared field may be absent. */
const rh_type *rh_type__join(rh_arena *keep, const rh_type *a, const rh_type *b);
/* Whether values of both may ever be equal: joinable, or numbers of two kinds. */
bool rh_type__comparable(const rh_type *a, const rh_type *b);
/* Whether a value of `got` may stand where `want` is asked (dyn may, and is judged at run time). */
bool rh_type__accepts(const rh_type *want, const rh_type *got);
bool rh_type__is_number(const rh_type *t);
/* The type of a list's elements when they are read. Their words are dropped: ruling 108 speaks of enum fields, and a
 * set may be asked for a value that it never holds. */
const rh_type *rh_type__element(const rh_type *list);
/* The member of a RECORD, or NULL. */
const rh_type *rh_type__member(const rh_type *record, rh_str name);
/* As messages write it: "list(string)". */
void rh_type__put(rh_buf *out, const rh_type *t);
/* The same as text in `keep`. */
rh_str rh_type__text(rh_arena *keep, const rh_type *t);

#endif
