#!/bin/sh
# A hostile change proposal: messages that would draw on records, registers made to exhaust, and a run that is given no
# secrets, no home and no environment.
set -u
R=$(pwd)/${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

shows() { if cat "$dir/out" "$dir/err" | grep -qF -- "$1"; then ok; else bad "$2 does not say: $1"; fi; }
fresh() { rm -rf "$dir/cases" && cp -r tests/data/small/cases "$dir/cases"; }
# condition TEXT: the condition of E1.
condition() {
    fresh
    printf '  %s\n' "$1" > "$dir/text"
    awk -v text="$dir/text" '/^when:/ { print "when: |-"; while ((getline line < text) > 0) print line; skip = 1; next }
        skip && /^ / { next } { skip = 0; print }
        ' tests/data/small/cases/register/E1.yaml > "$dir/cases/register/E1.yaml"
}
log=$(pwd)/tests/data/small/events.jsonl

# A text of the register is a literal, whatever it looks like.
# Covers: M7
fresh
sed -i 's/^human: .*/human: "{{crm.plan}} ${crm.value} #{journey.lane} %s <%= crm.stage %>"/' \
    "$dir/cases/register/E1.yaml"
for format in json html; do
    status 0 "a text like a template, to $format" "$R" packet j --cases "$dir/cases" --events "$log" -o $format
    shows '{{crm.plan}} ${crm.value} #{journey.lane} %s' "a text like a template, to $format"
done

# A name that a CI system would take for a command, in a diagnostic, in the report that is printed, and in annotations.
# Covers: X7, M7
fresh
printf '"##[add-mask]x\\n::stop-commands::y": 1\n' >> "$dir/cases/register/E1.yaml"
for command in "replay --events $log" 'check -o pretty' 'check -o github' 'check -o markdown'; do
    status 65 "a name like a command: $command" "$R" $command --cases "$dir/cases"
    shows 'add-mask' "a name like a command: $command"
    cat "$dir/out" "$dir/err" | grep -v '^::error ' | sed 's/\\#/_/g' > "$dir/commands"
    if grep -qE '(^|[^\\])##\[|^[[:space:]]*::' "$dir/commands"; then bad "$command: a command in the log"; else ok; fi
done

# Covers: M8
n='[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(x, x)'
inner="$n.exists(e, $n.exists(f, $n.exists(g, a + b + c + d + e + f + g == 0)))"
condition "$n.exists(a, $n.exists(b, $n.exists(c, $n.exists(d, $inner))))"
status 76 'loops in loops' "$R" replay --cases "$dir/cases" --events "$log" -o ndjson
shows RH-0140 'loops in loops'
deep=$(printf '%0500d' 0 | tr 0 '(')true$(printf '%0500d' 0 | tr 0 ')')
condition "$deep"
status 76 'five hundred brackets' "$R" check --cases "$dir/cases" -q
shows RH-0131 'five hundred brackets'
condition "$(awk 'BEGIN { printf "true"; for (i = 0; i < 12000; i++) printf " && crm.value > %d", i }')"
status 76 'twelve thousand clauses' "$R" check --cases "$dir/cases" -q
condition 'crm.plan.matches("((a{100}){100}){100}")'
status 65 'a pattern of a million states' "$R" check --cases "$dir/cases" -q
shows RH-0139 'a pattern of a million states'
fresh
yes '# nothing' | head -c 30000000 >> "$dir/cases/register/E1.yaml"
status 76 'a file of 30 MB' "$R" check --cases "$dir/cases" -q
shows RH-0408 'a file of 30 MB'
# 400 MB of zeros are 400 kB in a repository: the size is asked for before the content, so a tenth of the memory will do.
# A sanitizer's own memory is larger than that, so there the size alone is what refuses it.
# Covers: G8
case ${BUILD:-build/release} in
    *asan* | *tsan* | *fuzz* | *wrapped*) room= ;;
    *) room='prlimit --as=200000000' ;;
esac
if command -v git > /dev/null && command -v prlimit > /dev/null; then
    fresh
    git init -q "$dir/bomb" && mv "$dir/cases" "$dir/bomb/cases"
    blob=$(head -c 400000000 /dev/zero | git -C "$dir/bomb" hash-object -w --stdin)
    git -C "$dir/bomb" add -A && git -C "$dir/bomb" update-index --add --cacheinfo "100644,$blob,cases/gate.yaml"
    git -C "$dir/bomb" -c user.name=t -c user.email=t@example.com commit -qm bomb
    # shellcheck disable=SC2086 # the command is words
    status 76 'a compressed bomb' $room "$R" check HEAD --register "$dir/bomb" -q
    shows RH-0408 'a compressed bomb'
else
    echo 'skipped: git or prlimit not found'
fi
fresh
awk 'BEGIN { for (i = 0; i < 200; i++) { printf "%*s- \n", i, "" } }' >> "$dir/cases/register/E1.yaml"
status 65 'a tree of lists in the wrong place' "$R" check --cases "$dir/cases" -q

# The cost of one evaluation is bounded while it runs: undecided, counted, and the others go on.
condition 'crm.notes.exists(a, crm.notes.exists(b, a + b == "x"))'
awk 'BEGIN {
    printf "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"crm\",\"type\":\"fields_ingested\",\"subject\":\"j\","
    printf "\"time\":\"2025-03-03T15:00:00Z\",\"data\":{\"fields\":{\"journey\":{\"lane\":\"high_touch\"},"
    printf "\"crm\":{\"plan\":\"pro\",\"value\":200,\"stage\":\"won\",\"notes\":["
    for (i = 0; i < 900; i++) printf "%s\"n%d\"", i ? "," : "", i
    print "]}}}}" }' > "$dir/log.jsonl"
status 0 'an evaluation that costs too much' "$R" replay --cases "$dir/cases" --events "$dir/log.jsonl" -o json
shows '"budget"' 'an evaluation that costs too much'

# Covers: M13
fresh
"$R" replay --cases "$dir/cases" --events "$log" -o json > "$dir/expected" 2> "$dir/err"
status 0 'no environment' env -i "$R" replay --cases "$dir/cases" --events "$log" -o json
if cmp -s "$dir/out" "$dir/expected"; then ok; else bad 'without an environment, another result'; fi
if command -v git > /dev/null; then
    git init -q "$dir/repo" && cp -r "$dir/cases" "$dir/repo/cases"
    git -C "$dir/repo" add -A && git -C "$dir/repo" -c user.name=t -c user.email=t@example.com commit -qm first
    git -C "$dir/repo" -c user.name=t -c user.email=t@example.com commit -q --allow-empty -m second
    "$R" gate --register "$dir/repo" HEAD --events "$log" -o json > "$dir/expected" 2> "$dir/err"
    want=$?
    status $want 'a gate without an environment' env -i "$R" gate --register "$dir/repo" HEAD --events "$log" -o json
    if [ -s "$dir/expected" ] && cmp -s "$dir/out" "$dir/expected"; then
        ok
    else
        bad 'a gate without an environment: another result'
    fi
else
    echo 'skipped: git not found'
fi

finish
