#!/bin/sh
# The golden JUnit reports against their schema, as other programs read them.
set -u
schema=../shared/data/junit/junit-10.xsd
passed=0 failed=0 skipped=0
for file in tests/reports/golden/*.junit; do
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
