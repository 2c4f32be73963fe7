#!/bin/sh
# The command line from outside: statuses, places, outputs, help, and that what is made from its tables is current.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

# status WANT NAME COMMAND... : runs it; standard output and error go to $dir/out and $dir/err.

cp -r cases "$dir/cases"
base=fixtures/clean-mid-market.jsonl
cp "$base" "$dir/log.jsonl"

# ---- usage ----
status 64 'an unknown command' "$R" replai
says err 'RH-0901: no command replai; did you mean replay' 'an unknown command'
status 64 'an unknown option' "$R" replay --evnts x
says err 'unknown option --evnts; did you mean --events' 'an unknown option'
status 64 'an argument too many' "$R" replay HEAD main --events "$dir/log.jsonl"
says err 'unexpected argument "main"; expected [REVISION]' 'an argument too many'
# Covers: G2
status 64 'a revision that starts with a dash' "$R" replay -rf --events "$dir/log.jsonl"
status 64 'an unknown format' "$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -o htlm
says err 'unknown format htlm; did you mean html; expected pretty, json, ndjson, markdown or html' 'an unknown format'
status 64 'a short name of a format' "$R" review --cases "$dir/cases" --events "$dir/log.jsonl" -o md=w.md
says err 'unknown format md; did you mean markdown; expected pretty, json, ndjson, markdown, html or csv' 'the formats of this command'
status 64 'a format of other commands' "$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -o junit
says err 'no format junit; expected pretty, json, ndjson, markdown or html' 'a format of other commands'
"$R" help replay > "$dir/help"
says help '  html  ' 'the help shows the formats of the command'
expect 'and no others' 0 "$(grep -c '^  \(csv\|junit\|sarif\) ' "$dir/help")"
status 64 'two results to standard output' "$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -o json -o html
status 64 'a format that the report does not have' "$R" diff main..HEAD --events "$dir/log.jsonl" -o junit
status 64 'no history' "$R" replay --cases "$dir/cases"
status 64 'a bad instant' "$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" --as-of yesterday
status 64 'a bad number of threads' "$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -j 0
status 64 'an option that the command does not take' "$R" version --events x

# ---- inputs ----
status 66 'an event file that is not there' "$R" replay --cases "$dir/cases" --events "$dir/nothing.jsonl"
says err "$dir/nothing.jsonl: RH-0450" 'an event file that is not there'
status 66 'a folder of cases that is not there' "$R" replay --cases "$dir/nothing" --events "$dir/log.jsonl"
: > "$dir/empty.jsonl"
# Covers: V8, I11
status 2 'an empty history' "$R" replay --cases "$dir/cases" --events "$dir/empty.jsonl"
status 66 'a journey that is not there' "$R" explain nobody --cases "$dir/cases" --events "$dir/log.jsonl"
cp -r "$dir/cases" "$dir/broken"
printf 'id: [\n' > "$dir/broken/register/CO-EDGE-001.yaml"
# Covers: R1, V3
status 65 'a broken YAML file' "$R" check --cases "$dir/broken"
says out 'CO-EDGE-001.yaml:2:' 'a broken YAML file'
rm -f "$dir/report.json"
# Covers: V5
status 65 'no partial output' "$R" replay --cases "$dir/broken" --events "$dir/log.jsonl" -o json="$dir/report.json"
if [ -e "$dir/report.json" ]; then bad 'no partial output: there is one'; else ok; fi
cp -r "$dir/cases" "$dir/misspelt"
sed 's/crm\.plan,/crm.plam,/' "$dir/cases/register/CO-EDGE-002.yaml" > "$dir/misspelt/register/CO-EDGE-002.yaml"
# Covers: E3
status 65 'a misspelt field' "$R" check --cases "$dir/misspelt" -o json
says out 'crm.plam' 'a misspelt field'
says out '"line": ' 'a misspelt field'
printf '%s\n' \
    '{"specversion":"1.0","id":"x","source":"s","type":"t","subject":"j","time":"2025-02-30T10:00:00Z","data":{}}' \
    > "$dir/bad.jsonl"
# Covers: T4
status 2 'an event with a bad time' "$R" replay --cases "$dir/cases" --events "$dir/bad.jsonl"
says err 'bad.jsonl:1:' 'an event with a bad time'

# ---- outputs ----
status 0 'several outputs' "$R" replay --cases "$dir/cases" \
    --events "$dir/log.jsonl" -o ndjson="$dir/a.ndjson" -o json="$dir/a.json" -o html="$dir/a.html" -o markdown
says out '# ' 'several outputs'
says a.json '"schema": "rehearse/replay/1"' 'several outputs'
says a.html 'Content-Security-Policy' 'several outputs'
"$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -o ndjson > "$dir/b.ndjson" 2> /dev/null
same "$dir/a.ndjson" "$dir/b.ndjson" 'records to a file are not those to standard output'
# Covers: K6
"$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -j 8 -o ndjson > "$dir/c.ndjson" 2> /dev/null
same "$dir/b.ndjson" "$dir/c.ndjson" 'eight threads give other records'
# Covers: T7
TZ=Pacific/Chatham LC_ALL=C.UTF-8 "$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -o ndjson \
    > "$dir/c.ndjson" 2> /dev/null
same "$dir/b.ndjson" "$dir/c.ndjson" 'another time zone gives other records'
mkdir "$dir/folder"
# Covers: F8
status 73 'an output that is a folder' "$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -o json="$dir/folder"
ln -s "$dir/elsewhere" "$dir/link"
status 73 'an output that is a link' "$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -o json="$dir/link"
if [ -e "$dir/elsewhere" ]; then bad 'a link was followed'; else ok; fi
if [ -e /dev/full ]; then
    # Covers: F2
    "$R" version > /dev/full 2> "$dir/err"
    if [ $? -eq 74 ]; then ok; else bad 'a full device'; fi
