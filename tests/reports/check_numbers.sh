#!/bin/sh
# The numbers on the pages: each has a row in docs/numbers.md that names its page, and those of a page, its JSON and its
# CSV of one run are the same.
set -u
B=${BUILD:-build/release}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
golden=tests/reports/golden

# numbers FILE: what stands before a number on the page: headings of columns of numbers, and labels of facts.
numbers() {
    tr '\n' ' ' < "$1" > "$dir/page"
    grep -oE '<td class="([^"]* )?num( [^"]*)?" data-label="[^"]*"' "$dir/page" | sed 's/.*data-label="//; s/"$//'
    grep -o '<dt>[^<]*</dt><dd>[^/]*[0-9][^/]*<' "$dir/page" | sed 's/<dt>//; s/<.*//'
}

# explained PAGE: each number of the golden page has a row of docs/numbers.md, with all of its columns, that names it.
explained() {
    page=${1%%-*}
    numbers "$golden/$1.html" | sort -u > "$dir/labels"
    [ -s "$dir/labels" ]
    ok "$1 has numbers" $?
    while IFS= read -r label; do
        awk -F' *[|] *' -v label="$label" -v page="$page" '
            $2 == label && (" " $3 " ") ~ (" " page " ") && $4 != "" && $5 != "" && $6 != "" && $7 != "" { found = 1 }
            END { exit !found }' docs/numbers.md
        ok "docs/numbers.md says what \"$label\" of the page $page is" $?
    done < "$dir/labels"
}
for page in gate-no-go gate-go diff explain packet review sweep calibrate site brief proof replay-judged test-mutate \
    cover poison log blame status ingest verify eval fmt; do explained "$page"; done

# ---- page, JSON, CSV and Markdown of one run ----
skipped=0
skip() {
    echo "skipped: $1"
    skipped=1
    finish
    exit 0
}
browser=$(command -v chromium || command -v chromium-browser) || skip 'chromium not found: numbers are not compared'
command -v node > /dev/null || skip 'node not found: numbers are not compared'
command -v sqlite3 > /dev/null || skip 'sqlite3 not found: numbers are not compared'
tools=$(ci/npm-tools.sh 2> "$dir/why") || skip "playwright and commonmark: $(head -1 "$dir/why")"

# compare DIR NAME AT_LEAST: what numbers.cjs says of the pages of DIR; at least so many checks.
compare() {
    NODE_PATH=$tools/.. BROWSER=$browser node tests/reports/browser/numbers.cjs "$1" docs/numbers.md \
        > "$dir/lines" 2> "$dir/log"
    ok "$2: the reader came to its end" $?
    [ -s "$dir/log" ] && head -20 "$dir/log"
    grep '^FAILED' "$dir/lines"
    read=$(grep -c '^ok ' "$dir/lines")
    passed=$((passed + read))
    failed=$((failed + $(grep -c '^FAILED' "$dir/lines")))
    [ "$read" -ge "$3" ]
    ok "$2: as many checks as there are tables and pages: $read" $?
}

# Every report, of the samples: their numbers differ from each other, and no list is empty.
mkdir "$dir/samples"
REHEARSE_PAGES=$dir/samples "$B/tests/reports/test_golden" > "$dir/said" 2>&1
ok 'the samples are written as pages' $?
cp "$golden"/*.json "$golden"/*.csv "$golden"/*.markdown "$dir/samples/"
for page in site brief proof runbook; do cp "$golden/review.json" "$dir/samples/$page.and.json"; done
compare "$dir/samples" samples 280

# Every page of a made-up history, its JSON and its CSV of one run.
MARKDOWN=1 tests/reports/browser/make-pages.sh "$B" "$dir" > "$dir/said" 2>&1
ok 'the pages of a history are written' $? || tail -5 "$dir/said"
mkdir "$dir/site/explain" "$dir/weeks"
log=$dir/log.jsonl
run() {
    name=$1
    shift
    "$B/rehearse" "$@" --register "$dir/repo:cases" --events "$log" -q -o json="$name.json" || [ $? -le 2 ]
}
journeys=$(sed -n 's/.*"journey": "\(J-[0-9]*\)".*/\1/p' "$dir/site/diff.json" | sort -u | head -3)
for journey in $journeys; do
    run "$dir/site/explain/diff-$journey-base" explain "$journey" main
    run "$dir/site/explain/diff-$journey-head" explain "$journey" proposal
done
log=$dir/stamped.jsonl
for journey in $(grep -o 'id="j-J-[0-9]*"' "$dir/site/review.html" | sed 's/id="j-//; s/"//' | head -3); do
    run "$dir/site/explain/review-$journey-head" explain "$journey" main
done
log=$dir/log.jsonl
for name in poison log; do
    args=main
    [ "$name" = log ] && args=
    run "$dir/site/$name" "$name" $args -o html="$dir/site/$name.html" -o markdown="$dir/site/$name.markdown"
    ok "$name runs" $?
done
compare "$dir/site" 'a history' 130

# The site: what its pages tell is what the newest week's JSON does, and the register's size.
weeks=$dir/site/weeks
for name in index brief proof runbook; do
    [ "$name" = index ] && to=site || to=$name
    cp "$weeks/$name.html" "$dir/weeks/$to.html"
    cp "$weeks/week-2025-10-20.json" "$dir/weeks/$to.json"
    printf '{"entries": %d}' $(($(wc -l < "$weeks/workbook-risks.csv") - 1)) > "$dir/weeks/$to.and.json"
done
for week in 2025-10-13 2025-10-20; do
    for ending in html json csv; do cp "$weeks/week-$week.$ending" "$dir/weeks/review-$week.$ending"; done
done
compare "$dir/weeks" 'a site' 50
cmp -s "$weeks/workbook-kpi.csv" "$weeks/week-2025-10-20.csv"
ok 'the workbook has the figures of the newest week' $?
finish
