#!/bin/sh
# The site of weekly reviews: its files, its index, its pictures, and that nothing is loaded from elsewhere.
set -u
export LC_ALL=C
build=${BUILD:-build/release}
rehearse=$build/rehearse
data=tests/cases/monitors
dir=$(mktemp -d) work=$dir
trap 'rm -rf "$work"' EXIT
. tests/kit/checks.sh

has() { # WHAT FILE TEXT
    grep -qF -- "$3" "$work/site/$2"
    ok "$1: $2 has '$3'" $?
}
report() { # STATUS SINCE UNTIL
    "$rehearse" report "$work/site" --cases cases --events "$data/history.jsonl" --since "$2" --until "$3" -q \
        2> "$work/err"
    expect "status of $2" "$1" $?
}

report 0 2026-03-09 2026-03-16
cp "$work/site/week-2026-03-16.html" "$work/first.html"
cp "$work/site/brief.html" "$work/first-brief.html"
report 2 2026-03-16 2026-03-23 # the history ends before it

# Both weeks stand in the index, the newest first; the first week's page is as it was.
has 'index' index.html 'href="week-2026-03-16.html"'
tr '>' '\n' < "$work/site/index.html" | sed -n 's/.*href="week-\(.*\)\.html".*/\1/p' | tr '\n' ' ' > "$work/weeks"
[ "$(cat "$work/weeks")" = '2026-03-23 2026-03-16 ' ]
ok "weeks in the index: $(cat "$work/weeks")" $?
cmp -s "$work/first.html" "$work/site/week-2026-03-16.html"
ok 'a later report leaves the weeks before it alone' $?
# A messy week ends in a list of changes: each with its rank and its owner on the page, and the meeting ends with them.
fix() { # RANK KEY: of the week's JSON
    tr -d '\n' < "$work/site/week-2026-03-16.json" | sed 's/"fixes_all".*//; s/.*"fixes": \[//; s/"action":/\n&/g' |
        grep "\"rank\": $1," | sed "s/.*\"$2\": \"\([^\"]*\)\".*/\1/"
}
# Covers: S0-CTL-09
for rank in 1 2 3; do
    [ -n "$(fix $rank title)" ]
    ok "the week proposes change $rank" $?
    has "change $rank" week-2026-03-16.html "$(fix $rank title | cut -c2-)"
    grep -F "$(fix $rank title | cut -c2-)" "$work/site/week-2026-03-16.html" | grep -qF "$(fix $rank owner)"
    ok "change $rank has its owner, $(fix $rank owner)" $?
done
has 'loop' week-2026-03-16.html 'What changes until the next time'

# Nothing is loaded from elsewhere, and there is no script.
for file in "$work"/site/*.html "$work"/site/images/*.svg; do
    ! grep -Eq '<script|src="|url\(|href="(http|//)|@import' "$file"
    ok "$(basename "$file") loads nothing" $?
done

# Pictures of the pages' own, in their folder.
# Covers: S0-VIS-01 S0-VIS-03 S1-SEQ-10
for name in monitoring-hero hypercare-checklist launch-checklist escalation-checklist; do
    [ -s "$work/site/images/$name.svg" ]
    ok "images/$name.svg is there" $?
    has 'picture' index.html "href=\"images/$name.svg\""
done
has 'hero' images/monitoring-hero.svg 'Trigger health'

labels() { # PICTURE: the labels of its nodes, in their order
    tr '>' '\n' < "$work/site/images/$1.svg" | sed -n '/font-weight="600"/{n;s/<.*//;p;}' | tr '\n' ';'
}
# Covers: S0-VIS-02
[ "$(labels hypercare-checklist)" = 'capture;validation;assignment;provisioning;customer work;escalation;write-back;value measurement;weekly tuning;' ]
ok "nine steps of the first thirty days: $(labels hypercare-checklist)" $?
node() { # N LABEL: what stands in that place of the way to going live
    [ "$(labels launch-checklist | cut -d';' -f"$1")" = "$2" ]
    ok "step $1 is $2" $?
}
# Covers: S1-SEQ-01 S1-SEQ-02 S1-SEQ-03
node 1 'closed-won trigger'
node 2 'handoff validation'
node 3 'edge-case register'
# Covers: S1-SEQ-04 S1-SEQ-05 S1-SEQ-06
node 4 'deterministic checks'
node 5 'AI assist boundary'
node 6 'human review packet'
# Covers: S1-SEQ-07 S1-SEQ-08 S1-SEQ-09
node 7 'system or customer action'
node 8 'acceptance test'
node 9 'go-live gate'

# Who does what when, and how to go back.
# Covers: S3-ART-01
has 'runbook, roles' runbook.html 'revenue operations'
has 'runbook, triggers' runbook.html 'Name an owner or mend the routing'
has 'runbook, rollback' runbook.html 'Somebody is named who stops it and takes it back'
# Covers: S3-ART-02
has 'figures' workbook-kpi.csv 'time_to_value,trigger to first value,median'
has 'risks' workbook-risks.csv 'CO-EDGE-006,'
[ "$(grep -c '^CO-EDGE' "$work/site/workbook-risks.csv")" -eq "$(find cases/register -name '*.yaml' | grep -c .)" ]
ok 'every entry is a risk of the workbook' $?
# Covers: S3-ART-03
has 'brief' brief.html 'Is it stable enough to be widened?'
has 'brief' brief.html 'Outcomes against the baseline'
grep -qF "$(fix 1 title | cut -c2-)" "$work/first-brief.html"
ok 'the brief names what is to be mended first' $?
has 'brief of a week in which nothing happened' brief.html 'this says nothing'
# Covers: S3-ART-04
has 'proof' proof.html 'Register, SHA-256'
has 'proof' proof.html 'Overrides and corrections'

# What a customer may read: states and what was done for it, and nothing of what was weighed.
"$rehearse" explain a --customer --cases cases --events "$data/history.jsonl" -q -o html > "$work/site/status.html"
# Covers: S2-AUD-04
has 'status' status.html 'Handoff received'
has 'status' status.html 'Handoff accepted'
sed 's/<style.*<\/style>//' "$work/site/status.html" | tr -d '\n' | sed 's/.*<main/<main/' > "$work/body"
! grep -Eiq 'CO-EDGE|verdict|risk|revops|olga|omar|acct|confidence|escalat' "$work/body"
ok 'the status names no entry, person, risk or field' $?
rm "$work/site/status.html"

# The same inputs give the same bytes.
cp -R "$work/site" "$work/again"
report 2 2026-03-16 2026-03-23
diff -r "$work/site" "$work/again" > /dev/null
ok 'the same inputs give the same site' $?
"$rehearse" report --cases cases --events "$data/history.jsonl" > /dev/null 2> "$work/err"
[ $? -eq 64 ]
ok 'without a folder it is a usage error' $?

finish
