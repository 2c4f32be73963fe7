#!/bin/sh
# pages.sh [STORE]: the pages of a large history (default build/bench/10000.db): what they weigh, and how long they take
# to open in Chromium beside empty pages of the same bytes (medians of REPS, default 15, in one run). Fails above 2 MB or
# three times. Gate and diff are of a proposal that softens an entry.
set -eu
B=${BUILD:-build/release}
store=${1:-build/bench/10000.db}
reps=${REPS:-15}
[ -e "$store" ] || { echo "skipped: $store not found; make bench writes it"; exit 0; }
browser=$(command -v chromium || command -v chromium-browser) || { echo 'skipped: chromium not found'; exit 0; }
tools=$(ci/npm-tools.sh)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
fixtures/example-repo.sh "$dir/repo" > /dev/null
git -C "$dir/repo" -c user.name=pages -c user.email=pages@northgate.example checkout -q -b proposal
cp fixtures/example/CO-EDGE-002.yaml fixtures/example/CO-EDGE-005.yaml "$dir/repo/cases/register/"
git -C "$dir/repo" -c user.name=pages -c user.email=pages@northgate.example commit -q -a -m proposal

# page NAME ARGUMENTS...: a verdict that says no is a page like any other.
page() {
    name=$1
    shift
    status=0
    "$B/rehearse" "$@" --register "$dir/repo:cases" --store "$store" -q -o html="$dir/$name.html" || status=$?
    [ "$status" -le 2 ] || exit "$status"
}
page gate gate proposal --base main
page diff diff main..proposal
page review review main
page replay replay main
page calibrate calibrate main
page sweep sweep policy.silence_bd=1..8 main
NODE_PATH=$tools/.. BROWSER=$browser node tests/reports/browser/open.cjs "$reps" 3 "$dir"/*.html | tee "$dir/lines"
! grep -q '^FAILED' "$dir/lines"
