#!/bin/sh
# Installs the Debian packages of ci/packages.txt that are missing: `ci/setup.sh` the base set, `ci/setup.sh full` all.
# Asks no network when nothing is missing. Works with nothing but git and make on the machine.
set -eu
LC_ALL=C
export LC_ALL
here=$(dirname "$0")
sets=base
[ "${1:-base}" = full ] && sets='base|full'

die() {
    printf 'setup: %s\n' "$1" >&2
    exit "$2"
}

# A package counts as present when dpkg says installed, or when another one that is installed provides it.
is_present() {
    dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed && return 0
    dpkg-query -W -f='${db:Status-Status} ${Provides}\n' 2>/dev/null |
        sed -n 's/^installed //p' | tr ',' '\n' | sed 's/^ *//; s/ .*//' | grep -qxF "$1"
}

wanted=$(sed -n -E "s/^($sets) ([^ ]+)\$/\\2/p" "$here/packages.txt")
[ -n "$wanted" ] || die "$here/packages.txt names no package" 70
if ! command -v dpkg-query >/dev/null 2>&1; then
    die "this machine has no dpkg: use Debian 12 or 13 or Ubuntu 24.04, or a container of one of them (README.md)" 78
fi
missing=
for package in $wanted; do
    is_present "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || die "not root and no sudo; as root: apt-get install$missing" 77
    as_root=sudo
fi
printf 'setup: installing%s\n' "$missing" >&2
quiet="-qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A stale list may still do, so a failed update only counts if the installation fails as well.
$as_root apt-get $quiet update >"$log" 2>&1 ||
    printf 'setup: apt-get update failed, going on with the lists at hand\n' >&2
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get $quiet install -y --no-install-recommends $missing \
    >>"$log" 2>&1; then
    tail -20 "$log" >&2
    die "apt-get could not install:$missing" 74
fi
printf 'setup: done\n' >&2
