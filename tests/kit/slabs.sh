# Replays of a store that has its slabs beside it and of the same store without: they must say the same, byte by byte.
# Sourced after checks.sh; $R is the program, $dir a folder.
#   slabs_ingest FOLDER              FOLDER/records.jsonl into a new FOLDER/s.db, as FOLDER/plan says; the status is
#                                     that of ingest
#   slabs_hold FOLDER [OPTION...]    replays it under FOLDER/cases with the slabs and without, by OPTIONs; what differs
#                                     is told and is in $dir/with.* and $dir/without.*; the status: whether nothing does
#   slabs_told 1, 2, 3               how many journeys were decided together in the last slabs_hold; of how many; why none
#   slabs_sum FOLDER [AS_OF]         whether the whole summary is the same, what no report shows included
slabs_formats='json html pretty'

# word PLAN WORD: the value of its first line in a plan of tests/random/snapshot.h, without quotes.
slabs_word() { sed -n "s/^$2 \"*\([^\"]*\)\"*\$/\1/p" "$1" | head -1; }

# slabs_read FOLDER FILE EXPORTED_AT: one file into its store.
slabs_read() {
    if [ "$(slabs_word "$1/plan" format)" = map ]; then set -- "$@" --map "$1/map.yaml" --exported-at "$3"; fi
    folder=$1 file=$2
    shift 3
    "$R" ingest "$folder/$file" --store "$folder/s.db" "$@" -q -o "json=$folder/ingest.json" > "$dir/said" 2>&1
}

slabs_ingest() {
    slabs_read "$1" records.jsonl "$(slabs_word "$1/plan" exported_at)"
    got=$?
    if [ -f "$1/again.jsonl" ] && { [ "$got" -eq 0 ] || [ "$got" -eq 2 ]; }; then
        slabs_read "$1" again.jsonl "$(slabs_word "$1/plan" again)"
        got=$?
    fi
    if grep -q '^forget ' "$1/plan" && [ "$got" -eq 0 ]; then
        "$R" forget "$(slabs_word "$1/plan" forget)" --store "$1/s.db" -q > "$dir/said" 2>&1
    fi
    return "$got"
}

# slabs_replay WHICH FOLDER [OPTION...]: what it says, its status last.
slabs_replay() {
    which=$1 folder=$2
    shift 2
    set -- --cases "$folder/cases" --store "$folder/s.db" "$@"
    for format in $slabs_formats; do
        set -- "$@" -o "$format=$dir/run.$format" # of one name, which it tells
        : > "$dir/run.$format"
    done
    "$R" replay "$@" -v > "$dir/$which.out" 2> "$dir/$which.told"
    slabs_status=$?
    for format in $slabs_formats; do mv "$dir/run.$format" "$dir/$which.$format"; done
    grep -v 'decided together' "$dir/$which.told" > "$dir/$which.err"
    echo "$slabs_status" >> "$dir/$which.err"
}

# slabs_told WHICH: of "N of M journeys were decided together" the first number or the second, or, 3, what stands behind
# them; nothing where it is not told.
slabs_told() {
    sed -n 's/^\(.*[^0-9]\)*\([0-9][0-9]*\) of \([0-9][0-9]*\) journeys were decided together\(.*\)$/\2|\3|\4/p' \
        "$dir/with.told" | tail -1 | cut -d'|' -f"$1"
}

slabs_hold() {
    slabs_replay with "$@"
    [ ! -f "$1/s.db.slabs" ] || mv "$1/s.db.slabs" "$dir/slabs"
    slabs_replay without "$@"
    [ ! -f "$dir/slabs" ] || mv "$dir/slabs" "$1/s.db.slabs"
    for what in $slabs_formats out err; do
        if ! cmp -s "$dir/with.$what" "$dir/without.$what"; then
            echo "differs: $what"
            diff "$dir/without.$what" "$dir/with.$what" | head -5 | cut -c1-200
            return 1
        fi
    done
}

slabs_sum() { "${R%/*}/summaries" "$1/cases" "$1/s.db" ${2:+"$2"} > "$dir/sum" 2>&1 || [ "$?" -eq 2 ]; }
