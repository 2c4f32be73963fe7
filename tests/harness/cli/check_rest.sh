#!/bin/sh
# A journey that never comes to rest fails every command that replays it: what the help lists is tried, so that a
# command that is added is, too. Covers: V8
set -u
export LC_ALL=C
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

"$build/generate" --seed 3 --journeys 120 -o "$dir/log.jsonl" --truth "$dir/truth.json" || exit 1
fixtures/example-repo.sh "$dir/repo" > /dev/null || exit 1
log="--events $dir/log.jsonl" repo="--register $dir/repo" only=O-0000001

commit() { git -C "$dir/repo" -c user.name=t -c user.email=t@t.example commit -qam "$1" || exit 1; }

# undo MORE: two states that undo each other, where the journey of one customer has come, and MORE holds.
undo() {
    cat >> "$dir/repo/cases/states.yaml" <<END
  - {from: [eligibility_pending], to: accepted, guard: crm.opportunity_id == "$only"$1}
  - {from: [accepted], to: eligibility_pending, guard: crm.opportunity_id == "$only"$1}
END
}

git -C "$dir/repo" checkout -qb restless main
undo ''
commit 'two rules that undo each other'
openssl genpkey -algorithm ed25519 -out "$dir/key.pem" 2> "$dir/said" && chmod 600 "$dir/key.pem" &&
    openssl pkey -in "$dir/key.pem" -pubout -out "$dir/pub.pem" || exit 1
"$rehearse" replay restless $repo $log -o ndjson -q 2> "$dir/said" > "$dir/records"
journey=$(sed -n '/"code":"oscillation"/s/.*"journey":"\([^"]*\)".*/\1/p' "$dir/records")
calm=$(sed -n '/"'"$journey"'"/!s/.*"journey":"\([^"]*\)".*/\1/p' "$dir/records" | head -1)
item=$("$rehearse" packet "$journey" restless $repo $log 2>&1 | sed -n 's/.*name one of \([a-z_]*\/[0-9]*\).*/\1/p')

today='--today 2026-06-01T00:00:00Z'
fails() { status 65 "$1" "$rehearse" "$@" $repo $log -q; }
try() {
    case $1 in
        replay | poison | cover | calibrate | test | review) fails "$1" restless ;;
        diff) fails diff main..restless ;;
        blame) fails blame "$journey" restless ;;
        bisect) fails bisect "$journey" restless --expect 'not {kind: error}' ;;
        log) fails log restless ;;
        sweep) fails sweep policy.silence_bd=3..5 restless ;;
        gate) fails gate restless --base main ;;
        attest) fails attest restless --base main --key "$dir/key.pem" $today --envelope "$dir/gate.json" ;;
        verify) fails verify "$dir/gate.json" --key "$dir/pub.pem" $today ;;
        explain) fails explain "$journey" restless ;;
        packet) fails packet "$journey/$item" restless ;;
        eval) fails eval workflow.state restless --journey "$journey" ;;
        report) fails report "$dir/site" restless ;;
        *) bad "$1 replays and is not tried here" ;;
    esac
}

# Every command that takes events, as its own help says.
for name in $("$rehearse" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    "$rehearse" help "$name" > "$dir/help"
    grep -q -- '--events FILE' "$dir/help" || continue
    says help 'Exit status 65 when a journey oscillates' "help of $name"
    try "$name"
    says err '1 journey oscillates' "$name says so"
done

# Where the reader looks first: how many, and which. Covers: V8
"$rehearse" replay restless $repo $log -o html="$dir/replay.html" -o json="$dir/replay.json" -q 2> "$dir/err"
"$rehearse" review restless $repo $log -o html="$dir/review.html" -o json="$dir/review.json" -q 2> "$dir/err"
for name in replay review; do
    expect "the JSON of a $name" "1 $journey" "$(jq -r '"\(.oscillated) \(.oscillated_journeys | join(" "))"' "$dir/$name.json")"
    sed '/<nav /,$d' "$dir/$name.html" > "$dir/first"
    says first "1 journey oscillates ($journey)" "the first screen of a $name"
done
says review.html ">oscillates<" 'the card of a journey that oscillates'

# Before it oscillates, and elsewhere, there is nothing to say.
status 0 'another journey' "$rehearse" explain "$calm" restless $repo $log -q
status 0 'before that' "$rehearse" explain "$journey" restless $repo $log --at 2000-01-01T00:00:00Z -q
status 0 'another revision' "$rehearse" review main $repo $log -q
"$rehearse" diff restless..main $repo $log -q > "$dir/out" 2> "$dir/err"
rc=$?
if [ "$rc" -ne 65 ]; then ok; else bad 'a change that mends it fails'; fi

# A clock that only moves, and a live workflow.
grep "\"$journey\"" "$dir/log.jsonl" | jq -cs 'sort_by(.knowntime // .time)[]' > "$dir/one.jsonl"
git -C "$dir/repo" checkout -q restless
"$rehearse" decide --cases "$dir/repo/cases" < "$dir/one.jsonl" > "$dir/out" 2> "$dir/err"
expect 'a live workflow' 65 $?
says out '"code":"oscillation"' 'the live record'
says err '1 journey oscillates' 'a live workflow says so'

# What is carried over from a kept run oscillates as it did. An entry that opens nowhere is the change.
"$rehearse" ingest "$dir/log.jsonl" --store "$dir/h.db" -q > "$dir/out" 2> "$dir/err" || exit 1
status 65 'a kept run' "$rehearse" replay restless $repo --store "$dir/h.db" --keep-run -q
git -C "$dir/repo" checkout -qb reworded restless
sed -i '0,/^title: /s//title: again, /' "$dir/repo/cases/register/CO-EDGE-001.yaml"
commit 'another title'
status 65 'a diff that carries over' "$rehearse" diff restless..reworded $repo --store "$dir/h.db" -q

# Only one setting: it is told, not preferred, and fails the sweep.
git -C "$dir/repo" checkout -qb sometimes main
undo ' && policy.silence_bd == 4'
commit 'rules that undo each other under one setting'
status 0 'a setting under which all come to rest' "$rehearse" review sometimes $repo $log -q
status 65 'a sweep over the other' "$rehearse" sweep policy.silence_bd=3..6 sometimes $repo $log --prefer 'clean' \
    -o json -q
expect 'told of one setting' '0 1 0 0' "$(jq -r '[.settings[].oscillated] | join(" ")' "$dir/out")"
"$rehearse" sweep policy.silence_bd=3..6 sometimes $repo $log --prefer '0 - differing' -o json -q > "$dir/out" 2> "$dir/err"
expect 'it is not preferred, however little it costs' 'true false' \
    "$(jq -r '(.settings[1].cost < .settings[0].cost), .settings[1].preferred' "$dir/out" | xargs)"

# The row of a log is no GO, though another title loosens nothing.
"$rehearse" log restless..reworded $repo $log -o json -q > "$dir/out" 2> "$dir/err"
expect 'the row of the log' '1 HOLD' "$(jq -r '.revisions[0] | "\(.oscillated) \(.verdict)"' "$dir/out")"
"$rehearse" log restless..reworded $repo $log -q > "$dir/out" 2> "$dir/err"
says out '1 oscillates' 'the first line of the log'
finish
