/* Lints: entries of a register that load and yet cannot be meant (FAULTS.md R13, R17; ruling 117).
 *
 * For: conditions that never or always hold, windows that are never reached, entries that decide nothing beside
 * another, two entries that want opposite things, entries past their date. Not for: what makes a register refuse to
 * load.
 *
 * A condition is taken apart into atoms (a comparison, a presence test, ...) joined by && || ! and ?:. Every field that
 * an atom reads has a handful of values that matter, those around the literals that it is compared with; all of them
 * are tried, with pruning. What was *found* is a witness: values that were evaluated, and where a base journey serves,
 * played through the core. That there is *none* is claimed only when every atom is of a kind whose handful is known to
 * be enough; otherwise, or when there are too many combinations, nothing is claimed.
 *
 *     rh_lints lints;  rh_lint(&lints, keep, &request, err)
 *     for each: lints.at[i].span, .text, .witness */
#ifndef RH_LINT_LINT_H
#define RH_LINT_LINT_H

#include "engine/journey/event.h"
#include "engine/program/program.h"

typedef enum rh_lint_rule {
#define X(NAME, code, is_finding) RH_LINT_RULE_##NAME,
#include "engine/lint/lints.def"
#undef X
    RH_N_LINT_RULES
} rh_lint_rule;

typedef struct rh_lint_found {
    rh_lint_rule rule;
    rh_code code;    /* of errors.def */
    bool is_finding; /* else a warning */
    rh_str entry;
    rh_str other; /* the second entry; null: none */
    rh_span span;
    rh_str text;    /* one line, lower case */
    rh_str witness; /* values and, where one serves, the base journey, as an example of a test is written; null: none */
} rh_lint_found;

typedef struct rh_lints {
    const rh_lint_found *at; /* by entry, then rule, then other */
    size_t n;
} rh_lints;

/* A journey that witnesses are played on: the clean ones of the fixtures. */
typedef struct rh_lint_base {
    rh_str name;
    const rh_event *events;
    size_t n_events;
} rh_lint_base;

typedef struct rh_lint_request {
    const rh_program *program;
    size_t lane;
    const rh_lint_base *bases; /* in the order in which they are tried */
    size_t n_bases;
    bool has_today; /* else expiry is not judged */
    rh_instant today;
    rh_host_memory memory; /* for playing journeys */
} rh_lint_request;

typedef enum rh_narrowing {
    RH_NARROWING_NONE,   /* there is none: every atom is of a kind whose values that matter have all been tried */
    RH_NARROWING_FOUND,
    RH_NARROWING_UNKNOWN /* none was found, and there may be one */
} rh_narrowing;

/* Whether the condition of entry `is` leaves out what that of entry `was`, of the same register, takes in: values for
 * which the old one is true or undecided and the new one false, in a state of both windows and a segment of both.
 * FOUND: *witness holds them, on a base journey where the old entry then opens, if one serves. Dates of the request
 * are not looked at. */
RH_MUST rh_code rh_lint_narrows(rh_narrowing *out, rh_str *witness, rh_arena *keep, const rh_lint_request *request,
                                uint32_t was, uint32_t is, rh_err *err);

/* Everything lives in keep. Deterministic. */
RH_MUST rh_code rh_lint(rh_lints *out, rh_arena *keep, const rh_lint_request *request, rh_err *err);

#endif
