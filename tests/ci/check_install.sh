#!/bin/sh
# Getting it: what `make install`, `make dist` and `make deb` leave behind, twice alike, and that it runs from there.
# The Containerfile is held to what it names, as no container can be run here.
set -u
export LC_ALL=C
build=${BUILD:-build/release}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/kit/checks.sh

check() { # WHAT COMMAND...
    what=$1
    shift
    "$@" > "$work/said" 2>&1
    rc=$?
    if [ "$rc" -ne 0 ]; then head -5 "$work/said"; fi
    ok "$what" "$rc"
}
skip() {
    printf 'skipped: %s\n' "$1"
    skipped=$((skipped + 1))
}
version=$(ci/version.sh)

# ---- make install ----
(umask 077; ci/install.sh "$build" "$work/a" /usr) || ok 'install' 1
ci/install.sh "$build" "$work/b" /usr
check 'installed twice alike' diff -r "$work/a" "$work/b"
test -z "$(find "$work/a/usr" -type f ! -perm 644 ! -path '*/bin/rehearse' ! -path '*/templates/pre-commit')" &&
    test "$(stat -c %a "$work/a/usr/bin/rehearse")" = 755
ok 'modes do not follow the umask' $?
test "$(ls "$work/a")" = usr && test "$(ls "$work/a/usr" | tr '\n' ' ')" = 'bin share '
ok 'nothing outside the prefix' $?
for file in man/man1/rehearse.1 bash-completion/completions/rehearse zsh/site-functions/_rehearse \
    fish/vendor_completions.d/rehearse.fish doc/rehearse/LICENSE rehearse/cases/gate.yaml \
    rehearse/cases/register/CO-EDGE-001.yaml rehearse/fixtures/clean-mid-market.jsonl; do
    check "share/$file" test -s "$work/a/usr/share/$file"
done
installed=$work/a/usr/bin/rehearse
(cd / && env -i "$installed" version --json) > "$work/version.json" 2> "$work/err"
ok 'it runs from there, with nothing of the environment' $?
grep -q "\"rehearse\": \"$version\"" "$work/version.json" && grep -q '"zones": "' "$work/version.json" &&
    grep -q '"openssl": "[0-9]' "$work/version.json" && grep -q '"schema": "rehearse/version/1"' "$work/version.json"
ok 'version --json names tool, libraries and zone data' $?
(cd / && env -i "$installed" check --cases "$work/a/usr/share/rehearse/cases" -q -o json) > "$work/check.json" \
    2> "$work/err"
ok 'the cases that came with it load' $?
mkdir "$work/new"
check 'init needs no source tree' \
    sh -c "cd '$work/new' && env -i '$installed' init -q && env -i '$installed' test --cases cases -q"
make -s install BUILD="$build" DESTDIR="$work/c" PREFIX=/opt/rehearse -o "$build/rehearse" > "$work/said" 2>&1
check 'make install takes DESTDIR and PREFIX' test -x "$work/c/opt/rehearse/bin/rehearse"

# ---- make dist ----
if git rev-parse --verify -q HEAD > /dev/null 2>&1; then
    ci/dist.sh "$work/d1" > "$work/name" 2> "$work/err" || ok 'dist' 1
    (umask 077; TZ=Asia/Tokyo ci/dist.sh "$work/d2" > /dev/null 2>&1)
    check 'the source packs to the same bytes' cmp "$work/d1/rehearse-$version.tar.gz" \
        "$work/d2/rehearse-$version.tar.gz"
    check 'its checksum holds' sh -c "cd '$work/d1' && sha256sum -c --strict SHA256SUMS"
    tar -tzf "$work/d1/rehearse-$version.tar.gz" | sed -n "s|^rehearse-$version/||p" | grep -v '/$' | grep . |
        sort > "$work/packed"
    git ls-tree -r --name-only HEAD | sort > "$work/committed"
    check 'it holds what is committed' diff "$work/packed" "$work/committed"
    tar -C "$work" -xzf "$work/d1/rehearse-$version.tar.gz"
    check 'make knows what to do with it' make -s -n -C "$work/rehearse-$version" all
