#!/bin/sh
# Calibration against made-up customers whose truth is known: the outcome hangs on milestones, half as much on answers,
# and on nothing else; support and blockers are noise.
set -u
build=${BUILD:-build/release}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

awk -v n=600 -v handicap=0 -f tests/kit/health.awk > "$dir/events.jsonl"
awk -v n=600 -v handicap=90 -f tests/kit/health.awk > "$dir/handicap.jsonl"

"$build/rehearse" calibrate --cases cases --events "$dir/events.jsonl" -q -o json="$dir/all.json" -o csv="$dir/all.csv" \
    -o html="$dir/all.html" -o ndjson="$dir/inputs" -o pretty > "$dir/pretty"
of_all() { sed -n "s/^  \"$1\": \([0-9]*\),*$/\1/p" "$dir/all.json"; }
of_input() { # id, key; in millionths
    sed -n "/\"id\":\"$1\"/s/.*\"$2\":\([0-9.]*\).*/\1/p" "$dir/inputs" | awk '{ printf "%d", $1 * 1000000 }'
}
less() { [ -n "$1" ] && [ -n "$2" ] && [ "$1" -lt "$2" ] || { echo "$1 is not less than $2"; return 1; }; }

check 'every journey is a case or left out for a reason' test \
    $(($(of_all cases) + $(of_all unscored) + $(of_all censored) + $(of_all scored_late))) -eq 601
check 'those without inputs were never scored' test "$(of_all unscored)" -eq 12
check 'the one whose span is not over is not judged' test "$(of_all censored)" -eq 1
check 'good and bad add up' test $(($(of_all cases_good) + $(of_all cases_bad))) -eq "$(of_all cases)"
# What comes after the span is no good outcome.
want=$(awk -F'"' '/first_value_reached/ && /-3"/ { print $8 }' "$dir/events.jsonl" | awk -F- '$2 % 50 != 0' | wc -l)
# Covers: S3-CAL-01
check 'good are those whose first value came within the span' test "$(of_all cases_good)" -eq "$want"

check 'milestones tell more than answers' less "$(of_input responsiveness value)" "$(of_input milestone_progress value)"
check 'answers tell more than chance' less 550000 "$(of_input responsiveness value)"
for id in milestone_progress responsiveness; do
    check "$id is no noise" grep -q "\"id\":\"$id\".*\"noisy\":false" "$dir/inputs"
done
for id in support_friction blockers; do
    check "$id is noise" grep -q "\"id\":\"$id\".*\"noisy\":true" "$dir/inputs"
done
check 'the proposed weight of milestones is about two in three' sh -c \
    "[ $(of_input milestone_progress proposed) -gt 550000 ] && [ $(of_input milestone_progress proposed) -lt 780000 ]"
check 'its uncertainty holds it' sh -c \
    "[ $(of_input milestone_progress proposed_low) -lt 666667 ] && [ $(of_input milestone_progress proposed_high) -gt 666667 ]"
check 'the proposed weights add up to one' sh -c \
    "sed -n 's/.*\"proposed\":\([0-9.]*\).*/\1/p' $dir/inputs | awk '{ s += \$1 } END { exit !(s > 0.99999 && s < 1.00001) }'"
auc_later() { tr -d ' \n' < "$dir/all.json" | sed "s/.*\"proposal\":{.*\"$1\":{\"high\":[0-9.]*,\"low\":[0-9.]*,\"value\":\([0-9.]*\)}.*/\1/" | awk '{ printf "%d", $1 * 1000000 }'; }
check 'on later cases the proposed weights do better' less "$(auc_later now)" "$(auc_later proposed)"
check 'the weights are tried on a third that was not fitted' sh -c \
    "tr -d ' \n' < $dir/all.json | grep -q '\"fitted\":392,\"held_out\":196'"

tr -d '\r' < "$dir/all.csv" | awk -F, 'NR > 1 { print $1, $6, $9 }' > "$dir/left"
sed 's/.*"auc":{[^}]*"value":\([0-9.]*\)}.*"id":"\([^"]*\)".*"proposed":\([0-9.]*\),.*/\2 \1 \3/' "$dir/inputs" > "$dir/right"
check 'csv has the numbers of json' cmp "$dir/left" "$dir/right"
# Covers: S3-CAL-02
check 'the page names the noise' grep -q 'noise, retire' "$dir/all.html"
check 'any number of threads gives the same bytes' sh -c "
    $build/rehearse calibrate --cases cases --events $dir/events.jsonl -q -j1 -o json=$dir/one.json &&
    $build/rehearse calibrate --cases cases --events $dir/events.jsonl -q -j4 -o json=$dir/four.json &&
    cmp $dir/one.json $dir/four.json"

# A predictor that means less for a group is found at each value alone; without a handicap nobody is accused.
rehearse() { "$build/rehearse" "$@" --cases cases -q; }
rehearse calibrate --events "$dir/handicap.jsonl" -o json="$dir/bias.json" -o html="$dir/bias.html"
biased() { tr -d ' \n' < "$1" | tr '{' '\n' | grep '"biased":true' | grep -c "$2"; }
shares() { # of strategic customers at the same score: share and expected share, in millionths
    tr -d ' \n' < "$1" | tr '{' '\n' | grep '"group":"strategic".*"predictor":"score"' |
        sed "s/.*\"$2\":\([0-9.]*\)[,}].*/\1/" | awk '{ printf "%d", $1 * 1000000 }'
}
check 'nobody is accused where a value means the same for all' test "$(biased "$dir/all.json" .)" -eq 0
check 'both groups were looked at under the score and four inputs' sh -c \
    "[ \$(tr -d ' \n' < $dir/all.json | tr '{' '\n' | grep -c '\"biased\":false.*\"field\":\"customer.segment\"') -eq 10 ]"
