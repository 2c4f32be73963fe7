#!/bin/sh
# The metrics of the domain, each on a small history whose truth was worked out by hand (tests/cases/monitors).
set -u
export LC_ALL=C
build=${BUILD:-build/release}
rehearse=$build/rehearse
data=tests/cases/monitors
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. tests/kit/checks.sh

# The domain with five entries: what opens can be told by hand.
cp -R cases "$work/cases"
for file in "$work"/cases/register/*.yaml; do
    case $file in
    *-004.yaml | *-006.yaml | *-007.yaml | *-008.yaml | *-009.yaml) ;;
    *) rm "$file" ;;
    esac
done
want=0 # 2 of a week in which nothing happened: what it tells of the weeks before stands
review() { # OUT ARGUMENTS...
    out=$1
    shift
    "$rehearse" review --cases "$work/cases" --events "$data/history.jsonl" -q "$@" > "$work/$out" 2> "$work/err"
    [ $? -eq "$want" ] || { cat "$work/err"; ok "review $*" 1; }
}
week="--since 2026-03-09 --until 2026-03-16 --as-of 2026-03-16T04:00:00Z"

# METRIC|STAT|GROUP|VALUE|ROWS of each figure.
figures='s/^.*"group":\(null\|"[^"]*"\),.*"metric":"\([^"]*\)",.*"n":\([0-9]*\),.*"stat":"\([^"]*\)","undecided":[0-9]*,"value":\([^}]*\)}$/\2|\4|\1|\5|\3/p'
# shellcheck disable=SC2086 # words
review week.ndjson $week -o ndjson
sed -n "$figures" "$work/week.ndjson" > "$work/figures"
grep -v '^#' "$data/truth.txt" | grep -v '^$' > "$work/truth"
while IFS= read -r line; do
    if grep -qxF -- "$line" "$work/figures"; then passed=$((passed + 1)); continue; fi
    metric=${line%%|*}
    printf 'expected %s\n' "$line"
    grep "^$metric|" "$work/figures" | sed 's/^/    has /'
    failed=$((failed + 1))
done < "$work/truth"

# Every metric of monitors.yaml has a truth.
sed -n '/^metrics:/,/^areas:/s/^  \([a-z_0-9]*\):$/\1/p' cases/monitors.yaml > "$work/defined"
while IFS= read -r metric; do
    grep -q "^$metric|" "$work/truth"
    ok "metric $metric has a truth worked out by hand" $?
done < "$work/defined"

# ---- what is made of them ----

# shellcheck disable=SC2086
review week.json $week -o json
# shellcheck disable=SC2086
review week.csv $week -o csv
# shellcheck disable=SC2086
review week.txt $week
# shellcheck disable=SC2086
review week.html $week -o html

# A value of a list's row in indented JSON: row LIST ID KEY.
row() {
    awk -v list="\"$1\": [" -v id="\"$2\"" -v key="\"$3\":" '
        index($0, list) { inside = 1 }
        inside && /^  \],?$/ { inside = 0 }
        inside && /^    \{$/ { text = ""; hit = 0 }
        inside && index($0, key) && index($0, "      \"") == 1 { sub(/^[^:]*: /, ""); sub(/,$/, ""); text = $0 }
        inside && index($0, "\"id\": " id) { hit = 1 }
        inside && index($0, "\"rule\": " id) { hit = 1 }
        inside && /^    \},?$/ && hit { print text; exit }' "$work/week.json"
}
is() { # WHAT GOT WANTED
    [ "$2" = "$3" ]
    ok "$1: expected $3, got $2" $?
}

# Waits: a and d two hours, b one and one.
# Covers: S0-QUE-01
is 'handoff acceptance, entered' "$(row queues handoff_acceptance entered)" 4
is 'handoff acceptance, half' "$(row queues handoff_acceptance p50)" 1
is 'handoff acceptance, most' "$(row queues handoff_acceptance most)" 2
is 'handoff acceptance, waiting' "$(row queues handoff_acceptance waiting)" 0
# a waits an hour; b since Monday nine, five days, beyond its day.
# Covers: S0-QUE-02
is 'owner, waiting' "$(row queues owner_assignment waiting)" 1
is 'owner, oldest' "$(row queues owner_assignment oldest)" 40
is 'owner, who' "$(row queues owner_assignment oldest_journey)" '"b"'
is 'owner, too long' "$(row queues owner_assignment breached)" 1
is 'kickoff, oldest' "$(row queues kickoff_scheduling oldest)" 37
is 'kickoff, too long' "$(row queues kickoff_scheduling breached)" 2
# Covers: S0-QUE-04
is 'cleanup, nine in ten' "$(row queues handoff_cleanup p90)" 7
is 'cleanup, left' "$(row queues handoff_cleanup left)" 1
# Covers: S0-QUE-05
is 'customer, oldest' "$(row queues customer_response oldest)" 31
is 'customer, too long' "$(row queues customer_response breached)" 0
is 'set-up, too long' "$(row queues provisioning breached)" 1

# b has had no owner for a business day on Tuesday at nine.
is 'alert owner_missing' "$(row alerts owner_missing journeys)" 1

# Areas: weak where their condition says so, unknown where nobody can say.
is 'area account_setup' "$(row areas account_setup health)" '"weak"'
is 'area handoff_quality' "$(row areas handoff_quality health)" '"weak"'
is 'area auditability' "$(row areas auditability health)" '"weak"'
is 'area business_outcome' "$(row areas business_outcome health)" '"fine"'
is 'stability owner_speed' "$(row stability owner_speed answer)" '"weak"'
is 'stability handoff_usable' "$(row stability handoff_usable answer)" '"fine"'

# One page holds all twelve areas, one agenda of half an hour, and the fixes before everything else.
# Covers: S0-MON-13
is 'areas' "$(sed -n '/^areas:/,/^widgets:/s/^    title: //p' cases/monitors.yaml | grep -c .)" 12
sed -n '/^areas:/,/^widgets:/s/^    title: //p' cases/monitors.yaml > "$work/titles"
while IFS= read -r title; do
    grep -qF "$(printf '%s' "$title" | sed "s/'/\&#39;/g")" "$work/week.html"
    ok "the page shows area $title" $?
done < "$work/titles"

order() { # TEXT...: lines of the pretty report, in this order
    last=0
    for text; do
        at=$(awk -v text="$text" -v from="$last" 'NR >= from && index($0, text) { print NR; exit }' "$work/week.txt")
        [ -n "$at" ]
        ok "$text stands behind what comes before it" $?
        last=${at:-$last}
    done
}
# Covers: S0-REV-08
order 'Fixes, ranked' 'What is weak' 'What moved' 'Agenda' 'Dashboard' 'Areas' 'Queues'
# Covers: S0-REV-01 S0-REV-02 S0-REV-03
order '0-5 ' 'Stable enough' '5-10' 'Which fields' '10-15' 'Which items'
# Covers: S0-REV-04 S0-REV-05 S0-REV-06
order '15-20' 'Which blockers' '20-25' 'Is a prompt' '25-30' 'What changes'
# Who takes part: revenue operations, customer success, onboarding, finance, automation, the owner of the systems.
# Covers: S0-REV-07
for role in revops cs_leader onboarding_lead finance_ops automation_owner technical_lead; do
    grep -q "\"owner\": \"$role\"" "$work/week.json"
    ok "$role leads a part of the agenda" $?
done
sed -n '/"agenda": \[/,/^  \]/s/.*"to": \([0-9]*\).*/\1/p' "$work/week.json" | tail -1 > "$work/minutes"
is 'minutes of the agenda' "$(cat "$work/minutes")" 30

