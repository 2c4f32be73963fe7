#!/bin/sh
# Every kind of page, of a made-up history, driven in Chromium by Playwright as a person would: filter, sort, open a
# journey, follow a link into the page, walk by keyboard, listen, print; at two widths and in both colour schemes.
# Skipped, loudly, without Chromium, node or npm.
set -u
B=${BUILD:-build/release}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
skip() {
    echo "skipped: $1"
    skipped=1
    finish
    exit 0
}
skipped=0
browser=$(command -v chromium || command -v chromium-browser) || skip 'chromium not found: pages are not driven'
command -v node > /dev/null || skip 'node not found: pages are not driven'
tools=$(ci/npm-tools.sh 2> "$dir/why") || skip "playwright: $(head -1 "$dir/why")"
tests/reports/browser/make-pages.sh "$B" "$dir" > "$dir/said" 2>&1
ok 'every page is written' $? || tail -5 "$dir/said"
[ "$failed" -eq 0 ] || cat "$dir/said"
NODE_PATH=$tools/.. BROWSER=$browser node tests/reports/browser/drive.cjs "$dir/site" > "$dir/lines" 2> "$dir/log"
ok 'the driver came to its end' $?
[ -s "$dir/log" ] && head -20 "$dir/log"
NODE_PATH=$tools/.. BROWSER=$browser node tests/reports/browser/open.cjs 9 3 "$dir/site/gate.html" \
    "$dir/site/diff.html" "$dir/site/review.html" >> "$dir/lines" 2> "$dir/log"
ok 'pages were opened beside empty ones' $?
[ -s "$dir/log" ] && head -20 "$dir/log"
grep '^FAILED' "$dir/lines"
passed=$((passed + $(grep -c '^ok ' "$dir/lines")))
failed=$((failed + $(grep -c '^FAILED' "$dir/lines")))
finish
