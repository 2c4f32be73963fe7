#!/bin/sh
# Every defect of defects.txt fits the source as it is: the lines that it takes away stand in its file, once. Whether a
# test notices it is tried by `make defects`, which takes too long for every day.
set -u
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

# fits FILE: the lines in $dir/old stand in it one behind the other, once.
fits() {
    awk -v old="$dir/old" '
        BEGIN { while ((getline line < old) > 0) wanted[++n] = line }
        { lines[NR] = $0 }
        END {
            for (i = 1; n > 0 && i <= NR; i++) {
                for (k = 1; k <= n && lines[i + k - 1] == wanted[k]; k++) {}
                found += k > n
            }
            exit found != 1
        }' "$1"
}

n=$(grep -c '^== ' tests/tools/defects.txt)
ok "there are $n defects" "$((n < 14))"
for k in $(seq 1 "$n"); do
    awk -v k="$k" '/^== / { at++ } at == k' tests/tools/defects.txt > "$dir/defect"
    sed -n 's/^- //p' "$dir/defect" > "$dir/old"
    check "$(sed -n 's/^== //p' "$dir/defect")" fits "$(sed -n 's/^@ //p' "$dir/defect")"
done
finish