# Fourteen widgets, each with an owner; a fifteenth is refused with its place.
# Covers: S3-CTL-04 S0-WID-15
is 'widgets' "$(sed -n '/"widgets": \[/,/^  \]/p' "$work/week.json" | grep -c '^      "metric"')" 14
is 'owners of widgets' "$(sed -n '/"widgets": \[/,/^  \]/p' "$work/week.json" | grep -c '^      "owner": "')" 14
sed 's/^queues:$/  - {metric: drifting, chart: bar, owner: revops}\nqueues:/' cases/monitors.yaml \
    > "$work/cases/monitors.yaml"
"$rehearse" review --cases "$work/cases" --events "$data/history.jsonl" -q > "$work/out" 2> "$work/err"
is 'exit status with fifteen widgets' $? 65
grep -q 'monitors.yaml:[0-9]*:[0-9]*.*15 widgets' "$work/err"
ok 'the fifteenth widget is named with its line' $?
# A dashboard without a list of changes is refused by check.
# Covers: S0-WID-16
sed 's/shows: \[fixes\]/shows: [weak]/' cases/monitors.yaml > "$work/cases/monitors.yaml"
"$rehearse" check --cases "$work/cases" > "$work/out" 2> "$work/err"
is 'exit status of check without fixes' $? 1
grep -q 'fixes' "$work/out"
ok 'check says that the dashboard has no list of changes' $?
cp cases/monitors.yaml "$work/cases/monitors.yaml"

