#!/bin/sh
# The engine and the reference on random expressions, facts and instants: as many as a test may take (`make agree` runs
# 10 million). Agreement that tried nothing, or only expressions that were refused, is a failure.
set -u
agree=${BUILD:-build/release}/agree
out=$("$agree" --count "${AGREE_COUNT:-200000}" --seed "${AGREE_SEED:-1}" 2>&1)
rc=$?
printf '%s\n' "$out"
tried=$(printf '%s\n' "$out" | sed -n 's/^[0-9]* triples (\([0-9]*\) decided, .*/\1/p')
if [ "$rc" -eq 0 ] && [ "${tried:-0}" -gt 1000 ]; then
    echo '1 passed, 0 failed, 0 skipped'
else
    echo '0 passed, 1 failed, 0 skipped'
fi
