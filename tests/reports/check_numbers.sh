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
    grep -o '<td class="t-[a-z]* num[^"]*" data-label="[^"]*"' "$dir/page" | sed 's/.*data-label="//; s/"$//'
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
for page in gate-no-go gate-go diff explain packet review sweep calibrate site brief proof; do explained "$page"; done

skipped=0
if ! command -v sqlite3 > /dev/null; then
    echo 'skipped: sqlite3 not found: numbers are not compared'
    skipped=1
    finish
    exit
fi
"$B/generate" --seed 11 --journeys 60 -o "$dir/log.jsonl" --truth "$dir/truth.json"
run() {
    "$B/rehearse" "$@" --cases cases --events "$dir/log.jsonl" -q -o html="$dir/run.html" -o json="$dir/run.json" \
        -o csv="$dir/run.csv" || [ $? -le 2 ]
}
# cells COLUMN...: these columns of the page's rows, a line a row, as the page has them to the last digit.
cells() {
    section="id=\"$1\""
    awk -v section="$section" '/<section|<div class="body" id="/ { inside = index($0, section) > 0 } inside' \
        "$dir/run.html" > "$dir/part"
    shift
    grep '^<tr' "$dir/part" | grep '<th scope="row"' | while IFS= read -r row; do
        for column; do
            value="s/.* data-label=\"$column\"><span class=\"text[^>]*>\\([^<]*\\)<.*/\\1/p"
            printf '%s,' "$(printf '%s' "$row" | sed -n "$value")"
        done
        echo
    done
}
csv() { sqlite3 :memory: -cmd ".import --csv $dir/run.csv t" "$1" | tr '|' ',' | sed 's/$/,/'; }
json() {
    sqlite3 :memory: "select $2 from json_each(json_extract(readfile('$dir/run.json'), '$1'))$3" |
        tr '|' ',' | sed 's/$/,/'
}

run review
ok 'review runs' $?
cells numbers Value Rows Before | sed 's/none/-/g; s/\([0-9]\),\([0-9][0-9][0-9],\)/\1\2/g' > "$dir/html"
csv "select iif(value = '', '-', value), n, iif(before = '', '-', before) from t" > "$dir/csv"
json '$.metrics' "ifnull(json_extract(f.value, '\$.value'), '-'), json_extract(f.value, '\$.n'),
    ifnull(json_extract(f.value, '\$.before'), '-')" ", json_each(json_extract(json_each.value, '\$.figures')) f" \
    > "$dir/json"
[ "$(wc -l < "$dir/html")" -gt 100 ]
ok 'the review has figures' $?
check 'review: page and CSV have the same figures' diff "$dir/html" "$dir/csv"
awk -F, -v OFS=, '{ for (i = 1; i < NF; i++) if ($i ~ /^-?[0-9.]+$/) $i += 0 } 1' "$dir/csv" > "$dir/csv.numbers"
awk -F, -v OFS=, '{ for (i = 1; i < NF; i++) if ($i ~ /^-?[0-9.]+$/) $i += 0 } 1' "$dir/json" > "$dir/json.numbers"
check 'review: JSON and CSV have the same figures' diff "$dir/json.numbers" "$dir/csv.numbers"

run sweep policy.ai_conf_min=0.60..0.80:0.05
ok 'sweep runs' $?
cells settings Caught Escaped Drag Items 'Too late' Queue 'Journeys that differ' > "$dir/html"
csv 'select caught, escaped, drag, items, breached, queue_longest, differing from t' > "$dir/csv"
[ "$(wc -l < "$dir/html")" -eq 5 ]
ok 'the sweep has five settings' $?
check 'sweep: page and CSV have the same numbers' diff "$dir/html" "$dir/csv"
keys='cells.caught cells.escaped cells.drag items breached queue_longest differing'
select=$(for key in $keys; do printf "json_extract(value, '\$.%s')," "$key"; done)
json '$.settings' "${select%,}" '' > "$dir/json"
check 'sweep: JSON and CSV have the same numbers' diff "$dir/json" "$dir/csv"
finish
