#!/bin/sh
# A Debian package of what was built: ci/deb.sh BUILD FOLDER. Needs dpkg-deb and no other tool of packagers. The same
# build gives the same bytes.
set -eu
LC_ALL=C
export LC_ALL
umask 022
cd "$(dirname "$0")/.."
build=$1 out=$2
upstream=$(ci/version.sh)
version=$upstream-1
maintainer="${DEBFULLNAME:-the authors of rehearse} <${DEBEMAIL:-rehearse@northgate.example}>"
arch=$(dpkg --print-architecture)
root=$out/root
mkdir -p "$out"
rm -rf "$root" "$out"/*.deb
mkdir -p "$root/DEBIAN"
ci/install.sh "$build" "$root" /usr
SOURCE_DATE_EPOCH=$(ci/epoch.sh)
export SOURCE_DATE_EPOCH

doc=$root/usr/share/doc/rehearse
strip --strip-all --remove-section=.comment --remove-section=.note "$root/usr/bin/rehearse"
gzip -9 -n "$root/usr/share/man/man1/rehearse.1"
rm "$doc/LICENSE"
mv "$doc/CHANGELOG.md" "$doc/changelog"
cat > "$doc/changelog.Debian" <<EOT
rehearse ($version) unstable; urgency=medium

  * Made of rehearse $upstream by its own \`make deb\`.

 -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
EOT
gzip -9 -n "$doc/changelog" "$doc/changelog.Debian"
# It is no upload to Debian, so it closes no bug there.
mkdir -p "$root/usr/share/lintian/overrides"
echo 'rehearse: initial-upload-closes-no-bugs' > "$root/usr/share/lintian/overrides/rehearse"
cat > "$doc/copyright" <<EOT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: rehearse

Files: *
Copyright: 2026 the authors of rehearse
License: Apache-2.0
 On Debian systems the full text of the Apache License, version 2.0, is in
 /usr/share/common-licenses/Apache-2.0.
EOT

# The package that owns a library, whichever of the two spellings of its folder dpkg knows.
owner() {
    for path in "$1" "/usr$1" "${1#/usr}"; do
        dpkg -S "$path" 2> /dev/null | sed -n '1s/: .*//p'
    done | head -1
}
# The least version of a package that has every symbol that the program takes from it, by its symbols file: NAME@VERSION
# MINIMUM behind a line `SONAME DEPENDENCY` in which #MINVER# stands for it. Nothing where there is no such file.
by_symbols() {
    [ -f "/var/lib/dpkg/info/$1.symbols" ] || return 0
    awk -v soname="$2" '
        FNR == NR { wanted[$1] = 1; next }
        /^[^ *|#]/ { is_ours = $1 == soname; if (is_ours) { $1 = ""; sub(/^ /, ""); print "T", $0 } next }
        is_ours && $1 in wanted { print "V", $2 }' "$out/symbols" "/var/lib/dpkg/info/$1.symbols" > "$out/found"
    least=$(sed -n 's/^V //p' "$out/found" | sort -V | tail -1)
    sed -n 's/^T //p' "$out/found" | sed "s/#MINVER#/${least:+(>= $least)}/; s/ *\$//"
}
# What a package asks of those who link with a library of it: its shlibs file says NAME VERSION DEPENDENCY.
by_shlibs() {
    awk -v n="${2%%.so.*}" -v v="${2#*.so.}" '$1 == n && $2 == v { $1 = $2 = ""; sub(/^ */, ""); print; exit }' \
        "/var/lib/dpkg/info/$1.shlibs" 2> /dev/null || true
}
depends() {
    ldd "$build/rehearse" | awk '$2 == "=>" { print $1, $3 }' | sort -u > "$out/libraries"
    objdump -T "$build/rehearse" |
        awk '/\*UND\*/ { v = NF > 5 ? $(NF - 1) : "Base"; gsub(/[()]/, "", v); print $NF "@" v }' \
        > "$out/symbols"
    objdump -p "$build/rehearse" | sed -n 's/^ *NEEDED *//p' | sort -u | while read -r soname; do
        package=$(owner "$(sed -n "s|^$soname ||p" "$out/libraries")")
        line=$(by_symbols "$package" "$soname")
        if [ -z "$line" ]; then line=$(by_shlibs "$package" "$soname"); fi
        if [ -z "$line" ]; then
            echo "deb: no package is known to hold $soname" >&2
            exit 66
        fi
        echo "$line"
    done
    rm -f "$out/libraries" "$out/symbols" "$out/found"
}
needs=$(depends)
# Of two libraries of one package the later version counts: it comes last.
depends=$(printf '%s\ntzdata\n' "$needs" | sort -V |
    awk '{ last[$1] = $0 } END { for (p in last) print last[p] }' | sort |
    tr '\n' ',' | sed 's/,$//; s/,/, /g')

cat > "$root/DEBIAN/control" <<EOT
Package: rehearse
Version: $version
Architecture: $arch
Maintainer: $maintainer
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: $depends
Suggests: git
Section: utils
Priority: optional
Description: replay what happened to customers under a changed register of rules
 rehearse says whether a change to the register of edge cases of an onboarding
 workflow may go live, by replaying what already happened to customers. The
 register is a folder of YAML files in git; the history is events; the answer is
 GO, HOLD or NO-GO, with reasons that lead back to a file, a line and a record.
EOT
(cd "$root" && find usr -type f | sort | xargs md5sum > DEBIAN/md5sums)
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=$out/rehearse_${version}_$arch.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" > /dev/null
rm -rf "$root"
(cd "$out" && sha256sum "$(basename "$package")" > SHA256SUMS)
echo "$package"
