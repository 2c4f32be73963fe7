/* ingest --explain: what every record becomes, as lines on standard output, before the report.
 *
 *     FILE:LINE: 2 events
 *       TYPE ID of JOURNEY at TIME[, known KNOWNTIME] {data}
 *     FILE:LINE:COL: RH-nnnn: why it is refused
 *
 * Duplicates and conflicts are judged over the whole input, so only the report knows of them. Values of customers are
 * shown on a terminal or with --private, elsewhere by their form (P5). */
#ifndef RH_CLI_BECOMING_H
#define RH_CLI_BECOMING_H

#include "harness/cli/cli.h"
#include "harness/ingest/intake.h"

typedef struct rh_becoming {
    rh_cli *cli;
    rh_arena arena; /* of the lines that are not written yet */
    rh_buf lines;
    bool is_open, shows_values;
} rh_becoming;

/* Puts itself into options when --explain was given, else does nothing. RH_USAGE when a report for machines goes to
 * standard output, too. */
RH_MUST rh_code rh_becoming_open(rh_becoming *b, rh_ingest_options *options, rh_cli *cli, rh_err *err);
/* Writes what is left. Also when it was not opened. */
RH_MUST rh_code rh_becoming_end(rh_becoming *b, rh_err *err);
/* Leaves nothing behind, whatever was written. */
void rh_becoming_close(rh_becoming *b);

#endif
