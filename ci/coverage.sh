#!/bin/sh
# Says which share of the branches of each folder in ci/coverage.txt the tests took, unfiltered, and fails below a floor
# or above the number of exclusions that stands there. Needs a run of the tests in the variant cov: `make coverage` does
# both.
build=${BUILD:-build/cov}
list=ci/coverage.txt
command -v gcovr > /dev/null || { echo "coverage: gcovr is missing; ci/setup.sh full installs it" >&2; exit 78; }
rc=0
while read -r what folder floor; do
    case $what in
    floor)
        line=$(gcovr -r . --filter "$folder/" "$build/obj/$folder" --print-summary 2> /dev/null | grep '^branches:')
        share=$(printf '%s\n' "$line" | sed -n 's/^branches: \([0-9.]*\)%.*/\1/p')
        printf '%-16s %s\n' "$folder" "${line:-branches: none measured}"
        if ! awk -v share="${share:-0}" -v floor="$floor" 'BEGIN { exit !(share + 0 >= floor + 0) }'; then
            echo "coverage: $folder is at ${share:-0} % of its branches, the floor is $floor %" >&2
            rc=1
        fi ;;
    excluded)
        n=$(grep -rhoE '(GCOVR|GCOV|LCOV)_EXCL' "$folder" | wc -l)
        if [ "$n" -gt "$floor" ]; then
            echo "coverage: $folder holds $n exclusions, $list allows $floor" >&2
            rc=1
        fi ;;
    esac
done < "$list"
exit "$rc"