# ---- the tables that no metric of the domain counts ----

cat > "$work/cases/monitors.yaml" <<'EOF'
metrics:
  handed_over: {title: t, over: states, where: state == "handoff_received", value: hours, stat: [median, max, sum]}
  open_ends: {title: t, over: states, where: to == null}
  suggested: {title: t, over: observed, where: action == "ai.suggest", by: [verdict]}
  open_outcomes: {title: t, over: observed, where: action == "project.create", of: cell == "censored"}
  asked_to_do: {title: t, over: tasks, by: [do, owner]}
  reminded: {title: t, over: journeys, where: n("sla_breached") > 0 && last("sla_breached") > first("sla_breached")}
  broken: {title: t, over: items, value: sla / (sla - sla), stat: [max]}
EOF
# shellcheck disable=SC2086
review tables.ndjson $week -o ndjson
sed -n "$figures" "$work/tables.ndjson" > "$work/figures"
figure() { # LINE
    grep -qxF -- "$1" "$work/figures"
    ok "expected $1, got $(grep "^${1%%|*}|" "$work/figures" | tr '\n' ' ')" $?
}
# a and d two hours, b one until it was sent back, and one and a half after it had returned.
figure 'handed_over|median|null|1.5|4'
figure 'handed_over|max|null|2|4'
figure 'handed_over|sum|null|6.5|4'
# Each journey is in one state at the end.
figure 'open_ends|count|null|6|6'
figure 'suggested|count|null|3|3'
# Thirty days have not passed.
figure 'open_outcomes|share|null|1|2'
figure 'asked_to_do|count|"task.create_finance / finance_ops"|1|1'
figure 'asked_to_do|count|"task.create_internal / revops"|2|2'
# b, d and f breach more than once; c, whose item a person took up, once.
figure 'reminded|count|null|3|3'
# A value that cannot be worked out is counted apart, never as nothing.
figure 'broken|max|null|null|0'
grep -q '"metric":"broken".*"undecided":5' "$work/tables.ndjson"
ok 'rows without a value are counted apart' $?
cp cases/monitors.yaml "$work/cases/monitors.yaml"

# Exceptions are counted by their reasons and by nothing that names a person, in an area that leads to changes.
# Covers: S0-RSN-10
tr -d '\n ' < "$work/week.json" | grep -q '"id":"exceptions_opened",[^{}]*"reads":\["reasons"\]'
ok 'reasons are counted without a person' $?
tr -d '\n ' < "$work/week.json" | grep -q '"id":"exception_backlog","metrics":\[[^]]*"exceptions_opened"'
ok 'and stand in the backlog' $?

# ---- when to look, and the weeks since go-live ----

