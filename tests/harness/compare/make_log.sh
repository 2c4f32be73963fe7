#!/bin/sh
# Journeys for the register of tests/data/revisions, one for each way its entries can be met: events on standard output.
#
#     make_log.sh          32 journeys: every size of six, signed or not, urgent or not, and some with other plans
set -eu
event() { # JOURNEY ID TYPE TIME DATA
    printf '{"specversion":"1.0","id":"%s-%s","source":"/crm","type":"%s","subject":"%s","time":"2026-01-%sZ","data":%s}\n' \
        "$1" "$2" "$3" "$1" "$4" "$5"
}
journey() { # ID SIZE SIGNED URGENT PLAN: those of size 15 have no owner
    owner='"ana"'
    if [ "$2" -eq 15 ]; then owner=null; fi
    event "$1" 1 fields_ingested 12T15:00:00 "{\"fields\":{\"journey\":{\"lane\":\"high_touch\"},\"crm\":{\"plan\":\"pro\"},\
\"contract\":{\"plan\":\"$5\"},\"deal\":{\"size\":$2,\"urgent\":$4,\"signed\":$3,\"owner\":$owner},\"legal\":{\"ok\":false}}}"
    event "$1" 2 mailed 12T16:00:00 '{}'
    event "$1" 3 fields_ingested 13T15:00:00 '{"fields":{"legal":{"ok":true}}}'
    event "$1" 4 mailed 14T16:00:00 '{}'
}
for size in 5 15 45 55 500 2000; do
    for signed in true false; do
        for urgent in true false; do journey "j$size-$signed-$urgent" "$size" "$signed" "$urgent" pro; done
    done
done
for size in 5 45 55 2000; do
    for signed in true false; do journey "plans$size-$signed" "$size" "$signed" false basic; done
done
