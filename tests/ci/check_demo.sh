#!/bin/sh
# The demo runs to its end, says which records are real, ends with a verdict and a page; and twice the same.
set -u
passed=0 failed=0
demo=build/demo
check() { # what, command...
    what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        printf 'failed: %s\n' "$what"
        failed=$((failed + 1))
    fi
}
first=$(ci/demo.sh 2>&1)
rc=$?
check 'ends with 0' test "$rc" -eq 0
[ "$rc" -eq 0 ] || printf '%s\n' "$first"
says() { printf '%s\n' "$first" | grep -q "$1"; }
check 'the deals are real' says '^Real: 112 journeys, and no event says that it was made up'
check 'the onboardings are made up' says '112 join real records with made-up events'
check 'a verdict' says '^Go-live gate: \(GO\|HOLD\|NO-GO\)$'
check 'its reasons' says '^Why'
check 'the path of the report' says '^The whole report: build/demo/gate.html$'
check 'the report is there' test -s "$demo/gate.html"
sum() { (cd "$demo" && cksum gate.* diff.* replay.*); }
before=$(sum)
ci/demo.sh >/dev/null 2>&1
check 'the same bytes again' test "$before" = "$(sum)"
printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
