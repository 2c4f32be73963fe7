/* Reading JSON-like values as declared shapes: what a payload key, a field, a column may hold. */
#ifndef RH_PROGRAM_SHAPE_H
#define RH_PROGRAM_SHAPE_H

#include "engine/program/register.h"

typedef enum rh_fit {
    RH_FITS,    /* *out is the typed value; JSON null gives null, or the empty list of a set or list */
    RH_UNKNOWN, /* an enumeration value that is not declared: not applied, counted (ruling 9) */
    RH_MISFIT,  /* a wrong type: quarantines the event */
    RH_NO_ROOM  /* no memory */
} rh_fit;

/* Types `json` by the shape. zone gives the first instant of a date. What is made lives in keep; texts are borrowed.
 * A TABLE never fits: tables are patched, row by row. */
rh_fit rh_shape_read(rh_value *out, rh_arena *keep, const rh_shape *shape, const rh_zone *zone, rh_value json);
/* Fits the result of an expression to the shape: an int to a double, a list to a sorted set. What is made lives in
 * keep, all else is that of v. Undecided: RH_MISFIT. */
rh_fit rh_shape_fit(rh_value *out, rh_arena *keep, const rh_shape *shape, rh_value v);
/* What an absent value of the shape reads as: null, or an empty list. */
rh_value rh_shape_absent(const rh_shape *shape);

#endif
