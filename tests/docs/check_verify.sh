#!/bin/sh
# docs/verify.md: its table has the eight checks, in their order, and its commands do what it says, with keys that
# openssl makes.
set -u
export LC_ALL=C
build=$(cd "$(dirname "${BUILD:-build/release}/rehearse")" && pwd) || exit 1
page=$PWD/docs/verify.md
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/kit/checks.sh
export PATH="$build:$PATH" HOME="$work/home" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t.example GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t.example


sed -n 's/^X([A-Z]*, "\([a-z]*\)".*/\1/p' reports/model/checks.def > "$work/checks"
sed -n '/^| check |/,/^$/s/^| \([a-z]*\) |.*/\1/p' "$page" | sed 1d > "$work/table"
cmp -s "$work/checks" "$work/table"
ok 'the table has the checks' $?

# The Nth line that begins with WORDS.
line() { grep "^$2" "$page" | sed -n "$1p"; }
if ! command -v openssl > /dev/null; then
    printf 'skipped: no openssl here to make keys with\n'
    skipped=1
    finish
    exit
fi
mkdir -p "$work/home/keys" "$work/repo" && cd "$work/repo" && git init -q -b main && rehearse init -q || exit 1
sed -i 's/    # done: .*/    done: {by: onboarding_lead, at: 2026-02-01}/' cases/checklist.yaml
# So that its newest is before the page's day.
sed -i 's/2026-01-\(0[5-9]\|[12][0-9]\)/2025-12-\1/g' history/journeys.jsonl
grep -v '"time":"2026-03' history/journeys.jsonl > "$work/log.jsonl"
git add -A && git commit -qm one
rehearse ingest "$work/log.jsonl" --store history.db -q > /dev/null || exit 1
eval "$(line 1 'openssl genpkey')" 2> "$work/err"
ok 'a key' $?
eval "$(line 1 'openssl pkey')"
ok 'its public half' $?
# The page's register has a base; this one has none yet.
eval "$(line 1 'rehearse attest') --bootstrap -q" > "$work/out" 2>&1
ok 'attest' $?
eval "$(line 1 'rehearse verify')" > "$work/out" 2>&1
ok 'verify a file' $?
grep -q 'All eight checks hold' "$work/out"
ok 'it says so' $?
eval "$(line 2 'rehearse verify')" > "$work/out" 2>&1
ok 'verify a note' $?

finish
