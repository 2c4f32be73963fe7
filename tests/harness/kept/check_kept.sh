#!/bin/sh
# replay --keep-run and the diffs after it, over the domain's register: each clause of entries edited, entries gone and
# new, and what is no entry. Each diff says the same with the kept run and without, in every format that lists rows.
set -u
export LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
build=${BUILD:-build/release}
rehearse=$build/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
repo=$dir/repo store=$dir/h.db
"$build/generate" --seed 11 --journeys 120 -o "$dir/log.jsonl" --truth "$dir/truth" || exit 1
"$rehearse" ingest "$dir/log.jsonl" --store "$store" -q > "$dir/out" || exit 1
git init -q --template= -b main "$repo"
cp -R cases "$repo/cases"
mkdir "$repo/fixtures"
cp fixtures/clean-*.jsonl "$repo/fixtures/"
commit() {
    git -C "$repo" add -A && git -C "$repo" -c user.name=t -c user.email=t@t.example commit -q --no-verify --allow-empty -m "$1"
}
commit base
git -C "$repo" tag base
diff_to() { # FILE [OPTION...]: exit status of the diff, its outputs and what it says
    to=$1
    shift
    "$rehearse" diff base..main --register "$repo" --store "$store" -v "$@" -o "json=$to.json" -o "html=$to.html" \
        -o "pretty=$to.txt" > "$dir/out" 2> "$dir/err"
}
replayed() { sed -n 's/.*: \([0-9]*\) of 120 journeys are replayed.*/\1/p' "$dir/err"; }
# same WHAT: both ways give the same bytes; sets n to how many were replayed with the kept run, or to nothing
warm_as_cold() {
    diff_to "$dir/warm"
    warm=$?
    n=$(replayed)
    mv "$store.run" "$dir/aside"
    diff_to "$dir/cold"
    cold=$?
    mv "$dir/aside" "$store.run"
    [ "$warm" -eq "$cold" ] && [ "$warm" -le 2 ]
    ok "$1: exit statuses $warm and $cold" $?
    for ending in json html txt; do
        cmp "$dir/warm.$ending" "$dir/cold.$ending" > "$dir/err" 2>&1
        ok "$1: $ending is the same" $?
    done
}

"$rehearse" replay base --register "$repo" --store "$store" --keep-run -q -o "json=$dir/kept.json" 2> "$dir/err"
ok 'replay --keep-run' $?
"$rehearse" replay base --register "$repo" --store "$store" -q -o "json=$dir/plain.json" 2> "$dir/err"
cmp -s "$dir/kept.json" "$dir/plain.json"
ok 'a replay says the same whether it is kept or not' $?
[ "$(stat -c %a "$store.run")" = 600 ]
ok 'what is kept is its owner'\''s alone' $?

