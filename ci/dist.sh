#!/bin/sh
# The source as an archive, and its checksum: ci/dist.sh FOLDER. What is committed at HEAD and nothing else; the same
# commit gives the same bytes.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.."
out=$1
name=rehearse-$(ci/version.sh)
if ! git rev-parse --verify -q HEAD > /dev/null 2>&1; then
    echo "dist: not a repository with a commit: the source archive is made of one" >&2
    exit 66
fi
if [ -n "$(git status --porcelain --untracked-files=no)" ]; then
    echo "dist: what is not committed is left out" >&2
fi
mkdir -p "$out"
# The umask of the archive is set here, as a setting of the machine would show in it.
git -c tar.umask=0022 archive --format=tar --prefix="$name/" --mtime="@$(ci/epoch.sh)" HEAD > "$out/$name.tar" \
    2> /dev/null ||
    git -c tar.umask=0022 archive --format=tar --prefix="$name/" HEAD > "$out/$name.tar"
gzip -9 -n -f "$out/$name.tar"
(cd "$out" && sha256sum "$name.tar.gz" > SHA256SUMS)
echo "$out/$name.tar.gz"
