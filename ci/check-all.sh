#!/bin/sh
# Every test under every compiler and tool that shows what a release build hides. Each check runs to its end whatever
# the others find; a line for each closes it, with its counts and its time, and one for all.
#
#     ci/check-all.sh [release clang asan ubsan tsan valgrind]    those named only; without names all
#
# The whole output of a check is build/check-NAME.log. TEST_LIMIT: seconds that one test may take.
set -u
LC_ALL=C
export LC_ALL STRICT=1
cd "$(dirname "$0")/.." || exit 70
jobs=-j$(nproc 2>/dev/null || echo 1)
limit=${TEST_LIMIT:-3600}
passed=0 failed=0 skipped=0
lines=
export CHECK_SCALE="${CHECK_SCALE:-1}"
mkdir -p build

# Where tools are slow, samples and sweeps run one part in CHECK_SCALE: under threads, for the sweeps have but one, and
# under valgrind, where of the scripts those run that lead through each command once. The other sanitizers run all.
slow_scale=8
valgrind_scripts='check_(agree|cli|corpus|eval|fmt|git|lints|table|tables)\.sh'
valgrind="valgrind -q --error-exitcode=99 --leak-check=full --suppressions=$PWD/ci/valgrind.supp"

run() {
    name=$1
    shift
    case $name in
        release)
            make -s "$jobs" unit
            unit=$?
            make -s "$jobs" planted || unit=1
            make -s "$jobs" check-layers check-headers && return $unit
            ;;
        clang)
            plain='-funsigned-char -DRH_PLAIN' # as on processors that are no x86
            make -s "$jobs" VARIANT=debug BUILD=build/clang CC="clang $plain" CXX="clang++ $plain" unit
            ;;
        asan | ubsan) make -s "$jobs" VARIANT="$name" unit ;;
        tsan) CHECK_SCALE=$((CHECK_SCALE * slow_scale)) make -s "$jobs" VARIANT=tsan unit ;;
        valgrind)
            CHECK_SCALE=$((CHECK_SCALE * slow_scale)) AGREE_COUNT=${AGREE_COUNT:-2000} WRAP=$valgrind \
                WRAP_SCRIPTS=$valgrind_scripts make -s "$jobs" VARIANT=debug unit
            ;;
        *)
            echo "check-all: no check $name: expected release, clang, asan, ubsan, tsan or valgrind"
            return 64
            ;;
    esac
}

# The sums of the closing lines of a log.
sums() {
    awk '/^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ { p += $1; f += $3; s += $5 }
        END { print p + 0, f + 0, s + 0 }' "$1"
}

for name in ${*:-release clang asan ubsan tsan valgrind}; do
    log=build/check-$name.log
    printf '== %s\n' "$name"
    began=$(date +%s)
    { LIMIT=$limit run "$name" 2>&1 < /dev/null; echo $? > "$log.status"; } | tee "$log" |
        grep --line-buffered -E '^(FAILED |skipped:|scaled:|check-all:)|error:|stopped after'
    rc=$(cat "$log.status")
    rm -f "$log.status"
    set -- $(sums "$log")
    f=$2
    if [ "$rc" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
    if [ $(($1 + f)) -eq 0 ]; then f=1; fi
    passed=$((passed + $1)) failed=$((failed + f)) skipped=$((skipped + $3))
    line=$(printf '%-9s %6d passed, %d failed, %d skipped, %d s' "$name" "$1" "$f" "$3" $(($(date +%s) - began)))
    printf '%s\n' "$line"
    lines="$lines$line
"
done
printf '\n%s' "$lines"
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
