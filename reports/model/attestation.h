/* What an attestation states: SPEC.md section 10, FORMATS.md section 10. A gate's report, and what it was made of. */
#ifndef REPORTS_MODEL_ATTESTATION_H
#define REPORTS_MODEL_ATTESTATION_H

#include "reports/model/gate.h"

/* The kinds of the statement, and the member of its predicate that holds what a gate knows beside names of tests. */
#define RH_STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define RH_STATEMENT_PREDICATE "https://in-toto.io/attestation/test-result/v0.1"
#define RH_STATEMENT_EXTENSION "rehearse:attestation/v1"
#define RH_STATEMENT_SCHEMA "rehearse/attest/1"

/* A file and the SHA-256 of its content. */
typedef struct rh_model_digest {
    rh_str name;
    rh_str sha256; /* hex; null: there is no such file */
} rh_model_digest;

typedef struct rh_model_version {
    rh_str name, version;
} rh_model_version;

typedef struct rh_model_input {
    rh_str sha256; /* of the file's bytes, hex */
    uint64_t read, accepted, duplicate, quarantined;
} rh_model_input;

/* What was judged, by what and with what: each part can be held against the world by itself. No names of files or
 * revisions, which differ from one machine to the next. */
typedef struct rh_model_made_of {
    rh_model_revision head, base; /* names are not used */
    rh_str policy_source;         /* "base", or "bootstrap": the head's own */
    const rh_model_digest *policy; /* gate.yaml and its kin, of the base */
    size_t n_policy;
    const rh_model_input *inputs; /* by digest */
    size_t n_inputs;
    rh_str journeys_sha256; /* over all journeys of a store; null: a plain log */
    rh_str tool, zones;     /* "0.1.0", "2025b" */
    const rh_model_version *libraries;
    size_t n_libraries;
} rh_model_made_of;

/* Changed decisions that are alike in all of this; no journey is named, so that one may be forgotten. */
typedef struct rh_model_changed {
    rh_model_change_class cls;
    rh_model_row_kind kind;
    rh_str entry, action, base, head, outcome, waiver; /* as of rh_model_change; instants are left out */
    uint64_t rows;
} rh_model_changed;

typedef struct rh_attestation {
    rh_model_made_of made_of;
    const rh_gate_report *gate;
    const rh_mutation_report *mutation;
    const rh_model_changed *changed; /* bytewise by class, kind, and then text */
    size_t n_changed;
    rh_str changed_sha256; /* of the lines `diff -o ndjson` writes */
    bool is_bootstrap;     /* --bootstrap was given */
    rh_str expires;        /* an instant; it no longer counts from then on */
} rh_attestation;

#endif
