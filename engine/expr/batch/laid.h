/* Strips made ready for a batch. Insides of lay.c and cut.c. */
#ifndef RH_EXPR_BATCH_LAID_H
#define RH_EXPR_BATCH_LAID_H

#include "engine/expr/batch/batch_insides.h"

/* The columns of a plan, or of its lists' elements, as the slab has them. */
typedef struct rh_laid_columns {
    rh_strip *strips;
    const uint32_t **codes; /* by column: of its texts; NULL: nobody asks */
} rh_laid_columns;

struct rh_laid {
    const rh_batch *batch;
    rh_strips strips;
    rh_laid_columns rows;
    rh_laid_columns *elements;       /* by batch->lists */
    const rh_slab_column **lists;    /* by batch->lists; NULL: no row has one */
};

#endif
