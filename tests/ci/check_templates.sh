#!/bin/sh
# The steps of the templates, run for real: a repository with a proposal, checked out as the forge does it, in an empty
# environment. Only apt-get is a stand-in, which puts the built program where the package would.
set -u
LC_ALL=C
export LC_ALL
B=${BUILD:-build/release}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
. tests/kit/checks.sh
here=$PWD

must() { if "$@" > "$dir/must" 2>&1; then ok; else bad "$*: $(tail -2 "$dir/must" | tr '\n' ' ')"; fi; }

export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$dir/gitconfig" GIT_TERMINAL_PROMPT=0
git config --global user.name t
git config --global user.email t@t.example
git config --global init.defaultBranch main
git config --global advice.detachedHead false

# ---- the repository, a proposal in it, and the package ----

fixtures/example-repo.sh "$dir/origin" > /dev/null || exit 1
mkdir "$dir/origin/history" "$dir/origin/tools" "$dir/bin"
"$B/generate" --seed 7 --journeys 60 -o "$dir/origin/history/made-up.jsonl" --truth "$dir/truth.json" || exit 1
echo 'the package' > "$dir/origin/tools/rehearse_0_amd64.deb"
(cd "$dir/origin/tools" && sha256sum rehearse_0_amd64.deb > SHA256SUMS)
git -C "$dir/origin" add -A && git -C "$dir/origin" commit -q -m 'history and package'
git -C "$dir/origin" checkout -q -b proposal
sed 's/^sla: .*/sla: 1/' "$dir/origin/cases/register/CO-EDGE-002.yaml" > "$dir/entry"
cp "$dir/entry" "$dir/origin/cases/register/CO-EDGE-002.yaml"
# It also brings a program and a history of its own, in which nothing happened.
echo 'another package' > "$dir/origin/tools/rehearse_0_amd64.deb"
(cd "$dir/origin/tools" && sha256sum rehearse_0_amd64.deb > SHA256SUMS)
head -1 "$dir/origin/history/made-up.jsonl" > "$dir/entry" && cp "$dir/entry" "$dir/origin/history/made-up.jsonl"
git -C "$dir/origin" commit -q -a -m 'a slower clock'
git -C "$dir/origin" checkout -q main
cat > "$dir/bin/apt-get" << EOF
#!/bin/sh
echo "apt-get \$*" >> "$dir/apt.log"
case "\$*" in */rehearse_0_amd64.deb*) cat "$dir/from-base/tools/rehearse_0_amd64.deb" >> "$dir/apt.log"
    ln -sf "$here/$B/rehearse" "$dir/bin/rehearse" ;; esac
EOF
chmod +x "$dir/bin/apt-get"

# checkout FOLDER: the proposal merged into main, detached, with the branches of the forge under origin/, as checkout
# does it.
checkout() {
    rm -rf "$1" && git clone -q --no-local "$dir/origin" "$1" && cd "$1" || exit 1
    git checkout -q --detach origin/main
    git merge -q --no-ff -m 'Merge the proposal' origin/proposal
    git branch -q -D main
    git remote set-head origin --delete
    cd "$here" || exit 1
}

# steps FILE KEY: the scripts of a template, one file each in $dir/steps, in their order: blocks behind "run: |"
# (GitHub), or "- |" (GitLab).
steps() {
    rm -rf "$dir/steps" && mkdir "$dir/steps"
    awk -v out="$dir/steps" '
        function indent(s) { match(s, /^ */); return RLENGTH }
        inside && NF && indent($0) <= depth { inside = 0 }
        inside { line = $0; if (!width) width = indent($0); print substr(line, width + 1) > file; next }
        /^ *(run|-): ?\|$/ || /^ *- \|$/ {
            inside = 1; width = 0; depth = indent($0); file = sprintf("%s/%02d", out, ++n)
        }
        ' "$1"
}

# run FOLDER STEP NAME=VALUE...: a step in an empty environment.
run() {
    folder=$1 step=$2
    shift 2
    (cd "$folder" && env -i PATH="$dir/bin:/usr/bin:/bin" HOME="$dir/home" GIT_CONFIG_NOSYSTEM=1 \
        TOOLS=tools HISTORY=history FROM_BASE="$dir/from-base" "$@" sh -eu "$dir/steps/$step") > "$dir/out" \
            2> "$dir/err"
}

# ---- GitHub ----

