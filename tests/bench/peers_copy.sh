# Sourced by scripts that run the peers of ../shared/bench/peers: a working copy of them in $work, data of $records
# records in $work/$data, and DuckDB through npm ($duck is empty without it). $here is this folder. What is absent ends
# the script with `skipped:`.
source=../shared/bench/peers work=build/peers
if [ ! -d "$source" ]; then echo "skipped: $source not found"; exit 0; fi
if ! command -v node > /dev/null; then echo 'skipped: node not found, and it makes the data and the rules'; exit 0; fi
pin=
if command -v taskset > /dev/null && taskset -c 1 true 2> /dev/null; then pin='taskset -c 1'; fi

# ---- a copy, with the second workload added ----
mkdir -p "$work/out" "$work/data"
for f in "$source"/*.mjs "$source"/c/*; do
    mkdir -p "$work/$(dirname "${f#"$source"/}")"
    cmp -s "$f" "$work/${f#"$source"/}" || cp -r "$f" "$work/${f#"$source"/}"
done
sed -i 's/CLOCK_MONOTONIC/CLOCK_PROCESS_CPUTIME_ID/' "$work/c/main.c"
sed -i 's/process\.hrtime\.bigint()/((u) => BigInt(u.user + u.system) * 1000n)(process.cpuUsage())/g' "$work/duck.mjs"
cp "$here/unshared.mjs" "$work/"
{
    echo "import { unshared } from './unshared.mjs';"
    sed 's/^export function rules(/function shared(/; s/= rules(/= shared(/' "$source/rules.mjs"
    echo "export const rules = (n = 40) => process.env.RULES === 'unshared' ? unshared(n) : shared(n);"
} > "$work/rules.mjs"
data=data/r$records.jsonl
[ -s "$work/$data" ] || (cd "$work" && node gen.mjs "$records" 7 "$data")

# ---- DuckDB, through npm ----
duck=yes
printf '{"private":true,"type":"module","dependencies":{"@duckdb/node-api":"1.5.6-r.1"}}\n' > "$work/package.json"
if [ ! -d "$work/node_modules/@duckdb/node-api" ]; then
    (cd "$work" && npm install --no-package-lock --no-audit --no-fund > out/npm.log 2>&1) || duck=
fi
[ -n "$duck" ] || echo 'skipped: DuckDB (npm cannot install @duckdb/node-api)'

field() { sed -n 's/.*"'"$1"'":\([0-9.]*\).*/\1/p' | tail -1; }
# The seconds that a peer says it took, run in the copy.
peer() { (cd "$work" && $pin "$@") | field secs; }
