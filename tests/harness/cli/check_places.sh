#!/bin/sh
# The gate and the diff wherever a CI system may have put the repository: bare, shallow, a linked working tree, on a
# merge commit, owned by somebody else, in an empty environment. The same commits give the same bytes everywhere.
set -u
LC_ALL=C
export LC_ALL
B=$PWD/${BUILD:-build/release}
R=$B/rehearse
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh

export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t.example GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t.example
export GIT_AUTHOR_DATE=2026-03-02T09:00:00Z GIT_COMMITTER_DATE=2026-03-02T09:00:00Z

# main, and a proposal that is merged into it on a branch of its own, as a forge does to try it.
fixtures/example-repo.sh "$dir/repo" > /dev/null || exit 1
"$B/generate" --seed 7 --journeys 40 -o "$dir/log.jsonl" --truth "$dir/truth.json" || exit 1
git -C "$dir/repo" config advice.detachedHead false
git -C "$dir/repo" checkout -q -b proposal HEAD~1
sed 's/^title: .*/title: Conflicting plans/' "$dir/repo/cases/register/CO-EDGE-014.yaml" > "$dir/entry"
cp "$dir/entry" "$dir/repo/cases/register/CO-EDGE-014.yaml"
git -C "$dir/repo" commit -q -a -m proposal
git -C "$dir/repo" checkout -q -b merged main
git -C "$dir/repo" merge -q --no-ff -m merged proposal
git -C "$dir/repo" checkout -q main
main=$(git -C "$dir/repo" rev-parse main) merged=$(git -C "$dir/repo" rev-parse merged)

# gate NAME ARGUMENTS...: json, html and sarif of a gate, and its diff, under $dir/NAME.*
gate() {
    name=$1
    shift
    "$R" gate "$@" --events "$dir/log.jsonl" -q -o json="$dir/$name.json" -o html="$dir/$name.html" \
        -o sarif="$dir/$name.sarif" -o gitlab="$dir/$name.gitlab" -o github="$dir/$name.github" \
        -o comment="$dir/$name.comment" -o junit="$dir/$name.xml" 2> "$dir/err"
    case $? in 0 | 1 | 2) ok ;; *) bad "$name: $(head -1 "$dir/err")" ;; esac
}
all_same() {
    for form in json html sarif gitlab github comment xml; do same "$dir/$1.$form" "$dir/$2.$form" "$3: $form"; done
}

# ---- the same bytes ----

gate plain "$merged" --base "$main" --register "$dir/repo" -j 1
gate again "$merged" --base "$main" --register "$dir/repo" -j 8
all_same plain again 'eight threads'
export TZ=America/St_Johns LANG=tr_TR.UTF-8
unset LC_ALL
gate turkish "$merged" --base "$main" --register "$dir/repo" -j 3
LC_ALL=C TZ=UTC
export LC_ALL
# Covers: K6, T7
all_same plain turkish 'another locale and time zone'
for j in 1 8; do
    "$R" diff "$main~4..$merged" --register "$dir/repo" --events "$dir/log.jsonl" -q -j $j -o html="$dir/diff$j.html" \
        -o sarif="$dir/diff$j.sarif" -o github="$dir/diff$j.github" 2> "$dir/err"
done
for form in html sarif github; do same "$dir/diff1.$form" "$dir/diff8.$form" "diff with eight threads: $form"; done
says "$dir/diff1.html" 'Before and after' 'the page of a diff'
says "$dir/diff1.github" '::warning file=cases/register/CO-EDGE-0' 'annotations of a diff'

# ---- bare ----

git clone -q --bare "$dir/repo" "$dir/bare.git"
gate bare "$merged" --base "$main" --register "$dir/bare.git"
all_same plain bare 'a bare repository'
status 66 'a bare repository has no working tree' "$R" check worktree --register "$dir/bare.git"

# ---- a linked working tree ----

