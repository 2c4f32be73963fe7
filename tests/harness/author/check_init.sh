#!/bin/sh
# `rehearse init`, and the first launch: in an empty repository, with nothing but the program. The gate's checklist,
# too, as the starter's is the first that people meet.
set -u
export LC_ALL=C
build=${BUILD:-build/release}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/kit/checks.sh
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
# The program alone, away from the source tree.
cp "$build/rehearse" "$work/rehearse" || exit 1
R=$work/rehearse
cd "$work" || exit 1

status() { # N WHAT COMMAND...
    wanted=$1 what=$2
    shift 2
    "$@" > "$work/out" 2> "$work/err"
    rc=$?
    if [ "$rc" -ne "$wanted" ]; then printf '%s: exit %s, wanted %s\n' "$what" "$rc" "$wanted"; head -3 "$work/err"; fi
    test "$rc" -eq "$wanted"
    ok "$what: status" $?
}
says() { # WHAT TEXT: in what the last command wrote
    cat "$work/out" "$work/err" | tr -s ' \n' '  ' | grep -qiF -e "$2"
    ok "$1: says '$2'" $?
}
commit() {
    git -C repo add -A && GIT_AUTHOR_DATE=2026-04-01T00:00:00Z GIT_COMMITTER_DATE=2026-04-01T00:00:00Z \
        git -C repo -c user.name=t -c user.email=t@t.example commit -qm "$1"
}

