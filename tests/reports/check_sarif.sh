#!/bin/sh
# The golden SARIF files as sarif-multitool reads them, which knows the schema and the rules behind it. Skipped, loudly,
# where npm or its registry is out of reach.
set -u
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
tools=$(ci/npm-tools.sh 2> "$dir/why") || {
    n=$(ls tests/reports/golden/*.sarif | wc -l)
    echo "skipped: sarif-multitool: $(head -1 "$dir/why")"
    printf '0 passed, 0 failed, %d skipped\n' "$n"
    exit 0
}
passed=0 failed=0

# validate FILE: what it says of the file. A file that it cannot read it passes without a word: that it did read shows
# in SARIF2005, which asks every tool without a home page for one.
validate() {
    "$tools/sarif-multitool" validate "$1" > "$dir/out" 2>&1
    grep -q 'Analysis completed successfully' "$dir/out" || echo 'error: did not come to its end'
    grep -q ' SARIF2005: ' "$dir/out" || echo 'error: was not read'
    grep -E ': (error|warning) ' "$dir/out" | grep -v ' SARIF2005: '
}

for file in tests/reports/golden/*.sarif; do
    found=$(validate "$file")
    if [ -z "$found" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n%s\n' "$file" "$found"
    fi
done
# It finds what is wrong: a line that there is not, and a level.
for wrong in 's/"startLine": 31/"startLine": 0/' 's/"level": "error"/"level": "loud"/'; do
    sed "$wrong" tests/reports/golden/gate-no-go.sarif > "$dir/wrong.sarif"
    if [ -n "$(validate "$dir/wrong.sarif")" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: not found: $wrong"
    fi
done
printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
