#!/bin/sh
# What ingest says of each fault of input, word for word: exit status, counts, file, line, column, code and text of every
# refusal, one section a fault in messages.golden. REHEARSE_GOLDEN=1 writes that file anew: read the diff.
set -u
LC_ALL=C
export LC_ALL
build=$(cd "${BUILD:-build/release}" && pwd) || exit 1
R=$build/rehearse
cases=$(pwd)/cases
golden=$(cd "$(dirname "$0")" && pwd)/messages.golden
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
cd "$dir" || exit 1
mkdir sections

event() { # ID [MORE, with escapes of printf]
    printf '{"specversion":"1.0","id":"%s","source":"crm","type":"t","subject":"J","time":"2026-03-02T09:00:00Z","data":{}%b}\n' \
        "$1" "${2:-}"
}
many() { head -c "$2" /dev/zero | tr '\0' "$1"; }

# fault ID: what follows is said of it.
fault() {
    id=$1
    : > "sections/$id"
}
# told FILE... [OPTION...]: what an ingest of these says, and what stands in quarantine then.
told() {
    rm -f s.db*
    "$R" ingest "$@" --store s.db --max-quarantined 1 -o json > out 2> err
    {
        printf 'ingest %s: exit %d\n' "$*" "$?"
        grep -v '^rehearse: wrote' err
        sed -n '/"total"/,/}/p' out | tr -d ' \n' | sed 's/^"total"://; s/,$//'
        if [ -s out ]; then echo; fi
        if [ -f s.db ]; then
            "$R" quarantine list --store s.db -o ndjson |
                sed 's/^{"code":"\([^"]*\)","col":\([0-9]*\),.*"file":"\([^"]*\)",.*"line":\([0-9]*\),"message":"\(.*\)"}$/\3:\4:\2: \1: \5/; s/\\\(["\\]\)/\1/g'
        fi
    } >> "sections/$id"
}

csv_map() { # NAME [EXTRA of reads] [EXTRA of a column]
    cat > "$1.yaml" << MAP
map: $1
reads: {format: csv${2:-}}
columns:
  Id: {as: id, type: string, class: id}
  Day: {as: day, type: date, order: ${3:-ymd}, zone: UTC}
source: '"crm"'
subject: row.id
emit: [{type: t, id: row.id, time: row.day}]
MAP
}
csv_map deals

# Covers: I1
fault I1
{ event 1; event 2 | head -c 40; } > cut.jsonl
told cut.jsonl

# Covers: I2
fault I2
{
    event 1 ',"x":"\0377"'
    event 2 ',"x":"\\ud800"'
    event 3 ',"x":"\\u0000"'
    printf '{"a":"\000"}\n'
} > text.jsonl
told text.jsonl
csv_map western ', encoding: iso-8859-1'
printf 'Id,Day\n1\0002,2026-03-02\n2,2026-03-02\n' > nul.csv
told nul.csv --map ./western.yaml

# Covers: I3
fault I3
event 1 ',"id":"2"' > twice.jsonl
event 3 ',"x":{"a":1,"b":2,"a":1}' >> twice.jsonl
told twice.jsonl

# Covers: I4
fault I4
{
    event deep ",\"x\":$(many '[' 128)$(many ']' 128)"
    event long ",\"x\":\"$(many x 1048576)\""
    event wide ",\"x\":{$(awk 'BEGIN { for (i = 0; i < 10001; i++) printf "%s\"k%d\":0", i ? "," : "", i }')}"
} > limits.jsonl
told limits.jsonl

# Covers: I5
fault I5
i=0
for n in 9007199254740993 9007199254740993.0 9223372036854775808 1e400 -1e400 0.1; do
    i=$((i + 1))
    event $i ",\"x\":$n"
done > numbers.jsonl
told numbers.jsonl

# Covers: I6
fault I6
{ printf '\357\273\277'; event 1 ',"x":"\0342\0200\0250"' | sed 's/$/\r/'; event 2; } > marks.jsonl
told marks.jsonl

# Covers: I7
fault I7
{ echo '['; event 1; echo ']'; } > array.jsonl
told array.jsonl

# Covers: I8
fault I8
printf 'Id,Day\n1,2026-03-02\n"2,2026-03-02\n3,2026-03-03\n4,"2026"-03\n5,20"26\n' > quotes.csv
told quotes.csv --map ./deals.yaml

# Covers: I9
fault I9
printf 'Id,Day\n1,2026-03-02\n2\n3,2026-03-03,x\n' > ragged.csv
printf 'Id,Days\n1,2026-03-02\n' > renamed.csv
printf 'Id,Day,Id\n1,2026-03-02,1\n' > repeated.csv
printf 'Day,Id\n2026-03-02,1\n' > reordered.csv
for f in ragged renamed repeated reordered; do told $f.csv --map ./deals.yaml; done
sed 's/{as: id,/{as: id, also: [ID, Deal],/' deals.yaml > also.yaml
printf 'Id,ID,Day\n1,2,2026-03-02\n' > both.csv
printf 'Deal,Day\n1,2026-03-02\n' > other.csv
for f in both other; do told $f.csv --map ./also.yaml; done

