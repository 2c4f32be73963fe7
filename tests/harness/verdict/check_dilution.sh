#!/bin/sh
# Proposals that add what changes nothing else, until a share looks good. Each criterion that can be diluted fails at the
# base, and must fail with the additions, whatever the share is then; and what is truly mended passes.
set -u
export LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
. tests/kit/proposals.sh

# ---- the history: 40 deals, of which every second is large ----
event() { # JOURNEY ID TYPE TIME ATTRIBUTES DATA
    printf '{"specversion":"1.0","id":"%s-%s","source":"/crm","type":"%s","subject":"%s","time":"2026-01-%sZ",%s"data":%s}\n' \
        "$1" "$2" "$3" "$1" "$4" "$5" "$6"
}
decided() { # JOURNEY ID TIME AREA DECISION ROLE
    event "$1" "$2" human_decided "$3" "\"actor\":\"$6-1\",\"actorrole\":\"$6\",\"actorkind\":\"human\"," \
        "{\"area\":\"$4\",\"decision\":\"$5\",\"reason\":\"why\"}"
}
# deals SIZE EVERY: each EVERYth is of that size, which E2 minds: its mail is held, overridden a day later, and was right to
# be held in one of four. Of the others each second is urgent, and its mail was wrong. In all of them somebody rejects
# something of billing at once, which no entry of the base minds.
deals() {
    for i in $(seq 10 49); do
        size=5 urgent=false
        if [ $((i % $2)) -eq 0 ]; then size=$1; fi
        if [ $((i % 8)) -eq 0 ] || [ $((i % 4)) -eq 1 ]; then urgent=true; fi
        event "d$i" 1 fields_ingested 12T15:00:00 "" "{\"fields\":{\"journey\":{\"lane\":\"high_touch\"},\"crm\":{\"plan\":\"plus\"},\
\"contract\":{\"plan\":\"plus\"},\"deal\":{\"size\":$size,\"urgent\":$urgent,\"signed\":false,\"owner\":\"ana\"},\"legal\":{\"ok\":false}}}"
        decided "d$i" 2 12T15:30:00 billing reject revops
        event "d$i" 3 mailed 12T16:00:00 "" '{}'
        if $urgent; then
            event "d$i" 4 correction_recorded 12T17:00:00 "" "{\"of\":\"/crm d$i-3\",\"kind\":\"rework\"}"
        fi
        decided "d$i" 5 13T16:00:00 contract override boss
        event "d$i" 6 fields_ingested 13T18:00:00 "" '{"fields":{"legal":{"ok":true}}}'
    done
    event zz 1 fields_ingested 30T15:00:00 "" '{"fields":{"journey":{"lane":"high_touch"},"crm":{"plan":"pro"},"contract":{"plan":"pro"},"deal":{"size":5,"owner":"ana"}}}'
}
deals 60 2 > "$log"

git init -q --template= -b main "$repo"
cp -R tests/data/revisions/. "$repo"
edit cases/roles.yaml 's/\{id: boss\}/{id: boss, override: true}/'
edit cases/events.yaml 's/entry: string, decision/entry: string?, area: string?, decision/'
edit cases/register/E2.yaml 's/^effect: .*/&\ntasks: [{do: task.create, owner: revops, text: look}]/'
edit cases/register/E2.yaml 's/never: \[mail.send\]/routes_to: revops/; s/name: it waits/name: it goes to revops/'
rm "$repo"/cases/register/E[1356].yaml
commit base

