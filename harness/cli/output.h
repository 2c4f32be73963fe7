/* Writing results: each -o in its format, to standard output or to a file that is there in full or not at all (V2).
 *
 * All of a command's outputs are made before the first is written, so that a report that cannot be made leaves no other
 * behind. A closed standard output is an error like any other (F7): the signal is ignored in main. */
#ifndef RH_CLI_OUTPUT_H
#define RH_CLI_OUTPUT_H

#include "harness/cli/cli.h"

/* Writes a report as the options ask: by default pretty, to standard output. RH_REPORT_FORMAT, RH_OUTPUT_CREATE,
 * RH_OUTPUT_WRITE, RH_NOMEM. */
RH_MUST rh_code rh_output_report(rh_cli *cli, const rh_report *report, rh_err *err);
/* Whether a page is among what is asked for: it draws what no other format does. */
bool rh_output_has_page(const rh_cli *cli);
/* Whether the result goes to a person at a terminal and nowhere else: what is personal may be shown there. */
bool rh_output_is_terminal(const rh_cli *cli);
/* Bytes to standard output. */
RH_MUST rh_code rh_output_text(rh_str bytes, rh_err *err);

#endif
