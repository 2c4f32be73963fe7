#!/bin/sh
# A store whose journeys are one event each at one instant has slabs beside it (STORE.slabs); with them a replay says
# what it says without, byte by byte: for each single thing of slabs.txt that a register or a record may have, to the
# newest event, to an instant before it and to days after it. tests/random/check_slabs.sh has them together.
#
#     tests/harness/replay/check_slabs.sh ['THING']    only the lines of slabs.txt that begin with it; the replays stay
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
. tests/kit/checks.sh
. tests/kit/slabs.sh
[ "$#" -gt 0 ] || trap 'rm -rf "$dir"' EXIT
t=$dir/trial
mkdir -p "$t/cases/register" "$t/cases/calendars"
echo 'format cloudevents' > "$t/plan"

# ---- the register ----

# put KEY DEFAULT: what the trial has in place of it.
put() {
    case $1 in
        "$key") printf '%b' "$value" ;;
        "$key2") printf '%b' "$value2" ;;
        *) printf '%s' "$2" ;;
    esac
}
# line KEY DEFAULT: the same behind its name, as a line; without either nothing.
line() { [ -z "$(put "$1" "$2")" ] || printf '%s: %s\n' "$1" "$(put "$1" "$2")"; }
# other KEY: a file that a register may lack.
other() {
    put "$1" '' > "$t/cases/$1.yaml"
    [ -s "$t/cases/$1.yaml" ] || rm "$t/cases/$1.yaml"
}

entry() { # ID WHEN
    printf "id: %s\ntitle: an entry\nlane: one\nexception: one\ntrigger: made\nreason: one\nevidence: []\nai: {may: []}\n" "$1"
    printf "human: decide\naudit: []\nowner: first\ncovers: []\nacceptance: [{name: none, always: 'true'}]\n"
    printf "review: {area: one, primary: first, backup: second, escalation: third}\nwhen: '%s'\n" "$2"
    line segments all
    line window any
    line risk 'medium
effect: {hold: [act.a0]}'
    line sla 1
    line clears ''
    line derived_from ''
}

schema() {
    echo 'fields:'
    for type in bool int double money string text timestamp date duration contact principal doc json; do
        echo "  c.$type: {type: $type, class: safe, from: crm}"
    done
    for type in bool int string timestamp duration; do echo "  c.${type}2: {type: $type, class: safe, from: crm}"; done
    echo '  c.enum: {type: enum, values: [red, green, blue], class: safe, from: crm}'
    echo '  c.set: {type: set, values: [red, green, blue], class: safe, from: crm}'
    echo '  c.list: {type: list, class: safe, from: crm}'
    echo '  c.numbers: {type: list, of: double, class: safe, from: crm}'
    echo '  c.times: {type: set, of: timestamp, class: safe, from: crm}'
    echo '  c.spans: {type: set, of: duration, class: safe, from: crm}'
    echo '  c.days: {type: set, of: date, class: safe, from: crm}'
    echo '  c.flags: {type: set, of: bool, class: safe, from: crm}'
    echo '  c.ints: {type: set, of: int, class: safe, from: crm}'
    echo '  c.numbers2: {type: set, of: double, class: safe, from: crm}'
    echo '  c.table: {type: table, key: id, columns: {word: {type: enum, values: [red, green, blue]}, n: int, flag: bool,'
    echo '            text: string, at: timestamp, tags: set, span: duration, day: date, share: double, cents: money},'
    echo '            class: safe, from: crm}'
    printf "  x.derived: {type: bool, derived: '%s', class: safe, from: crm}\n" \
        "$(put derived 'c.bool == true && present(c.int) && c.int > 1')"
    echo "  x.count: {type: int, derived: 'size(c.list) + size(c.table)', class: safe, from: crm}"
    printf "  x.word: {type: string, derived: '%s', class: safe, from: crm}\n" \
        "$(put word 'c.bool == true ? "one" : c.bool == false ? "two" : null')"
}

