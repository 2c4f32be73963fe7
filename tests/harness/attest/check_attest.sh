#!/bin/sh
# Attestations from end to end: made twice alike, as a file and as a note; each of the eight checks of `verify` broken
# by itself; what may not be attested, and with what.
set -u
export LC_ALL=C
build=${BUILD:-build/release}
R=$(cd "$(dirname "$build/rehearse")" && pwd)/rehearse
forge=$build/forge
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/kit/checks.sh
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null

# status N WHAT COMMAND...
status() {
    wanted=$1 what=$2
    shift 2
    "$@" > "$work/out" 2> "$work/err"
    rc=$?
    if [ "$rc" -ne "$wanted" ]; then printf '%s: exit %s, wanted %s\n' "$what" "$rc" "$wanted"; head -3 "$work/err"; fi
    test "$rc" -eq "$wanted"
    ok "$what: status" $?
}
says() { # WHAT TEXT: in what the last command wrote
    cat "$work/out" "$work/err" | tr -s ' \n' '  ' | grep -qF -e "$2"
    ok "$1: says '$2'" $?
}
commit() {
    git -C "$work/repo" add -A &&
        GIT_AUTHOR_DATE=2026-01-0$1T00:00:00Z GIT_COMMITTER_DATE=2026-01-0$1T00:00:00Z \
            git -C "$work/repo" -c user.name=t -c user.email=t@t.example commit -qm "$1"
}

git init -q -b main --template= "$work/repo" || exit 1
cp -R tests/data/small/cases "$work/repo/" || exit 1
cat > "$work/repo/cases/gate.yaml" <<'YAML'
min_journeys: 1
undecided_max: 1
quarantined_max: 0.5
criteria:
  - {id: late, title: items nobody looked at in time, tier: advisory, metric: breached, at_most: 0.9, min_n: 1, scope: whole}
YAML
commit 1 || exit 1
sed 's/The plans differ/The plans are not alike/' "$work/repo/cases/register/E1.yaml" > "$work/e1" &&
    cp "$work/e1" "$work/repo/cases/register/E1.yaml"
sed 's/sla: 1/sla: 2/' "$work/repo/cases/register/E2.yaml" > "$work/e2" &&
    cp "$work/e2" "$work/repo/cases/register/E2.yaml"
commit 2 || exit 1
cp tests/data/small/events.jsonl "$work/log.jsonl"
"$forge" key a "$work/key.pem" "$work/key.pub" && "$forge" key b "$work/other.pem" "$work/other.pub" || exit 1

repo="--register $work/repo"
log="--events $work/log.jsonl"
attest() { status "$@"; }
head=$(git -C "$work/repo" rev-parse HEAD)

# ---- made, and made again ----
status 1 'attest' "$R" attest $repo $log --key "$work/key.pem" --today 2025-04-01T00:00:00Z --envelope "$work/a.json" -q
says 'the report of the same run' 'Go-live gate: NO-GO'
status 1 'to standard output' "$R" attest main $repo $log --key "$work/key.pem" --today 2025-04-01T00:00:00Z
cmp -s "$work/out" "$work/a.json"
ok 'the same bytes on standard output' $?
sed '1!G;h;$!d' "$work/log.jsonl" > "$work/turned.jsonl"
cp "$work/log.jsonl" "$work/renamed.jsonl"
status 1 'elsewhere' env TZ=Asia/Tokyo LC_ALL=C.UTF-8 "$R" attest "$head" --base main~1 $repo \
    --events "$work/renamed.jsonl" -j 3 \
    --key "$work/key.pem" --today 2025-04-01T00:00:00Z
cmp -s "$work/out" "$work/a.json"
ok 'the same bytes under other names, threads, zone and locale' $?
"$forge" payload "$work/a.json" > "$work/payload"