else
    skip 'no repository: make dist packs what is committed'
fi

# ---- make deb ----
has_all() { for tool; do command -v "$tool" > "$work/said" || return 1; done; }
if has_all dpkg dpkg-deb objdump strip; then
    ci/deb.sh "$build" "$work/deb1" > "$work/name" 2> "$work/err" || cat "$work/err"
    (umask 077; TZ=Asia/Tokyo ci/deb.sh "$build" "$work/deb2" > /dev/null 2>&1)
    deb=$(ls "$work/deb1"/*.deb)
    check 'the package is made to the same bytes' cmp "$deb" "$work/deb2/$(basename "$deb")"
    check 'its checksum holds' sh -c "cd '$work/deb1' && sha256sum -c --strict SHA256SUMS"
    test "$(dpkg-deb -f "$deb" Version)" = "$version-1" && test "$(dpkg-deb -f "$deb" Package)" = rehearse
    ok 'name and version' $?
    dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed 's/^ *//; s/ .*//' > "$work/depends"
    # By its name, or by one that it provides.
    dpkg-query -W -f='${db:Status-Status} ${Package}, ${Provides}\n' | sed -n 's/^installed //p' | tr ',' '\n' |
        sed 's/^ *//; s/[: ].*//' > "$work/here"
    while read -r package; do
        check "it depends on $package, which is here" grep -qxF "$package" "$work/here"
    done < "$work/depends"
    check 'it depends on each of the libraries' grep -q '^libgit2' "$work/depends"
    mkdir -p "$work/root/var/lib/dpkg/updates" "$work/root/var/lib/dpkg/info" && : > "$work/root/var/lib/dpkg/status"
    check 'it installs into a root' dpkg --root="$work/root" --log="$work/dpkg.log" \
        --force-not-root --force-depends --force-bad-path -i "$deb"
    check 'and is known there' grep -q '^Status: install ok installed' "$work/root/var/lib/dpkg/status"
    check 'and runs' sh -c "cd / && env -i '$work/root/usr/bin/rehearse' version"
    check 'its files are those that it lists' \
        sh -c "cd '$work/root' && md5sum -c --quiet var/lib/dpkg/info/rehearse.md5sums"
    if command -v lintian > /dev/null; then
        lintian --fail-on error,warning "$deb" > "$work/lint" 2> /dev/null
        rc=$?
        if [ "$rc" -ne 0 ]; then cat "$work/lint"; fi
        ok 'lintian has nothing against it' "$rc"
    else
        skip 'no lintian here'
    fi
else
    skip 'no dpkg-deb, objdump and strip here'
fi

# ---- Containerfile ----
test "$(grep -c '^FROM debian:12-slim' Containerfile)" -eq 2 && test "$(grep -c '^FROM' Containerfile)" -eq 2
ok 'two stages of debian:12-slim' $?
for target in $(sed -n 's/^.*&& make \([a-z]*\).*/\1/p' Containerfile); do
    check "it calls make $target, which there is" make -s -n -o "$build/rehearse" "$target"
done
for script in $(grep -o 'ci/[a-z]*\.sh' Containerfile); do check "it calls $script" test -x "$script"; done
check 'the package is where it takes it from' grep -q 'ci/deb.sh $(BUILD) build/deb$' Makefile
check 'it takes it from there' grep -q '^COPY --from=build /src/build/deb/\*.deb' Containerfile
check 'what was built elsewhere stays out' grep -qx build .containerignore
check 'and for docker too' cmp .containerignore .dockerignore
! grep -niE 'curl|wget|https?://|^ADD' Containerfile > "$work/said"
ok 'nothing is fetched but packages' $?

finish
