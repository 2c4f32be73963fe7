#!/bin/sh
# docs/history-in.md: its mapping loads and does what it says, it names every mapping of the program, and its commands run.
set -u
R=${BUILD:-build/release}/rehearse
page=docs/history-in.md
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh


sed -n '/^```yaml/,/^```/p' $page | sed '/^```/d' > "$dir/my.yaml"
printf 'Stage;ID;Closed;Amount;More\nGewonnen;1;1.2.2026;10,5;x\nGewonnen;2;28.2.2026;10.5;x\noffen;3;1.3.2026;n/a;x\n' \
    > "$dir/deals.csv"
"$R" ingest "$dir/deals.csv" --map "$dir/my.yaml" --dry-run --exported-at 2026-06-01T00:00:00Z -q -o json > "$dir/out" \
    2> "$dir/err"
check "the page's mapping: $(head -n 1 "$dir/err")" grep -q '"accepted": 2' "$dir/out"
check 'an amount with a comma is quarantined' grep -q '"quarantined": 1' "$dir/out"
for map in $("$R" map list | cut -d ' ' -f 1); do
    case $map in
    salesforce-*) said=${map#salesforce-opportunity} ;;
    stripe-*) said=${map#stripe} ;;
    *) said=$map ;;
    esac
    check "the page does not name $map" grep -qF -- "$said\`" $page
done
sed -n '/^```sh/,/^```/p' $page | sed '/^```/d; s/ *#.*//' > "$dir/commands"
cp fixtures/exports/hubspot-deals.csv "$dir/deals.csv"
cp fixtures/exports/project-tasks.csv "$dir/export.csv"
while read -r line; do
    check "the page's command fails: $line" \
        sh -c "cd '$dir' && PATH=$(cd "$(dirname "$R")" && pwd):\$PATH && $line > out.txt 2> err.txt"
done < "$dir/commands"

finish
