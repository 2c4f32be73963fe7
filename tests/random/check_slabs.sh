#!/bin/sh
# Random registers and histories of snapshots (snapshot.h), replayed by the slabs of their store and step by step: the
# same bytes, to each as-of, by one thread and by four. A run in which hardly anything was decided together is a failure.
#
#     tests/random/check_slabs.sh [COUNT [FIRST]]     trials of the seeds FIRST (1) on, and without COUNT each odd thing alone
#     tests/random/check_slabs.sh seed N [--plain] [--with NAME]     one trial, whose files stay and are named
#
# A trial that differs is told with what gives it again. SLABS_LOG=FILE: a line a trial, how many of its journeys were
# decided together and what odd things it has.
set -u
build=${BUILD:-build/release}
R=$build/rehearse
dir=$(mktemp -d) || exit 1
. tests/kit/checks.sh
. tests/kit/slabs.sh
t=$dir/trial log=${SLABS_LOG:-$dir/log} n_trials=0 n_refused=0 n_slabs=0
: > "$log"

# replays SEED [OPTION...]: of the trial that stands in $t.
replays() {
    ways=4
    case " $* " in *' --with '*) ways=2 ;; esac
    first=$(slabs_word "$t/plan" as_of)
    second=$(sed -n 's/^as_of "\(.*\)"$/\1/p' "$t/plan" | tail -1)
    for options in '-j 1' "-j 4 --as-of $second" '-j 4' "-j 1 --as-of $first"; do
        [ "$ways" -gt 0 ] || break
        ways=$((ways - 1))
        # shellcheck disable=SC2086
        said=$(slabs_hold "$t" $options && echo "held $(slabs_told 1) of $(slabs_told 2)$(slabs_told 3)")
        case $said in
            *held*) printf '%s: %s: %s with %s\n' "$*" "$options" "${said##*held }" "$odds" >> "$log" ;;
            *) bad "check_slabs.sh seed $*: replay $options" && printf '%s\n' "$said" && return ;;
        esac
    done
    for as_of in '' "$second"; do
        slabs_sum "$t" "$as_of" || { bad "check_slabs.sh seed $*: summary $as_of" && head -5 "$dir/sum"; }
    done
    ok
}

# trial SEED [OPTION...]
trial() {
    rm -rf "$t"
    mkdir "$t"
    n_trials=$((n_trials + 1))
    seed=$1
    shift
    "$build/snapshots" "$seed" "$t" "$@" || bad "no snapshot of $seed $*"
    odds=$(sed -n 's/^with //p' "$t/plan" | tr '\n' ' ')
    slabs_ingest "$t"
    [ ! -f "$t/s.db.slabs" ] || n_slabs=$((n_slabs + 1))
    replays "$seed" "$@"
    if ! [ -s "$dir/without.json" ]; then
        n_refused=$((n_refused + 1))
        printf 'refused: %s: %s\n' "$seed $*" "$(head -1 "$dir/without.err")"
    fi
}

# Whether most was decided together where slabs are written at all.
shares() {
    told=$(sed -n 's/.*: \([0-9][0-9]*\) of \([0-9]*\).* with.*/\1 \2/p' "$log" | awk '{ t += $1; of += $2 }
        END { printf "%d %d", t, of }')
    printf '%s trials, %s with slabs, %s refused; %s journeys were decided together of %s\n' "$n_trials" "$n_slabs" \
        "$n_refused" "${told% *}" "${told#* }"
    if [ "$n_trials" -lt 40 ]; then
        return # too few to say
    elif [ "${told#* }" -eq 0 ]; then
        bad 'no replay says how many journeys it decided together'
    else
        check 'a good share was decided together' test $((${told% *} * 3)) -gt "${told#* }"
        check 'most have slabs' test $((n_slabs * 2)) -gt "$n_trials"
    fi
    check 'hardly any register is refused' test $((n_refused * 50)) -le "$n_trials"
}

if [ "${1:-}" = seed ]; then
    shift
    trial "$@"
    tail -4 "$log"
    echo "its files are in $t, its replays in $dir"
    finish
    exit
fi
trap 'rm -rf "$dir"' EXIT
count=${1:-$((48 / ${CHECK_SCALE:-1}))} first=${2:-1}
if [ "$#" -eq 0 ] && [ "$count" -lt 48 ]; then echo "scaled: $count of 48 seeds (CHECK_SCALE=$CHECK_SCALE)"; fi
for seed in $(seq "$first" $((first + count - 1))); do trial "$seed"; done
if [ "$#" -eq 0 ]; then
    seed=0
    for odd in $("$build/snapshots" --odds); do
        seed=$((seed + 1))
        trial "$seed" --plain --with "$odd"
    done
fi
shares
finish
