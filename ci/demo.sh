#!/bin/sh
# The whole job on real closed-won records: ingest, replay, diff, gate, with a page of each. Exits 0 when it ran to its
# end, whatever the gate says. BUILD: where the programs are.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
rehearse=$build/rehearse
demo=build/demo
deals=fixtures/salesforce/Opportunitys.json

step() { printf '\n== %s\n' "$1"; }
# The first screen of a pretty report: what stands before its first section of tables.
first_screen() { sed -e "/^$1\$/,\$d" "$2"; }

rm -rf "$demo"
mkdir -p "$demo"

step "History: 112 real won deals, and onboardings made up for them"
cat <<'EOT'
The deals are real records: 278 opportunities that Salesforce exported, 112 of them Closed Won (CC0, origin in
fixtures/README.md). No onboarding of theirs is public, so what happened after each deal is generated: those events say
so themselves (synthetic: true), and every report counts them apart.
EOT
"$build/generate" --seed 1 --triggers "$deals" -o "$demo/onboardings.jsonl" --truth "$demo/truth.json"
"$rehearse" ingest "$deals" --map salesforce-opportunity-import-tree --exported-at 2025-12-31T00:00:00Z \
    --store "$demo/history.db" -q -o pretty="$demo/ingest-deals.txt"
"$rehearse" ingest "$demo/onboardings.jsonl" --store "$demo/history.db" -q -o pretty="$demo/ingest.txt"
first_screen Counts "$demo/ingest-deals.txt"
first_screen Counts "$demo/ingest.txt"

step "Register: a small repository in which it grew over five commits"
fixtures/example-repo.sh "$demo/repo"

# judge COMMAND ARGUMENTS...: exit statuses 0, 1 and 2 are outcomes, all else is a failure of the demo.
judge() {
    name=$1
    shift
    rc=0
    "$rehearse" "$name" "$@" --register "$demo/repo" --store "$demo/history.db" -q \
        -o pretty="$demo/$name.txt" -o html="$demo/$name.html" -o json="$demo/$name.json" || rc=$?
    [ "$rc" -le 2 ] || exit "$rc"
}

step "Replay: the history under the newest revision"
judge replay main
first_screen 'What was counted\|Records\|Entries\|Counts' "$demo/replay.txt"

step "Diff: what five commits changed for these customers"
judge diff main~4..main
first_screen 'Outcomes that change.*' "$demo/diff.txt"

step "Gate: may the newest revision go live?"
judge gate main
first_screen Criteria "$demo/gate.txt"

printf '\nThe whole report: %s\n' "$demo/gate.html"
printf 'Beside it: %s\n' "$demo/replay.html, $demo/diff.html, and the same as .txt and .json"
