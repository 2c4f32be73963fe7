#!/bin/sh
# JUnit, golden and of a real run, against its schema, as other programs read it.
set -u
schema=../shared/data/junit/junit-10.xsd
B=${BUILD:-build/release}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0 skipped=0
# The domain's own tests: one suite an entry, and none beside.
"$B/rehearse" test --cases cases -q -o junit="$dir/cases.junit"
suites=$(grep -c '<testsuite name="CO-EDGE-' "$dir/cases.junit")
if [ "$suites" -eq "$(ls cases/register | wc -l)" ] &&
    [ "$suites" -eq "$(grep -c '<testsuite ' "$dir/cases.junit")" ]; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo "FAILED: $suites suites for the entries of cases/register"
fi
for file in tests/reports/golden/*.junit "$dir/cases.junit"; do
    if ! command -v xmllint > /dev/null; then
        skipped=$((skipped + 1))
        echo "skipped: xmllint not found: $file"
    elif [ ! -e "$schema" ]; then
        skipped=$((skipped + 1))
        echo "skipped: $schema not found: $file"
    # Covers: X4
    elif xmllint --noout --schema "$schema" "$file" 2> /dev/null; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $file is not valid JUnit"
        xmllint --noout --schema "$schema" "$file" 2>&1 | head -5
    fi
done
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
