# What scripts that judge proposals share, sourced by them behind checks.sh once $dir names their own folder. The
# repository is $repo, the history $log; a proposal is one commit upon main.
#   commit SUBJECT                all that stands in the working tree
#   edit FILE SED-SCRIPT          it must change something
#   gate FORMAT ARGUMENTS...      of `proposal` against main, into $dir/out and $dir/err; $rc is its status
#   found EXIT WHAT TEXT...       what the gate that ran last ended with, and texts that it said
#   judge EXIT WHAT TEXT...       the gate of what stands in the working tree; then the tree is the base's again
#   criterion ID KEY              a key of the first row of that criterion in the JSON report
#   is ID KEY VALUE               it is that
rehearse=${BUILD:-build/release}/rehearse
repo=$dir/repo log=$dir/log.jsonl
no_go='"verdict": "NO-GO"' go='"verdict": "GO"'

commit() {
    git -C "$repo" add -A
    git -C "$repo" -c user.name=t -c user.email=t@t.example commit -qm "$1" --no-verify
}
edit() {
    cp "$repo/$1" "$dir/before"
    sed -i -E "$2" "$repo/$1"
    if cmp -s "$dir/before" "$repo/$1"; then
        echo "$1: nothing changed" >&2
        exit 1
    fi
}
gate() {
    format=$1
    shift
    "$rehearse" gate proposal --base main --register "$repo" --today 2026-02-01T00:00:00Z -q -o "$format" "$@" \
        > "$dir/out" 2> "$dir/err"
    rc=$?
}
found() {
    exit=$1 what=$2
    shift 2
    test "$rc" -eq "$exit"
    ok "$what: exit status $rc, wanted $exit" $?
    for text; do
        cat "$dir/out" "$dir/err" | grep -qF -e "$text"
        ok "$what: says $text" $?
    done
}
judge() {
    git -C "$repo" checkout -q -b proposal
    commit "$2"
    gate json --events "$log"
    found "$@"
    git -C "$repo" checkout -q main
    git -C "$repo" branch -q -D proposal
}
criterion() {
    awk -v id="\"id\": \"$1\"" -v key="\"$2\":" '
        /^    \{/ { n = 0 } { row[n++] = $0 }
        /^    \}/ { hit = 0; for (i = 0; i < n; i++) hit += index(row[i], id) > 0
                    if (hit) for (i = 0; i < n; i++) if (index(row[i], key)) {
                        sub(/^[^:]*: /, "", row[i]); sub(/,$/, "", row[i]); print row[i]; exit } }' "$dir/out"
}
is() {
    got=$(criterion "$1" "$2")
    test "$got" = "$3"
    ok "$1: $2 is $got, wanted $3" $?
}
