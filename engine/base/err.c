/* Errors: the table, and lists of them. */
#include "engine/base/err.h"

#include "engine/base/arena.h"
#include "engine/base/limits.h"

#include <stdio.h>

static const struct row {
    const char *name, *id, *text, *hint;
    rh_class cls;
} rows[RH_N_CODES] = {
    [RH_OK] = {"OK", "RH-0000", "no error", "", RH_CLASS_INTERNAL},
#define X(name, id, cls, text, hint) [RH_##name] = {#name, id, text, hint, cls},
#include "engine/base/errors.def"
#undef X
};

const char *rh_code_id(rh_code code) { return rows[code].id; }
const char *rh_code_name(rh_code code) { return rows[code].name; }
const char *rh_code_text(rh_code code) { return rows[code].text; }
const char *rh_code_hint(rh_code code) { return rows[code].hint; }
rh_class rh_code_class(rh_code code) { return rows[code].cls; }

__attribute__((format(printf, 4, 0))) static rh_code fill(rh_err *err, rh_code code, rh_span span, const char *format,
                                                          va_list args)
{
    if (err == NULL) return code;
    *err = (rh_err){.code = code, .span = span};
    vsnprintf(err->text, sizeof err->text, format, args);
    return code;
}

rh_code rh_err_set(rh_err *err, rh_code code, rh_span span, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, span, format, args);
    va_end(args);
    return code;
}

rh_code rh_err_nomem(rh_err *err)
{
    return rh_err_set(err, RH_NOMEM, (rh_span){0}, "no memory");
}

void rh_diags_init(rh_diags *diags, struct rh_arena *arena)
{
    *diags = (rh_diags){.arena = arena};
}

/* Keeps the first RH_LIMIT_DIAGS; without memory it still counts. */
static void keep(rh_diags *diags, rh_err **list, size_t *n_kept, size_t *n, const rh_err *err)
{
    (*n)++;
    if (*list == NULL) *list = RH_NEW_N(diags->arena, RH_LIMIT_DIAGS, rh_err);
    if (*list == NULL || *n_kept == RH_LIMIT_DIAGS) return;
    (*list)[(*n_kept)++] = *err;
}

void rh_diags_error(rh_diags *diags, const rh_err *err)
{
    keep(diags, &diags->errors, &diags->n_errors_kept, &diags->n_errors, err);
}

void rh_diags_warn(rh_diags *diags, const rh_err *err)
{
    keep(diags, &diags->warnings, &diags->n_warnings_kept, &diags->n_warnings, err);
}

rh_code rh_diags_add(rh_diags *diags, rh_code code, rh_span span, const char *format, ...)
{
    rh_err err;
    va_list args;
    va_start(args, format);
    fill(&err, code, span, format, args);
    va_end(args);
    rh_diags_error(diags, &err);
    return code;
}

rh_code rh_diags_nomem(rh_diags *diags, size_t n_before)
{
    diags->n_errors = n_before;
    if (diags->n_errors_kept > n_before) diags->n_errors_kept = n_before;
    return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
}

void rh_diags_add_warning(rh_diags *diags, rh_code code, rh_span span, const char *format, ...)
{
    rh_err err;
    va_list args;
    va_start(args, format);
    fill(&err, code, span, format, args);
    va_end(args);
    rh_diags_warn(diags, &err);
}