# against CRITERION [MIN_N]: the base's gate asks for that alone
against() {
    printf 'lane: journey.lane\nmin_journeys: 1\nundecided_max: 1\ncriteria:\n  - {id: c, title: the share, tier: critical, judge: point, min_n: %s, %s}\n' \
        "${2:-5}" "$1" > "$repo/cases/gate.yaml"
    commit "asked: $1"
}
# padding [SED-SCRIPT]: a new entry in another area, of which nobody complains: it opens for a while in every deal
padding() {
    sed "s/^id: E2/id: E7/; s/^when: .*/when: present(workflow.triggered_at) \&\& business_hours_since(workflow.triggered_at) < 1 \&\& crm.plan == \"plus\"/; \
s/^risk: medium/risk: low/; s/^effect: .*/effect: {}/; s/area: contract/area: billing/; s/primary: revops, backup: lead/primary: revops, backup: legal/; \
/^acceptance:/,\$d; ${1:-}" "$repo/cases/register/E2.yaml" > "$repo/cases/register/E7.yaml"
    cat >> "$repo/cases/register/E7.yaml" <<'END'
acceptance:
  - name: it goes to revops
    routes_to: revops
    examples:
      - {base: clean, at: fields_ingested, set: {crm.plan: plus, contract.plan: plus}}
END
}
# wider: E2 opens in every deal for a while
wider() {
    edit cases/register/E2.yaml \
        's/^when: (.*)/when: \1 || (present(workflow.triggered_at) \&\& business_hours_since(workflow.triggered_at) < 1 \&\& crm.plan == "plus")/'
}
without=', without what the proposal only adds: '

title() { edit cases/register/E2.yaml 's/^title: .*/title: Large deals/'; }
fails() { # CRITERION OBSERVED [MIN_N]: the base by itself
    against "$1" "${3:-5}"
    title
    judge 1 "$1" "$no_go" "the share$2"
}

# ---- openings, items and decisions that an entry adds ----
fails 'metric: breached, at_most: 0.6, scope: whole' ': 20 of 20 (100.00%)'
padding
judge 1 'an entry that never breaches' "$no_go" "the share${without}20 of 20 (100.00%)" '"without_additions": true'
is c with_additions 0.333333
padding
git -C "$repo" checkout -q -b proposal
commit 'an entry that never breaches'
gate json --events "$log" -j 1
cp "$dir/out" "$dir/one"
gate json --events "$log" -j 5
cmp -s "$dir/one" "$dir/out"
ok 'any number of threads gives the same bytes' $?
gate markdown --events "$log"
grep -qF 'without what the proposal only adds' "$dir/out"
ok 'the report says it in words' $?
git -C "$repo" checkout -q main
git -C "$repo" branch -q -D proposal
wider
judge 1 'an entry that opens more often' "$no_go" "the share${without}20 of 20 (100.00%)"
fails 'metric: breached, at_most: 0.6, scope: lane' ' in high_touch: 20 of 20'
padding
judge 1 'in a lane' "$no_go" "the share in high_touch${without}20 of 20"
fails "metric: breached, at_most: 0.6, scope: whole, where: 'entry.lane == \"handoff\"'" ': 20 of 20'
padding
judge 1 'among some entries' "$no_go" "the share${without}20 of 20"
fails "metric: breached, at_most: 0.6, scope: entry, where: 'entry.id == \"E2\"'" ' in E2: 20 of 20'
wider
judge 1 'of an entry by itself' "$no_go" "the share in E2${without}20 of 20"
fails 'metric: rule_override, at_most: 0.6, scope: whole' ': 20 of 20'
padding
judge 1 'an entry that is decided otherwise' "$no_go" "the share${without}20 of 20"
fails 'metric: waved_through, at_most: 0.6, scope: whole' ': 20 of 20'
padding
judge 1 'an entry whose reviewers change something' "$no_go" "the share${without}20 of 20"
fails 'metric: precision, at_least: 0.4, scope: whole' ': 5 of 20'
# holding CONDITION EXAMPLE: a new entry that holds mails up
holding() {
    padding "s/present.workflow.*plus\"/$1/; s/^risk: low/risk: medium/; s/^effect: .*/effect: {hold: [mail.send]}/; ${3:-}"
    sed -i "s/set: .crm.plan.*/set: {$2}}/" "$repo/cases/register/E7.yaml"
}
holding 'deal.urgent == true' 'deal.urgent: true'
judge 1 'an entry that is right' "$no_go" "the share${without}5 of 20"

# ---- what lies behind the divergence is not counted, and an addition may part from history earlier ----
cp "$log" "$dir/plain.jsonl"
awk '{ print } /"type":"fields_ingested".*12T15:00/ && !/zz/ { gsub(/-1"/, "-0\""); gsub(/fields_ingested/, "mailed"); gsub(/15:00:00/, "15:10:00"); sub(/"data":.*/, "\"data\":{}}"); print }' \
    "$dir/plain.jsonl" > "$log"
