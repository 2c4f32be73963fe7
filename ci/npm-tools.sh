#!/bin/sh
# Installs the tools of ci/packages.txt's set `npm` into build/npm, once, and prints the folder of their programs. Fails
# with one line that says why where there is no npm or no registry: a test that needs a tool then says `skipped:`.
set -eu
LC_ALL=C
export LC_ALL
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
dir=$here/../build/npm
wanted=$(sed -n 's/^npm \([^ ]*\)$/\1/p' "$here/packages.txt")

die() {
    printf '%s\n' "$1" >&2
    exit 1
}

[ -n "$wanted" ] || die "$here/packages.txt names no tool of npm"
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
if [ "$(cat "$dir/wanted" 2>/dev/null || :)" != "$wanted" ]; then
    command -v npm >/dev/null 2>&1 || die 'npm not found'
    rm -rf "$dir/node_modules" "$dir/wanted"
    # No script of a package runs; what they would do to programs is done below.
    timeout 180 npm install --prefix "$dir" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error $wanted \
        >"$dir/log" 2>&1 || die "npm could not install $wanted: $(tail -1 "$dir/log")"
    chmod u+x "$dir"/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
    printf '%s\n' "$wanted" >"$dir/wanted"
fi
printf '%s/node_modules/.bin\n' "$dir"
