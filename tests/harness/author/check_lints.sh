#!/bin/sh
# The lints of `check`: each kind planted and found, its opposite left alone, and witnesses that hold when they are
# played.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

mkdir "$dir/tree"
cp -r cases "$dir/tree/cases"
cp -r fixtures "$dir/tree/fixtures"
rm "$dir"/tree/cases/register/*

# entry ID WHEN [KEY: VALUE ...]: an entry with the keys given in place of the usual ones
entry() {
    id=$1 when=$2
    shift 2
    {
        cat <<EOF
id: $id
title: Planted
lane: billing_subscription
exception: billing_tax_blocker
segments: all
trigger: planted
when: |-
  $when
window: any
risk: high
sla: 1
reason: waiting_billing_info
evidence: [billing.po_number]
ai: {may: [nothing]}
human: decide
review: {area: billing, primary: finance_ops, backup: finance_lead, escalation: revenue_leader}
effect: {hold: [billing.write_field]}
audit: [nothing]
owner: finance_ops
covers: []
acceptance:
  - name: held
    never: [billing.write_field]
EOF
    } > "$dir/entry"
    for pair in "$@"; do
        grep -v "^${pair%%:*}:" "$dir/entry" > "$dir/entry2"
        { printf '%s\n' "$pair"; cat "$dir/entry2"; } > "$dir/entry"
    done
    cp "$dir/entry" "$dir/tree/cases/register/$id.yaml"
}

look() { # [OPTION...]: the findings, one a line; the exit status in $status
    "$R" check --cases "$dir/tree/cases" -o ndjson "$@" > "$dir/out" 2> "$dir/err"
    status=$?
}
finds() { # CODE WHAT NAME
    if grep "\"code\":\"$1\"" "$dir/out" | grep -qF -- "$2"; then ok
    else bad "$3: no $1 $2 in: $(cat "$dir/out" "$dir/err")"; fi
}
quiet() { # NAME
    if grep -q 'RH-035' "$dir/out"; then bad "$1: $(cat "$dir/out")"; else ok; fi
    if [ "$status" -eq 0 ]; then ok; else bad "$1: status $status: $(head -1 "$dir/err")"; fi
}
begin() { rm -f "$dir"/tree/cases/register/*; }

# ---- conditions that never hold, and some like them that may ----
never() {
    begin
    entry E-1 "$1"
    look
    finds RH-0350 '"line":' "$1"
    if [ "$status" -eq 1 ]; then ok; else bad "$1: status $status"; fi
}
maybe() {
    begin
    entry E-1 "$1"
    look
    quiet "$1"
}
never 'crm.plan == "pro" && crm.plan == "team"'
maybe 'crm.plan == "pro" && contract.plan == "team"'
never 'absent(crm.plan) && crm.plan == "pro"'
never 'crm.plan in ["pro", "team"] && crm.plan == "enterprise"'
maybe 'crm.plan in ["pro", "team"] && crm.plan != "pro"'
never 'billing.po_required == true && billing.po_required == false'
maybe 'billing.po_required != true && billing.po_required != false'
never 'present(contract.seats) && contract.seats > 10 && contract.seats <= 10'
maybe 'present(contract.seats) && contract.seats > 10 && contract.seats < 12'
maybe 'contract.seats > 10 && contract.seats <= 10'
never 'present(handoff.submitted_at) && days_since(handoff.submitted_at) >= 5 && days_since(handoff.submitted_at) < 3'
maybe 'present(handoff.submitted_at) && days_since(handoff.submitted_at) >= 5 && business_days_since(handoff.submitted_at) < 5'
never 'size(handoff.nonstandard_items) == 0 && intersects(handoff.nonstandard_items, ["scope"])'
never 'conflict(crm.plan, contract.plan) && crm.plan == "pro" && absent(contract.plan)'
maybe 'conflict(contract.seats, order_form.seats, crm.seats, billing.seats)'
maybe 'conflict(handoff.nonstandard_items, handoff.missing_fields)'
maybe 'conflict(crm.renewal_date, contract.renewal_date)'
maybe 'conflict(crm.po_required, contract.po_required)'
maybe 'conflict(crm.value_minor, contract.value_minor) && present(crm.value_minor) && crm.value_minor > 5'
maybe 'size(handoff.missing_fields) > 200'
maybe 'absent(crm.plan) && crm.plan != null'
maybe 'absent(crm.plan) && crm.plan != null && crm.plan != ""'
maybe '"scope" in handoff.nonstandard_items && "report" in handoff.nonstandard_items && !("timeline" in handoff.nonstandard_items)'
maybe 'present(ai.confidence) && ai.confidence > 0.8 && ai.confidence < 0.8001'
maybe 'size(handoff.nonstandard_items) > 6'
never 'size(handoff.nonstandard_items) > 99'
maybe 'size(handoff.missing_fields) > 6'
maybe 'conflict(crm.plan, contract.plan, billing.plan) && crm.plan == "pro" && absent(contract.plan)'
# through a derived field: of high value is who is strategic
never 'customer.segment == "strategic" && journey.high_value == false'
maybe 'customer.segment != "strategic" && journey.high_value == true'
# nothing is claimed where the values that are tried may not be enough
maybe 'customer.tasks.exists(t, t.status == "open")'
maybe 'crm.plan.startsWith("a") && crm.plan.endsWith("b")'

# ---- always ----
begin
# Covers: E14
entry E-1 'present(crm.plan) || absent(crm.plan)'
look
finds RH-0351 'whatever the facts are' 'always'
if [ "$status" -eq 0 ]; then ok; else bad "always is a warning: status $status"; fi

# ---- windows that are never reached ----
begin
entry E-1 'absent(crm.plan)' 'window: closed..closed'
look
finds RH-0352 'no transition leads' 'a window of the final state'
begin
entry E-1 'workflow.state == "go_live" && absent(crm.plan)' 'window: handoff_received..accepted'
look
finds RH-0352 'never holds in its window' 'a condition that names another state'
begin
entry E-1 'workflow.state == "accepted" && absent(crm.plan)' 'window: handoff_received..accepted'
look
quiet 'a condition that names a state of its window'
begin
sed 's/"journey.close" in workflow.did/false/; s/present(journey.trigger_at)/crm.plan == "a" \&\& crm.plan == "b"/' \
    cases/states.yaml > "$dir/tree/cases/states.yaml"
entry E-1 'absent(crm.plan)' 'window: accepted..accepted'
look
finds RH-0352 'no transition leads' 'a state behind a guard that is never true'
cp cases/states.yaml "$dir/tree/cases/states.yaml"

# ---- entries that decide nothing ----
begin
entry E-1 'absent(crm.plan) || absent(contract.plan)'
entry E-2 'absent(crm.plan)'
look
finds RH-0353 'E-1 is open too' 'shadowed'
finds RH-0353 '"witness":"{base: clean-' 'shadowed'
if [ "$(grep -c RH-0353 "$dir/out")" -eq 1 ]; then ok; else bad "shadowed: $(cat "$dir/out")"; fi
entry E-2 'absent(crm.plan)' 'effect: {hold: [billing.write_field, billing.create_profile]}'
look
quiet 'it holds more'
entry E-2 'absent(crm.plan) && billing.po_required == true || absent(billing.plan)'
look
quiet 'it opens elsewhere too'
entry E-2 'absent(crm.plan)' \
    'review: {area: contract, primary: revops, backup: finance_lead, escalation: revenue_leader}'
look
quiet 'it goes to others'
begin
entry E-1 'absent(crm.plan)'
entry E-2 'absent(crm.plan)'
look
if [ "$(grep -c RH-0353 "$dir/out")" -eq 1 ]; then ok; else bad "two alike shadow once: $(cat "$dir/out")"; fi

# ---- entries that want opposite things ----
begin
entry E-1 'absent(crm.plan)' 'tasks: [{do: task.create_finance, owner: finance_ops, text: ask}]'
entry E-2 'billing.po_required == true && absent(billing.po_number)' 'effect: {block: [task.create_finance]}' \
    'risk: hold' 'sla: 2'
look
# Covers: R13
finds RH-0354 'a task of it asks for task.create_finance, which E-2 blocks while both are open' 'contradictory'
if [ "$status" -eq 1 ]; then ok; else bad "contradictory: status $status"; fi
witness=$(sed -n 's/.*"code":"RH-0354".*"witness":"\(.*\)"}$/\1/p' "$dir/out" | sed 's/\\"/"/g')
case $witness in '{base: clean-'*) ok ;; *) bad "the witness is no journey: $witness" ;; esac
# The witness, played as an example, opens both.
for id in E-1 E-2; do printf '    example: %s\n' "$witness" >> "$dir/tree/cases/register/$id.yaml"; done
"$R" test --cases "$dir/tree/cases" -o ndjson > "$dir/out" 2> "$dir/err"
if [ "$(grep '"way":"example"' "$dir/out" | grep -c '"result":"\(pass\|unproven\)"')" -eq 2 ]; then ok
else bad "the witness opens not both: $(cat "$dir/out" "$dir/err")"; fi
begin
entry E-1 'absent(billing.po_number) && crm.plan == "pro"' \
    'tasks: [{do: task.create_finance, owner: finance_ops, text: ask}]'
entry E-2 'present(billing.po_number) && crm.plan == "pro"' 'effect: {block: [task.create_finance]}' 'risk: hold' \
    'sla: 2'
look
quiet 'they are never open together'
begin
entry E-1 'absent(crm.plan)' 'tasks: [{do: task.create_finance, owner: finance_ops, text: ask}]' \
    'window: go_live..go_live'
entry E-2 'absent(crm.plan)' 'effect: {block: [task.create_finance]}' 'risk: hold' 'sla: 2' \
    'window: handoff_received..accepted'
look
quiet 'their windows do not meet'
begin
entry E-1 'absent(crm.plan)' 'tasks: [{do: task.create_finance, owner: finance_ops, text: ask}]' 'segments: [smb]'
entry E-2 'absent(crm.plan)' 'effect: {block: [task.create_finance]}' 'risk: hold' 'sla: 2' 'segments: [enterprise]'
look
finds RH-0354 'customer.segment: null' 'an absent segment is of every list'

# ---- dates, and stops ----
begin
entry E-1 'absent(crm.plan)' 'expires: 2026-03-01'
look
quiet 'without --today nothing expires'
look --today 2026-02-28T23:59:59Z
quiet 'the day before'
# Covers: R17
look --today 2026-03-02T00:00:00Z
finds RH-0355 'expired on 2026-03-01' 'expired'
begin
entry E-1 'absent(crm.plan) || workflow.paused' 'sla: 4'
look
finds RH-0356 'workflow.paused' 'a stop that reads the stop'
entry E-1 'absent(crm.plan) || workflow.paused'
look
quiet 'another tier may read it'

# ---- the register of this repository ----
"$R" check --cases cases --today 2026-06-01T00:00:00Z -o ndjson > "$dir/out" 2> "$dir/err"
status=$?
quiet 'the register of this repository'

finish
