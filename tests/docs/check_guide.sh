#!/bin/sh
# docs/guide-for-rule-authors.md: every example says what the program says, and the entry passes its own test.
set -u
R=${BUILD:-build/release}/rehearse
guide=docs/guide-for-rule-authors.md
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

# Blocks to files: 1.example, 8.story, entry.yaml.
awk -v dir="$dir" '
    /^```yaml/ { out = dir "/entry.yaml"; next }
    /^```(example|story) / { split($0, w, /[ :]/); out = dir "/" w[2] "." substr(w[1], 4); next }
    /^```/ { out = ""; next }
    out != "" { print > out }' "$guide"

# event N INSTANT [KIND] [TYPE] JSON: a line of a log; fields_ingested unless a type is named
event() {
    n=$1 at=$2 kind=$3 type=$4 data=$5
    if [ "$type" = fields_ingested ]; then data="{\"fields\":$data}"; fi
    printf '{"specversion":"1.0","id":"%s","source":"guide","type":"%s","subject":"J1","time":"%s","actorkind":"%s","data":%s}\n' \
        "$n" "$type" "$at" "$kind" "$data"
}

value_of() { # EXPRESSION AT: "VALUE", "VALUE until T" or "undecided CAUSE"
    if ! "$R" eval "$1" --journey J1 --at "$2" --as-of 2026-12-31T00:00:00Z --cases cases --events "$dir/log" -o json \
        > "$dir/json" 2> "$dir/err"; then
        echo "error: $(head -1 "$dir/err")"
        return
    fi
    value=$(sed -n 's/^  "value": \(.*\),$/\1/p' "$dir/json")
    cause=$(sed -n 's/^  "undecided": "\(.*\)",$/\1/p' "$dir/json")
    until=$(sed -n 's/^  "valid_until": "\(.*\)",$/\1/p' "$dir/json")
    if [ -n "$cause" ]; then echo "undecided $cause"; else echo "$value${until:+ until $until}"; fi
}

example() {
    : > "$dir/log"
    n=0
    while IFS= read -r line; do
        case $line in
            20??-*) n=$((n + 1)) at=${line%% *}; event $n "$at" system fields_ingested "${line#* }" >> "$dir/log" ;;
            '@ '*) at=${line#@ } ;;
            *' -> '*)
                expression=${line%% -> *} want=${line##* -> }
                got=$(value_of "$expression" "$at")
                # An instant that the example does not give is not asked for.
                case $want in *until*) ;; *) got=${got%% until *} ;; esac
                if [ "$got" = "$want" ]; then ok; else bad "$1: $expression is $got, not $want"; fi ;;
            *) bad "$1: what is: $line" ;;
        esac
    done < "$1"
}

story() {
    : > "$dir/log"
    rm -rf "$dir/cases"
    cp -r cases "$dir/cases"
    cp "$dir/entry.yaml" "$dir/cases/register/CO-EDGE-901.yaml"
    n=0
    while IFS= read -r line; do
        case $line in
            20??-*)
                n=$((n + 1))
                set -- "$1" $line
                type=fields_ingested
                case $4 in [a-z]*) type=$4 ;; esac
                event $n "$2" "$3" "$type" "{${line#*\{}" >> "$dir/log" ;;
            '-> '*)
                got=$("$R" replay --cases "$dir/cases" --events "$dir/log" -o ndjson 2> "$dir/err" |
                    sed -n 's/.*"entry":"CO-EDGE-901".*"kind":"\(opened\|reopened\|cleared\|lapsed\)".*/\1/p' |
                    tr '\n' ' ')
                if [ "$got" = "${line#-> } " ]; then
                    ok
                else
                    bad "$1: $got, not ${line#-> }: $(head -1 "$dir/err")"
                fi
                ;;
            *': '*)
                sed "s/^${line%%:*}: .*/$line/" "$dir/entry.yaml" > "$dir/cases/register/CO-EDGE-901.yaml" ;;
            *) bad "$1: what is: $line" ;;
        esac
    done < "$1"
}

n_blocks=0
for block in "$dir"/*.example; do example "$block"; n_blocks=$((n_blocks + 1)); done
for block in "$dir"/*.story; do story "$block"; n_blocks=$((n_blocks + 1)); done
if [ "$n_blocks" -eq 10 ]; then ok; else bad "$n_blocks examples, not 10"; fi

# The entry loads, is formatted, and its test passes where it should.
rm -rf "$dir/tree"
mkdir "$dir/tree"
cp -r cases "$dir/tree/cases"
cp -r fixtures "$dir/tree/fixtures"
cp "$dir/entry.yaml" "$dir/tree/cases/register/CO-EDGE-901.yaml"
if "$R" check --cases "$dir/tree/cases" > "$dir/out" 2>&1; then
    ok
else
    bad "the entry does not load: $(grep 901 "$dir/out")"
fi
if "$R" fmt --check --cases "$dir/tree/cases" -o ndjson | grep -q CO-EDGE-901; then
    bad 'the entry is not formatted'
else
    ok
fi
"$R" test --cases "$dir/tree/cases" -o ndjson > "$dir/out" 2> "$dir/err"
if grep '"entry":"CO-EDGE-901"' "$dir/out" | grep '"way":"example"' | grep -q '"result":"pass"'; then ok
else bad "the example does not pass: $(grep 901 "$dir/out")"; fi
if grep '"entry":"CO-EDGE-901"' "$dir/out" | grep -q '"result":"fail"'; then bad "$(grep 901 "$dir/out")"; else ok; fi

finish