mkdir "$dir/home"
steps ci/templates/github-actions.yml
if [ "$(ls "$dir/steps" | wc -l)" -eq 5 ]; then ok; else bad "GitHub: $(ls "$dir/steps" | wc -l) scripts, not 5"; fi
checkout "$dir/github"
must run "$dir/github" 01
says "$dir/apt.log" 'git ca-certificates' 'GitHub: git'
must run "$dir/github" 02 BASE_REF=main
says "$dir/out" 'rehearse 0.' 'GitHub: the program is there'
says "$dir/apt.log" 'the package' 'GitHub: the program is the base'"'"'s'
must run "$dir/github" 03
: > "$dir/summary.md"
# The proposal is no GO: a changed clock loosens or is not covered.
run "$dir/github" 04 BASE_REF=main GITHUB_STEP_SUMMARY="$dir/summary.md"
case $? in 1 | 2) ok ;; *) bad "GitHub: gate: $(head -1 "$dir/err")" ;; esac
says "$dir/out" 'file=cases/register/CO-EDGE-002.yaml' 'GitHub: annotations'
if grep -qvE '^(::(error|warning|notice) |rehearse: )' "$dir/out"; then
    bad 'GitHub: a line that is no annotation'
else
    ok
fi
says "$dir/summary.md" 'Go-live gate' 'GitHub: step summary'
says "$dir/github/report/comment.md" '<!-- rehearse/gate -->' 'GitHub: comment'
for file in gate.html gate.json gate.sarif gate.xml check.sarif; do must test -s "$dir/github/report/$file"; done
base=$(git -C "$dir/origin" rev-parse main)
says "$dir/github/report/gate.json" "$base" 'GitHub: the base is the target branch'
says "$dir/github/report/gate.json" '"policy": "base"' 'GitHub: the policy is the base'"'"'s'
must run "$dir/github" 05 BASE_REF=main
says "$dir/github/report/diff.html" 'Before and after' 'GitHub: diff'
# A push to main: the base is the first parent of the merge, the same commit.
run "$dir/github" 04 BASE_REF= GITHUB_STEP_SUMMARY="$dir/summary.md"
case $? in 1 | 2) ok ;; *) bad "GitHub: gate of a push: $(head -1 "$dir/err")" ;; esac
says "$dir/github/report/gate.json" "$base" 'GitHub: the base of a push'
# A push of two commits, of which the last changes nothing, is judged from what it found; so is a merge group.
git -C "$dir/github" commit -q --allow-empty -m 'nothing more'
for name in PUSHED_ON QUEUED_ON; do
    run "$dir/github" 04 BASE_REF= "$name=$base" GITHUB_STEP_SUMMARY="$dir/summary.md"
    case $? in 1 | 2) ok ;; *) bad "GitHub: gate of two commits, $name: $(head -1 "$dir/err")" ;; esac
    says "$dir/github/report/gate.json" "$base" "GitHub: the base of two commits, $name"
    must run "$dir/github" 05 BASE_REF=
    says "$dir/github/report/diff.html" 'Before and after' "GitHub: diff of two commits, $name"
done
zeros=0000000000000000000000000000000000000000
run "$dir/github" 04 BASE_REF= PUSHED_ON=$zeros GITHUB_STEP_SUMMARY="$dir/summary.md"
says "$dir/github/report/gate.json" "$(git -C "$dir/github" rev-parse HEAD^1)" 'GitHub: a push that found nothing'
git -C "$dir/github" reset -q --hard HEAD^1
says "$dir/github/report/gate.json" '"journeys": 60' 'GitHub: the history is the base'"'"'s'
# A package with another digest than the base says is not installed.
rm -rf "$dir/from-base" && git -C "$dir/origin" checkout -q -b tampered main
echo 'tampered with' > "$dir/origin/tools/rehearse_0_amd64.deb" && git -C "$dir/origin" commit -q -a -m tampered
git -C "$dir/github" fetch -q origin && git -C "$dir/origin" checkout -q main
: > "$dir/apt.log"
if run "$dir/github" 02 BASE_REF=tampered; then bad 'GitHub: a package with another digest'; else ok; fi
if [ -s "$dir/apt.log" ]; then bad 'GitHub: a package with another digest was installed'; else ok; fi
# A base without them says what is missing.
git -C "$dir/github" update-ref refs/remotes/origin/old main~1 2> /dev/null ||
    git -C "$dir/github" update-ref refs/remotes/origin/old refs/remotes/origin/main~1
