#!/bin/sh
# fmt from outside: what it writes, what it leaves, and that the register means the same afterwards.
set -u
R=$(pwd)/${BUILD:-build/release}/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null

records() { "$R" replay --cases "$1" --events fixtures/clean-mid-market.jsonl -o ndjson 2> /dev/null; }

cp -r cases "$dir/cases"
sed 's/crm\.stage == "closed_won"/( crm.stage==\x27closed_won\x27 )/' cases/register/CO-EDGE-001.yaml \
    > "$dir/cases/register/CO-EDGE-001.yaml"
cp -r "$dir/cases" "$dir/before"
chmod 640 "$dir/cases/register/CO-EDGE-001.yaml"

status 1 'a check of what is not formatted' "$R" fmt --check --cases "$dir/cases"
says out 'register/CO-EDGE-001.yaml:' 'a check of what is not formatted'
if diff -r "$dir/before" "$dir/cases" > /dev/null; then ok; else bad '--check has written'; fi
status 0 'fmt' "$R" fmt --cases "$dir/cases" -o json
says out '"schema": "rehearse/fmt/1"' 'fmt'
if grep -qF "( crm" "$dir/cases/register/CO-EDGE-001.yaml"; then bad 'fmt left an expression'; else ok; fi
grep -v 'crm.stage' cases/register/CO-EDGE-001.yaml | grep '^[a-z]*:\|^ *#' > "$dir/a"
grep -v 'crm.stage' "$dir/cases/register/CO-EDGE-001.yaml" | grep '^[a-z]*:\|^ *#' > "$dir/b"
same "$dir/a" "$dir/b" 'keys or comments differ'
case $(ls -l "$dir/cases/register/CO-EDGE-001.yaml") in -rw-r-----*) ok ;; *) bad 'permissions are lost' ;; esac
status 0 'a check of what is formatted' "$R" fmt --check --cases "$dir/cases"
cp -r "$dir/cases" "$dir/again"
status 0 'fmt twice' "$R" fmt --cases "$dir/again"
if diff -r "$dir/cases" "$dir/again" > /dev/null; then ok; else bad 'a second fmt changes something'; fi
records cases > "$dir/a"
records "$dir/cases" > "$dir/b"
if [ -s "$dir/a" ]; then ok; else bad 'no records'; fi
same "$dir/a" "$dir/b" 'the register means something else when formatted'

# One bad expression anywhere: nothing is written.
cp -r "$dir/before" "$dir/broken"
printf 'when: a  ==\n' > "$dir/broken/register/CO-EDGE-002.yaml"
cp -r "$dir/broken" "$dir/broken.before"
status 65 'a broken expression' "$R" fmt --cases "$dir/broken"
says err 'CO-EDGE-002.yaml:1:' 'a broken expression'
# Covers: V5
if diff -r "$dir/broken.before" "$dir/broken" > /dev/null; then ok; else bad 'a broken register is half written'; fi

# The working tree of a repository; other revisions may only be looked at.
mkdir "$dir/repo"
cp -r "$dir/before" "$dir/repo/cases"
(cd "$dir/repo" && git init -q -b main . && git add -A &&
    git -c user.name=t -c user.email=t@example.org commit -q -m one) || bad 'git'
status 64 'a revision cannot be rewritten' "$R" fmt HEAD --register "$dir/repo"
says err 'give --check' 'a revision cannot be rewritten'
status 1 'a check of HEAD' "$R" fmt HEAD --check --register "$dir/repo"
says out 'HEAD:cases/register/CO-EDGE-001.yaml' 'a check of HEAD'
status 0 'the working tree' "$R" fmt --register "$dir/repo"
if diff -r "$dir/repo/cases" "$dir/cases" > /dev/null; then ok; else bad 'the working tree is formatted otherwise'; fi
status 0 'a check of the working tree' "$R" fmt worktree --check --register "$dir/repo"
status 1 'HEAD is as it was' "$R" fmt HEAD --check --register "$dir/repo"
status 64 'a plain folder has no revisions' "$R" fmt HEAD --check --cases "$dir/cases"

finish
