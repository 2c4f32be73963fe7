#!/bin/sh
# The score of health.yaml: its integers, its bands, what an absent input means, and when a record tells of it.
set -u
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

# same NAME: $dir/got is $dir/want.
same() {
    if cmp -s "$dir/got" "$dir/want"; then
        passed=$((passed + 1))
    else
        printf 'FAILED: %s (left: got, right: wanted)\n' "$1"
        diff "$dir/got" "$dir/want" | head -10
        failed=$((failed + 1))
    fi
}

# tree: the register with the health.yaml on standard input.
tree() {
    rm -rf "$dir/cases"
    cp -r cases "$dir/cases"
    cat > "$dir/cases/health.yaml"
}
# mode ABSENT: a score of two inputs that weigh the same and one that weighs thrice.
mode() {
    tree << END
version: t1
scored: present(journey.trigger_at)
inputs:
  a: {weight: 1, value: health.milestone_progress}
  b: {weight: 1, value: health.responsiveness}
  c: {weight: 3, value: health.blockers, title: the heavy one}
bands: [{band: severe, below: 40}, {band: at_risk, below: 60}, {band: watch, below: 75}, {band: healthy, below: 101}]
absent: $1
END
}
n=0
event() { # journey, type, data
    n=$((n + 1))
    at=$(printf '2025-03-03T%02d:%02d:00Z' $((14 + n / 60)) $((n % 60)))
    printf '{"specversion":"1.0","id":"e%d","source":"/t","type":"%s","subject":"%s","time":"%s","data":%s}\n' \
        "$n" "$2" "$1" "$at" "$3" >> "$dir/events.jsonl"
}
begin() {
    : > "$dir/events.jsonl"
    n=0
}
inputs() { # journey a b c
    event "$1" fields_ingested \
        "{\"fields\":{\"health\":{\"milestone_progress\":$2,\"responsiveness\":$3,\"blockers\":$4}}}"
}
# journey: what the records say, as lines "journey score band".
replay() {
    "$rehearse" replay --cases "$dir/cases" --events "$dir/events.jsonl" -q -o "ndjson=$dir/records" "$@" 2> "$dir/log"
    grep '"kind":"health"' "$dir/records" |
        sed 's/.*"band":\([^,]*\),"journey":"\([^"]*\)".*"score":\([^}]*\)}/\2 \3 \1/' | tr -d '"' > "$dir/got"
}
want() { cat > "$dir/want"; }
# row JOURNEY a b c: a journey whose inputs come at once.
row() {
    event "$1" trigger_received '{}'
    inputs "$@"
}

begin
row half-up 99 100 99
row half-down 100 98 99
row least 0 0 0
row most 100 100 100
row below-40 39 39 39
row at-40 40 40 40
row below-60 59 59 59
row at-60 60 60 60
row below-75 74 74 74
row at-75 75 75 75
row heavy 0 0 100
row one-lacks 50 null 100
row all-lack null null null
inputs unborn 90 90 90

# Covers: S3-HSC-07, S3-HSC-08, S3-HSC-09
mode unscored
replay
want << 'END'
at-40 40 at_risk
at-60 60 watch
at-75 75 healthy
below-40 39 severe
below-60 59 at_risk
below-75 74 watch
half-down 99 healthy
half-up 99 healthy
heavy 60 watch
least 0 severe
most 100 healthy
END
same 'an input that lacks leaves no score; bands begin where they say'

mode zero
replay
grep -E '^(one|all|unborn)' "$dir/got" > "$dir/some"
mv "$dir/some" "$dir/got"
want << 'END'
all-lack 0 severe
one-lacks 0 severe
one-lacks 70 watch
END
same 'or counts as nothing'

mode skip
replay
grep -E '^(one|all|unborn)' "$dir/got" > "$dir/some"
mv "$dir/some" "$dir/got"
want << 'END'
one-lacks 88 healthy
END
same 'or its weight goes to the others: 350 of 4 is 87.5, which is 88'

# What changes is told once; a score that is lost is told, too.
begin
event J trigger_received '{}'
inputs J 80 80 80
inputs J 80 80 80
inputs J 80 80 81
inputs J 80 80 80
inputs J 50 50 50
event J fields_ingested '{"fields":{"crm":{"plan":"pro"}}}'
inputs J null 50 50
inputs J 50 50 50
mode unscored
replay
want << 'END'
J 80 healthy
J 81 healthy
J 80 healthy
J 50 at_risk
J null null
J 50 at_risk
END
same 'a record for each change of score or band, and for no other step'