# ---- what it makes ----
git init -q -b main --template= repo
status 0 'init' "$R" init repo
says 'init' '18 files in repo'
test "$(ls repo/cases/register | wc -l)" -eq 3
ok 'three entries' $?
test "$(sed 's/.*"subject":"\([^"]*\)".*/\1/' repo/history/journeys.jsonl | sort -u | wc -l)" -eq 30
ok 'thirty journeys' $?
for file in cases/gate.yaml cases/checklist.yaml .github/workflows/rehearse.yml fixtures/clean.jsonl \
    docs/rollback.md; do
    test -s "repo/$file"
    ok "$file" $?
done
mkdir again && "$R" init -q again && diff -r -x .git repo again > diff.out
ok 'the same bytes again' $?
status 0 'check' "$R" check worktree --register repo
says 'check' 'and none is in vain'
status 0 'its tests' "$R" test worktree --register repo
status 0 'in its one spelling' "$R" fmt worktree --check --register repo
commit one
"$R" replay --register repo --events repo/history/journeys.jsonl -o json > replay.json
for entry in EDGE-001 EDGE-002 EDGE-003; do
    tr -d ' \n' < replay.json | grep -q "\"entry\":\"$entry\"[^}]*\"openings\":[1-9]"
    ok "the journeys exercise $entry" $?
done

# ---- nothing is written over ----
status 73 'a second time' "$R" init repo
says 'a second time' 'it stands already'
git -C repo status --porcelain > git.out
test ! -s git.out
ok 'a second time changes nothing' $?
mkdir half && mkdir half/docs && echo mine > half/docs/rollback.md
status 73 'one file of somebody else' "$R" init half
test "$(find half -type f | wc -l)" -eq 1 && grep -q mine half/docs/rollback.md
ok 'then none is written' $?
mkdir linked elsewhere && ln -s ../elsewhere linked/cases
status 73 'a link in the way' "$R" init linked
says 'a link in the way' 'it is no folder'
test -z "$(ls elsewhere)"
ok 'nothing goes through the link' $?
mkdir fileway && echo x > fileway/cases
status 73 'a file in the way' "$R" init fileway
status 66 'no such folder' "$R" init nowhere
if [ "$(id -u)" -ne 0 ]; then
    mkdir sealed && chmod 500 sealed
    status 73 'a folder that may not be written' "$R" init sealed
fi

# ---- the first launch ----
day='--today 2026-05-01T00:00:00Z'
log='--events repo/history/journeys.jsonl'
gate() { # STATUS WHAT TEXT ARGUMENTS...
    wanted=$1 what=$2 text=$3
    shift 3
    status "$wanted" "$what" "$R" gate --register repo $log "$@" -q
    says "$what" "$text"
}
# Covers: V8
gate 1 'nobody is named' 'rollback owner named: nobody answers for it' --bootstrap $day
says 'nobody is named' 'Launch reject'
says 'nobody is named' 'done: {by: ROLE, at: 2026-05-01}'
name() { sed 's/    # done:/    done:/' again/cases/checklist.yaml > repo/cases/checklist.yaml; }
name
commit two
gate 1 'named behind the base' 'rollback owner named: nobody answers for it' $day
gate 0 'named behind the base, at a first launch' 'Go-live gate: GO' --bootstrap $day
says 'named behind the base, at a first launch' "--bootstrap takes the proposal's own"
git -C repo reset -q --soft HEAD~1 && git -C repo -c user.name=t -c user.email=t@t.example commit -q --amend -m one
gate 0 'the rollback owner is named' 'Go-live gate: GO' --bootstrap $day
says 'the rollback owner is named' 'attested by onboarding_lead'
says 'the rollback owner is named' 'Launch build'
gate 2 'without --bootstrap' 'judged by its own' $day
gate 2 'without --today' 'nobody said what day it is' --bootstrap
gate 1 'its answer has run out' 'rollback owner named: it has expired' --bootstrap --today 2026-07-01T00:00:00Z
gate 1 'before it was given' 'it is attested for a later day' --bootstrap --today 2026-03-30T23:59:59Z
# The day is that of New York; somebody in London answers on the same date.
gate 0 'on its day elsewhere' 'Go-live gate: GO' --bootstrap --today 2026-04-01T00:00:00Z
# T10: the last second. 90 days after 1 April, midnight in New York.
gate 0 'its last second' 'Go-live gate: GO' --bootstrap --today 2026-06-30T03:59:59Z
gate 1 'the second after' 'it has expired' --bootstrap --today 2026-06-30T04:00:00Z
"$R" gate --register repo $log --bootstrap $day -o json > gate.json
tr -d ' \n' < gate.json | grep -q '"id":"mutants","title":"aslipinarulewouldbenoticed","group":"checklist","tier":"supporting","how":"computed","on_open":"hold","state":"done"'
ok 'json has the checklist' $?

# ---- the checklist ----
list() { # STATUS WHAT TEXT YAML: the worktree with this checklist, under the bootstrap policy
    printf '%b' "$4" > repo/cases/checklist.yaml
    git -C repo add -A && git -C repo -c user.name=t -c user.email=t@t.example commit -q --amend -m one
    gate "$1" "$2" "$3" --bootstrap $day
}
rollback='- {id: r, title: somebody takes it back, tier: critical, how: attested, on_open: reject'
done="$rollback, evidence: docs/rollback.md, done: {by: finance, at: 2026-04-01}}"
list 0 'done' 'Go-live gate: GO' "items:\n$done\n"
list 1 'a later instant' 'it is attested for a later day' \
    "items:\n$rollback, evidence: docs/rollback.md, done: {by: finance, at: 2026-05-01T00:00:01Z}}\n"
list 0 'a URL is never fetched' 'Go-live gate: GO' \
    "items:\n$rollback, evidence: https://nowhere.example/x, done: {by: finance, at: 2026-04-01}}\n"
list 1 'no item rejects' 'names nobody who takes a register back' 'items: []\n'
list 1 'only a supporting one rejects' 'names nobody who takes a register back' \
    "items:\n- {id: r, tier: supporting, how: attested, on_open: reject}\n"
list 1 'no evidence' 'no evidence is named' "items:\n$rollback, done: {by: finance, at: 2026-04-01}}\n"
list 1 'evidence that is not there' 'its evidence is not in the repository' \
    "items:\n$rollback, evidence: docs/none.md, done: {by: finance, at: 2026-04-01}}\n"
list 1 'a folder is no evidence' 'its evidence is not in the repository' \
    "items:\n$rollback, evidence: docs, done: {by: finance, at: 2026-04-01}}\n"
list 2 'another critical item holds' 'the checklist is open: x: nobody answers for it' \
    "items:\n$done\n- {id: x, tier: critical, how: attested}\n"
list 0 'a supporting item does not' 'nobody answers for it' \
    "items:\n$done\n- {id: x, tier: supporting, how: attested}\n"
again='id: x, tier: critical, how: attested, evidence: docs/rollback.md, reconstructed: true'
again="$again, done: {by: finance, at: 2026-04-01}"
list 2 'reconstructed' 'reconstructed, and nobody confirmed it' \
    "items:\n$done\n- {$again}\n"
list 0 'reconstructed and confirmed' 'Go-live gate: GO' \
    "items:\n$done\n- {$again, confirmed: {by: revops, at: 2026-04-02}}\n"
list 2 'a check that is false' 'its check is not true' \
    "items:\n$done\n- {id: x, tier: critical, how: computed, check: metric.journeys > 30}\n"
computed='id: x, tier: critical, how: computed, check:'
list 0 'a check that is true' 'Go-live gate: GO' \
    "items:\n$done\n- {$computed metric.journeys >= 30 && metric.escape_rate < 0.1}\n"
list 2 'a check without a sample' 'no sample to judge by' \
    "items:\n$done\n- {$computed metric.mutation_min >= 0.0 || metric.mutation_min == 0.0}\n"
# Errors of the file, each with its place.
list 65 'an unknown key' "has no key 'proof'" "items:\n$rollback, proof: x}\n"
list 65 'an unknown role' "by is 'nobody': expected a role" "items:\n$rollback, done: {by: nobody, at: 2026-04-01}}\n"
list 65 'an unknown metric' 'metric.journey' \
    "items:\n$done\n- {id: x, tier: critical, how: computed, check: metric.journey > 1}\n"
list 65 'a check that asks itself' 'metric.checklist_open' \
    "items:\n$done\n- {id: x, tier: critical, how: computed, check: metric.checklist_open == 0}\n"
# Covers: M9
list 65 'evidence above the repository' 'expected a path in the repository' \
    "items:\n$rollback, evidence: ../../etc/passwd}\n"
list 65 'evidence anywhere' 'expected a path in the repository' "items:\n$rollback, evidence: /etc/passwd}\n"
list 65 'a day that is none' 'expected a day' "items:\n$rollback, done: {by: finance, at: 2026-02-30}}\n"
list 65 'a span that is none' 'expected a span' "items:\n$rollback, valid: soon}\n"
list 65 'computed without a check' 'is computed and has not a check' \
    "items:\n$done\n- {id: x, tier: critical, how: computed}\n"
list 65 'computed with an answer' 'is computed and has done' \
    "items:\n$done\n- {id: x, tier: critical, how: computed, check: 1 == 1, done: {by: finance, at: 2026-04-01}}\n"
list 65 'an id twice' 'stands at line 2 already' "items:\n$done\n$done\n"
list 65 'a tier that is none' 'expected one of critical' "items:\n- {id: x, tier: big, how: attested}\n"

# A proposal is judged by the base's checklist, and that it changes its own is a change somebody must look at (M1).
printf 'items:\n%s\n' "$done" > repo/cases/checklist.yaml
git -C repo add -A && git -C repo -c user.name=t -c user.email=t@t.example commit -q --amend -m one
printf 'items:\n%s}\n' "$rollback" > repo/cases/checklist.yaml
commit two
gate 0 'a proposal that reopens its own checklist' 'attested by finance' --base HEAD~1 $day
printf 'items:\n%s, done: {by: finance, at: 2026-04-01}}\n' "${rollback%reject}hold" > repo/cases/checklist.yaml
commit three
gate 2 'a proposal that weakens its own checklist' 'cases/checklist.yaml' --base HEAD~2 $day
gate 2 'and no flag makes it count' 'attested by finance' --base HEAD~2 --bootstrap $day

# ---- attested ----
cd repo && git checkout -q HEAD~2 && cd ..
if [ -x "$OLDPWD/$build/forge" ]; then
    "$OLDPWD/$build/forge" key a key.pem key.pub
else
    openssl genpkey -algorithm ed25519 -out key.pem && openssl pkey -in key.pem -pubout -out key.pub
fi 2> key.err
status 0 'attested' "$R" attest HEAD --base HEAD --register repo $log $day --key key.pem --envelope gate.json \
    -q -o json=x.json
status 0 'verified' "$R" verify gate.json HEAD --register repo $log --key key.pub $day
says 'verified' 'All eight checks hold'

finish
