#!/bin/sh
# The order of day and month: declared, or proven by the column; a column that could be read in two ways is refused with
# both readings, and one whose dates contradict each other, too.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

cat > "$dir/map.yaml" << 'END'
map: deals
reads: {format: csv, delimiter: ",", nulls: [""]}
columns:
  Id: {as: id, type: string, class: id}
  Closed: {as: closed, type: date, order: proven, optional: true}
source: '"/crm"'
subject: row.id
zone: America/New_York
emit:
  - type: fields_ingested
    id: row.id
    time: timestamp("2026-12-01T00:00:00Z")
    fields: {crm.start_date: row.closed}
END
# dates ORDER STATUS SAYS DATE...: says is what standard error has; then what the first row's date becomes
dates() {
    order=$1 want=$2 says=$3
    shift 3
    sed "s/order: proven/order: $order/" "$dir/map.yaml" > "$dir/$order.yaml"
    n=0
    echo 'Id,Closed' > "$dir/deals.csv"
    for date in "$@"; do
        n=$((n + 1))
        echo "D$n,$date" >> "$dir/deals.csv"
    done
    rm -f "$dir/store"*
    "$R" ingest "$dir/deals.csv" --map "$dir/$order.yaml" --store "$dir/store" -o json > "$dir/out" 2> "$dir/err"
    got=$?
    if [ "$got" -eq "$want" ]; then ok; else bad "$order $*: status $got, wanted $want: $(head -1 "$dir/err")"; fi
    if [ -z "$says" ] || grep -qF -- "$says" "$dir/err"; then ok; else bad "$order $*: $(head -2 "$dir/err")"; fi
}
first() { # DATE: of the first row, as a journey has it
    "$R" eval "crm.start_date == timestamp(\"$1T05:00:00Z\") || crm.start_date == timestamp(\"$1T04:00:00Z\")" \
        --journey D1 --cases cases --store "$dir/store" -q -o json > "$dir/out" 2> "$dir/err"
    if grep -q '"value": true' "$dir/out"; then ok; else bad "the first date is not $1"; fi
}
quarantined() { # N
    if grep -q "\"quarantined\": $1" "$dir/out"; then ok; else bad "not $1 quarantined: $(grep quarantined "$dir/out")"; fi
}

# Covers: T5
dates proven 0 'column "Closed" is read as dmy: 2 dates prove it' 03/04/2026 25/04/2026
first 2026-04-03
dates proven 0 'column "Closed" is read as mdy: 2 dates prove it' 03/04/2026 04/25/2026
first 2026-03-04
dates proven 0 'column "Closed" is read as ymd: 2 dates prove it' 2026-03-04 2026-04-05
first 2026-03-04
dates proven 0 'column "Closed" is read as dmy: 1 dates prove it' 05/05/2026 ''
first 2026-05-05
dates dmy 0 '' 03/04/2026
first 2026-04-03
dates mdy 0 '' 03/04/2026
first 2026-03-04

dates proven 65 'deals.csv:3:1: RH-0489: column "Closed" reads as dmy and as mdy: 2 of 3 dates are other days by the one than by the other, as dmy 1 of them on a weekend, as mdy 0; write order: dmy or order: mdy' \
    05/05/2026 03/04/2026 04/07/2026
if [ -e "$dir/store" ] && "$R" replay --cases cases --store "$dir/store" -o ndjson 2> /dev/null | grep -q .; then
    bad 'a file that is refused leaves events'
else
    ok
fi
dates proven 65 'has dates of several orders: of 2, 2 are none as ymd, 1 none as dmy (the first here) and 1 none as mdy (the first in line 2)' \
    25/04/2026 04/25/2026
# A value that no order reads is its row's business.
dates proven 0 'is read as dmy: 1 dates prove it' 25/04/2026 soon
quarantined 1
dates dmy 0 '' 04/25/2026 25/04/2026
quarantined 1
dates proven 0 '' '' ''
quarantined 0
dates sideways 65 '"sideways" is no order of a date (ymd dmy mdy proven)' 25/04/2026

finish
