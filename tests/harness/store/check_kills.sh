#!/bin/sh
# Commands that write a store or beside it, killed before every sync, rename, truncation and removal and before a sample of
# their writes, then run again: the store is as after one undisturbed run. Ingest with joins that settle, ingest under
# pseudonyms, quarantine retry, forget, replay --keep-run. A library that is preloaded does the killing, so the moments are
# exact; where sanitizers want to be first, it cannot be.
set -u
build=${BUILD:-build/release}
R=$build/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

case $build in */asan | */ubsan | */tsan | */fuzz | *wrapped*)
    echo "skipped: nothing can be preloaded into $build"
    skipped=1
    finish
    exit
    ;;
esac
cc -O1 -shared -fPIC -o "$dir/killer.so" tests/harness/store/killer/killer.c -ldl || exit 1

# ---- what there is to read ----

fields() { # ID JOURNEY FIELDS
    printf '{"specversion":"1.0","id":"%s","source":"/crm","type":"fields_ingested","subject":"%s","time":"2026-01-05T09:00:00Z","data":{"fields":%s}}\n' \
        "$1" "$2" "$3"
}
i=0
while [ $i -lt 40 ]; do
    i=$((i + 1))
    fields "e$i" "J$((i % 13))" "{\"crm\":{\"opportunity_id\":\"O-$((i % 13))\",\"segment\":\"smb\"},\"customer\":{\"champion\":\"p$i@x.example\"}}"
done > "$dir/crm.jsonl"
{ sed -n 3p "$dir/crm.jsonl"; echo '{"id":"cut"'; fields e4 J4 '{"crm":{"segment":"other"}}'; } > "$dir/more.jsonl"
awk 'BEGIN { for (i = 1; i <= 30; i++) printf "{\"id\":\"b%d\",\"deal\":\"O-%d\",\"customer\":\"c%d\"}\n", i, i % 16, i % 5 }' \
    > "$dir/bills.jsonl"
cat > "$dir/bills.yaml" << 'END'
map: bills
reads: {format: jsonl}
columns:
  id: {as: id, type: string, class: id}
  deal: {as: deal, type: string, class: id}
  customer: {as: customer, type: string, class: id}
source: '"/bills"'
joins: [{on: crm.opportunity_id, value: row.deal}, {on: billing.customer_id, value: row.customer}]
emit:
  - {type: fields_ingested, id: row.id, time: 'timestamp("2026-03-01T00:00:00Z")', fields: {billing.customer_id: row.customer}}
END
printf '0123456789abcdef0123456789abcdef' > "$dir/key"
chmod 600 "$dir/key"
cp -r tests/data/small/cases "$dir/cases"

# ---- what is done ----

ingest() { "$R" ingest "$@" --store "$dir/s.db" --max-quarantined 1 -q -o json; }
facts() { ingest "$dir/crm.jsonl" "$dir/more.jsonl"; }
joins() { ingest "$dir/bills.jsonl" --map "$dir/bills.yaml"; }
pseudonyms() { ingest "$dir/crm.jsonl" "$dir/more.jsonl" --pseudonymise "$dir/key" --cases cases; }
retry() { "$R" quarantine retry --store "$dir/s.db" -q -o json; }
# What is forgotten is not there a second time; that it is not is what the state says.
forget() {
    "$R" forget J3 J4 --store "$dir/s.db" -q -o json 2> "$dir/forgot"
    said=$?
    if grep -q RH-0902 "$dir/forgot"; then return 0; fi
    return $said
}
keep() { "$R" replay --cases "$dir/cases" --store "$dir/s.db" --keep-run -q -o json; }

# All that can be seen of the store, the kept run beside it, and no file that was being written.
state() {
    retry | sed -n 's/.*"n": *//p'
    "$R" quarantine list --store "$dir/s.db" -o ndjson | sed 's/"id":[0-9]*,//'
    "$R" replay --cases "$dir/cases" --store "$dir/s.db" -q -o ndjson
    if [ -f "$dir/s.db.run" ]; then cksum < "$dir/s.db.run"; else echo 'no run'; fi
    # Of J3, which a duplicate had moved, and J4.
    if [ "$1" = forget ]; then grep -l -a -e 'p3@x\.example' -e 'p17@x\.example' "$dir"/s.db "$dir"/s.db-* "$dir"/s.db.run; fi
    (cd "$dir" && ls -d s.db*) | grep -v -e '-wal$' -e '-shm$' -e '\.lock$'
}

# prepare COMMAND: the store before it.
prepare() {
    rm -f "$dir"/s.db* "$dir"/*.before
    case $1 in
    joins | keep) facts ;;
    retry) joins && ingest "$dir/more.jsonl" ;;
    forget) facts && joins && keep ;;
    esac > "$dir/out" 2>&1
    for f in "$dir"/s.db*; do if [ -f "$f" ]; then cp "$f" "$f.before"; fi; done
}
restore() {
    for f in "$dir"/s.db*; do case $f in *.before) ;; *) rm -f "$f" ;; esac; done
    for f in "$dir"/*.before; do if [ -f "$f" ]; then cp "$f" "${f%.before}"; fi; done
}

# The calls before which to kill: all but writes, and of these so many, evenly.
moments() {
    awk -v most="$1" '$1 != "write" { print NR; next } { write[++n] = NR }
        END { step = n > most ? n / most : 1; for (i = 1; i <= n; i += step) print write[int(i)] }' "$dir/calls"
}

most=$((16 / ${CHECK_SCALE:-1}))
if [ "$most" -lt 16 ]; then echo "scaled: $most of 16 writes of each command (CHECK_SCALE=$CHECK_SCALE)"; fi
for what in joins pseudonyms retry forget keep; do
    prepare $what
    restore
    rm -f "$dir/calls"
    LD_PRELOAD=$dir/killer.so KILL_LOG=$dir/calls $what > "$dir/out" 2> "$dir/err"
    ok "$what, undisturbed: $(head -1 "$dir/err")" $?
    state $what > "$dir/expected" 2>&1
    killed=0
    # Covers: K1
    for at in $(moments "$most"); do
        restore
        LD_PRELOAD=$dir/killer.so KILL_AT=$at $what > "$dir/out" 2>&1
        if [ $? -ge 128 ]; then killed=$((killed + 1)); fi
        $what > "$dir/out" 2> "$dir/err"
        ok "$what, killed before call $at, then again: $(head -1 "$dir/err")" $?
        state $what > "$dir/got" 2>&1
        check "$what, killed before call $at" diff "$dir/expected" "$dir/got"
    done
    [ "$killed" -ge 5 ]
    ok "$what was killed $killed times" $?
done

# Two at once: each is done, or says that the store is busy. (An ingest beside an ingest: test_kill.)
# Covers: K3
prepare forget
for pair in 'forget joins' 'retry forget' 'keep forget' 'pseudonyms retry'; do
    restore
    ${pair% *} > "$dir/one" 2>&1 &
    ${pair#* } > "$dir/two" 2>&1
    two=$?
    wait $!
    one=$?
    [ "$one" -eq 0 ] || [ "$one" -eq 75 ]
    ok "$pair at once: the first says $one" $?
    [ "$two" -eq 0 ] || [ "$two" -eq 75 ]
    ok "$pair at once: the second says $two" $?
    "$R" replay --cases "$dir/cases" --store "$dir/s.db" -q -o ndjson > "$dir/out" 2>&1
    ok "after $pair at once the store opens" $?
done
finish