# ---- what it states ----
states() { grep -qF -e "$1" "$work/payload"; ok "the statement has $1" $?; }
states '{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"commit","digest":{"gitCommit":"'"$head"'"}}'
states '"predicateType":"https://in-toto.io/attestation/test-result/v0.1","predicate":{"result":"FAILED","configuration":['
states '"passedTests":["gate: invariant"'
states '"failedTests":["gate: entries_untested"'
states '"rehearse:attestation/v1":{"schema":"rehearse/attest/1","verdict":"NO-GO"'
states '"commit":"'"$(git -C "$work/repo" rev-parse HEAD~1)"'"'
states '"tree":"'"$(git -C "$work/repo" rev-parse HEAD:cases)"'"'
states '"sha256":"'"$(sha256sum < "$work/log.jsonl" | cut -c1-64)"'","read":10,"accepted":10,"duplicate":0,"quarantined":0'
states '"as_of":"2025-03-11T16:00:00Z","today":"2025-04-01T00:00:00Z","expires":"2025-06-30T00:00:00Z"'
states '"interval":['
states '"adjustment":"none"'
states '"test":"wilson"'
states '"versions":{"tool":"'
states '"coverage":{"matched":2,"n":2,'
states '"waivers":[]'
states '"decisions":[{"class":'
! grep -q "$work\|log.jsonl\|main" "$work/payload"
ok 'no path and no name of a revision' $?

# ---- verified ----
verify() { # STATUS WHAT ENVELOPE ARGUMENTS...
    wanted=$1 what=$2 envelope=$3
    shift 3
    status "$wanted" "$what" "$R" verify "$envelope" $repo "$@" -o ndjson
}
# checks WHAT WORD...: exactly these checks do not hold, each as WORD=RESULT
checks() {
    what=$1
    shift
    got=$(sed -n 's/^{"check":"\([a-z]*\)","result":"\([a-z]*\)".*/\1=\2/p' "$work/out" | grep -v '=holds$' |
        tr '\n' ' ')
    test "$got" = "${*:+$* }"
    ok "$what: $got is ${*:-nothing}" $?
}
key="--key $work/key.pub"
verify 1 'it holds, and states NO-GO' "$work/a.json" $key $log
checks 'it holds'
verify 1 'for its commit' "$work/a.json" HEAD $key $log --today 2025-06-29T23:59:59Z
checks 'for its commit'
test "$(wc -l < "$work/out")" -eq 8
ok 'eight checks' $?
verify 2 'without a history' "$work/a.json" $key
checks 'without a history' inputs=open replay=open
(cd "$work" && "$R" verify a.json --register repo --key key.pub --events log.jsonl > "$work/out" 2>&1)
grep -q 'Attestation: HOLDS' "$work/out"
ok 'as a person reads it' $?

# forged WHAT SED CHECK...: a statement edited by one who has the key; exactly these checks do not hold.
forged() {
    what=$1 edit=$2
    shift 2
    sed "$edit" "$work/payload" > "$work/edited"
    if cmp -s "$work/edited" "$work/payload"; then ok "$what: the edit finds its place" 1; fi
    "$forge" wrap "$work/key.pem" "$work/edited" > "$work/forged.json"
    verify 77 "$what" "$work/forged.json" $key $log
    checks "$what" "$@"
}
nothing='signature=open statement=open register=open policy=open inputs=open versions=open replay=open'

