#!/bin/sh
# Puts what was built into place: ci/install.sh BUILD DESTDIR PREFIX. Nothing outside DESTDIR/PREFIX is touched, and
# every file gets the same mode whatever the umask.
set -eu
LC_ALL=C
export LC_ALL
umask 022
build=$1 destdir=$2 prefix=$3
cd "$(dirname "$0")/.."
root=$destdir$prefix

# put MODE TARGET-FOLDER FILE...
put() {
    mode=$1 folder=$root/$2
    shift 2
    mkdir -p "$folder"
    for file; do install -m "$mode" "$file" "$folder/"; done
}

put 755 bin "$build/rehearse"
put 644 share/man/man1 share/man/man1/rehearse.1
put 644 share/bash-completion/completions share/bash-completion/completions/rehearse
put 644 share/zsh/site-functions share/zsh/site-functions/_rehearse
put 644 share/fish/vendor_completions.d share/fish/vendor_completions.d/rehearse.fish
put 644 share/doc/rehearse README.md CHANGELOG.md LICENSE docs/*.md docs/*.png
put 644 share/rehearse/cases cases/*.yaml cases/README.md
put 644 share/rehearse/cases/register cases/register/*.yaml
put 644 share/rehearse/cases/calendars cases/calendars/*
put 644 share/rehearse/fixtures fixtures/*.jsonl fixtures/README.md
# Templates for a pipeline, each folder with its own.
if [ -d ci/templates ]; then
    find ci/templates -type f | sort | while read -r file; do
        mode=644
        if head -c 2 "$file" | grep -q '^#!'; then mode=755; fi
        put "$mode" "share/rehearse/$(dirname "${file#ci/}")" "$file"
    done
fi
