#!/bin/sh
# Proves the arrows of ci/layers.txt: from the includes, and from the undefined symbols of the archives in BUILD.
# Prints each break as file:line: what; ends with "N passed, N failed, N skipped".
set -u
LC_ALL=C
export LC_ALL
here=$(dirname "$0")
build=${BUILD:-build/release}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

verdict() { # name, file with the breaks
    if [ -s "$2" ]; then
        cat "$2"
        printf 'FAILED %s\n' "$1"
        failed=$((failed + 1))
    else
        printf 'ok     %s\n' "$1"
        passed=$((passed + 1))
    fi
}

# ---- includes ----
find engine harness reports tests -name '*.[ch]' -o -name '*.cc' -o -name '*.def' 2>/dev/null | sort |
    xargs grep -n '^#[ ]*include' /dev/null |
    awk -v layers="$here/layers.txt" -f "$here/layers.awk" > "$work/includes"
verdict "includes follow ci/layers.txt" "$work/includes"

# ---- symbols ----
defined() { nm -g --defined-only "$@" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u; }
undefined() { nm -g --undefined-only "$@" 2>/dev/null | awk 'NF == 2 { print $2 }' | sort -u; }
objects() { find "$build/obj/$1" -name '*.o' 2>/dev/null; }

defined "$build/libengine.a" > "$work/engine"
if [ ! -s "$work/engine" ]; then
    printf '%s/libengine.a defines nothing: build it first\n' "$build" > "$work/none"
fi
: >> "$work/none"
verdict "libengine.a is built" "$work/none"
undefined "$build/libengine.a" | comm -23 - "$work/engine" > "$work/wants"
grep -v '^#' "$here/engine-symbols.txt" | sort -u | comm -23 "$work/wants" - |
    sed 's/.*/libengine.a: wants & of its host/' > "$work/world"
verdict "libengine.a needs no world (ci/engine-symbols.txt)" "$work/world"

defined "$build/libreports.a" > "$work/reports"
# What engine/base leaves to the host (rh_assert_failed) is part of it for its users too.
{ objects engine/base | xargs -r nm -g --defined-only 2>/dev/null | awk 'NF == 3 { print $3 }'; cat "$work/reports"
  grep '^rh_' "$here/engine-symbols.txt"; } |
    sort -u > "$work/reports-may"
undefined "$build/libreports.a" | grep '^rh_' | comm -23 - "$work/reports-may" |
    sed 's/.*/libreports.a: uses &, which is neither its own nor of engine\/base/' > "$work/up"
verdict "libreports.a stands on engine/base alone" "$work/up"
undefined "$build/libharness.a" | grep '^rh_' | comm -12 - "$work/reports" |
    sed 's/.*/libharness.a: uses & of the reports/' > "$work/side"
verdict "libharness.a calls no report" "$work/side"

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