want=2
review later.json --since 2026-04-20 --until 2026-04-27 --as-of 2026-04-27T04:00:00Z -o json
dates() { # FROM_DAY: the days of a stretch
    awk -v from="\"from_day\": $1," '
        /"dates": \[\]/ { list = ""; next }
        /"dates": \[/ { list = $0; sub(/.*\[/, "", list); sub(/\].*/, "", list); open = list == ""; next }
        open && /\]/ { open = 0 }
        open { line = $0; gsub(/[ ]/, "", line); list = list line }
        index($0, from) { print list; exit }' "$work/later.json" | tr ',' '\n' | sed 's/.*"\(....-..-..\)T.*/\1/' | tr '\n' ' '
}
asks() { # FROM_DAY WORDS...: what that stretch asks has them all
    from=$1
    shift
    for word; do
        grep -A8 "\"from_day\": $from," "$work/later.json" | grep -q "\"question\": \".*$word"
        ok "days from $from on ask for $word" $?
    done
}
# Covers: S0-CAD-01
asks 1 'every eligible customer in the flow' 'full data' 'an owner' 'state that can be seen'
is 'days 1 to 5' "$(dates 1)" '2026-03-02 2026-03-03 2026-03-04 2026-03-05 2026-03-06 '
# Covers: S0-CAD-02
asks 6 fields owners milestones integrations "customer's work"
is 'days 6 to 15' "$(dates 6)" '2026-03-07 2026-03-10 2026-03-13 2026-03-16 '
# Covers: S0-CAD-03
asks 16 'exceptions shrink' 'clocks kept' 'reach value earlier'
is 'days 16 to 30' "$(dates 16)" '2026-03-17 2026-03-24 2026-03-31 '
# Covers: S0-CAD-04
asks 31 tuned widened paused 'handed to everyday work'
is 'from day 31' "$(dates 31)" \
    '2026-04-01 2026-04-08 2026-04-15 2026-04-22 2026-04-29 2026-05-06 2026-05-13 2026-05-20 '

# Three overrides a month at most five are looked at again; of the week's decisions any may be decided again, blind.
# Covers: S3-SEC-03
sed -n '/"samples": \[/,/^  \]/p' "$work/week.json" > "$work/samples"
is 'overrides to look at again' "$(grep -c '"kind": "override"' "$work/samples")" 1
is 'their month' "$(grep -c '"month": "2026-03"' "$work/samples")" 1
is 'decisions to take again' "$(grep -c '"kind": "blind"' "$work/samples")" 2
is 'what was decided is not told' "$(grep -c 'approve\|letter of intent' "$work/samples")" 0

# Fourteen signals week by week: the second week of March is the second since go-live.
"$rehearse" review --cases "$work/cases" --events "$data/history.jsonl" "$data/baseline.jsonl" -q --since 2026-04-20 \
    --until 2026-04-27 --as-of 2026-04-27T04:00:00Z -o json > "$work/later.json"
sed -n '/^  "weeks": \[/,/^  \],*$/p' "$work/later.json" > "$work/weeks"
# Covers: S0-WKS-01
is 'signals' "$(grep -c '"metric"' "$work/weeks")" 14
week_two() { # METRIC: its figure in week 2
    awk -v metric="\"metric\": \"$1\"," 'index($0, metric) { on = 1 } on && /"weeks": \[/ { n = 0; next }
        on && /^ *[0-9n]/ { n++; if (n == 2) { gsub(/[ ,]/, ""); print; exit } }' "$work/weeks"
}
is 'week 2, eligible' "$(week_two eligible_won)" 3
is 'week 2, complete when submitted' "$(week_two complete_at_handoff)" 0.75
is 'week 2, writes that failed' "$(week_two writebacks_failed)" 0.5
is 'week 2, set-up that failed' "$(week_two setup_failures)" 1