register() {
    schema > "$t/cases/schema.yaml"
    when='c.bool == true'
    [ "$key" != when ] || when=$value
    [ "$key2" != when ] || when=$value2
    event=$(put event '')
    entry E1 "$when" > "$t/cases/register/E1.yaml"
    printf 'states: [{id: open}, {id: done, final: %s}, {id: aside, side: true}]\ntransitions: %s\n' "$(put final false)" \
        "$(put transitions "[{from: [none], to: open, guard: 'true'}]")" > "$t/cases/states.yaml"
    action=$(put action '')
    case $action in *default:*) ;; *) action="default: allow${action:+, $action}" ;; esac
    case $action in *range:*) ;; *) action="range: any, $action" ;; esac
    printf 'actions:\n  - {id: act.a0, %s}\n  - {id: act.a1, default: draft, range: any}\n' "$action" > "$t/cases/actions.yaml"
    printf '  - {id: act.all, default: allow, range: any}\n  - {id: task.create, default: allow, range: any}\n' >> "$t/cases/actions.yaml"
    {
        printf 'tiers:\n  - {tier: 1, %s}\n  - {tier: 2, clock: 2 business hours}\n' "$(put tier 'clock: 1 hour')"
        printf '  - {tier: 4, clock: 1 day, stop: true}\n'
        line lift '' | sed 's/: \(.*\)$/: [\1]/'
    } > "$t/cases/tiers.yaml"
    {
        printf "calendar: {zone: UTC, open: '09:00', close: '17:00', days: [mon, tue, wed, thu, fri], holidays: calendars/days.ics}\n"
        printf 'values: {limit: 2, word: alpha, materiality: 1, %s}\n%s\n' "$(put values 'follow_up_days: 30')" "$(put policy '')"
        case "$(put segments '')/$(put policy '')" in /* | *segment:*) ;; *) echo 'segment: c.enum' ;; esac
    } > "$t/cases/policy.yaml"
    printf 'events:\n  fields_ingested: {payload: %s%s}\n' "$(put payload '{}')" "${event:+, $event}" > "$t/cases/events.yaml"
    for file in gate monitors health; do other "$file"; done
}

echo 'roles: [{id: first}, {id: second}, {id: third, override: true}]' > "$t/cases/roles.yaml"
printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//made//EN BEGIN:VEVENT UID:1 DTSTAMP:20230101T000000Z \
    'DTSTART;VALUE=DATE:20260310' END:VEVENT END:VCALENDAR > "$t/cases/calendars/days.ics"

# ---- the records ----

# Each field takes its values in turn, each a different way through the records; - leaves it out.
records() {
    awk '
        NF == 0 { next }
        { name[++n] = $1; split(substr($0, length($1) + 2), a, " "); for (i in a) value[n, i] = a[i]; of[n] = NF - 1 }
        END {
            for (i = 0; i < 150; i++) {
                facts = ""
                for (k = 1; k <= n; k++) {
                    v = value[k, (i * (k % 2 ? 1 : 3) + int(i * k / 40)) % of[k] + 1]
                    if (v != "-") facts = facts (facts == "" ? "" : ",") "\"" name[k] "\":" v
                }
                printf "J%03d {\"fields\":{\"c\":{%s}}}\n", i, facts
            }
        }' << 'END'
bool true false null - true
bool2 false true - null
int 1 2 -1 0 5 9007199254740993 null - -9223372036854775808 9223372036854775807 5.0
int2 2 1 0 null 5 -
double 0.5 0 -0.0 2.5 2 1e300 null - 9007199254740993 0.1
money 1 2 3 0 null -
string "alpha" "none" "beta" "" null - "é" "alphabet" "\u00a0"
string2 "beta" "alpha" null "alpha" -
text "alpha" "" "\u00a0" "\t" null - "\u2003x"
enum "red" "green" "blue" null - "red"
timestamp "2026-03-05T12:00:00Z" "2026-03-05T12:00:00.000000001Z" "2026-03-05T13:00:00+01:00" null - "2026-03-09T09:00:00Z" "2026-03-01T00:00:00Z"
timestamp2 "2026-03-05T12:00:00Z" null "2026-03-05T13:00:00Z"
date "2026-03-05" "2026-03-06" null - "0001-01-01" "2026-03-02"
duration "1h" "60m" "-1h" null - "2h"
duration2 "1h" "2h" null
contact "alpha" "beta" null -
principal "alpha" "" -
doc "alpha" null "beta"
json [1] [] null - [1,"alpha"] [{"a":1},{}] "alpha" 5 {"1":{"a":2}} {"1":{"a":null,"b":1}} {}
set ["red"] ["red","red","blue"] [] null - ["blue","green","red"]
list ["alpha"] ["alpha","alpha","beta"] [] null - ["beta"] ["","alpha"]
times ["2026-03-05T12:00:00Z","2026-03-05T13:00:00+01:00"] [] ["2026-03-05T12:00:00Z","2026-03-05T13:00:00Z"] null - ["2026-03-05T12:00:00Z"]
days ["2026-03-05","2026-03-05"] ["2026-03-06","2026-03-05"] [] - ["2026-03-05"]
flags [true,false] [true,true] [false] - null [false,true]
ints [1,2] [2,1] [1,1.0] [] null [1] [-9223372036854775808,9223372036854775807]
numbers2 [0,-0.0] [1,1.0] [0.5,-1] [-0.0] [] null - [9007199254740993,9007199254740992]
spans ["1h","60m"] ["1h","2h"] [] null ["1h","1h"]
numbers [1,2] [2.0] [] null - [-0.0,0.5] [-1,1,1]
table {"1":{"word":"red","n":2,"flag":true}} {} {"2":{"n":1,"text":"alpha"},"1":{"n":1,"at":"2026-03-05T12:30:00Z","tags":null,"share":-0.0}} - {"1":{"word":null},"0":{"flag":true,"n":5,"more":1}} {"1":{"share":2,"tags":null,"more":"x"}} {"9":{},"10":{"n":3,"flag":true}}
END
}

# events < records: as CloudEvents at one instant.
events() {
    also=$(put also '')
    also=${also:+,$also}
    while read -r journey data; do
        printf '{"specversion":"1.0","id":"%s","source":"/a","type":"fields_ingested","subject":"%s","time":"2026-03-05T12:00:00Z"%s,"data":%s}\n' \
            "$journey" "$journey" "$also" "$data"
    done
}

# One more record for each of the first 70, so that what is odd stands in more than one word of a mask.
store() {
    records > "$dir/records"
    case $key in
        fields) data="{\"fields\":$value}" ;;
        data) data=$value ;;
        *) data= ;;
    esac
    if [ -n "$data" ]; then
        for i in 000 063 064 149 150; do printf '%s %s\n' "K$i" "$data"; done >> "$dir/records"
    fi
    events < "$dir/records" > "$t/records.jsonl"
    rm -f "$t/s.db"*
    slabs_ingest "$t" || bad "$key $value: $(head -1 "$dir/said")"
}

# ---- trials ----

n_trials=0 n_together=0
trial() {
    register
    n_trials=$((n_trials + 1))
    for options in '' '--as-of 2026-03-12T12:00:00Z -j 2' '--as-of 2026-03-05T11:59:59Z' '--as-of 2026-03-05T12:45:00Z'; do
        case "$key $options" in # what a record says matters at one instant as at another
            fields*T1[12]:[45]* | data*T1[12]:[45]* | also*T1[12]:[45]* | when*T11*) continue ;;
        esac
        # shellcheck disable=SC2086
        said=$(slabs_hold "$t" $options) || { bad "$key $value $key2 $value2: replay $options" && printf '%s\n' "$said"; }
        if ! [ -s "$dir/without.json" ]; then bad "$key $value: $(head -1 "$dir/without.err")"; fi
        case $(slabs_told 1) in [1-9]*) n_together=$((n_together + 1)) ;; esac
    done
    slabs_sum "$t" '' || { bad "$key $value $key2 $value2: summary" && head -5 "$dir/sum"; }
    ok
}

is_other=true
while read -r key value; do
    key2='' value2=''
    case $value in
        *' @@ '*)
            value2=${value#* @@ }
            value=${value%% @@ *} key2=${value2%% *} value2=${value2#* }
            ;;
    esac
    case $key in '' | '#'*) continue ;; esac
    case "$key $value" in "${1:-}"*) ;; *) continue ;; esac
    case "$key $key2 " in fields* | data* | *also\ *) is_own=true ;; *) is_own=false ;; esac
    if [ "$is_other" = true ] || [ "$is_own" = true ]; then store; fi
    is_other=$is_own
    trial
done < tests/harness/replay/slabs.txt
[ "$#" -gt 0 ] || check 'most are about journeys that were decided together' test $((n_together * 2)) -gt "$((n_trials * 3))"
printf '%s things, %s replays with journeys that were decided together\n' "$n_trials" "$n_together"
finish
