#!/bin/sh
# What the catalogue asks of single entries: the acceptance test that stands for it passes on its examples and on the
# unchanged clean journeys. entries/*.txt has a line an entry and test, under the ids that it answers for.
set -u
build=${BUILD:-build/release}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

"$build/rehearse" test --cases cases -q -o "ndjson=$dir/results" > "$dir/said" 2>&1
for list in tests/cases/entries/*.txt; do
    while read -r entry name; do
        case $entry in '#' | '') continue ;; esac
        n=$(grep -F "\"entry\":\"$entry\"" "$dir/results" | grep -F "\"name\":\"$name\"" |
            grep -E '"way":"(example|clean)"' | grep -c '"result":"pass"')
        if [ "$n" -eq 2 ]; then
            passed=$((passed + 1))
        else
            printf 'FAILED: %s: %s\n' "$entry" "$name"
            head -3 "$dir/said"
            failed=$((failed + 1))
        fi
    done < "$list"
done

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