# Covers: I10
fault I10
printf 'Id;Day\n1;2026-03-02\n' > semicolon.csv
printf 'Id,Day\nM\344r,2026-03-02\nJ\374r,2026-03-02\nF\366n,2026-03-02\n' > latin.csv
printf '\377\376{\000}\000' > utf16.jsonl
told semicolon.csv --map ./deals.yaml
told latin.csv --map ./deals.yaml
told utf16.jsonl
printf 'I\000d\000,\000D\000a\000y\000\n\000' > utf16.csv
told utf16.csv --map ./deals.yaml

# Covers: I11
fault I11
: > empty.csv
printf 'Id,Day\n' > header.csv
told none.csv --map ./deals.yaml
told empty.csv --map ./deals.yaml
told header.csv --map ./deals.yaml

# Covers: I12
fault I12
{ event 1; event 2; event 1; } > again.jsonl
told again.jsonl

# Covers: I13
fault I13
{ event 1; event 2; event 1 ',"x":1'; } > conflict.jsonl
told conflict.jsonl

# Covers: I14
fault I14
{ event 1; event 2; echo x; } > first.jsonl
{ event 2; event 3 ',"x":1'; event 3; } > second.jsonl
told first.jsonl second.jsonl
told second.jsonl first.jsonl
check 'the order of files changes nothing' \
    sh -c 'sed "/^ingest/d" sections/I14 | awk "{ line[NR] = \$0 } END { for (i = 1; i <= NR / 2; i++) if (line[i] != line[i + NR / 2]) exit 1 }"'

# Covers: I15
fault I15
event 1 | sed 's/"subject":"J",//' > nobody.jsonl
event 2 | sed 's/"subject":"J"/"subject":""/' >> nobody.jsonl
told nobody.jsonl

# Covers: I16
fault I16
printf 'Id,Day\n1.23457E+11,2026-03-02\n2,2026-03-02\n"1,2E+11",2026-03-02\n' > mangled.csv
told mangled.csv --map ./deals.yaml

# doubted FIELD VALUE: what an ingest doubts of a fact by the domain's schema.
doubted() {
    event 1 | sed "s/\"type\":\"t\"/\"type\":\"fields_ingested\"/; s/\"data\":{}/\"data\":{\"fields\":{\"crm\":{\"$1\":\"$2\"}}}/" > fact.jsonl
    rm -f s.db*
    "$R" ingest fact.jsonl --store s.db --cases "$cases" -o json > out 2> err
    {
        printf 'ingest of %s: exit %d\n' "$1" "$?"
        cat err
        sed -n '/"quality"/,/^  \]/p' out
    } >> "sections/$id"
}

# Covers: I17
fault I17
doubted stage Closed-Won
doubted stage xyz

# Covers: I18
fault I18
awk 'BEGIN { print "Id,Day"; for (i = 0; i < 400000; i++) print i ",2026-03-02" }' > grows.csv
: > growing
( while [ -f growing ]; do echo >> grows.csv; done ) &
told grows.csv --map ./deals.yaml
rm growing
wait

# Covers: I19
fault I19
mkfifo pipe
mkdir folder
told pipe
told folder
told /dev/null

# Covers: I20
fault I20
head -c 200000000 /dev/zero | gzip -9n > bomb.jsonl.gz
told bomb.jsonl.gz
sed 's/[0-9][0-9]* compressed bytes made [0-9]*/N compressed bytes made N/' sections/I20 > s && mv s sections/I20
{ event 1; event 2; } | gzip -9n | head -c 60 > cut.jsonl.gz
told cut.jsonl.gz

# Covers: I21
fault I21
doubted plan ann@example.com

# Covers: I22
fault I22
event 1 ",\"x\":{$(awk 'BEGIN { for (i = 0; i < 9000; i++) printf "%s\"%s\":0", i ? "," : "", sprintf("%08d", i * 65536) }')}" > keys.jsonl
told keys.jsonl

# Dates that could be both are refused with both readings (T5, beside I9 and I10).
# Covers: T5
fault T5
csv_map either '' proven
printf 'Id,Day\n1,02/03/2026\n2,07/03/2026\n3,03/03/2026\n' > either.csv
printf 'Id,Day\n1,02/03/2026\n2,31/01/2026\n' > proven.csv
told either.csv --map ./either.yaml
told proven.csv --map ./either.yaml

for id in I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12 I13 I14 I15 I16 I17 I18 I19 I20 I21 I22 T5; do
    printf -- '== %s\n' "$id"
    cat "sections/$id"
done > all
if [ "${REHEARSE_GOLDEN:-}" = 1 ]; then cp all "$golden"; fi
for id in I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12 I13 I14 I15 I16 I17 I18 I19 I20 I21 I22 T5; do
    awk -v id="$id" '/^== / { is = $2 == id; next } is' "$golden" > expected
    check "what is said of $id" diff expected "sections/$id"
done
finish
