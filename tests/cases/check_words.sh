#!/bin/sh
# What the entries of the register say, taken as a table: lanes, owners, reasons. And that a name nobody declared, or
# one that may not stand where it does, is refused.
set -u
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

# A line an entry: id, lane, risk, sla, reason, primary, backup, escalation, owner, effects, words of the trigger, the
# condition on one line, title, exception.
awk '
function flush() {
    if (id == "") return
    gsub(/\t/, " ", when)
    sub(/^ */, "", trigger)
    print id "\t" lane "\t" risk "\t" sla "\t" reason "\t" primary "\t" backup "\t" escalation "\t" owner "\t" \
          effects "\t" split(trigger, unused, " ") "\t" when "\t" title "\t" exception "\t" trigger
}
function after(s) { sub(/^[^:]*: */, "", s); return s }
FNR == 1 { flush(); id = when = effects = top = trigger = "" }
/^acceptance:/ { top = "acceptance" }
top == "acceptance" { next }
/^[a-z_]+:/ { top = $1 }
top == "id:" { id = $2 }
top == "lane:" { lane = $2 }
top == "risk:" { risk = $2 }
top == "sla:" { sla = $2 }
top == "reason:" { reason = $2 }
top == "exception:" { exception = $2 }
top == "owner:" { owner = $2 }
top == "title:" && /^title/ { title = after($0) }
top == "trigger:" { trigger = trigger " " (/^trigger/ ? after($0) : $0) }
top == "when:" { when = when " " (/^when/ ? after($0) : $0) }
top == "review:" && /primary:/ { primary = $2 }
top == "review:" && /backup:/ { backup = $2 }
top == "review:" && /escalation:/ { escalation = $2 }
top == "effect:" && /^ *- / { effects = effects " " $2 }
END { flush() }' cases/register/*.yaml > "$dir/rows"

# every SELECT HOLD, some SELECT: awk conditions over the columns by name.
query() { # MODE SELECT HOLD
    awk -F '\t' -v mode="$1" '
    { id = $1; lane = $2; risk = $3; sla = $4; reason = $5; primary = $6; backup = $7; escalation = $8; owner = $9
      effects = $10; n_words = $11; when = $12; title = $13; exception = $14; trigger = $15
      reviewers = " " primary " " backup " " escalation " " }
    '"$2"' { n++; if (!('"$3"')) { bad++; print "not so: " id } }
    END { if (mode == "every" && bad > 0 || n - bad < 1) { print n + 0 " selected, " bad + 0 " not so"; exit 1 } }' \
        "$dir/rows"
}
every() { query every "$1" "$2"; }
some() { query some "$1" "$2"; }

check 'the table has every entry' test "$(wc -l < "$dir/rows")" -eq "$(ls cases/register/*.yaml | wc -l)"

# Covers: S1-ELN-01
check 'the handoff is about fields that must be there' some 'lane == "closed_won_handoff"' 'when ~ /absent\(handoff/'
check 'each of it is verified by a named owner' every 'lane == "closed_won_handoff"' \
    'primary ~ /^(revops|onboarding_manager|legal|csm|workflow_owner)$/ && owner != ""'
# Covers: S1-ELN-03
check 'implementation is about scope' some 'lane == "implementation_project"' 'when ~ /scope/'
check 'and dependencies' some 'lane == "implementation_project"' \
    'when ~ /dependency/ && primary == "implementation_lead"'
check 'and integrations' some 'lane == "implementation_project"' \
    'when ~ /integration/ && primary == "implementation_lead"'
check 'and migrations, with a technical reviewer' some 'lane == "implementation_project"' \
    'when ~ /migration/ && reviewers ~ / technical_lead /'
# Covers: S1-ELN-04
check 'access is about entitlements' some 'lane == "provisioning_access"' \
    'when ~ /seats|flags_match/ && effects ~ /grant_entitlement/'
check 'and single sign-on and domains, which security checks' some 'lane == "provisioning_access"' \
    'when ~ /sso|domain/ && primary == "security" && effects ~ /enable_sso/'
check 'and the workspace' some 'lane == "provisioning_access"' 'when ~ /workspace/'
check 'and the import' some 'lane == "provisioning_access"' 'when ~ /migration/ && effects ~ /start_migration/'
check 'each of it holds a write to the account or its launch' every 'lane == "provisioning_access"' \
    'effects ~ /provisioning\.|comms\.send_activation|journey\.mark_go_live/'
# Covers: S1-ELN-05
check 'billing is about plan, entity, terms, order, tax and renewal' sh -c '
    for word in entity payment_terms po_ tax_ renewal_date value_minor; do
        cut -f 2,12 "$1" | grep "^billing_subscription" | grep -q "$word" || { echo "$word"; exit 1; }
    done' - "$dir/rows"
check 'each of it holds a write of billing' every 'lane == "billing_subscription" && id != "CO-EDGE-058"' \
    'effects ~ /billing\./'
check 'and finance, or who answers for the contract, looks at it' every \
    'lane == "billing_subscription" && id != "CO-EDGE-058"' \
    'reviewers ~ / (finance_ops|finance_lead|deal_desk) /'
# Covers: S1-ELN-06
check 'milestones are about tasks of the customer that are late' some 'lane == "customer_milestone"' \
    'when ~ /customer_task|customer\.tasks/'