# Covers: S3-CAL-04
check 'a score that means less for a segment is a bias' test "$(biased "$dir/bias.json" '"group":"strategic".*"predictor":"score"')" -eq 1
check 'it is told which way' less "$(shares "$dir/bias.json" expected)" "$(shares "$dir/bias.json" share)"
check 'the page warns of it' grep -q 'the same value means something else' "$dir/bias.html"
awk '/J-00[0-9]5-2"/ { sub(/"segment":"s[a-z]*"/, "\"segment\":\"enterprise\"") } { print }' "$dir/events.jsonl" > "$dir/few.jsonl"
rehearse calibrate --events "$dir/few.jsonl" -o json="$dir/few.json"
check 'a group that is too small is not tested, and counted' grep -q '"bias_untested": 1,' "$dir/few.json"

# Where hardly anybody turned out bad nothing can be said of the score, and that is no pass. Covers: V8
"$build/generate" --seed 5 --journeys 60 -o "$dir/good.jsonl" --truth "$dir/truth.json"
status 2 'nothing can be said' "$build/rehearse" calibrate --cases cases --events "$dir/good.jsonl" -q
says out 'nothing can be said' 'it says so'

# Two revisions: the second goes by what the outcome hangs on. Each alarm is told on the same cases under both.
repo=$dir/repo
git_() { git -C "$repo" -c user.name=t -c user.email=t@t.example "$@"; }
git init -q --template= -b main "$repo" && cp -r cases fixtures "$repo"
weigh() { # milestones, answers, support, blockers
    sed -i -E "s/^(  milestone_progress: \{weight: )[0-9]+/\1$1/; s/^(  responsiveness: \{weight: )[0-9]+/\1$2/
               s/^(  support_friction: \{weight: )[0-9]+/\1$3/; s/^(  blockers: \{weight: )[0-9]+/\1$4/
               s/^version: .*/version: \"$5\"/" "$repo/cases/health.yaml"
    git_ add -A && git_ commit -q --no-verify -m "$5"
}
weigh 10 10 40 40 noise && git_ tag noise
weigh 60 30 5 5 truth
calibrate_both() { # head, base, file
    "$build/rehearse" calibrate "$1" --base "$2" --register "$repo" --events "$dir/events.jsonl" -q -o json="$3" -o html="$3.html"
}
calibrate_both main noise "$dir/better.json"
calibrate_both noise main "$dir/worse.json"
calibrate_both main main "$dir/same.json"
alarm() { # file, key: of the band at_risk
    tr -d ' \n' < "$1" | sed 's/.*"compared"://' | tr '{' '\n' | grep '"band":"at_risk".*"base_alarms"' |
        sed "s/.*\"$2\":\"*\([^,\"}]*\)[,\"}].*/\1/"
}
millionths() { alarm "$1" "$2" | awk '{ printf "%d", $1 * 1000000 }'; }
# Covers: S3-CAL-03
check 'weights that go by what matters have better alarms' test "$(alarm "$dir/better.json" says)" = better
check 'their precision stands beside the old one' less "$(millionths "$dir/better.json" base_precision)" "$(millionths "$dir/better.json" precision)"
check 'the other way round they are worse' test "$(alarm "$dir/worse.json" says)" = worse
check 'the base of one is the head of the other' test \
    "$(alarm "$dir/better.json" base_alarms) $(alarm "$dir/better.json" base_right)" = \
    "$(alarm "$dir/worse.json" alarms) $(alarm "$dir/worse.json" right)"
check 'a revision beside itself has the same alarms' test "$(alarm "$dir/same.json" says)" = thesamealarms
check 'alarms add up' sh -c "[ $(alarm "$dir/better.json" alarms) -eq \$(( $(alarm "$dir/better.json" base_alarms) - $(alarm "$dir/better.json" only_base) + $(alarm "$dir/better.json" only_now) )) ]"
check 'precision is that of the revision by itself' sh -c \
    "$build/rehearse calibrate noise --register $repo --events $dir/events.jsonl -q -o json=$dir/alone.json &&
     tr -d ' \n' < $dir/alone.json | grep -q '\"band\":\"at_risk\",\"below\":60,.*\"right\":$(alarm "$dir/better.json" base_right)[,}]'"
check 'the page says which is better' grep -q '>better<' "$dir/better.json.html"
check 'without another revision nothing is compared' grep -q '"compared": null' "$dir/all.json"

# Without an outcome there is nothing to hold health against.
cp -r cases "$dir/cases" && cp -r fixtures "$dir/fixtures"
sed -i '/^outcome:/d' "$dir/cases/health.yaml"
check 'a register without an outcome is told' sh -c \
    "$build/rehearse calibrate --cases $dir/cases --events $dir/events.jsonl -q 2>&1 | grep -q 'RH-0645: .*no health.yaml with an outcome'"

finish