# 1 envelope
sed 's/payloadType":"application/payloadType":"text/' "$work/a.json" > "$work/bad.json"
verify 77 'another payload type' "$work/bad.json" $key $log
checks 'another payload type' envelope=fails $nothing
says 'another payload type' 'expected application/vnd.in-toto+json'
says 'the error names the check' '1 of 8 checks failed: envelope'
head -c 3000 "$work/a.json" > "$work/bad.json"
verify 77 'cut' "$work/bad.json" $key $log
checks 'cut' envelope=fails $nothing
# 2 signature. Covers: M11
verify 77 'another key' "$work/a.json" --key "$work/other.pub" $log
checks 'another key' signature=fails ${nothing#signature=open }
sed 's/NO-GO/GO/' "$work/payload" > "$work/edited"
"$forge" wrap "$work/other.pem" "$work/edited" > "$work/forged.json"
verify 77 'forged with another key' "$work/forged.json" $key $log
checks 'forged with another key' signature=fails ${nothing#signature=open }
id=$(sed 's/.*"keyid":"\([0-9a-f]*\)".*/\1/' "$work/a.json")
sed "s/\"keyid\":\"[0-9a-f]*\"/\"keyid\":\"$id\"/" "$work/forged.json" > "$work/bad.json"
verify 77 'forged, with the name of the key' "$work/bad.json" $key $log
checks 'forged, with the name of the key' signature=fails ${nothing#signature=open }
# 3 statement
later='register=open policy=open inputs=open versions=open replay=open'
forged 'another statement type' 's/Statement.v1/Statement\/v0.1/' statement=fails $later
forged 'another predicate type' 's/test-result.v0.1/test-result\/v0.2/' statement=fails $later
forged 'another schema' 's/rehearse.attest.1/rehearse\/attest\/2/' statement=fails $later
forged 'a subject of its own' \
    's/"digest":{"gitCommit":"[0-9a-f]*"/"digest":{"gitCommit":"0000000000000000000000000000000000000000"/' \
    statement=fails $later
# Covers: M11
verify 77 'expired' "$work/a.json" $key $log --today 2025-06-30T00:00:00Z
checks 'expired' statement=fails $later
says 'expired' 'it expired at 2025-06-30T00:00:00Z'
verify 77 'before its day' "$work/a.json" $key $log --today 2025-03-31T00:00:00Z
checks 'before its day' statement=fails $later
# Covers: M11
forged 'longer than the gate allows' 's/"expires":"2025-06-30T/"expires":"2035-06-30T/' statement=fails
says 'longer than the gate allows' 'it says that it counts until 2035-06-30T00:00:00Z, expected 2025-06-30T00:00:00Z at most'
sed 's/"expires":"2025-06-30T/"expires":"2025-05-30T/' "$work/payload" > "$work/edited"
"$forge" wrap "$work/key.pem" "$work/edited" > "$work/forged.json"
verify 1 'no longer than it likes' "$work/forged.json" $key $log
checks 'no longer than it likes'
# 4 register
sha=$(sed 's/.*"name":"register","digest":{"sha256":"\([0-9a-f]*\)".*/\1/' "$work/payload")
forged 'another register' "s/$sha/$(printf %064d 1)/g" register=fails
forged 'another tree' "s/$(git -C "$work/repo" rev-parse HEAD:cases)/$(printf %040d 1)/g" register=fails
forged 'a commit that is not there' "s/$head/$(printf %040d 1)/g" register=fails policy=open replay=open
# Covers: M11
verify 77 'replayed for another commit' "$work/a.json" HEAD~1 $key $log
checks 'replayed for another commit' register=fails
says 'replayed for another commit' 'it is of commit'
# 5 policy
sha=$(sed 's/.*"name":"gate.yaml","sha256":"\([0-9a-f]*\)".*/\1/' "$work/payload")
forged 'another policy' "s/$sha/$(printf %064d 1)/g" policy=fails
says 'another policy' 'gate.yaml of the base is sha256:'
# 6 inputs. Covers: M4
forged 'other counts' 's/"read":10,"accepted":10,"duplicate":0/"read":10,"accepted":9,"duplicate":1/' inputs=fails \
    replay=open
sed 's/"plan":"pro"/"plan":"gold"/' "$work/log.jsonl" > "$work/changed.jsonl"
verify 77 'a changed history' "$work/a.json" $key --events "$work/changed.jsonl"
checks 'a changed history' inputs=fails replay=open
says 'a changed history' 'a file sha256:'
verify 77 'a history twice' "$work/a.json" $key --events "$work/log.jsonl" "$work/renamed.jsonl"
checks 'a history twice' inputs=fails replay=open
# 7 versions
forged 'another tool' 's/"versions":{"tool":"[^"]*"/"versions":{"tool":"0.0.9"/' versions=fails
says 'another tool' 'made with rehearse 0.0.9, here is'
forged 'other zone data' 's/"zones":"[^"]*"/"zones":"1999a"/' versions=fails
# 8 replay
forged 'another verdict' 's/"verdict":"NO-GO"/"verdict":"GO"/' replay=fails
forged 'another result' 's/"result":"FAILED"/"result":"PASSED"/' replay=fails
forged 'another count' 's/"observed":1,/"observed":0,/' replay=fails
forged 'a criterion less' 's/"definition":null,"id":"late"/"definition":null,"id":"early"/' replay=fails

# A library of another version is told, and judged by what comes out.
sed 's/"name":"zlib","version":"[^"]*"/"name":"zlib","version":"9"/' "$work/payload" > "$work/edited"
"$forge" wrap "$work/key.pem" "$work/edited" > "$work/forged.json"
verify 1 'another library' "$work/forged.json" $key $log
says 'another library' 'made with another zlib, 9'

# ---- a store ----
"$R" ingest "$work/log.jsonl" --store "$work/h.db" -q > /dev/null || ok 'ingest' 1
status 1 'of a store' "$R" attest $repo --store "$work/h.db" --key "$work/key.pem" --envelope "$work/s.json" -q
verify 1 'of a store' "$work/s.json" $key --store "$work/h.db"
checks 'of a store'
verify 77 'a store for a log' "$work/a.json" $key --store "$work/h.db"
checks 'a store for a log' inputs=fails replay=open

# ---- a note ----
# Covers: X13
status 1 'as a note' "$R" attest $repo $log --key "$work/key.pem" --today 2025-04-01T00:00:00Z --note -q
git -C "$work/repo" notes --ref rehearse show HEAD > "$work/note"
cmp -s "$work/note" "$work/a.json"
ok 'the note is the envelope' $?
first=$(git -C "$work/repo" rev-parse refs/notes/rehearse)
status 1 'the same note again' "$R" attest $repo $log --key "$work/key.pem" --today 2025-04-01T00:00:00Z --note -q
test "$(git -C "$work/repo" rev-parse refs/notes/rehearse)" = "$first"
ok 'the same note leaves the ref alone' $?
status 73 'another note' "$R" attest $repo $log --key "$work/other.pem" --today 2025-04-01T00:00:00Z --note -q
says 'another note' 'the commit has another note'
status 1 'a note verified' "$R" verify --note HEAD $repo $key $log -o ndjson
checks 'a note verified'
status 66 'no note' "$R" verify --note HEAD~1 $repo $key $log
git -C "$work/repo" -c user.name=t -c user.email=t@t.example notes --ref rehearse add -F "$work/a.json" HEAD~1
status 77 'a note that was moved' "$R" verify --note HEAD~1 $repo $key $log -o ndjson
checks 'a note that was moved' register=fails

# A bare repository takes notes too, and its own folder is none for keys.
git clone -q --bare "$work/repo" "$work/bare.git"
status 1 'onto a bare repository' "$R" attest HEAD --base HEAD~1 --register "$work/bare.git" $log \
    --key "$work/key.pem" --note -q
status 1 'a note on a bare repository' "$R" verify --note HEAD --register "$work/bare.git" $key $log -o ndjson
checks 'a note on a bare repository'
cp "$work/key.pem" "$work/bare.git/key.pem"
status 77 'a key in a bare repository' "$R" attest HEAD --base HEAD~1 --register "$work/bare.git" $log \
    --key "$work/bare.git/key.pem"
rm "$work/bare.git/key.pem"

# ---- what may not be ----
# Covers: G12
status 77 'the working tree' "$R" attest worktree $repo $log --key "$work/key.pem"
says 'the working tree' 'the working tree has no commit'
cp "$work/key.pem" "$work/repo/key.pem"
status 77 'a key in the repository' "$R" attest $repo $log --key "$work/repo/key.pem"
cp "$work/key.pem" "$work/repo/.git/key.pem"
status 77 'a key in its .git' "$R" attest $repo $log --key "$work/repo/.git/key.pem"
ln -s "$work/repo/key.pem" "$work/link.pem"
status 77 'a key behind a link' "$R" attest $repo $log --key "$work/link.pem"
status 64 'no key' "$R" attest $repo $log
status 66 'a key that is not there' "$R" attest $repo $log --key "$work/none.pem"
status 65 'a public key' "$R" attest $repo $log --key "$work/key.pub"
status 64 'until too late' "$R" attest $repo $log --key "$work/key.pem" --until 2030-01-01T00:00:00Z
status 64 'until before' "$R" attest $repo $log --key "$work/key.pem" --until 2025-03-01T00:00:00Z
status 64 'until what' "$R" attest $repo $log --key "$work/key.pem" --until soon
status 64 'two results on one stream' "$R" attest $repo $log --key "$work/key.pem" -o json
status 64 'verify without a key' "$R" verify "$work/a.json" $repo $log
status 64 'verify nothing' "$R" verify $repo $key $log
status 66 'verify a file that is not there' "$R" verify "$work/none.json" $repo $key
: > "$work/empty.jsonl"
status 64 'nothing replayed, and no day' "$R" attest $repo --events "$work/empty.jsonl" --key "$work/key.pem"
status 1 'nothing replayed' "$R" attest $repo --events "$work/empty.jsonl" --key "$work/key.pem" \
    --today 2025-04-01T00:00:00Z \
    --envelope "$work/e.json" -q
verify 1 'nothing replayed' "$work/e.json" $key --events "$work/empty.jsonl"
checks 'nothing replayed'

finish
