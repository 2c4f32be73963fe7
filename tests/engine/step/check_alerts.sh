#!/bin/sh
# The alerts of monitors.yaml: each of the register's is driven past its limit under the virtual clock, and goes once,
# to those who are named, and not a nanosecond earlier. What turns true again alerts again; what is undecided does not.
set -u
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0
cases=cases

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

begin() {
    : > "$dir/events.jsonl"
    n=0
}
event() { # time, type, data
    n=$((n + 1))
    printf '{"specversion":"1.0","id":"e%d","source":"/t","type":"%s","subject":"J","time":"2025-%s:00Z","data":%s}\n' \
        "$n" "$2" "$1" "$3" >> "$dir/events.jsonl"
}
fields() { event "$1" fields_ingested "{\"fields\":{$2}}"; } # time, namespaces
# Monday 3 March 2025, 10:00 in New York: an onboarding that has begun.
started() {
    begin
    event 03-03T15:00 trigger_received '{}'
    event 03-03T15:01 record_opened '{"owner":"o"}'
}
# replay UNTIL: the alerts until then, as lines "time rule recipients".
replay() {
    "$rehearse" replay --cases "$cases" --events "$dir/events.jsonl" --as-of "$1" -q -o ndjson 2> "$dir/log" |
        grep '"kind":"alert"' | sed 's/.*"at":"\([^"]*\)".*"rule":"\([^"]*\)","to":\[\([^]]*\)\].*/\1 \2 \3/' |
        tr -d '"' > "$dir/got"
}
of_rule() {
    grep " $1 " "$dir/got" > "$dir/some"
    mv "$dir/some" "$dir/got"
}
# once AT RULE TO NAME: one alert of that rule, at that instant and no earlier.
once() {
    replay 2025-06-02T00:00:00Z
    of_rule "$2"
    printf '2025-%s:00Z %s %s\n' "$1" "$2" "$3" > "$dir/want"
    same "$4"
    before=$(date -u -d "2025-$1:00Z - 1 second" +%Y-%m-%dT%H:%M:%S.999999999Z)
    replay "$before"
    of_rule "$2"
    : > "$dir/want"
    same "$4: not before"
}

# Covers: S0-ALR-01
begin
event 03-03T15:00 trigger_received '{}'
event 03-03T15:01 record_opened '{}'
once 03-04T15:01 owner_missing revops,onboarding_lead 'a record that is a business day old has no owner'
event 03-04T14:00 owner_assigned '{"owner":"o"}'
replay 2025-06-02T00:00:00Z
: > "$dir/want"
same 'an owner who is named in time is no alert'

# Covers: S0-ALR-02
started
fields 03-03T15:02 '"customer":{"segment":"strategic"},"project":{"kickoff_sla_due_at":"2025-03-06T14:00:00Z"}'
event 03-03T15:03 lane_set '{"lane":"strategic_account"}'
once 03-06T14:00 strategic_kickoff_late account_owner,onboarding_lead 'the kickoff of a strategic account is late'
started
fields 03-03T15:02 '"customer":{"segment":"mid_market"},"project":{"kickoff_sla_due_at":"2025-03-06T14:00:00Z"}'
event 03-03T15:03 lane_set '{"lane":"mid_market_guided"}'
replay 2025-06-02T00:00:00Z
: > "$dir/want"
same 'that of another account is for the weekly review'

# Covers: S0-ALR-03
started
fields 03-03T15:02 '"billing":{"subscription_status":"draft","invoice_due_at":"2025-03-10T15:00:00Z"}'
once 03-10T15:00 billing_blocks finance_ops,revops 'an invoice is due and the subscription is a draft'
started
fields 03-05T15:00 '"billing":{"blocks_launch":true}'
once 03-05T15:00 billing_blocks finance_ops,revops 'billing stops the launch'

# Covers: S0-ALR-04
started
fields 03-04T15:00 '"provisioning":{"task_status":"failed"}'
fields 03-05T15:00 '"project":{"launch_ready":true}'
once 03-05T15:00 launch_ready_provisioning_failed technical_lead \
    'a failed set-up meets a customer who is ready to launch'

# Covers: S0-ALR-05
started
event 03-03T16:00 customer_task_opened '{"task_id":"a","due_at":"2025-03-04T15:00:00Z","blocks_first_value":false}'
event 03-03T16:01 customer_task_opened '{"task_id":"b","due_at":"2025-03-07T15:00:00Z","blocks_first_value":true}'
once 03-07T15:00 customer_task_stops_first_value account_owner,onboarding_manager \
    'a late task of the customer stops first value; one that does not is no alert'

# Covers: S0-ALR-06
started
event 03-04T15:00 ai_suggested '{"task":"route","confidence":0.79,"citations":[]}'
event 03-05T15:00 ai_suggested '{"task":"route","confidence":0.8,"citations":[],"auto_routed":true}'
event 03-06T15:00 ai_suggested '{"task":"route","confidence":0.79,"citations":[],"auto_routed":true}'
once 03-06T15:00 routed_on_low_confidence automation_owner 'a route was taken on a suggestion of low confidence'

