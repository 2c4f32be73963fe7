#!/bin/sh
# make-pages.sh BUILD DIR: every kind of page into DIR/site, as JSON and CSV too (MARKDOWN=1: and as Markdown), of 120
# made-up journeys and a proposal that loosens. A verdict that says no is a page like any other.
set -eu
B=$(cd "$1" && pwd)
dir=$2
rehearse=$B/rehearse
mkdir -p "$dir/site"
fixtures/example-repo.sh "$dir/repo" > /dev/null
cp fixtures/example/CO-EDGE-002.yaml fixtures/example/CO-EDGE-005.yaml "$dir/repo/cases/register/"
sed -i.old 's/silence_bd: 5/silence_bd: 9/' "$dir/repo/cases/policy.yaml"
rm "$dir/repo/cases/policy.yaml.old"
git -C "$dir/repo" -c user.name=pages -c user.email=pages@northgate.example checkout -q -b proposal
git -C "$dir/repo" -c user.name=pages -c user.email=pages@northgate.example commit -q -a -m 'proposal'
"$B/generate" --seed 11 --journeys 120 -o "$dir/log.jsonl" --truth "$dir/truth.json"
log=$dir/log.jsonl

# page NAME CSV ARGUMENTS...: one report as page and JSON, and as CSV where it has rows.
page() {
    name=$1 csv=$2
    shift 2
    status=0
    "$rehearse" "$@" --register "$dir/repo:cases" --events "$log" -q \
        -o html="$dir/site/$name.html" -o json="$dir/site/$name.json" $csv \
        ${MARKDOWN:+-o "markdown=$dir/site/$name.markdown"} || status=$?
    [ "$status" -le 2 ] || exit "$status"
}
page gate '' gate proposal --base main --today 2026-01-06T00:00:00Z
page diff '' diff main..proposal
journey=$(sed -n 's/.*"journey": "\(J-[0-9]*\)".*/\1/p' "$dir/site/diff.json" | head -1)
page explain '' explain "$journey" main
# A review that ends with changes needs a quarter in which something went wrong.
"$B/generate" --planted stamper --seed 3 --journeys 400 -o "$dir/stamped.jsonl" --truth "$dir/stamped.json"
log=$dir/stamped.jsonl
page review "-o csv=$dir/site/review.csv" review main --since 2025-09-01 --until 2025-12-01
log=$dir/log.jsonl
page sweep "-o csv=$dir/site/sweep.csv" sweep policy.ai_conf_min=0.60..0.95:0.05 main --prefer "0 - items"
# Early warnings need customers that fared badly, and weights that were changed.
git -C "$dir/repo" -c user.name=pages -c user.email=pages@northgate.example checkout -q -b weights main
sed -i.old 's/milestone_progress: {weight: 40/milestone_progress: {weight: 20/
    s/support_friction: {weight: 20/support_friction: {weight: 40/' "$dir/repo/cases/health.yaml"
rm "$dir/repo/cases/health.yaml.old"
git -C "$dir/repo" -c user.name=pages -c user.email=pages@northgate.example commit -q -a -m 'weights'
awk -v n=600 -v handicap=90 -f tests/kit/health.awk > "$dir/health.jsonl"
log=$dir/health.jsonl
page calibrate "-o csv=$dir/site/calibrate.csv" calibrate weights --base main
log=$dir/log.jsonl
page replay '' replay main
page test '' test main --mutate
page cover '' cover main
# The first item of that journey, as its reviewer saw it when it opened.
set -- $(node -e '
    const opened = JSON.parse(require("fs").readFileSync(process.argv[1])).moments.find(m => m.what === "opened");
    console.log(opened.entry, opened.at);' "$dir/site/explain.json")
area=$(sed -n 's/^  area: //p' "cases/register/$1.yaml")
page packet '' packet "$journey/$area/1" main --at "$2"
for week in 2025-10-13 2025-10-20; do
    "$rehearse" report "$dir/site/weeks" main --register "$dir/repo:cases" --events "$dir/log.jsonl" -q --until "$week"
done
