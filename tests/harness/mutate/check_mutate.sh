#!/bin/sh
# Mutation: an entry whose tests miss nothing; each test taken away leaves exactly the survivor that it alone noticed;
# no score where the original fails, where nothing is proven, and where the history would have to say it.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

is() { # GOT WANT NAME
    if [ "$1" = "$2" ]; then ok; else bad "$3: got $1, want $2"; fi
}

entry=CO-EDGE-069
mkdir "$dir/tree"
cp -r cases "$dir/tree/cases"
cp -r fixtures "$dir/tree/fixtures"
file=$dir/tree/cases/register/$entry.yaml

plant() { # the entry alone
    rm -f "$dir"/tree/cases/register/*
    cp "cases/register/$entry.yaml" "$file"
}
without() { # NAME: the acceptance test of that name taken away
    awk -v name="  - name: $1" '/^  - name: / { gone = $0 == name } !gone' "$file" > "$dir/entry" &&
        cp "$dir/entry" "$file"
}
mutate() { # [OPTION...]: the report in $dir/out, the exit status in $status
    "$R" test --cases "$dir/tree/cases" --mutate -o json "$@" > "$dir/out" 2> "$dir/err"
    status=$?
}
survivors() { # "OP OP ...", in the order of the report
    sed -n '/"survivors": \[/,$s/.*"operator": "\([A-Z]*\)".*/\1/p' "$dir/out" | tr '\n' ' ' | sed 's/ $//'
}
value() { # KEY: the first number of that name behind "mutation"
    sed -n '/"mutation": {/,$p' "$dir/out" | sed -n "s/.*\"$1\": \([^,]*\),\{0,1\}\$/\1/p" | head -1
}

# ---- a whole set of tests ----
plant
mutate
is "$status" 0 'a register whose tests miss nothing'
is "$(survivors)" '' 'a whole set of tests leaves no survivor'
is "$(value killed) $(value total) $(value equivalent) $(value score)" '12 12 0 1' 'the counts'

# ---- each gap leaves its survivor ----
# Covers: V8
plant
without 'somebody verifies the stakeholder map at once'
mutate
is "$(survivors)" TASK 'nobody looks at the task'
is "$status" 0 'a survivor by itself fails nothing'
if grep -q '"says": "nobody would notice if .* were never asked to do this: ' "$dir/out"; then
    ok
else
    bad 'it says what nobody would notice'
fi
line=$(grep -n 'do: task.create_internal' "$file" | head -1 | cut -d: -f1)
if grep -A1 "\"file\": \".*register/$entry.yaml\"" "$dir/out" | grep -q "\"line\": $line,"; then
    ok
else
    bad "it names line $line"
fi

plant
without 'put right without a decision, it waits for a decision all the same'
mutate
is "$(survivors)" CLR 'nobody clears it without a decision'
is "$(value survivors_hold)" 1 'a survivor that weakens a hold entry is counted'

plant
without 'the customer success leader looks first'
without 'after two business hours without a decision the revenue leader has it'
without 'after four a founder'
without 'put right without a decision, it waits for a decision all the same'
mutate
is "$(survivors)" 'CLR SLA ROUTE ROUTE' 'nobody looks at who is asked when'

# ---- in words, and a line each ----
plant
without 'somebody verifies the stakeholder map at once'
"$R" test --cases "$dir/tree/cases" --mutate > "$dir/pretty" 2> "$dir/err"
if grep -q 'Nobody would notice if csm were never asked' "$dir/pretty"; then
    ok
else
    bad 'the survivor stands in the report'
fi
"$R" test --cases "$dir/tree/cases" --mutate -o ndjson > "$dir/lines" 2> "$dir/err"
is "$(grep -c '"operator":"TASK"' "$dir/lines")" 1 'the survivor is a line of ndjson'
"$R" test --cases "$dir/tree/cases" --mutate -o junit > "$dir/junit" 2> "$dir/err"
if grep -q 'mutation score' "$dir/junit"; then ok; else bad 'junit says which entry has survivors'; fi

# ---- no score ----
plant
sed 's/routes_to: founder/routes_to: csm/' "$file" > "$dir/entry" && cp "$dir/entry" "$file"
mutate
is "$status" 1 'an original that fails'
is "$(value score)" null 'an original that fails has no score'
is "$(value total)" 0 'an original that fails has no mutants'

plant
awk '/^acceptance:/ { exit } { print }' "cases/register/$entry.yaml" > "$file"
printf 'acceptance:\n  - {name: nothing, never: [comms.send_executive]}\n' >> "$file"
mutate
is "$status" 2 'tests that prove nothing'
is "$(value killed)" 0 'tests that prove nothing notice nothing'

# ---- the same bytes again ----
plant
mutate
cp "$dir/out" "$dir/first"
TZ=Asia/Tokyo LC_ALL=C mutate -j 2
if cmp -s "$dir/first" "$dir/out"; then ok; else bad 'the same bytes elsewhere'; fi

finish
