#!/bin/sh
# check --table and fmt --import from outside: the spreadsheet goes out, is edited, and comes back.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

cp -r cases "$dir/cases"

# Covers: S1-FLD-17
status 0 'Markdown' "$R" check --cases "$dir/cases" --table md
says out '| Edge case | Onboarding lane | Trigger | Risk tier | Required evidence | Deterministic check |' 'Markdown'
says out 'CO-EDGE-002' 'Markdown'
status 0 'HTML' "$R" check --cases "$dir/cases" --table html
says out '<table' 'HTML'
says out 'Content-Security-Policy' 'HTML'
status 0 'CSV' "$R" check --cases "$dir/cases" --table csv
cp "$dir/out" "$dir/register.csv"
says out 'Edge case,Scenario,Onboarding lane,Customer segment,Trigger,Risk tier,Required evidence' 'CSV'
status 64 'another format' "$R" check --cases "$dir/cases" --table pdf
status 64 'two places for it' "$R" check --cases "$dir/cases" --table csv -o json

# What was not edited is not touched.
status 0 'an import that changes nothing' "$R" fmt --cases "$dir/cases" --import "$dir/register.csv" -o json
says out '"imported": 0' 'an import that changes nothing'
if diff -r cases "$dir/cases" > /dev/null; then ok; else bad 'an import that changes nothing has written'; fi

# One cell is edited, and one entry is new.
sed 's/^CO-EDGE-002,[^,]*,/CO-EDGE-002,Plans that do not agree,/' "$dir/register.csv" > "$dir/edited.csv"
status 1 'a check of an import' "$R" fmt --cases "$dir/cases" --import "$dir/edited.csv" --check -o json
says out 'register/CO-EDGE-002.yaml' 'a check of an import'
if diff -r cases "$dir/cases" > /dev/null; then ok; else bad '--check has written'; fi
status 0 'an import' "$R" fmt --cases "$dir/cases" --import "$dir/edited.csv" -o json
says out '"imported": 1' 'an import'
if [ "$(diff -rq cases "$dir/cases" | wc -l)" -eq 1 ]; then
    ok
else
    bad "more than one file: $(diff -rq cases "$dir/cases")"
fi
if grep -q '^title: Plans that do not agree$' "$dir/cases/register/CO-EDGE-002.yaml"; then
    ok
else
    bad 'the title is not there'
fi
status 0 'the table afterwards' "$R" check --cases "$dir/cases" --table csv
if cmp -s "$dir/edited.csv" "$dir/out"; then ok; else bad 'the table does not come out as it went in'; fi
rm "$dir/cases/register/CO-EDGE-004.yaml"
status 0 'an entry that is not there' "$R" fmt --cases "$dir/cases" --import "$dir/edited.csv"
if [ -f "$dir/cases/register/CO-EDGE-004.yaml" ]; then ok; else bad 'the new entry has no file'; fi
"$R" replay --cases cases --events fixtures/clean-mid-market.jsonl -o ndjson > "$dir/a" 2> /dev/null
"$R" replay --cases "$dir/cases" --events fixtures/clean-mid-market.jsonl -o ndjson > "$dir/b" 2> /dev/null
if cmp -s "$dir/a" "$dir/b" && [ -s "$dir/a" ]; then ok; else bad 'the register means something else now'; fi

# What does not load is not written, and an id is no path.
cp -r "$dir/cases" "$dir/before"
sed 's/^\(CO-EDGE-003,.*\),high,/\1,enormous,/' "$dir/edited.csv" > "$dir/bad.csv"
status 65 'a risk that is none' "$R" fmt --cases "$dir/cases" --import "$dir/bad.csv"
says err 'enormous' 'a risk that is none'
# Covers: M9
sed 's|^CO-EDGE-002,|../../CO-EDGE-002,|' "$dir/edited.csv" > "$dir/bad.csv"
status 65 'an id that is a path' "$R" fmt --cases "$dir/cases" --import "$dir/bad.csv"
says err 'is no id' 'an id that is a path'
status 66 'a table that is not there' "$R" fmt --cases "$dir/cases" --import "$dir/nothing.csv"
: > "$dir/empty.csv"
status 65 'an empty table' "$R" fmt --cases "$dir/cases" --import "$dir/empty.csv"
# Covers: V5
if diff -r "$dir/before" "$dir/cases" > /dev/null; then ok; else bad 'a bad table has written'; fi

finish
