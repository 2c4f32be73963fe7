#!/bin/sh
# The version of this tree, as the program says it.
sed -n 's/^#define RH_CLI_VERSION "\(.*\)"$/\1/p' "$(dirname "$0")/../harness/cli/docs.h"