fails 'metric: escape_rate, at_most: 0.1, scope: whole' ': 10 of 40'
holding 'deal.urgent == true \&\& deal.size == 5 \&\& now < timestamp("2026-01-12T15:30:00Z")' 'deal.urgent: true' \
    's/at: fields_ingested//'
judge 1 'it parts from history before what escapes' "$no_go" "the share${without}10 of"
# What people reject makes an action bad, and an addition lists what it likes.
sed 's/12T15:30:00Z/12T16:30:00Z/' "$dir/plain.jsonl" > "$log"
fails 'metric: catch_rate, at_least: 0.5, scope: whole' ': 5 of 15'
holding 'deal.urgent == false \&\& crm.plan == "plus" \&\& deal.size == 5' 'crm.plan: plus, contract.plan: plus'
judge 1 'what it holds up is bad because it is rejected' "$no_go" "the share${without}5 of 15"
cp "$dir/plain.jsonl" "$log"

# ---- what an addition truly mends ----
fails 'metric: catch_rate, at_least: 0.45, scope: whole' ': 5 of 15'
holding 'deal.urgent == true' 'deal.urgent: true'
judge 0 'an entry that catches what escaped' "$go"
is c observed 1
against 'metric: escape_rate, at_most: 0.1, scope: lane'
holding 'deal.urgent == true' 'deal.urgent: true'
judge 0 'in a lane' "$go"
deals null 2 > "$log"
fails 'metric: undecided, at_most: 0.4, scope: whole' ': 20 of 20'
padding
judge 1 'an entry that is always decided' "$no_go" "the share${without}20 of 20"
edit cases/register/E2.yaml 's/^when: .*/when: absent(deal.size) || deal.size > policy.limit/'
judge 0 'a guard' "$go"
is c observed 0
edit cases/register/E2.yaml 's/^when: .*/when: absent(deal.size) || deal.size > policy.limit/'
padding
judge 0 'a guard, and an entry beside it' "$go"
edit cases/gate.yaml 's/undecided_max: 1/undecided_max: 0.4/; s/at_most: 0.4/at_most: 1/'
commit 'undecided_max by itself'
padding
judge 2 'it dilutes what undecided_max asks for' \
    '20 of 20 (100.00%) openings, without what the proposal only adds, were undecided'
cp "$dir/plain.jsonl" "$log"

# ---- samples that are too small ----
against 'metric: unauthorised, at_most: 0, scope: whole, where: '"'entry.lane == \"handoff\"'" 30
title
judge 2 'a count of too few' 'the share: 20 journeys are too few to judge'
padding
judge 2 'it brings what is counted' "the share${without}20 journeys are too few to judge"
deals 60 20 > "$log"
fails 'metric: drag_hours_p90, at_most: 4, scope: whole' ': 8.0 hours' 1
holding 'present(workflow.triggered_at) \&\& business_hours_since(workflow.triggered_at) < 2 \&\& crm.plan == "plus"' \
    'crm.plan: plus, contract.plan: plus'
judge 1 'it holds much up for a short while' "$no_go" "the share${without}8.0 hours"
cp "$dir/plain.jsonl" "$log"