# Before: 40 hours, one of two. After four weeks, and eight: 32 hours, one of six.
target() { # METRIC KEY
    awk -v metric="\"metric\": \"$1\"," -v key="\"$2\":" '
        /^  "targets": \[/ { inside = 1 } inside && /^    \{$/ { text = ""; hit = 0 }
        inside && index($0, key) { value = $0; sub(/^[^:]*: /, "", value); sub(/,$/, "", value); text = value }
        inside && index($0, metric) { hit = 1 }
        inside && /^    \},?$/ && hit { print text; exit }' "$work/later.json"
}
# Covers: S3-KPI-02 S3-KPI-04
is 'time to value, baseline' "$(target time_to_value baseline)" 40
is 'time to value, week 4' "$(target time_to_value week4)" 32
is 'time to value, change' "$(target time_to_value change8)" -0.2
is 'time to value, reached' "$(target time_to_value health)" '"fine"'
# Covers: S3-KPI-01 S3-KPI-03
is 'completion, baseline' "$(target completed baseline)" 0.5
is 'completion, change' "$(target completed change8)" -0.666666
is 'completion, missed' "$(target completed health)" '"weak"'
is 'recovery, nobody can say' "$(target recovered health)" '"unknown"'
# Late approvals stand first where an outcome lags.
# Covers: S3-KPI-05
review week2.txt --since 2026-04-20 --until 2026-04-27 --as-of 2026-04-27T04:00:00Z
want=0
grep -q 'first look at approvals that were late' "$work/week2.txt"
ok 'where an outcome lags, approvals are suspected first' $?

# ---- the same numbers in every form ----

sed -n 's/^.*"before":.*"group":\(null\|"[^"]*"\),.*"metric":"\([^"]*\)",.*"stat":"\([^"]*\)",.*"value":\([^}]*\)}$/\2|\3|\1|\4/p' \
    "$work/week.ndjson" | sed 's/|null$/|/; s/|null|/||/; s/"//g' | sort > "$work/from_json"
awk 'function field(   text) {
         if (substr(rest, 1, 1) == "\"") {
             text = ""
             rest = substr(rest, 2)
             while (match(rest, /"/)) {
                 text = text substr(rest, 1, RSTART - 1)
                 rest = substr(rest, RSTART + 1)
                 if (substr(rest, 1, 1) != "\"") break
                 text = text "\""
                 rest = substr(rest, 2)
             }
             sub(/^,/, "", rest)
             return text
         }
         text = rest
         sub(/,.*/, "", text)
         rest = substr(rest, length(text) + 2)
         return text
     }
     NR > 1 { sub(/\r$/, ""); rest = $0; metric = field(); field(); stat = field(); group = field()
              print metric "|" stat "|" group "|" field() }' "$work/week.csv" | sort > "$work/from_csv"
cmp -s "$work/from_json" "$work/from_csv"
ok 'JSON and CSV of one run hold the same figures' $?
is 'figures' "$(grep -c . "$work/from_csv")" "$(grep -c . "$work/week.ndjson")"
# In the page: the table of every number, cell by cell.
tr -d '\n' < "$work/week.html" | sed 's/.*id="numbers"//; s/<wbr>//g; s/<tr>/\
/g' | sed 's/<th[^>]*><span class="code[^"]*">\([^<]*\)<\/span><\/th>/<th>\1||/
        s/<th[^>]*><span class="code[^"]*">\([^<]*\)<\/span><span class="note[^"]*">\([^<]*\)<\/span><\/th>/<th>\1|\2|/' |
    sed -n 's/^<th>\([^|]*\)|\([^|]*\)|<td[^>]*>\([^<]*\)<\/td><td[^>]*>\([^<]*\).*/\1|\3|\2|\4/p' |
    sed 's/|none$/|/' | sed "s/&#39;/'/g; s/&amp;/\\&/g" | sort > "$work/from_html"
cmp -s "$work/from_json" "$work/from_html"
ok 'the page holds the same figures' $?

# One thread or four, and the files in any order: the same bytes.
# shellcheck disable=SC2086
review one.json $week -o json -j 1
cmp -s "$work/one.json" "$work/week.json"
ok 'any number of threads gives the same bytes' $?

finish