check 'and work of ours that stalls' some 'lane == "customer_milestone"' 'when ~ /milestone_due_at|blocker_open/'
check 'and dates that slip' some 'lane == "customer_milestone"' 'when ~ /target_activation_at/'
check 'each with a clock and somebody above' every 'lane == "customer_milestone"' 'sla ~ /^[123]$/ && escalation != ""'
# Covers: S1-ELN-07
check 'messages are held or blocked' every 'lane == "customer_communication"' 'effects ~ /comms\.send_/'
check 'with every risk above medium' every 'lane == "customer_communication"' 'risk == "high" || risk == "hold"'
# Covers: S1-ELN-08
check 'law and security are for specialists' every 'lane == "legal_security"' \
    'primary == "legal" || primary == "security"'
check 'and nothing of them is promised by itself' every 'lane == "legal_security"' \
    '(risk == "high" || risk == "hold") && effects != ""'
# Covers: S1-ELN-09
check 'strategic accounts have a leader among their reviewers' every 'lane == "strategic_account"' \
    'reviewers ~ / (cs_leader|revenue_leader|founder) /'
check 'and a fast clock' every 'lane == "strategic_account"' 'sla ~ /^[34]$/'
# Covers: S0-RSN-06
check 'criteria that are missing or vague have their reason' every \
    'when ~ /absent\(handoff.success_criteria\)|success_criteria_measurable/' \
    'reason == "no_success_criteria"'
# Covers: S1-SRC-13
check 'every trigger says what fails, in words of its own' every 'id != ""' \
    'n_words >= 5 && trigger != title && index(trigger, exception) == 0'

# ---- systems: who says what ----
# Covers: S4-SDF-01
for system in crm contracts cs project billing provisioning support product warehouse comms; do
    check "what can be read of $system is declared" grep -q "from: $system[,} ]*" cases/schema.yaml
done
# Covers: S4-SDF-06
without_source() { # a field that no system owns is refused
    rm -rf "$dir/cases"
    cp -r cases "$dir/"
    sed '/^  crm.plan:/s/ from: crm,//' cases/schema.yaml > "$dir/cases/schema.yaml"
    ! cmp -s cases/schema.yaml "$dir/cases/schema.yaml" || return 1
    "$rehearse" check --cases "$dir/cases" -q -o "ndjson=$dir/errors"
    test $? -eq 65 && grep 'schema.yaml' "$dir/errors" | grep -q 'lacks the key from'
}
check 'every field has one system that says it' without_source

# verdict_of POLICY: what the workflow may do of a write of the timeline into customer success, by that line of
# policy.yaml.
verdict_of() {
    rm -rf "$dir/cases"
    cp -r cases "$dir/"
    sed "s/^  cs_writes: .*/  cs_writes: $1/" cases/policy.yaml > "$dir/cases/policy.yaml"
    grep -v '"system_wrote_back"' fixtures/clean-mid-market.jsonl > "$dir/events.jsonl"
    grep '"system_wrote_back"' fixtures/clean-mid-market.jsonl | grep '"target_system":"cs"' |
        sed 's/"fields_changed":\[[^]]*\]/"fields_changed":["timeline"]/' >> "$dir/events.jsonl"
    "$rehearse" replay --cases "$dir/cases" --events "$dir/events.jsonl" -q -o ndjson | grep '"kind":"observed"' |
        sed -n 's/.*"action":"\(cs\.[a-z_]*\)".*"verdict":"\([a-z]*\)".*/\1 \2/p'
}
# Covers: S4-SDF-02
check 'a field of customer success that policy.yaml names is written' \
    test "$(verdict_of 'health timeline')" = 'cs.write_field allow'
check 'one that it does not name is not' test "$(verdict_of 'health timelines')" = 'cs.write_other block'

# ---- roles: each may review, and a word that is none is refused ----
reviewed_by() { # ROLE: CO-EDGE-022 goes to it first
    rm -rf "$dir/cases" "$dir/fixtures"
    cp -r cases fixtures "$dir/"
    sed "s/^  primary: .*/  primary: $1/" cases/register/CO-EDGE-022.yaml > "$dir/cases/register/CO-EDGE-022.yaml"
    "$rehearse" check --cases "$dir/cases" -q -o "ndjson=$dir/errors"
}
refused() { # ROLE WHY
    reviewed_by "$1"
    test $? -eq 65 && grep 'CO-EDGE-022.yaml' "$dir/errors" | grep -q "role ..$1.. $2"
}
# Covers: S1-OWN-01, S1-OWN-02, S1-OWN-03
for role in revops csm onboarding_manager; do check "$role may review" reviewed_by "$role"; done
# Covers: S1-OWN-04, S1-OWN-05, S1-OWN-06
for role in implementation_lead solutions_engineer finance_ops; do check "$role may review" reviewed_by "$role"; done
# Covers: S1-OWN-07, S1-OWN-08, S1-OWN-09
for role in legal security support; do check "$role may review" reviewed_by "$role"; done
# Covers: S1-OWN-11
check 'sales_manager may review' reviewed_by sales_manager
# Covers: S1-OWN-10
check 'product operations is told, and does not review' refused product_operations 'is only notified'
check 'a role that nobody declared is refused' refused marketing 'is not declared'

finish