# ---- metrics of monitors.yaml ----
metric() { # DEFINITION
    printf 'metrics:\n  own: {title: own, %s}\n' "$1" > "$repo/cases/monitors.yaml"
}
metric 'over: items, of: breached'
fails 'metric: own, at_most: 0.6, scope: whole' ': 20 of 20'
padding
judge 1 'a share of items' "$no_go" "the share${without}20 of 20"
edit cases/register/E2.yaml 's/^when: .*/when: deal.size > policy.limit || crm.plan == "plus"/'
judge 1 'a share of items that are opened longer' "$no_go"
metric 'over: items, value: "business_hours_between(opened_at, closed_at)", stat: [mean]'
fails 'metric: own, at_most: 6, scope: whole' ': 9.0 hours'
padding
judge 1 'a mean of items' "$no_go" "the share${without}9.0 hours"
metric 'over: tasks, of: owner == "revops"'
fails 'metric: own, at_most: 0.6, scope: whole' ': 20 of 20'
edit cases/register/E2.yaml 's/^(tasks: .*)\]/\1, {do: task.create, owner: lead, text: look}, {do: task.create, owner: legal, text: look}]/'
judge 1 'tasks for others' "$no_go" "the share${without}20 of 20"
metric 'over: observed, where: verdict != "allow", of: cell == "drag"'
fails 'metric: own, at_most: 0.6, scope: whole' ': 15 of 20'
holding 'deal.urgent == true' 'deal.urgent: true'
judge 1 'a share of what is held up' "$no_go" "the share${without}15 of 20"
metric 'over: journeys, where: n("opened") > 0, of: n("sla_breached") > 0'
fails 'metric: own, at_most: 0.6, scope: lane' ' in high_touch: 20 of 20'
padding
judge 1 'a share of journeys in which something opens' "$no_go" "the share in high_touch${without}20 of 20"
edit cases/schema.yaml 's/^  deal.urgent: .*/&\n  deal.seen: {type: bool, class: safe, from: crm, derived: workflow.open_items > 0}\n  deal.late: {type: bool, class: safe, from: crm}/'
edit cases/events.yaml 's/^(  human_decided: .*)\}$/\1, sets: {deal.late: deal.seen || deal.late == true}}/'
metric 'over: journeys, where: deal.late == true, of: n("sla_breached") > 0'
fails 'metric: own, at_most: 0.6, scope: whole' ': 20 of 20'
padding
judge 1 'journeys by a field that an event takes from what is open' "$no_go" "the share${without}20 of 20"
edit cases/schema.yaml 's/^  deal.urgent: .*/&\n  deal.kind: {type: string, class: safe, from: crm, derived: "deal.late == true ? \\"late\\" : \\"calm\\""}/'
metric 'over: journeys, of: deal.size == 60'
against 'metric: own, at_most: 0.6, scope: lane' 1
edit cases/gate.yaml 's/^lane: .*/lane: deal.kind/'
commit 'a lane that goes by what was open'
title
judge 1 'such a lane' "$no_go" 'the share in late: 20 of 20'
padding
judge 1 'it brings others into the lane' "$no_go" "the share in late${without}20 of 20"
edit cases/gate.yaml 's/own, at_most: 0.6/own, at_least: 0.6/'
commit 'those that are large'
sed -i '/"subject":"zz"/d' "$log"
padding
judge 1 'it leaves nobody in a lane' "$no_go" "the share in calm${without}0 of 20"
cp "$dir/plain.jsonl" "$log"
git -C "$repo" checkout -q HEAD~4 -- cases/schema.yaml cases/events.yaml
metric 'over: journeys, of: n("opened") > 0'
fails 'metric: own, at_least: 0.6, scope: whole' ': 20 of 41'
padding
judge 0 'journeys in which something opens are what it asks for' "$go"

# ---- mutants and tests ----
# proven: a new entry of which ten examples notice every slip in its condition
proven() {
    padding 's/present.workflow.*plus\"/crm.plan == \"plus\"/'
    for size in 8 12 16 20 24 28 32 36 40 44; do
        sed -i "s/^when: .*/& || deal.size == $size/" "$repo/cases/register/E7.yaml"
        printf '      - {base: clean, at: fields_ingested, set: {deal.size: %d}}\n' $size >> "$repo/cases/register/E7.yaml"
    done
}
git -C "$repo" rm -q cases/monitors.yaml
fails 'metric: mutation, at_least: 0.5, scope: whole' ': 4 of 18'
proven
judge 1 'an entry whose mutants are killed' "$no_go" "the share${without}4 of 18"
proven
sed -n 's/^when: //p' "$repo/cases/register/E7.yaml" > "$dir/more"
sed -n '/base: clean/p' "$repo/cases/register/E7.yaml" >> "$repo/cases/register/E2.yaml"
rm "$repo/cases/register/E7.yaml"
edit cases/register/E2.yaml "s/^when: .*/& || $(cat "$dir/more")/"
judge 1 'a condition whose mutants are killed' "$no_go" "the share${without}4 of 18"
against 'metric: mutation_min, at_least: 0.5, scope: whole'
title
judge 2 'no operator has ten mutants' 'the share: 0 mutants of the operator are too few'
proven
judge 2 'it brings ten that are killed' "the share${without}0 mutants of the operator are too few"
against 'metric: survivors_hold, at_most: 10, scope: whole' 30
proven
judge 2 'it brings a sample of mutants' "the share${without}18 mutants are too few"
against 'metric: tests_unproven, at_most: 1, scope: whole' 7
title
judge 2 'too few tests' 'the share: 6 tests are too few'
padding
judge 2 'it brings tests' "the share${without}6 tests are too few"
printf '  - {name: it still goes there, routes_to: revops, examples: [{base: clean, at: fields_ingested, set: {deal.size: 70}}]}\n' \
    >> "$repo/cases/register/E2.yaml"
