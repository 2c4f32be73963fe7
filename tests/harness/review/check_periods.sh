#!/bin/sh
# What says nothing, and periods of a review: how many journeys were replayed does not hang on the period, and one in
# which nothing happened says nothing, in words, as data and by the exit status.
set -u
export LC_ALL=C
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

"$build/generate" --seed 5 --journeys 60 -o "$dir/log.jsonl" --truth "$dir/truth.json" || exit 1
review() { # STATUS NAME ARGUMENTS...: review.json is written
    want=$1 name=$2
    shift 2
    status "$want" "$name" "$rehearse" review --cases cases --events "$dir/log.jsonl" -q -o pretty \
        -o json="$dir/review.json" -o csv="$dir/review.csv" -o html="$dir/review.html" "$@"
}
of() { jq -r "$1" "$dir/review.json"; }

review 0 'a month'  --since 2025-03-01 --until 2025-04-01
expect 'of a month, all are replayed' '60 false' "$(of '"\(.journeys) \(.empty)"')"
says out 'Replayed           60 journeys, all synthetic' 'all are said to be'

# Covers: V8
for period in '--since 1990-01-01 --until 1990-02-01' '--since 2090-01-01' '--since 2025-01-25T07:00:00Z --until 2025-01-25T07:00:01Z'; do
    case $period in *--until*) until= ;; *) until='--until 2090-01-08' ;; esac
    review 2 "nothing in $period" $period $until
    expect 'all are replayed all the same' '60 true' "$(of '"\(.journeys) \(.empty)"')"
    says out 'NOTHING HAPPENED' 'it says so first'
    says review.html 'NOTHING HAPPENED' 'the page, too'
    expect 'no answer is fine' 'unknown' "$(of '[.stability[].answer] | unique | join(" ")')"
    expect 'nothing is shown to have moved' '0' "$(of '.moved | length')"
done
status 2 'a site of such a week' "$rehearse" report "$dir/site" --cases cases --events "$dir/log.jsonl" -q \
    --since 1990-01-01 --until 1990-01-08
review 2 'before the first event' --as-of 2024-01-01T00:00:00Z
expect 'nobody is replayed' 0 "$(of .journeys)"
says out 'NOTHING REPLAYED' 'which is another matter'
review 64 'an empty period' --since 2025-03-01 --until 2025-03-01
review 64 'a reversed one' --since 2025-03-02 --until 2025-03-01
review 64 'a day that is none' --since 2025-02-30

# The first week of a history: there is nothing before it, and nothing moved.
first=$(jq -r '.knowntime // .time' "$dir/log.jsonl" | sort | head -1 | cut -c1-10)
review 0 'the first week' --since "$first" --until "$(date -u -d "$first + 7 days" +%F)"
expect 'nothing moved' 0 "$(of '.moved | length')"
expect 'nothing to compare with' '' "$(of '[.metrics[].figures[] | select(.move != "none" and .n_before == 0) | .move] | unique | join(" ")')"

# Of fewer than five the counts stand alone; nobody who asks nothing is told that all is well.
cp -r cases fixtures "$dir" && printf 'metrics: {}\n' > "$dir/cases/monitors.yaml"
status 0 'no question' "$rehearse" review --cases "$dir/cases" --events "$dir/log.jsonl" -q --since 2025-03-01 \
    --until 2025-03-20 -o pretty -o json="$dir/review.json"
says out 'NO QUESTION ASKED' 'nothing is said to be fine'
! grep -q 'No answer speaks against it' "$dir/out"
ok 'no answer is no good answer' $?
few=$(of '[.rates[] | select(.of > 0 and .of < 5)][0] | "(\(.count) of \(.of))"')
test "$few" != '(null of null)'
ok "there is a share of few: $few" $?
! grep -qE '% \([0-4] of [1-4]\)' "$dir/out"
ok 'no share is told of fewer than five' $?
review 0 'two weeks' --since 2025-03-03 --until 2025-03-17
few=$(of '[.metrics[].figures[] | select(.stat == "share" and .n > 0 and .n < 5)] | length')
test "$few" -gt 0
ok "there are figures of few: $few" $?
! grep -qE '[0-9](&nbsp;| )%<span class="note[^>]*>[0-4] of [1-4][;,<]' "$dir/review.html"
ok 'no figure is a share of fewer than five' $?
status 0 'before the first event' "$rehearse" explain "$(jq -r .subject "$dir/log.jsonl" | head -1)" --cases cases \
    --events "$dir/log.jsonl" --at 1990-01-01T00:00:00Z -q
says out 'no event by then' 'whose origin nobody knows'

finish
