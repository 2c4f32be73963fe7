/* What the table of commands says, as help, as a manual page and as completion scripts. */
#ifndef RH_CLI_DOCS_H
#define RH_CLI_DOCS_H

#include "engine/base/buf.h"
#include "harness/cli/cli.h"

#define RH_CLI_VERSION "0.1.0"

void rh_docs_overview(rh_buf *out);
void rh_docs_command(rh_buf *out, const rh_command *command);
/* roff for man(7). */
void rh_docs_man(rh_buf *out);
/* False when shell is none of bash, zsh, fish. */
bool rh_docs_completion(rh_buf *out, rh_str shell);

#endif