git -C "$dir/repo" worktree add -q "$dir/linked" merged
gate linked "$merged" --base "$main" --register "$dir/linked"
all_same plain linked 'a linked working tree'
gate head HEAD --base main --register "$dir/linked"
says "$dir/head.json" "$merged" 'HEAD is that of the linked working tree'
sed -i 's/^sla: .*/sla: 9/' "$dir/linked/cases/register/CO-EDGE-002.yaml"
status 65 'worktree is the linked one' "$R" check worktree --register "$dir/linked"
status 0 'and not the main one' "$R" check worktree --register "$dir/repo"

# ---- a merge commit ----

git clone -q "$dir/repo" "$dir/clone"
git -C "$dir/clone" config advice.detachedHead false
git -C "$dir/clone" checkout -q --detach "$merged"
gate merge HEAD --register "$dir/clone"
# Covers: G10
says "$dir/merge.json" "$main" 'the base of a merge commit is the branch it is merged into'
says "$dir/merge.json" '"base_how": "merge base with origin/HEAD"' 'a merge commit'
gate parent "$merged^1" --base "$main" --register "$dir/clone"
git -C "$dir/clone" checkout -q -B main "$merged" && git -C "$dir/clone" push -q origin HEAD:landed
git -C "$dir/clone" update-ref refs/remotes/origin/HEAD "$merged"
gate landed HEAD --register "$dir/clone"
says "$dir/landed.json" "$main" 'on the default branch the base of a merge is its first parent'

# ---- shallow ----

git clone -q --depth 1 "file://$dir/repo" "$dir/shallow" 2> "$dir/err"
# Covers: G1
status 66 'a shallow clone has no base' "$R" gate --register "$dir/shallow" --events "$dir/log.jsonl" -q
says "$dir/err" 'git fetch --unshallow' 'the command that deepens it'
status 66 'nor one by name' "$R" gate --base HEAD~1 --register "$dir/shallow" --events "$dir/log.jsonl" -q
says "$dir/err" 'git fetch --unshallow' 'the command that deepens it'
status 66 'nor a diff' "$R" diff HEAD~1..HEAD --register "$dir/shallow" --events "$dir/log.jsonl" -q
says "$dir/err" 'git fetch --unshallow' 'the command that deepens it'
deepen=$(sed -n 's/.*run \(git fetch --unshallow\).*/\1/p' "$dir/err" | head -1)
status 0 'its own register can be checked' "$R" check HEAD --register "$dir/shallow"
(cd "$dir/shallow" && $deepen -q)
gate deepened HEAD --register "$dir/shallow"
gate full "$main" --base "$main~1" --register "$dir/repo"
same "$dir/deepened.sarif" "$dir/full.sarif" 'the command did deepen it'

# ---- a fork: no secret, no home, nothing but the repository ----

fork() { env -i PATH=/usr/bin:/bin "$R" "$@"; }
# Covers: M13
fork gate "$merged" --base "$main" --register "$dir/repo" --events "$dir/log.jsonl" -q -o json="$dir/fork.json" \
    2> "$dir/err"
case $? in 0 | 1 | 2) ok ;; *) bad "a fork: $(head -1 "$dir/err")" ;; esac
same "$dir/plain.json" "$dir/fork.json" 'an empty environment'

# ---- somebody else's ----

if [ "$(id -u)" -eq 0 ]; then
    cp -R "$dir/bare.git" "$dir/theirs.git" && chown -R 12345 "$dir/theirs.git"
    # Covers: G3
    status 77 'a repository of another user' "$R" check main --register "$dir/theirs.git"
    mkdir "$dir/home" && printf '[safe]\n\tdirectory = %s\n' "$dir/theirs.git" > "$dir/home/.gitconfig"
    status 0 'which this user calls safe' env -u GIT_CONFIG_GLOBAL HOME="$dir/home" "$R" check main \
        --register "$dir/theirs.git"
else
    skip 'not root: a repository of another user'
fi

finish
