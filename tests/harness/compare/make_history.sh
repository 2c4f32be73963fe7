#!/bin/sh
# A repository of 60 commits on the register of tests/data/revisions, with planted changes that are tagged planted/NAME:
# a loosening and tightenings, a change on a side branch and its merge, an entry under another name, a loosening hidden
# behind a tightening, a commit that does not load, and a change that is reverted. Between them stand commits that
# change no record. Dates run backwards, so that who goes by them goes wrong.
#
#     make_history.sh DIR          names of the planted commits on standard output
set -eu
export LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0
data=$(CDPATH= cd -- "$(dirname -- "$0")/../../data/revisions" && pwd)
repo=$1
git init -q --template= --initial-branch=main "$repo"
cp -R "$data"/. "$repo"
cd "$repo"
n=0
commit() { # SUBJECT [TAG]
    n=$((n + 1))
    date="2025-$(printf %02d $((12 - n / 6)))-$(printf %02d $((28 - n % 6)))T12:00:00+0000"
    git add -A
    GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t.example GIT_AUTHOR_DATE=$date GIT_COMMITTER_NAME=t \
        GIT_COMMITTER_EMAIL=t@t.example GIT_COMMITTER_DATE=$date \
        git commit -q --no-verify --no-gpg-sign --allow-empty -m "$1"
    if [ $# -gt 1 ]; then git tag "planted/$2"; fi
}
# Commits that change no record until there are UP of them: a title, what reviewers read, a file beside the register.
quiet() { # UP
    while [ "$n" -lt "$1" ]; do
        case $((n % 3)) in
        0) sed -i "s/^title: .*/title: Case E2, edition $n/" cases/register/E2.yaml ;;
        1) sed -i "s/^human: .*/human: look at it, as of edition $n/" cases/register/E6.yaml ;;
        2) echo "edition $n" > README ;;
        esac
        commit "edition $n"
    done
}
edit() { # FILE SED-SCRIPT: it must change something
    cp "cases/$1" .before
    sed -i -E "$2" "cases/$1"
    if cmp -s .before "cases/$1"; then echo "$1: nothing changed" >&2; exit 1; fi
    rm .before
}

commit 'the first register' base
quiet 9
edit policy.yaml 's/limit: 50/limit: 40/'
commit 'limit: 40' limit
quiet 17
edit register/E1.yaml 's/^(when: .*)$/\1 \&\& deal.size < 50/'
commit 'E1: small deals only' loosened
quiet 24
git mv cases/register/E5.yaml cases/register/E7.yaml
edit register/E7.yaml 's/^id: E5/id: E7/'
commit 'E5 is E7 now' renamed
quiet 27
git checkout -q -b side
edit register/E3.yaml 's/deal.size > 10/deal.size >= 5/'
commit 'E3: from five on' side
quiet 30
git checkout -q main
edit register/E1.yaml 's/primary: revops/primary: legal/'
commit 'E1: legal looks first' routed
n=$((n + 1))
GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t.example GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t.example \
    GIT_AUTHOR_DATE=2025-01-01T00:00:00+0000 GIT_COMMITTER_DATE=2025-01-01T00:00:00+0000 \
    git merge -q --no-ff -X theirs -m 'side is merged' side
git tag planted/merged
quiet 39
edit register/E2.yaml 's/deal.size > policy.limit/deal.size > 30/'
edit register/E4.yaml 's/^(when: .*)$/\1 \&\& deal.size > 10/'
commit 'E2 is stricter' hidden
quiet 44
echo 'when: again' >> cases/register/E3.yaml
commit 'E3: a key twice' broken
edit register/E3.yaml '/^when: again/d'
commit 'E3: mended' mended
quiet 49
edit register/E6.yaml 's/^sla: 2/sla: 1/'
commit 'E6 has more time' retimed
edit register/E4.yaml 's/^window: any/window: live..live/'
commit 'E4: only once it is live' reverted
quiet 54
edit register/E4.yaml 's/^window: live..live/window: any/'
commit 'Revert: E4 only once it is live' revert
quiet 57
edit register/E6.yaml 's/deal.size >= 1000/deal.size >= 400/'
commit 'E6: from 400 on' late
quiet 60
git tag -l 'planted/*' | while read -r tag; do printf '%s %s\n' "$(git rev-parse "$tag")" "${tag#planted/}"; done
