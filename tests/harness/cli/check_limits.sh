#!/bin/sh
# The program where the machine gives it little: few file descriptors, little memory, a small stack, no folder for
# temporary files. It does its work, or it ends with an error that says what is missing: by no signal, and it leaves no
# file behind.
set -u
R=${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

# limited NAME OPTION VALUE STATUSES COMMAND...: the command under a limit of ulimit. Its status is one of those; where
# it is not 0, a message has a code; 127 is the loader's, before the program began.
limited() {
    name="$1 (ulimit $2 $3)" want=$4 option=$2 value=$3
    shift 4
    ( ulimit "$option" "$value" && exec "$@" ) > "$dir/out" 2> "$dir/err"
    got=$?
    case " $want " in
        *" $got "*) ;;
        *)
            bad "$name: status $got, wanted one of $want: $(head -1 "$dir/err")"
            return
            ;;
    esac
    if [ "$got" -eq 0 ] || [ "$got" -eq 127 ] || grep -q 'RH-[0-9][0-9]*: ' "$dir/err"; then
        ok
    else
        bad "$name: no message"
    fi
}
tidy() { if ls "$dir"/*.tmp* > /dev/null 2>&1; then bad "$1 leaves temporary files"; else ok; fi; }

cases=tests/data/small/cases log=tests/data/small/events.jsonl
"$R" replay --cases $cases --events $log -o ndjson > "$dir/expected" 2> "$dir/err" || bad 'a replay without limits'
"$R" ingest $log --store "$dir/whole.db" -o ndjson > "$dir/counts" 2> "$dir/err" || bad 'an ingest without limits'

# Covers: F6
worked=0
for n in 3 4 5 6 7 8 9 12 20; do
    limited 'replay' -n $n '0 74 127' "$R" replay --cases $cases --events $log -o ndjson="$dir/r.ndjson"
    [ "$got" -eq 0 ] && worked=$((worked + 1))
    if [ "$got" -eq 0 ] && ! cmp -s "$dir/r.ndjson" "$dir/expected"; then bad "other records with $n descriptors"; fi
    if [ "$got" -ne 0 ] && [ -e "$dir/r.ndjson" ]; then bad "records of a replay that failed with $n descriptors"; fi
    rm -f "$dir/r.ndjson"
    limited 'ingest' -n $n '0 73 74 127' "$R" ingest $log --store "$dir/few.db" -o ndjson
    if [ "$got" -eq 0 ] && ! cmp -s "$dir/out" "$dir/counts"; then bad "other counts with $n descriptors"; fi
    rm -f "$dir"/few.db*
done
if [ "$worked" -gt 1 ] && [ "$worked" -lt 9 ]; then ok; else bad "descriptors: $worked of 9 replays worked"; fi
tidy 'a lack of descriptors'

# Covers: F9
# The loader and what a sanitizer does before main need up to 16 kB themselves.
for kb in 24 64 512; do limited 'version' -s $kb 76 "$R" version; done
deep=$(printf '%0100d' 0 | tr 0 '(')1$(printf '%0100d' 0 | tr 0 ')')
limited 'a nested expression' -s 1024 76 "$R" eval "$deep" --cases $cases --events $log --journey j
limited 'replay' -s 1024 0 "$R" replay --cases $cases --events $log -j 4 -o ndjson
if cmp -s "$dir/out" "$dir/expected"; then ok; else bad 'other records on a small stack'; fi
case ${BUILD:-build/release} in
    *asan* | *tsan* | *fuzz* | *wrapped*)
        skipped=$((skipped + 1))
        echo 'skipped: limits of the address space, under which the tools of this build do not run'
        ;;
    *)
        # The least space in which it works is sought, as it differs between machines; below it the memory is short, and
        # far below it not even the libraries load.
        worked=0 short=0
        in_space() {
            limited 'replay' -v "$1" '0 76 127' "$R" replay --cases $cases --events $log -j 1 -o ndjson
            case $got in 0) worked=$((worked + 1)) ;; 76) short=$((short + 1)) ;; esac
            if [ "$got" -eq 0 ] && ! cmp -s "$dir/out" "$dir/expected"; then bad "other records in $1 kB"; fi
        }
        low=10000 high=500000
        in_space $high
        while [ $((high - low)) -gt 200 ]; do
            kb=$(((low + high) / 2))
            in_space $kb
            if [ "$got" -eq 0 ]; then high=$kb; else low=$kb; fi
        done
        for less in 200 500 1000 2000 4000; do in_space $((low - less)); done
        if [ "$worked" -gt 2 ] && [ "$short" -gt 2 ]; then ok; else bad "memory: $worked worked, $short were short"; fi
        tidy 'a lack of memory'
        ;;
esac

# Nothing of the program's own is written below TMPDIR: an output grows beside its place, which a full or missing folder
# for temporary files cannot hurt.
# Covers: F11
mkdir "$dir/tmp"
for tmp in "$dir/tmp" "$dir/none" '' /dev/null; do
    TMPDIR=$tmp "$R" replay --cases $cases --events $log -o ndjson="$dir/r.ndjson" 2> "$dir/err"
    if cmp -s "$dir/r.ndjson" "$dir/expected"; then ok; else bad "TMPDIR=$tmp: $(head -1 "$dir/err")"; fi
    TMPDIR=$tmp "$R" ingest $log --store "$dir/tmp.db" -o ndjson > "$dir/out" 2> "$dir/err"
    if cmp -s "$dir/out" "$dir/counts"; then ok; else bad "TMPDIR=$tmp: $(head -1 "$dir/err")"; fi
    rm -f "$dir"/tmp.db* "$dir/r.ndjson"
done
if [ -z "$(ls "$dir/tmp")" ]; then ok; else bad "left in TMPDIR: $(ls "$dir/tmp")"; fi
tidy 'another TMPDIR'

finish