judge 2 'to an entry of the base' "the share${without}6 tests are too few"
against 'metric: mutation, at_least: 0.25, scope: whole'
printf '  - {name: it asks for a look, within: 1 business hour, after: deal.size > 50, expect: {kind: task, do: task.create}, examples: [{base: clean, at: fields_ingested, set: {deal.size: 51}}]}\n' \
    >> "$repo/cases/register/E2.yaml"
padding
judge 0 'a test that notices more counts' "$go"

# ---- checks and questions ----
against 'metric: weak_answers, at_most: 0, scope: whole' 1
printf 'stability:\n  - {id: q, question: are they late, weak: metric.breached > 0.6}\n' > "$repo/cases/monitors.yaml"
printf 'items:\n  - {id: i, title: in time, tier: critical, how: computed, on_open: reject, check: metric.breached < 0.6}\n' \
    > "$repo/cases/checklist.yaml"
commit 'a check and a question'
padding
judge 1 'a check and a question of a share' "$no_go" 'the share: 1, at most 0' 'in time: its check is not true'
printf 'metrics:\n  some: {title: t, over: journeys, where: n("opened") > 0}\n  late: {title: t, over: journeys, where: n("sla_breached") > 0}\n' \
    > "$repo/cases/monitors.yaml"
edit cases/checklist.yaml 's/check: .*\}/check: metric.late < 0.6 * metric.some}/'
against 'metric: journeys, at_least: 1, scope: whole'
title
judge 1 'a share made of two counts' "$no_go" 'in time: its check is not true'
padding
judge 1 'and diluted' "$no_go" 'in time: its check is not true'
git -C "$repo" rm -q cases/checklist.yaml cases/monitors.yaml

# ---- beside what a waiver allows ----
# waive FILE ENTRIES: the base allows that file as the proposal that was judged last has it
waive() {
    hash=$(sed -n "s#.*$1: \\\\\"sha256:\([0-9a-f]*\)\\\\\".*#\1#p" "$dir/out" | head -1)
    printf 'waivers:\n  - {id: W-001, owner: revops, approver: lead, reason: why, approved_at: 2026-01-20T00:00:00Z,\n     until: 2026-03-01T00:00:00Z, scope: {entries: [%s], classes: [loosened]}, head: {%s: "sha256:%s"}}\n' \
        "$2" "$1" "$hash" > "$repo/cases/waivers.yaml"
    commit 'a waiver'
}
fails 'metric: breached, at_most: 0.6, scope: whole' ': 20 of 20'
weaken() { edit cases/register/E4.yaml 's/^sla: 3/sla: 2/'; }
weaken
judge 1 'it weakens an entry that never opens' 'it loosens as written: '
waive register/E4.yaml E4
weaken
padding
judge 1 'a waiver for something else, and an addition' "$no_go" "the share${without}20 of 20" '"id": "W-001"'

# A field goes, and with it the part of a condition that read it: the condition as it was does not read any more.
git -C "$repo" rm -q cases/waivers.yaml
against 'metric: breached, at_most: 1, scope: whole'
edit cases/register/E2.yaml 's/^when: .*/when: deal.size > policy.limit \&\& deal.urgent != null/'
commit 'a part that reads a field'
drop() {
    edit cases/schema.yaml '/deal.urgent/d'
    edit cases/register/E2.yaml 's/^when: .*/when: deal.size > policy.limit/'
}
drop
judge 2 'it drops a field' 'field deal.urgent is removed'
waive schema.yaml ''
drop
judge 2 'what it adds cannot be taken out' 'what the proposal adds cannot be told from what it changes: ' 'deal.urgent'

finish