if run "$dir/github" 02 BASE_REF=old; then bad 'GitHub: a base without a program'; else ok; fi
says "$dir/out" 'merge the folders TOOLS and HISTORY first' 'GitHub: a base without a program'
rm -rf "$dir/from-base" && run "$dir/github" 02 BASE_REF=main
# The first commit of all has no parent: it is its own base, and there is no diff.
git clone -q "$dir/origin" "$dir/root" && git -C "$dir/root" checkout -q -B main \
    "$(git -C "$dir/root" commit-tree -m root 'origin/main^{tree}')" && git -C "$dir/root" remote remove origin
: > "$dir/summary.md"
run "$dir/root" 04 BASE_REF= GITHUB_STEP_SUMMARY="$dir/summary.md"
case $? in 0 | 1 | 2) ok ;; *) bad "GitHub: the first commit: $(head -1 "$dir/err")" ;; esac
says "$dir/root/report/gate.json" '"policy": "bootstrap"' 'GitHub: the first commit'
must run "$dir/root" 05 BASE_REF=
must cmp ci/templates/github-actions.yml harness/author/starter/tree/.github/workflows/rehearse.yml

# ---- GitLab ----

rm -rf "$dir/home" "$dir/bin/rehearse" "$dir/from-base" && mkdir "$dir/home"
steps ci/templates/gitlab-ci.yml
if [ "$(ls "$dir/steps" | wc -l)" -eq 2 ]; then ok; else bad "GitLab: $(ls "$dir/steps" | wc -l) scripts, not 2"; fi
checkout "$dir/gitlab"
must run "$dir/gitlab" 01 CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
run "$dir/gitlab" 02 CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
case $? in 1 | 2) ok ;; *) bad "GitLab: $(head -1 "$dir/err")" ;; esac
says "$dir/gitlab/report/gl-code-quality-report.json" '"path": "cases/register/CO-EDGE-002.yaml"' 'GitLab: code quality'
says "$dir/out" 'Go-live gate' 'GitLab: the log'
for file in gate.html gate.json gate.xml comment.md diff.html; do must test -s "$dir/gitlab/report/$file"; done

# ---- the hook ----

mkdir -p "$dir/origin/.git/hooks" && cp ci/templates/pre-commit "$dir/origin/.git/hooks/pre-commit"
cd "$dir/origin" || exit 1
PATH=$dir/bin:/usr/bin:/bin
rm -f "$dir/bin/rehearse"
echo notes > notes.txt && git add notes.txt
must git commit -q -m 'nothing of the register, so nothing is asked of it'
must sh -c "cd '$dir/origin' && sed -i 's/^sla: .*/sla: 9/' cases/register/CO-EDGE-002.yaml && git add -A"
if git commit -q -m 'no program' 2> "$dir/err"; then bad 'hook: without the program'; else ok; fi
says "$dir/err" 'rehearse is not installed' 'hook'
ln -s "$here/$B/rehearse" "$dir/bin/rehearse"
if git commit -q -m 'a tier that there is not' > "$dir/out" 2> "$dir/err"; then
    bad 'hook: a register that does not load'
else
    ok
fi
says "$dir/err" 'cases/register/CO-EDGE-002.yaml:' 'hook names the place'
says "$dir/err" 'sla is 9' 'hook names the fault'
# What is staged counts, whatever stands in the working tree.
git checkout -q HEAD -- cases && echo '# a remark' >> cases/register/CO-EDGE-002.yaml && git add -A
sed -i 's/^sla: .*/sla: 9/' cases/register/CO-EDGE-002.yaml
must git commit -q -m 'staged is good, the working tree is not'
git add -A && git checkout -q HEAD~1 -- notes.txt 2> /dev/null
git show HEAD:cases/register/CO-EDGE-002.yaml > cases/register/CO-EDGE-002.yaml
if git commit -q -m 'staged is bad, the working tree is good' 2> "$dir/err"; then
    bad 'hook: what is staged'
else
    ok
fi
git checkout -q HEAD -- cases 2> /dev/null; git reset -q --hard
sed -i 's/contract.plan, //' cases/register/CO-EDGE-002.yaml
git add -A
if git commit -q -m 'a test fails' > "$dir/out" 2> "$dir/err"; then bad 'hook: a failing test'; else ok; fi
says "$dir/err" 'refused by rehearse test' 'hook: a failing test'

finish
