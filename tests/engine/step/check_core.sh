#!/bin/sh
# The rules of the core, one a case, on the small register of tests/data/core: core/*.txt hold the cases.
#
#     == TITLE                       a case; lines that begin with # are comments
#     > WHEN TYPE WHO DATA           an event; WHEN is day-of-March-2025THH:MM in UTC (New York is five hours behind)
#     < WHEN                         the replay ends here; default: the newest event
#     WHEN KIND ...                  the records that come of it, all of these kinds and no other: item records,
#                                    escalated, sla_breached, task, decisions that count for nothing, state, error, and
#                                    what became of automatic actions; of the actions named by
#     ? ACTION...                    verdict and observed as well
# WHO is KIND, KIND/ROLE or KIND/ROLE/ACTOR.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

# One line a record: the instant, the kind, and what the kind says, nulls left out.
compact() {
    awk -v actions=" $1 " '
    function value(key,   at, rest) {
        at = index($0, "\"" key "\":")
        if (at == 0) return ""
        rest = substr($0, at + length(key) + 3)
        if (substr(rest, 1, 1) == "[") return substr(rest, 1, index(rest, "]"))
        sub(/[,}].*/, "", rest)
        return rest == "null" ? "" : rest
    }
    function add(key) { if (value(key) != "") line = line " " key "=" value(key) }
    function when(at) { sub(/"2025-03-0?/, "", at); sub(/:00Z"/, "", at); return at }
    {
        kind = value("kind"); gsub(/"/, "", kind)
        line = when(value("at")) " " kind
        if (kind == "verdict" || kind == "observed") {
            name = value("action"); gsub(/"/, "", name)
            if (index(actions, " " name " ") == 0) next
            line = line " " name
            if (kind == "verdict") line = line " " value("from") ">" value("to") " " value("because")
            else line = line " " value("verdict") " " value("because")
        } else if (kind == "state") line = line " " value("from") ">" value("to")
        else if (kind == "task") line = line " " value("do") " " value("owner") " " value("entry")
        else if (kind == "escalated" || kind == "sla_breached") line = line " " value("entry") " " value("to")
        else if (kind ~ /_decision$/) line = line " " value("entry") " " value("by")
        else if (kind ~ /^(proposed|did|held|drafted|blocked|dropped)$/) line = line " " value("action")
        else {
            line = line " " value("entry"); add("risk"); add("route")
            if (value("due") != "") line = line " due=" when(value("due"))
            if (value("undecided") == "true") line = line " undecided"
            add("by"); add("decision")
        }
        if (kind == "proposed") next
        gsub(/"/, "", line)
        print line
    }'
}

# The case in $dir/case: its events, its end, what it shows and what is wanted.
run() {
    title=$1
    grep '^> ' "$dir/case" | awk '{
        split($4, who, "/")
        data = $0; sub(/^> [^ ]+ [^ ]+ [^ ]+ ?/, "", data); if (data == "") data = "{}"
        split($2, at, "T")
        printf "{\"specversion\":\"1.0\",\"source\":\"/t\",\"subject\":\"J\",\"id\":\"e%03d\",\"type\":\"%s\"", NR, $3
        printf ",\"time\":\"2025-03-%02dT%s:00Z\",\"actorkind\":\"%s\"", at[1], at[2], who[1]
        if (who[2] != "") printf ",\"actorrole\":\"%s\"", who[2]
        if (who[3] != "") printf ",\"actor\":\"%s\"", who[3]
        printf ",\"data\":%s}\n", data
    }' > "$dir/events.jsonl"
    until=$(sed -n 's/^< //p' "$dir/case" | awk '{ split($1, at, "T"); printf "2025-03-%02dT%s:00Z", at[1], at[2] }')
    sed -n '/^[0-9]/p' "$dir/case" > "$dir/want"
    "$R" replay --cases tests/data/core/cases --events "$dir/events.jsonl" ${until:+--as-of "$until"} -q -o ndjson \
        2> "$dir/err" | compact "$(sed -n 's/^? //p' "$dir/case")" > "$dir/got"
    if cmp -s "$dir/got" "$dir/want" && ! [ -s "$dir/err" ]; then
        passed=$((passed + 1))
    else
        printf 'FAILED: %s (left: got, right: wanted)\n' "$title"
        cat "$dir/err"
        diff "$dir/got" "$dir/want"
        failed=$((failed + 1))
    fi
}

for file in tests/engine/step/core/*.txt; do
    title=
    : > "$dir/case"
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '== '*)
            [ -n "$title" ] && run "$title"
            title=${line#== }
            : > "$dir/case"
            ;;
        *) printf '%s\n' "$line" >> "$dir/case" ;;
        esac
    done < "$file"
    [ -n "$title" ] && run "$title"
done

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