# A score moves with the clock, without any event, and at its instant: it is never older than a day.
# Covers: S3-HSC-01
begin
event J trigger_received '{}'
tree << 'END'
version: t2
scored: present(journey.trigger_at)
inputs:
  age:
    weight: 1
    value: 'days_since(journey.trigger_at) >= 2 ? 30 : 90 // days'
bands: [{band: low, below: 50}, {band: high, below: 101}]
absent: unscored
END
sed -i '/^  - health.band$/d' "$dir"/cases/register/*.yaml
rm -f "$dir"/cases/register/CO-EDGE-077*.yaml "$dir"/cases/register/CO-EDGE-078.yaml
replay --as-of 2025-03-06T00:00:00Z
want << 'END'
J 90 high
J 30 low
END
same 'the score of an age'
grep '"score":30' "$dir/records" | sed 's/.*"at":"\([^"]*\)".*/\1/' > "$dir/got"
echo '2025-03-05T14:01:00Z' > "$dir/want"
same 'falls two days after the trigger'

# The register's own weights: ten points more of one input.
begin
row all 60 60 60
tree < cases/health.yaml
for j in none milestones answers support blockers; do
    case $j in
    none) values='60 60 60 60' ;;
    milestones) values='70 60 60 60' ;;
    answers) values='60 70 60 60' ;;
    support) values='60 60 70 60' ;;
    blockers) values='60 60 60 70' ;;
    esac
    set -- $values
    event "$j" trigger_received '{}'
    event "$j" record_opened '{}'
    health="\"milestone_progress\":$1,\"responsiveness\":$2,\"support_friction\":$3,\"blockers\":$4"
    event "$j" fields_ingested "{\"fields\":{\"health\":{$health}}}"
done
replay
cp "$dir/got" "$dir/scores"
score() { # journey, score
    grep "^$1 " "$dir/scores" | cut -d' ' -f2 > "$dir/got"
    echo "$2" > "$dir/want"
    same "the score of $1"
}
score none 60
# Covers: S3-HSC-02
score milestones 64
# Covers: S3-HSC-03
score answers 62
# Covers: S3-HSC-04
score support 62
# Covers: S3-HSC-05
score blockers 62
grep '"kind":"opened"' "$dir/records" | grep -o 'CO-EDGE-07[78]-*[a-z]*' | sort | uniq -c | tr -s ' ' > "$dir/got"
: > "$dir/want"
same 'and no rescue is called for before the handoff is accepted'
# Covers: S3-HSC-06
"$rehearse" eval 'health.weights_version + ": " + string(health.score)' --cases "$dir/cases" \
    --events "$dir/events.jsonl" --journey milestones -q > "$dir/said" 2>&1
grep -o '"h1: 64"' "$dir/said" | sort -u > "$dir/got"
echo '"h1: 64"' > "$dir/want"
same 'the version of the weights stands beside the score'

# An error in an expression stands where it was written.
tree << 'END'
version: t3
scored: health.milestone_progress
inputs:
  a: {weight: 1, value: crm.plan}
  b: {weight: 1, value: health.respnsiveness}
bands: [{band: all, below: 101}]
absent: unscored
outcome: {good: health.blockers, within: 60 days}
END
"$rehearse" check --cases "$dir/cases" -q > "$dir/said" 2>&1
grep -o 'health.yaml:[0-9]*:[0-9]*' "$dir/said" | sort -u > "$dir/got"
want << 'END'
health.yaml:2:9
health.yaml:4:25
health.yaml:5:25
health.yaml:8:17
END
same 'errors have their place in health.yaml'
tree < cases/health.yaml
sed -i 's/health.band == "severe"/health.band == "severre"/' "$dir"/cases/register/CO-EDGE-078.yaml
"$rehearse" check --cases "$dir/cases" -q -o ndjson > "$dir/said"
grep -o 'nearest is \\"severe\\"' "$dir/said" | sort -u > "$dir/got"
echo 'nearest is \"severe\"' > "$dir/want"
same 'an entry that asks for a band that there is not is told the nearest'

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
