/* The gate: may this revision go live? SPEC.md section 10, FORMATS.md sections 1 to 3. */
#ifndef REPORTS_MODEL_GATE_H
#define REPORTS_MODEL_GATE_H

#include "reports/model/diff.h"
#include "reports/model/replay.h"
#include "reports/model/test.h"

typedef enum rh_model_gate_verdict { RH_MODEL_GO, RH_MODEL_GATE_HOLD, RH_MODEL_NO_GO } rh_model_gate_verdict;
typedef enum rh_model_launch {
    RH_MODEL_LAUNCH_NONE, RH_MODEL_BUILD, RH_MODEL_NARROW, RH_MODEL_FIX_HANDOFF_FIRST, RH_MODEL_REJECT
} rh_model_launch;
typedef enum rh_model_tier { RH_MODEL_CRITICAL, RH_MODEL_SUPPORTING, RH_MODEL_ADVISORY } rh_model_tier;
typedef enum rh_model_criterion_result {
    RH_MODEL_CRITERION_PASS, RH_MODEL_CRITERION_FAIL, RH_MODEL_INCONCLUSIVE, RH_MODEL_WAIVED
} rh_model_criterion_result;

/* One criterion at one scope: a lane or entry scope gives a row for each of its values. */
typedef struct rh_model_criterion {
    rh_str id, title;
    rh_model_tier tier;
    rh_str metric;
    rh_str definition;  /* of a metric of monitors.yaml, in one line; null: one of the gate's own */
    rh_str scope;       /* "whole", "lane", "entry" */
    rh_str of;          /* the lane or entry; null for whole */
    rh_model_criterion_result result;
    rh_model_quantity observed;  /* den 0: no sample */
    rh_model_quantity threshold;
    bool is_at_least;            /* else at_most */
    bool is_bound;               /* judge: bound, else point */
    uint64_t n, min_n;
    uint64_t undecided;          /* rows beside n of which nobody can say whether they count, or what they are worth */
    bool has_needed;
    uint64_t needed;             /* the n that would decide; with has_needed */
    rh_str where;                /* of the criterion, as written; null: everything counts */
    rh_strs covers;              /* the controls that it stands for */
    bool has_interval;
    rh_model_quantity low, high; /* with has_interval; rounded outwards to six decimals */
    rh_model_quantity confidence; /* with has_interval */
    bool is_without_additions;   /* all of this is of the proposal without what it only adds, which is the worse */
    rh_model_quantity with_additions; /* with is_without_additions: what is observed over everything */
    bool is_built_in;
    rh_str waiver;               /* id; null: none */
    rh_str says;                 /* result in words; null: the table says it */
    bool is_of_register;         /* it counts tests, mutants or files, not what happened to customers */
    rh_model_place place;        /* in the policy's gate.yaml; null file: built in */
} rh_model_criterion;

typedef struct rh_model_reason {
    rh_str text;          /* a sentence in words, without a full stop */
    rh_str shared;        /* the same where it may be passed on: "<5" for few customers; null: text */
    rh_model_place place; /* the file and line it points at; null file: none */
} rh_model_reason;

/* What to do next. Also "After NO-GO or HOLD" of FORMATS.md section 10. */
typedef struct rh_model_step {
    rh_str text, owner;   /* owner null: the proposer */
    rh_str command;       /* to type, or a waiver to merge (may hold newlines); null: none */
} rh_model_step;

typedef struct rh_model_lane {
    rh_str lane;
    rh_model_gate_verdict verdict;
    uint64_t journeys, openings, changed; /* journeys whose lane it is; entry openings; journeys with a diff row */
    rh_str says;                          /* why not GO; null: GO */
} rh_model_lane;

typedef struct rh_model_gate_entry {
    rh_str id, title, lane, risk;
    rh_str change;        /* "added", "changed", "removed", "unchanged" */
    rh_model_place place; /* in the head (in the base when removed) */
    uint64_t openings_base, openings_head, journeys_head, undecided, breached;
    uint64_t passed, failed, unproven; /* results of its tests over all ways */
    bool never_matched;   /* M5: matched no record */
} rh_model_gate_entry;

typedef enum rh_model_waiver_state {
    RH_MODEL_WAIVER_USED, RH_MODEL_WAIVER_UNUSED, RH_MODEL_WAIVER_INVALID
} rh_model_waiver_state;
typedef struct rh_model_waiver {
    rh_str id, owner, approver, reason;
    rh_model_time until;
    rh_model_waiver_state state;
    rh_str says;          /* why invalid; null otherwise */
    uint64_t rows;        /* loosened rows it covers */
} rh_model_waiver;

/* A question of stability. UNKNOWN counts as weak. */
typedef enum rh_model_answer { RH_MODEL_ANSWER_STABLE, RH_MODEL_ANSWER_WEAK, RH_MODEL_ANSWER_UNKNOWN } rh_model_answer;
typedef struct rh_model_question {
    rh_str id, question;
    rh_strs covers;
    rh_model_answer answer;
} rh_model_question;

/* UNDATED: it holds for a time, and nobody said what day it is. */
typedef enum rh_model_listed_state {
    RH_MODEL_LISTED_DONE, RH_MODEL_LISTED_OPEN, RH_MODEL_LISTED_EXPIRED, RH_MODEL_LISTED_UNDATED
} rh_model_listed_state;
/* An item of the checklist: FORMATS.md section 7. */
typedef struct rh_model_listed {
    rh_str id, title, group;
    rh_str owner;         /* null: nobody is named */
    rh_str by, evidence;  /* who answers for it, with what; null: nobody, nothing, or computed */
    rh_model_time at, until; /* null where there is none */
    rh_strs covers;
    rh_model_tier tier;
    bool is_computed, rejects; /* rejects: without it nothing goes live */
    rh_model_listed_state state;
    rh_str says;          /* why it is not done; null: done */
} rh_model_listed;

typedef struct rh_gate_report {
    rh_model_gate_verdict verdict;
    rh_model_launch launch;
    bool expansion;
    rh_model_revision base, head;
    rh_str base_how;      /* how the base was found: "--base", "merge base with main", "first parent", ... */
    rh_str policy;        /* "base" or "bootstrap" */
    rh_model_time today;  /* null: not given */
    rh_str tool, zones;   /* versions: "rehearse 0.1.0", "2024b" */
    const rh_model_reason *reasons; /* the weightiest first; pages show three */
    size_t n_reasons;
    const rh_model_step *steps;
    size_t n_steps;
    const rh_model_lane *lanes;
    size_t n_lanes;
    const rh_model_criterion *criteria;
    size_t n_criteria;
    const rh_model_waiver *waivers;
    size_t n_waivers;
    const rh_model_question *questions; /* of stability, file order */
    size_t n_questions;
    const rh_model_listed *checklist; /* file order */
    size_t n_checklist;
    const rh_model_gate_entry *entries; /* of head, and those removed since base */
    size_t n_entries;
    rh_replay_report replay;  /* of head; its history is the gate's */
    rh_diff_report diff;
    rh_test_report tests;     /* of head */
} rh_gate_report;

const char *rh_model_gate_verdict_name(rh_model_gate_verdict verdict); /* "GO" "HOLD" "NO-GO" */
const char *rh_model_launch_name(rh_model_launch launch);              /* NULL for none; "fix handoff first" */
const char *rh_model_answer_name(rh_model_answer answer);
const char *rh_model_listed_state_name(rh_model_listed_state state);
const char *rh_model_tier_name(rh_model_tier tier);
const char *rh_model_criterion_result_name(rh_model_criterion_result result);

#endif
