/* What the files of the reference share among themselves. */
#ifndef REFERENCE_INSIDES_H
#define REFERENCE_INSIDES_H

#include "tests/reference/reference.h"

typedef struct ref_scope {
    const char *name;
    const ref_value *value;
    const struct ref_scope *outer;
} ref_scope;

typedef struct ref_run {
    ref_heap *heap;
    const ref_env *env;
} ref_run;

#define REF_DAY_NS ((ref_wide)86400 * 1000000000)

const ref_value *ref__eval(ref_run *run, ref_node *node, const ref_scope *scope);

/* Each answers NULL when the name, or the name with this number of arguments, is not its own. */
const ref_value *ref__macro(ref_run *run, ref_node *call, const ref_scope *scope);
const ref_value *ref__operator(ref_run *run, const char *sign, const ref_value *const *args, size_t n);
const ref_value *ref__core(ref_run *run, const char *name, const ref_value *const *args, size_t n);
const ref_value *ref__text(ref_run *run, const char *name, const ref_value *const *args, size_t n);
const ref_value *ref__convert(ref_run *run, const char *name, const ref_value *const *args, size_t n);
const ref_value *ref__accessor(ref_run *run, const char *name, const ref_value *const *args, size_t n);
const ref_value *ref__optional(ref_run *run, const char *name, const ref_value *const *args, size_t n);
const ref_value *ref__math(ref_run *run, const char *name, const ref_value *const *args, size_t n);

/* container[key] and container.key; an optional access yields an optional. */
const ref_value *ref__at(ref_run *run, const ref_value *container, const ref_value *key, bool is_optional);
const ref_value *ref__has_member(ref_run *run, const ref_value *container, const ref_value *key);
const ref_value *ref__some(ref_run *run, const ref_value *v);
const ref_value *ref__none(ref_run *run);

/* What an operation on these says when none of its forms fits: null_order where one is null, else type. */
const ref_value *ref__misfit(ref_run *run, const ref_value *const *args, size_t n);

/* Text of values (`string(x)`), and instants. */
size_t ref__double_text(char out[40], double d);
void ref__civil(ref_wide seconds, int64_t *year, int *month, int *day, int *yearday);
ref_wide ref__days_from_civil(int64_t year, int month, int day);
bool ref__time_parse(ref_wide *out, const char *s, size_t len);
bool ref__span_parse(ref_wide *out, const char *s, size_t len);
/* Whitespace as trim() knows it at s[at, len): its length in bytes, or 0. */
size_t ref__space(const char *s, size_t at, size_t len);
/* The bytes of the character at s (1 to 4). */
size_t ref__char(const char *s, size_t len);

#endif
