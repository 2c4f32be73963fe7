#!/bin/sh
# 300 hostile texts in every report of customers and every format, as real parsers of these formats read them back.
# Skipped, loudly, without Chromium, node, npm or sqlite3.
set -u
B=${BUILD:-build/release}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
skipped=0
skip() {
    echo "skipped: $1"
    skipped=1
    finish
    exit 0
}
browser=$(command -v chromium || command -v chromium-browser) ||
    skip 'chromium not found: hostile texts are not read back'
command -v node > /dev/null || skip 'node not found: hostile texts are not read back'
command -v sqlite3 > /dev/null || skip 'sqlite3 not found: hostile texts are not read back'
tools=$(ci/npm-tools.sh 2> "$dir/why") || skip "playwright and commonmark: $(head -1 "$dir/why")"
mkdir "$dir/reports"
REHEARSE_HOSTILE=$dir/reports check 'the reports are written' "$B/tests/reports/test_hostile"
# Covers: X1, X2, X3
# Covers: X4, X5, X7
# Covers: X8, X9
NODE_PATH=$tools/.. BROWSER=$browser node tests/reports/browser/read-back.cjs "$dir/reports" \
    > "$dir/lines" 2> "$dir/log"
ok 'the reader came to its end' $?
[ -s "$dir/log" ] && head -20 "$dir/log"
grep '^FAILED' "$dir/lines"
read_back=$(grep -c '^ok ' "$dir/lines")
passed=$((passed + read_back))
failed=$((failed + $(grep -c '^FAILED' "$dir/lines")))
# Seven reports in two batches, in five formats at the least.
[ "$read_back" -ge 70 ]
ok "as many files as there are: $read_back" $?
finish