few=0 some=0
edit() { # WHAT FILE SED-SCRIPT
    sed -i -E "$3" "$repo/cases/register/$2.yaml"
    commit "$1"
    warm_as_cold "$1 of $2"
    if [ -n "$n" ] && [ "$n" -lt 120 ]; then few=$((few + 1)); fi
    if grep -q '"changed": [1-9]' "$dir/warm.json"; then some=$((some + 1)); fi
    git -C "$repo" reset -q --hard base
}
for path in $(grep -L '^when: [>|]' "$repo"/cases/register/*.yaml | xargs grep -L '^clears:' | awk 'NR % 3 == 1'); do
    file=$(basename "$path" .yaml)
    edit 'the clock' "$file" 's/^sla: 1/sla: X/; s/^sla: 2/sla: 1/; s/^sla: X/sla: 2/; s/^sla: 3/sla: 2/'
    edit 'the reviewers' "$file" 's/^  primary: /  X: /; s/^  backup: /  primary: /; s/^  X: /  backup: /'
    edit 'a narrower condition' "$file" 's/^(when: .*)$/\1 \&\& crm.plan != "none"/'
    edit 'another condition' "$file" "s/^when: .*/when: 'absent(crm.plan) || overdue(project.kickoff_sla_due_at)'/"
    edit 'a condition on the workflow' "$file" "s/^when: .*/when: 'workflow.open_items > 1 \&\& workflow.paused'/"
    edit 'the title' "$file" 's/^title: .*/title: another/'
    edit 'how it clears' "$file" '$a clears: decision'
done
[ "$few" -gt 40 ]
ok "$few edits need no more than some journeys" $?
[ "$some" -gt 10 ]
ok "$some edits change something" $?

one=$(ls "$repo"/cases/register | head -1)
rm "$repo/cases/register/$one"
commit 'one is gone'
warm_as_cold 'an entry that is gone'
git -C "$repo" reset -q --hard base
sed 's/^id: .*/id: CO-EDGE-990/' "$repo/cases/register/$one" > "$repo/cases/register/CO-EDGE-990.yaml"
commit 'one is new'
warm_as_cold 'an entry that is new'
git -C "$repo" reset -q --hard base

# What is no entry: all are replayed.
for what in policy.yaml:silence_bd schema.yaml:class tiers.yaml:tier; do
    file=${what%:*}
    case $file in
    policy.yaml) sed -i -E 's/^(  silence_bd: )[0-9]+/\17/' "$repo/cases/$file" ;;
    *) printf '# a note\n' >> "$repo/cases/$file" ;;
    esac
    commit "$file"
    warm_as_cold "$file"
    [ -z "$n" ]
    ok "$file: every journey is replayed" $?
    git -C "$repo" reset -q --hard base
done

# A register in which no entry is that of the run, and both sides are others.
sed -i -E 's/^sla: 1/sla: 2/' "$repo"/cases/register/*.yaml
commit 'all clocks'
warm_as_cold 'every clock'
git -C "$repo" reset -q --hard base

# A file that is damaged, or of another history, is told of and passed over.
sed -i -E 's/^sla: 1/sla: 2/' "$repo/cases/register/$one"
commit clock
cp "$store.run" "$dir/good"
head -c 4000 "$dir/good" > "$store.run"
diff_to "$dir/warm"
grep -q 'does not serve, and every journey is replayed' "$dir/err"
ok 'a file that was cut short is told of' $?
cmp -s "$dir/warm.json" "$dir/cold.json" || {
    cp "$dir/good" "$store.run"
    warm_as_cold 'a clock'
}
cp "$dir/good" "$store.run"

# A flipped bit in a journey is noticed, whether that is replayed or not.
if command -v sqlite3 > "$dir/out" 2>&1; then
    cp "$store" "$dir/whole"
    noticed=0
    for journey in $(sqlite3 "$store" 'SELECT id FROM journey ORDER BY id LIMIT 12'); do
        # The last byte becomes another; checksum and length stay.
        sqlite3 "$store" "UPDATE blob SET events = CAST(substr(events, 1, length(events) - 1)
            || CASE substr(events, -1) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB) WHERE journey = $journey"
        diff_to "$dir/warm"
        [ $? -eq 70 ] && grep -q 'do not agree with their checksum' "$dir/err" && noticed=$((noticed + 1))
        cp "$dir/whole" "$store"
    done
    # Covers: F10, S9
    [ "$noticed" -eq 12 ]
    ok "a flipped bit in each of twelve journeys: $noticed were noticed" $?
else
    skip 'no sqlite3, so no journey is damaged'
fi
"$build/generate" --seed 12 --journeys 3 -o "$dir/more.jsonl" --truth "$dir/truth" || exit 1
sed 's/"subject":"/"subject":"more-/; s/"id":"/"id":"more-/' "$dir/more.jsonl" > "$dir/more2.jsonl"
"$rehearse" ingest "$dir/more2.jsonl" --store "$store" -q > "$dir/out" 2> "$dir/err"
ok 'more is ingested' $?
warm_as_cold 'a history that grew'
[ -z "$n" ]
ok 'a history that grew: every journey is replayed' $?

"$rehearse" replay base --register "$repo" --events "$dir/log.jsonl" --keep-run > "$dir/out" 2> "$dir/err"
[ $? -eq 64 ] && grep -q -e '--keep-run keeps the run beside a store' "$dir/err"
ok 'no store: a usage error' $?

finish