else
    skipped=$((skipped + 1))
    echo 'skipped: /dev/full not found'
fi
# Covers: F7
{ "$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -o ndjson 2> "$dir/err"; echo $? > "$dir/rc"; } | true
case $(cat "$dir/rc") in 0 | 74) ok ;; *) bad "a closed standard output: status $(cat "$dir/rc")" ;; esac
if ls "$dir"/*.tmp* > /dev/null 2>&1; then bad 'temporary files are left'; else ok; fi

# ---- ingest ----
status 0 'ingest' "$R" ingest "$dir/log.jsonl" --store "$dir/history.db" -o json
says out '"quarantined": 0' 'ingest'
"$R" replay --cases "$dir/cases" --store "$dir/history.db" -o ndjson > "$dir/c.ndjson" 2> /dev/null
same "$dir/b.ndjson" "$dir/c.ndjson" 'a store gives other records than its files'
# Covers: I12
status 0 'ingest again' "$R" ingest "$dir/log.jsonl" --store "$dir/history.db" -o ndjson
says out '"accepted":0' 'ingest again'
status 68 'too much quarantined' "$R" ingest "$dir/bad.jsonl" --store "$dir/history.db" --max-quarantined 0.5
# Covers: V6
status 0 'quarantine list' "$R" quarantine list --store "$dir/history.db" -o ndjson
says out '"code":"RH-0470"' 'quarantine list'
id=$(sed -n 's/.*"id":\([0-9]*\).*/\1/p' "$dir/out")
status 0 'quarantine show' "$R" quarantine show "$id" --store "$dir/history.db"
# Covers: P5
says out '9999-99-99A99:99:99A' 'quarantine show'
status 0 'quarantine show --private' "$R" quarantine show "$id" --store "$dir/history.db" --private
says out '2025-02-30T10:00:00Z' 'quarantine show --private'
status 66 'a store that is not there' "$R" replay --cases "$dir/cases" --store "$dir/nothing.db"

# ---- decide ----
"$R" decide --cases "$dir/cases" < "$dir/log.jsonl" > "$dir/c.ndjson" 2> /dev/null
same "$dir/b.ndjson" "$dir/c.ndjson" 'decide gives other records than replay'
{ cat "$dir/log.jsonl"; head -1 "$dir/log.jsonl"; } | "$R" decide --cases "$dir/cases" > "$dir/c.ndjson" 2> /dev/null
same "$dir/b.ndjson" "$dir/c.ndjson" 'the same event again changed something'
head -1 "$dir/log.jsonl" | sed 's/"synthetic":true/"synthetic":false/' > "$dir/other.jsonl"
cat "$dir/log.jsonl" "$dir/other.jsonl" > "$dir/conflict.jsonl"
# Covers: I13
status 65 'other content under one identity' sh -c '"$0" decide --cases "$1" < "$2"' "$R" "$dir/cases" \
    "$dir/conflict.jsonl"
says err '(standard input):' 'other content under one identity'
status 65 'a line that is no event' sh -c 'echo "{" | "$0" decide --cases "$1"' "$R" "$dir/cases"
status 65 'the clock runs back' \
    sh -c '{ cat "$2"; echo "{\"now\":\"2001-01-01T00:00:00Z\"}"; } | "$0" decide --cases "$1"' "$R" "$dir/cases" \
    "$dir/log.jsonl"

# ---- signals ----
# stopped STATUS SIGNAL: decide has answered, waits for more input and is told to stop.
stopped() {
    mkfifo "$dir/in.fifo" "$dir/out.fifo"
    "$R" decide --cases "$dir/cases" < "$dir/in.fifo" > "$dir/out.fifo" 2> "$dir/err" &
    pid=$!
    exec 3> "$dir/in.fifo" 4< "$dir/out.fifo"
    cat "$dir/log.jsonl" >&3
    # The first record tells that it runs; the end of the pipe, that it does not.
    read -r first <&4 || first=
    kill -s "$2" "$pid"
    wait "$pid"
    got=$?
    exec 3>&- 4<&-
    rm "$dir/in.fifo" "$dir/out.fifo"
    if [ "$got" -eq "$1" ] && [ -n "$first" ]; then ok; else bad "SIG$2: status $got, wanted $1"; fi
}
# Covers: K5
stopped 143 TERM
# Covers: K5
stopped 130 INT

# ---- help, and what is made from the tables ----
status 0 'help' "$R" help
for command in $(sed -n 's/^  \([a-z]*\)  .*/\1/p' "$dir/out"); do
    status 0 "$command --help" "$R" "$command" --help
    says out 'Examples:' "$command --help"
done
"$R" help --man > "$dir/made"
same share/man/man1/rehearse.1 "$dir/made" 'share/man/man1/rehearse.1 is not current: make docs'
"$R" help --completion bash > "$dir/made"
same share/bash-completion/completions/rehearse "$dir/made" 'the completion for bash is not current: make docs'
"$R" help --completion zsh > "$dir/made"
same share/zsh/site-functions/_rehearse "$dir/made" 'the completion for zsh is not current: make docs'
"$R" help --completion fish > "$dir/made"
same share/fish/vendor_completions.d/rehearse.fish "$dir/made" 'the completion for fish is not current: make docs'

finish
