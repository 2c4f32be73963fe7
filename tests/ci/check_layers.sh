#!/bin/sh
# The check of the rooms itself: lines that must pass and lines that must be named, one a case.
set -u
passed=0 failed=0
expect() { # want (pass or break), line as grep -n prints it
    got=$(printf '%s\n' "$2" | awk -v layers=ci/layers.txt -f ci/layers.awk)
    if { [ "$1" = pass ] && [ -z "$got" ]; } || { [ "$1" = break ] && [ -n "$got" ]; }; then
        passed=$((passed + 1))
    else
        printf 'wanted %s: %s: %s\n' "$1" "$2" "$got"
        failed=$((failed + 1))
    fi
}
expect pass 'engine/expr/lex.c:3:#include "engine/base/str.h"'
expect pass 'engine/expr/lex.c:3:#include "engine/expr/ast.h"'
expect pass 'harness/verdict/gate.c:3:#include "engine/judge/rows.h"'
expect pass 'harness/verdict/gate.c:3:#include "reports/model/gate.h"'
expect pass 'harness/cli/main.c:3:#include "reports/pages/page.h"'
expect pass 'harness/store/store.c:3:#include <sqlite3.h>'
expect break 'engine/base/str.c:3:#include "engine/expr/ast.h"'
expect break 'engine/expr/lex.c:3:#include "harness/load/yaml.h"'
expect break 'engine/expr/lex.c:3:#include <time.h>'
expect break 'engine/stats/wilson.c:3:#include "engine/program/register.h"'
expect break 'engine/nosuchroom/a.c:3:#include "engine/base/str.h"'
expect break 'harness/verdict/gate.c:3:#include "reports/pages/page.h"'
expect break 'harness/verdict/gate.c:3:#include "harness/cli/exit.h"'
expect break 'reports/pages/page.c:3:#include "engine/program/register.h"'
expect break 'reports/model/gate.h:3:#include "reports/document/document.h"'
expect break 'harness/verdict/gate.c:3:#include "tests/kit/memory.h"'
expect break 'harness/verdict/gate.c:3:#include "gate.h"'
printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
