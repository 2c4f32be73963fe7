#!/bin/sh
# Every fuzz target over its committed corpus, without libFuzzer. A corpus that is missing or empty is a failure.
set -u
passed=0 failed=0
for folder in tests/fuzz/corpus/*/; do
    name=$(basename "$folder")
    n=$(find "$folder" -type f | wc -l)
    if out=$("${BUILD:-build/release}/fuzz/$name" "$folder" 2>&1) && [ "$n" -gt 0 ] && [ "$out" = "$n files" ]; then
        passed=$((passed + 1))
    else
        printf '%s: %s\n' "$name" "$out"
        failed=$((failed + 1))
    fi
done
[ "$passed" -gt 0 ] || failed=1
printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
