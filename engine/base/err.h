/* Errors as values.
 *
 * An operating error is an `rh_code` result plus an `rh_err` of the caller's, the last parameter. Reporting never
 * allocates. Every code is one row of errors.def, which also gives its stable id (RH-0203), its class (which the
 * command line maps to an exit status) and its hint. Loading never stops at the first error: it collects them in
 * `rh_diags`. */
#ifndef RH_BASE_ERR_H
#define RH_BASE_ERR_H

#include "engine/base/str.h"

#include <stdarg.h>
#include <stdint.h>

typedef enum rh_code {
    RH_OK = 0,
#define X(name, id, cls, text, hint) RH_##name,
#include "engine/base/errors.def"
#undef X
    RH_N_CODES
} rh_code;

typedef enum rh_class { /* the exit statuses of FAULTS.md are made of these, in harness/cli/exit.def */
    RH_CLASS_USAGE,     /* 64 */
    RH_CLASS_DATA,      /* 65 bad register, policy or data */
    RH_CLASS_NOINPUT,   /* 66 input missing */
    RH_CLASS_SHARE,     /* 68 quarantined share over the limit */
    RH_CLASS_INTERNAL,  /* 70 */
    RH_CLASS_CANTCREAT, /* 73 */
    RH_CLASS_IO,        /* 74 */
    RH_CLASS_BUSY,      /* 75 */
    RH_CLASS_LIMIT,     /* 76 */
    RH_CLASS_TRUST,     /* 77 */
    RH_CLASS_CONFIG     /* 78 */
} rh_class;

/* A place in an input. file is borrowed (program or run lifetime), may be null; line and column count from 1, columns
 * in bytes; 0: unknown. */
typedef struct rh_span {
    rh_str file;
    uint32_t line, col;
} rh_span;

typedef struct rh_err {
    rh_code code;
    rh_span span;
    char text[400]; /* one line, lower case, no full stop; cut at the size, always NUL-terminated */
} rh_err;

#define RH_MUST __attribute__((warn_unused_result))

/* Fills *err (may be NULL) and returns code. */
__attribute__((format(printf, 4, 5))) rh_code rh_err_set(rh_err *err, rh_code code, rh_span span, const char *format,
                                                         ...);
rh_code rh_err_nomem(rh_err *err);

const char *rh_code_id(rh_code code);   /* "RH-0203" */
const char *rh_code_name(rh_code code); /* "EXPR_TYPE" */
const char *rh_code_text(rh_code code);
const char *rh_code_hint(rh_code code); /* "" when there is none */
rh_class rh_code_class(rh_code code);

struct rh_arena;

/* Errors and warnings found while loading. The first RH_LIMIT_DIAGS of each are kept, all are counted. */
typedef struct rh_diags {
    struct rh_arena *arena; /* keeps the texts */
    rh_err *errors;
    size_t n_errors_kept, n_errors;
    rh_err *warnings;
    size_t n_warnings_kept, n_warnings;
} rh_diags;

void rh_diags_init(rh_diags *diags, struct rh_arena *arena);
void rh_diags_error(rh_diags *diags, const rh_err *err);
void rh_diags_warn(rh_diags *diags, const rh_err *err);
/* rh_err_set and rh_diags_error in one. Returns code. */
__attribute__((format(printf, 4, 5))) rh_code rh_diags_add(rh_diags *diags, rh_code code, rh_span span,
                                                           const char *format, ...);
__attribute__((format(printf, 4, 5))) void rh_diags_add_warning(rh_diags *diags, rh_code code, rh_span span,
                                                                const char *format, ...);
/* There is no memory: the errors behind the first n_before are forgotten, as what seemed to be missing may have been
 * there, and RH_NOMEM stands in their place. Returns RH_NOMEM. */
rh_code rh_diags_nomem(rh_diags *diags, size_t n_before);

#endif
