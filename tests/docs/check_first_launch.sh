#!/bin/sh
# docs/first-launch.md, done as it says: every command of its blocks, in order, in an empty folder; and what it says
# comes out.
set -u
export LC_ALL=C
build=$(cd "$(dirname "${BUILD:-build/release}/rehearse")" && pwd) || exit 1
page=$PWD/docs/first-launch.md
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/kit/checks.sh
export PATH="$build:$PATH" HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t.example GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t.example
cd "$work" || exit 1

# The commands of the Nth block, each with its exit status behind it.
block() {
    awk -v n="$1" '/^```/ { if (open) open = 0; else open = ++i; next } open == n' "$page" > "$work/block"
    : > "$work/out"
    while read -r line <&3; do
        eval "$line" >> "$work/out" 2>&1
        printf '\nstatus %s of %s\n' "$?" "$line" >> "$work/out"
    done 3< "$work/block"
}
says() { # WHAT TEXT
    tr -s ' \n' '  ' < "$work/out" | grep -qF -e "$2"
    ok "$1: says '$2'" $?
}

block 1
says 'the first files' '18 files in .'
says 'the first files' 'status 0 of rehearse init'
grep -q '^Eighteen files' "$page"
ok 'the page counts them, too' $?
block 2
says 'check and test' 'status 0 of rehearse check worktree'
says 'check and test' 'status 0 of rehearse test worktree --mutate'
says 'check and test' 'Mutation score'
block 3
says 'the first question' 'Go-live gate: NO-GO'
says 'the first question' 'ollback owner named: nobody answers for it'
says 'the first question' 'status 1 of rehearse gate'
sed 's/    # done:/    done:/' cases/checklist.yaml > ../list && cp ../list cases/checklist.yaml
block 4
says 'the rollback owner' 'Go-live gate: GO'
says 'the rollback owner' 'Replayed 30 journeys'
says 'the rollback owner' 'status 0 of rehearse gate'
grep -q '30 journeys, 58 judged actions' "$page"
ok 'the page counts the judged actions' $?
says 'the judged actions' '1 of 58'

block 5
says 'a rule changed' 'status 0 of sed'
says 'a rule changed' 'status 1 of rehearse diff'
says 'a rule changed' 'cases/register/EDGE-001.yaml'
says 'a rule changed' 'Go-live gate: NO-GO'
says 'a rule changed' 'status 1 of rehearse gate'

finish
