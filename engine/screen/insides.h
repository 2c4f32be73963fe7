/* Inside screening: what is asked of the register, and a slab as the register types it. */
#ifndef RH_SCREEN_INSIDES_H
#define RH_SCREEN_INSIDES_H

#include "engine/base/bits.h"
#include "engine/program/compiled.h"
#include "engine/screen/screen.h"

/* Roots whose value is known: of conditions that folded to a constant. RH_NONE: there is no condition. */
#define RH_ROOT_OPEN (UINT32_MAX - 1)
#define RH_ROOT_FALSE (UINT32_MAX - 2)
#define RH_ROOT_TRUE (UINT32_MAX - 3)

/* An entry's condition, where it is asked for. */
typedef struct rh_screen_variant {
    uint32_t variant, entry;
    uint32_t root;    /* of the batch */
    bool is_due;      /* something of an opening is due by as-of, or can't be worked out: only a run knows what then */
    bool moves_facts; /* an opening changes what some expression reads */
} rh_screen_variant;

typedef struct rh_screen_guard {
    uint32_t place; /* it leaves: index of places */
    uint32_t to;    /* a place, or RH_NONE where only a run knows what comes */
    uint32_t root;
} rh_screen_guard;

/* What a register makes of a field of the patch. */
typedef enum rh_screen_form { RH_FORM_NONE, RH_FORM_SCALAR, RH_FORM_LIST, RH_FORM_TABLE } rh_screen_form;

/* Columns that nobody declared: each row in which one says something counts. */
typedef struct rh_screen_unmapped {
    const rh_slab_column *column;
    const rh_slab_column *of; /* whose elements they are; NULL: of rows */
} rh_screen_unmapped;

struct rh_screen {
    rh_arena keep;  /* of the screen */
    rh_arena slab;  /* of what was taken */
    rh_arena block; /* of a block */
    const rh_program *program;
    const rh_stratum *stratum;
    rh_screen_about about;
    RH_VEC(rh_expr) roots;
    rh_batch *batch;
    RH_VEC(rh_screen_place) places; /* `none` first */
    RH_VEC(rh_screen_guard) guards; /* in the order of their transitions */
    RH_VEC(rh_screen_variant) variants;
    uint32_t *quiet; /* roots that are to be false: automatic actions, alerts */
    size_t n_quiet;
    uint32_t *releases; /* roots that are to be decided */
    size_t n_releases;
    rh_map segments;       /* the words of entries' segments, numbered */
    rh_screen_form *forms; /* by field */
    bool *is_read;         /* by slot: some root reads it */
    bool *is_counted;      /* by field: how often its lists say the same matters */
    const rh_value *before; /* by slot: what it holds before the step */
    bool has_derived;
    bool state_is_read;    /* an expression reads what a first state changes */

    /* of the slab */
    const rh_slab_part *taken;
    const rh_slab_column **columns; /* by field */
    rh_strip *strips;    /* by slot */
    uint64_t *apart;     /* rows that are left to a run */
    RH_VEC(rh_screen_unmapped) unmapped;
    const rh_strip **members; /* by field: of a table, parallel to its columns and its key behind; of a list, one */
    rh_laid *laid;

    /* of a block */
    uint64_t *is_true, *is_open; /* by root */
    uint64_t *opened, *placed;
    uint64_t *in_segment;     /* by word of segments: rows */
    uint64_t in_no_segment;   /* rows whose segment is no text: they are in each */
    uint64_t scored;          /* rows that have a health score or a band */
    uint64_t undecided; /* rows of which a derived field is */
    rh_instant until;   /* no later than when one of them changes by the clock */
};

/* fit.c: finds the roots and what stands around them; *why: a run must do it all. */
RH_MUST rh_code rh_screen__fit(rh_screen *screen, const char **why, rh_err *err);
/* screen.c: what expressions are evaluated with, but for slots. */
rh_eval rh_screen__evaluation(const rh_screen *screen, rh_arena *scratch);
/* row.c: the slots that something reads, in a row of the slab; NULL: no memory. */
const rh_value *rh_screen__row(void *screen, rh_arena *keep, size_t row);
/* take.c: the strip of what the lists of a slot hold. */
rh_strip rh_screen__member(void *screen, uint32_t slot, rh_value key);

#endif
