#!/bin/sh
# The instant that every file of what is packed bears, in seconds since 1970: SOURCE_DATE_EPOCH, else that of the
# commit, else (outside a repository) a fixed one. No clock has a say, so that the same tree packs to the same bytes.
cd "$(dirname "$0")/.." || exit 70
if [ -n "${SOURCE_DATE_EPOCH:-}" ]; then echo "$SOURCE_DATE_EPOCH"
elif git rev-parse --verify -q HEAD > /dev/null 2>&1; then git log -1 --format=%ct
else echo 1767225600
fi
