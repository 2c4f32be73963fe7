#!/bin/sh
# A thousand marked values in fields of every class that is not safe, in actors and in lines that are refused, through
# every command and format: none of them comes out. Names of fields, words of decisions and roles are no values.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

shows() { if grep -qF -- "$1" "$dir/out"; then ok; else bad "$2 does not say: $1"; fi; }
# hides NAME STATUS COMMAND...: runs it, and no marker stands in what it writes.
hides() {
    name=$1 want=$2
    shift 2
    "$@" > "$dir/out" 2> "$dir/err" < /dev/null
    got=$?
    if [ "$got" -eq "$want" ] && [ -s "$dir/out" ]; then
        ok
    else
        bad "$name: status $got, wanted $want: $(head -1 "$dir/err")"
    fi
    # Covers: P6
    if grep -q 'CANARY' "$dir/out" "$dir/err"; then
        bad "$name shows $(grep -ho 'CANARY[0-9]*' "$dir/out" "$dir/err" | head -1)"
    else
        ok
    fi
}

cp -r tests/data/small/cases "$dir/cases"
awk 'function event(id, more) {
        printf "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"crm\",\"type\":\"fields_ingested\",", id
        printf "\"subject\":\"j%d\",", i
        print "\"time\":\"2025-03-03T15:00:00Z\"," more "}" }
    function mark() { return sprintf("\"CANARY%04d\"", n++) }
    function fields(more) { return "\"data\":{\"fields\":{\"crm\":{" more "}}}" }
    BEGIN { for (i = 0; i < 240; i++)
            event("a" i, "\"actor\":" mark() ",\"actorrole\":\"revops\",\"actorkind\":\"human\"," \
                "\"data\":{\"fields\":{\"journey\":{\"lane\":\"high_touch\"},\"contract\":{\"plan\":\"basic\"}," \
                "\"crm\":{\"plan\":\"pro\",\"stage\":\"won\",\"value\":200,\"owner\":" mark() "," \
                "\"notes\":[" mark() "],\"raw\":{\"k\":" mark() "}}}}")
        for (i = 0; i < 5; i++) {
            event("b" i, fields("\"value\":" mark()))       # another type
            event("c" i, fields("\"stage\":" mark()))       # a word that the field does not have
            event("d" i, fields("\"no_such\":" mark()))     # a field that nobody declared
            event("e" i, fields("\"kickoff\":" mark()))
            event("f" i, "\"knowntime\":" mark() ",\"data\":{}")
            event("g" i, "\"actorkind\":" mark() ",\"data\":{}")
            event("h" i, "\"data\":" mark())
            print "{\"id\":" mark() ",\"cut" } }' > "$dir/log.jsonl"
if [ "$(grep -o 'CANARY[0-9]*' "$dir/log.jsonl" | sort -u | wc -l)" -eq 1000 ]; then
    ok
else
    bad 'there are not a thousand markers'
fi

from="--cases $dir/cases --events $dir/log.jsonl"
for format in json ndjson pretty html markdown; do
    hides "replay to $format" 0 "$R" replay $from -o $format
done
for format in json pretty html markdown; do
    hides "explain to $format" 0 "$R" explain j1 $from -o $format
    hides "eval to $format" 0 "$R" eval 'crm.owner' --journey j1 $from -o $format
    hides "eval of parts to $format" 0 "$R" eval 'crm.notes.exists(n, n == "x") || size(crm.owner) > 3' --journey j1 \
        $from -o $format
done
for format in json pretty html markdown junit sarif github gitlab comment; do
    hides "test to $format" 2 "$R" test $from -o $format
done
for format in json pretty html; do
    hides "packet to $format" 0 "$R" packet j1 $from -o $format
    hides "cover to $format" 0 "$R" cover $from -o $format
    hides "poison to $format" 0 "$R" poison $from -o $format
done
for format in json pretty html markdown junit sarif github gitlab comment; do
    hides "gate to $format" 1 "$R" gate $from -o $format
done

# Two revisions that treat these customers differently.
revision() {
    git -C "$dir/repo" add -A
    git -C "$dir/repo" -c user.name=t -c user.email=t@t.example commit -q --no-verify --no-gpg-sign -m "$1"
}
git init -q --template= -b main "$dir/repo"
cp -r "$dir/cases" "$dir/repo/cases"
revision one
sed -i 's/^sla: 4/sla: 1/; s/crm.stage in \["won"\]/crm.owner != "x"/' "$dir/repo/cases/register/E1.yaml"
revision two
of="--register $dir/repo --events $dir/log.jsonl"
for format in json ndjson pretty html markdown; do
    hides "diff to $format" 0 "$R" diff main~1..main $of -o $format
    hides "blame to $format" 0 "$R" blame j1 $of -o $format
    hides "bisect to $format" 0 "$R" bisect j1 --expect '{kind: opened, sla: 4}' $of -o $format
    hides "log to $format" 0 "$R" log $of -o $format
    hides "gate of a revision to $format" 1 "$R" gate main --base main~1 $of -o $format
done
hides 'ingest' 0 "$R" ingest "$dir/log.jsonl" --store "$dir/s.db" -o json
hides 'ingest again' 0 "$R" ingest "$dir/log.jsonl" --store "$dir/s.db" -v -o json
for format in json pretty html ndjson; do
    hides "quarantine list to $format" 0 "$R" quarantine list --store "$dir/s.db" -o $format
done
hides 'replay of the store' 0 "$R" replay --cases "$dir/cases" --store "$dir/s.db" -v -o json

# A field of each class: of those that are not safe no value is shown, and one without a class does not load.
# Covers: P1
for class in id quasi free safe; do
    rm -rf "$dir/cases" && cp -r tests/data/small/cases "$dir/cases"
    sed -i "s/contract.plan: {type: string, class: safe/contract.plan: {type: string, class: $class/" \
        "$dir/cases/schema.yaml"
    "$R" eval contract.plan --journey j1 --cases "$dir/cases" --events "$dir/log.jsonl" -o json > "$dir/out" \
        2> "$dir/err"
    if [ "$class" = safe ]; then shows '"basic"' 'a safe field'
    elif grep -q basic "$dir/out" "$dir/err"; then bad "a field of class $class is shown"
    else shows '"shown": false' "a field of class $class"; fi
done
sed -i 's/contract.plan: {type: string, class: safe/contract.plan: {type: string/' "$dir/cases/schema.yaml"
"$R" check --cases "$dir/cases" > "$dir/out" 2>&1
if [ $? -eq 65 ]; then ok; else bad 'a field without a class loads'; fi
shows 'a field lacks the key class' 'a field without a class'

finish
