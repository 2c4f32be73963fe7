#!/bin/sh
# Inputs of a size that nobody plans for: a file over 4 GiB with a line of 4 GiB in it, a million quarantined lines, a
# register of thousands of entries, a history of 100,000 commits. Each in an amount of memory that does not grow with
# it. All but the first take one part in CHECK_SCALE, and say so; `make check-all` has them whole, elsewhere it is 8.
set -u
build=${BUILD:-build/release}
R=$build/rehearse
scale=${CHECK_SCALE:-8}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

scaled() {
    count=$(($1 / scale))
    if [ "$scale" -gt 1 ]; then echo "scaled: $count of $1 $2 (CHECK_SCALE=$scale)"; fi
}
# within KB STATUS NAME COMMAND...: in an address space of so many kB, where the build's tools take none for themselves.
within() {
    kb=$1 want=$2 name=$3
    shift 3
    case $build in *asan* | *tsan* | *fuzz* | *wrapped*) kb=unlimited ;; esac
    ( ulimit -v "$kb" && exec "$@" ) > "$dir/out" 2> "$dir/err"
    got=$?
    if [ "$got" -eq "$want" ]; then
        ok
    else
        bad "$name: status $got, wanted $want: $(head -2 "$dir/err" | tr '\n' ' ')"
    fi
}
event() {
    printf '{"specversion":"1.0","id":"%s","source":"crm","type":"fields_ingested","subject":"j","time":"2025-03-03T15:00:00Z","data":{"fields":{}}}\n' "$1"
}

# A hole in the file is read as zeros: one line of 4 GiB, and an event behind it, beyond what 32 bits count.
# Covers: H2 H4
event 1 > "$dir/large.jsonl"
truncate -s 4294968000 "$dir/large.jsonl"
{ echo; event 2; } >> "$dir/large.jsonl"
within 300000 0 'a file over 4 GiB' "$R" ingest "$dir/large.jsonl" --store "$dir/large.db" -o json --max-quarantined 1
says out '"read": 3' 'a file over 4 GiB'
says out '"accepted": 2' 'a file over 4 GiB'
says out '"quarantined": 1' 'a file over 4 GiB'
"$R" quarantine list --store "$dir/large.db" > "$dir/out" 2> "$dir/err"
says out 'RH-0461' 'a line of 4 GiB'
if [ "$(wc -c < "$dir/large.db")" -lt 8000000 ]; then ok; else bad 'the store keeps a line of 4 GiB'; fi
rm "$dir/large.jsonl"

# Covers: H6
scaled 1000000 'quarantined lines'
{ event 1; yes '{"id":"bad"' | head -n "$count"; } > "$dir/bad.jsonl"
within 400000 68 'a million quarantined lines' "$R" ingest "$dir/bad.jsonl" --store "$dir/bad.db" -o json \
    --max-quarantined 0.01
says out "\"quarantined\": $count" 'a million quarantined lines'
if [ "$(wc -c < "$dir/err")" -lt 100000 ]; then ok; else bad 'a million quarantined lines are all told'; fi
rm -f "$dir/bad.jsonl" "$dir"/bad.db*

# Covers: H3
scaled 10000 'entries'
cp -r tests/data/small/cases "$dir/cases"
awk -v n="$count" -v to="$dir/cases/register" '{ line[NR] = $0 }
    END { for (i = 1; i <= n; i++) { file = sprintf("%s/N%05d.yaml", to, i)
            for (k = 1; k <= NR; k++) { text = line[k]; gsub(/E1/, sprintf("N%05d", i), text); print text > file }
            close(file) } }' tests/data/small/cases/register/E1.yaml
within 4000000 0 'thousands of entries' "$R" replay --cases "$dir/cases" --events tests/data/small/events.jsonl \
    -j 1 -o ndjson
if [ "$(grep -c '"kind":"opened"' "$dir/out")" -gt "$count" ]; then
    ok
else
    bad 'thousands of entries: not all open'
fi

# Covers: H8
if command -v git > /dev/null; then
    scaled 100000 'commits'
    git init -q "$dir/repo"
    {
        echo 'feature done'
        (cd tests/data/small && find cases -type f) | sort | awk '{ printf "%d %s\n", NR, $0 }' > "$dir/files"
        while read -r mark path; do
            printf 'blob\nmark :%d\ndata %d\n' "$mark" "$(wc -c < "tests/data/small/$path")"
            cat "tests/data/small/$path"
            echo
        done < "$dir/files"
        awk -v n="$count" '{ tree = tree "M 100644 :" $1 " " $2 "\n" }
            END { for (i = 1; i <= n; i++) {
                    print "commit refs/heads/main"
                    print "committer a <a@example.com> " 1700000000 + i " +0000"
                    print "data 1\nx"
                    if (i == 1) printf "%s", tree
                    else printf "M 100644 inline cases/README.md\ndata %d\n%d\n", length(i "") + 1, i
                    print "" }
                  print "done" }' "$dir/files"
    } | git -C "$dir/repo" fast-import --quiet
    git -C "$dir/repo" branch -q old main~$((count - 2))
    within 600000 0 'a long history' "$R" check --register "$dir/repo" main -q
    within 600000 0 'the two ends of a long history' "$R" diff --register "$dir/repo" old..main \
        --events tests/data/small/events.jsonl -o json
    journey=$(sed -n 's/.*"subject": *"\([^"]*\)".*/\1/p' tests/data/small/events.jsonl | head -1)
    within 600000 0 'blame through a long history' "$R" blame "$journey" --register "$dir/repo" main \
        --events tests/data/small/events.jsonl -o json
    within 600000 0 'the log of a long history' "$R" log --register "$dir/repo" main \
        --events tests/data/small/events.jsonl -o json
else
    skipped=$((skipped + 1))
    echo 'skipped: git not found'
fi

finish