# Covers: S0-ALR-07
started
event 03-03T15:02 project_created '{"project_id":"P","owner":"o"}'
fields 03-04T15:00 '"crm":{"package":"core"}'
fields 03-05T15:00 '"project":{"package":"plus"}'
once 03-05T15:00 project_and_crm_differ revops 'project and CRM name different packages'

# Covers: S0-ALR-08
started
fields 03-03T15:02 '"customer":{"segment":"strategic"}'
once 03-05T15:00 high_value_item_aged workflow_owner 'an item of an account of high value is two business days old'

# Missing fields of low risk, reminders and reports of status are not worth an alert.
# Covers: S0-ALR-09
started
fields 03-03T15:02 '"crm":{"internal_note_blank":true,"optional_field_blank":true},"project":{"title_clear":false}'
event 03-04T15:00 message_sent '{"draft_id":"d","type":"task_reminder"}'
event 03-05T15:00 message_sent '{"draft_id":"e","type":"status_internal"}'
replay 2025-06-02T00:00:00Z
: > "$dir/want"
same 'nothing for what is of low risk'
for fixture in fixtures/clean-*.jsonl; do
    cp "$fixture" "$dir/events.jsonl"
    replay 2027-01-01T00:00:00Z
    same "nothing in $fixture"
done

# The rule of the record itself, on a register of one alert.
cases=$dir/cases
tree() { # when
    rm -rf "$cases"
    cp -r cases "$cases"
    printf 'alerts:\n  - {rule: one, when: %s, to: [ae, csm], next: look at it}\n' "$1" > "$cases/monitors.yaml"
}
tree "'crm.seats > 10'"
started
fields 03-03T16:00 '"crm":{"seats":9}'
fields 03-03T16:01 '"crm":{"seats":11}'
fields 03-03T16:02 '"crm":{"seats":12}'
fields 03-03T16:03 '"crm":{"seats":8}'
fields 03-03T16:04 '"crm":{"seats":11}'
fields 03-03T16:05 '"crm":{"seats":null}'
fields 03-03T16:06 '"crm":{"seats":11}'
replay 2025-06-02T00:00:00Z
printf '2025-03-03T16:%s:00Z one deal_owner,csm\n' 01 04 06 > "$dir/want"
same 'once for each time that it turns true; undecided is not true; an alias is told by its role'
"$rehearse" replay --cases "$cases" --events "$dir/events.jsonl" -q -o json 2> "$dir/log" |
    tr -d ' \n' | grep -o '{[^{}]*"where":"alertone"[^{}]*}' > "$dir/got"
echo '{"where":"alertone","entry":null,"cause":"null_order","n":3}' > "$dir/want"
same 'what was undecided is counted under its name'
"$rehearse" replay --cases "$cases" --events "$dir/events.jsonl" -q -o json 2> "$dir/log" |
    tr -d ' \n' | grep -o '"alerts":\[{[^}]*}\]' > "$dir/got"
echo '"alerts":[{"rule":"one","to":["deal_owner","csm"],"journeys":1,"raised":3,"next":"lookatit"}]' > "$dir/want"
same 'the summary says whom it told, how often, and what to do'
"$rehearse" explain J --cases "$cases" --events "$dir/events.jsonl" -q -o markdown 2> "$dir/log" |
    grep -c 'alert one to deal\\_owner, csm: look at it' > "$dir/got"
echo 3 > "$dir/want"
same 'so does the course of the journey'

# Errors stand where they were written.
tree "'crm.seats'"
"$rehearse" check --cases "$cases" -q 2>&1 | grep -o 'monitors.yaml:[0-9]*:[0-9]*' | sort -u > "$dir/got"
echo monitors.yaml:2:24 > "$dir/want"
same 'errors have their place in monitors.yaml'
tree "'crm.seats > 1'"
printf 'gadgets: []\n' >> "$cases/monitors.yaml"
"$rehearse" check --cases "$cases" -q 2>&1 | grep -o 'monitors.yaml:[0-9]*:[0-9]*.*gadgets.*' > "$dir/got"
echo 'monitors.yaml:3:1  error    key "gadgets" is unknown, did you mean' > "$dir/want"
same 'a key that no version knows is an error'

# The clock alone turns it true, and a settle that began with it false is told at its end.
tree "'workflow.state == \"needs_information\" && days_since(journey.trigger_at) >= 1'"
started
fields 03-03T16:00 '"contract":{"state":"signed","implementation_scope":"s"}'
event 03-03T16:01 handoff_submitted '{}'
event 03-03T16:02 handoff_decided '{"decision":"needs_info"}'
replay 2025-06-02T00:00:00Z
echo '2025-03-04T15:00:00Z one deal_owner,csm' > "$dir/want"
same 'a day after the trigger, without an event'

# A closed file is nobody's to hurry: its clocks rest.
event 03-03T16:03 journey_closed '{}'
replay 2025-06-02T00:00:00Z
: > "$dir/want"
same 'not once the file is closed'

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
