#!/bin/sh
# Puts each defect of defects.txt, one at a time, into a copy of the source under build/defects, builds it and demands
# that a test turns red; prints which. A defect that no longer fits the source, that does not build, or that no test
# notices, is a failure. `make defects`; DEFECT=N runs the Nth alone.
set -u
cd "$(dirname "$0")/../.." || exit 70
copy=build/defects
list=tests/tools/defects.txt
here=$PWD
tests='tests/cases/test_stories tests/engine/step/check_core.sh tests/engine/step/check_alerts.sh'
rest='tests/random/check_invariants.sh tests/random/check_edits.sh tests/conformance/check_records.sh
tests/conformance/check_acceptance.sh' # asked where the others saw nothing
passed=0 failed=0

# The source as git knows it, and what is built of it already: only what a defect touches is compiled again.
make_copy() {
    rm -rf "$copy"
    mkdir -p "$copy/source/build/release"
    git ls-files | tar -cf - -T - | tar -xf - -C "$copy/source"
    cp -a build/release/. "$copy/source/build/release/"
    if [ -d ../shared ]; then ln -s "$here/../shared" "$copy/shared"; fi
}

# put N: writes the Nth defect into the copy, and its name to $copy/name; false when a line does not stand there once.
put() {
    awk -v n="$1" -v name="$copy/name" '
        /^== / { k++; if (k == n) print substr($0, 4) > name }
        k == n && /^[@+-]/' "$list" > "$copy/defect"
    [ -s "$copy/defect" ] || return 2
    file=$(sed -n 's/^@ //p' "$copy/defect")
    awk -v defect="$copy/defect" '
        BEGIN {
            while ((getline line < defect) > 0) {
                if (line ~ /^- /) old[++n_old] = substr(line, 3)
                if (line ~ /^[+] /) new = new substr(line, 3) "\n"
            }
        }
        { lines[NR] = $0 }
        END {
            for (i = 1; i <= NR; i++) {
                for (k = 1; k <= n_old && lines[i + k - 1] == old[k]; k++) {}
                if (k > n_old) { printf "%s", new; i += n_old - 1; found++ } else print lines[i]
            }
            exit found != 1
        }' "$copy/source/$file" > "$copy/changed" || return 1
    cp -p "$copy/source/$file" "$copy/original"
    cp "$copy/changed" "$copy/source/$file"
}

# Those of the tests that are red in the copy.
red() {
    for t in "$@"; do
        out=$(cd "$copy/source" && export BUILD=build/release INVARIANTS_COUNT=1000 &&
            case $t in
                *.sh) timeout 300 "$t" ;;
                *) timeout 300 "build/release/$t" ;;
            esac 2>&1 < /dev/null) || printf ' %s' "$t"
        printf '%s\n' "$out" >> "$copy/log"
    done
}

make_copy
n=${DEFECT:-1}
while put "$n"; status=$?; [ "$status" -ne 2 ]; do
    name=$(cat "$copy/name")
    file=$(sed -n 's/^@ //p' "$copy/defect")
    if [ "$status" -ne 0 ]; then
        printf 'FAILED %s: the line does not stand in %s once\n' "$name" "$file"
        failed=$((failed + 1))
    elif ! make -s -C "$copy/source" all build/release/invariants build/release/edits build/release/tests/cases/test_stories \
        > "$copy/build.log" 2>&1; then
        printf 'FAILED %s: does not build\n' "$name"
        tail -3 "$copy/build.log"
        failed=$((failed + 1))
    else
        noticed=$(red $tests)
        if [ -z "$noticed" ]; then noticed=$(red $rest); fi
        if [ -n "$noticed" ]; then
            printf 'red    %s:%s\n' "$name" "$noticed"
            passed=$((passed + 1))
        else
            printf 'FAILED %s: no test is red\n' "$name"
            failed=$((failed + 1))
        fi
    fi
    if [ "$status" -eq 0 ]; then
        cp "$copy/original" "$copy/source/$file"
    fi
    n=$((n + 1))
    [ -z "${DEFECT:-}" ] || break
done

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
