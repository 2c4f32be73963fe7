# What scripts of checks share, sourced by them from the root of the project once $dir or $work names their own folder:
#   check NAME COMMAND...         a command that must succeed; what it said is shown where it does not
#   status WANT NAME COMMAND...   a command that must end with this status; it writes $dir/out and $dir/err
#   says FILE TEXT NAME           the file of $dir has the text
#   same FILE FILE NAME           the same bytes
#   expect NAME WANT GOT          the same text
#   ok NAME STATUS                the status of what went before, 0 or not
#   ok, bad WHAT                  this is right; this is not
#   skip WHAT, skipped=N          what could not be tried here
#   finish                        the closing line that tests/run reads, and the script's status
dir=${dir:-${work:?checks.sh: neither dir nor work names a folder}}
passed=0 failed=0 skipped=0

bad() {
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$1"
}

ok() {
    if [ "$#" -eq 0 ] || [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
    else
        bad "$1"
        for said in "$dir/out" "$dir/err"; do
            if [ -f "$said" ]; then head -c 600 "$said"; fi
        done
    fi
}

skip() {
    skipped=$((skipped + 1))
    printf 'skipped: %s\n' "$1"
}

check() {
    name=$1
    shift
    if "$@" > "$dir/said" 2>&1; then
        ok
    else
        bad "$name"
        head -5 "$dir/said"
    fi
}

status() {
    want=$1 name=$2
    shift 2
    "$@" > "$dir/out" 2> "$dir/err"
    got=$?
    if [ "$got" -eq "$want" ]; then ok; else bad "$name: status $got, wanted $want: $(cat "$dir/err" "$dir/out" | head -2)"; fi
}

says() {
    case $1 in
        /*) file=$1 ;;
        *) file=$dir/$1 ;;
    esac
    if grep -qF -- "$2" "$file"; then ok; else bad "$3: $1 does not say: $2"; fi
}

same() { if cmp -s "$1" "$2"; then ok; else bad "$3"; fi; }
expect() { if [ "$2" = "$3" ]; then ok; else bad "$1 is $3, wanted $2"; fi; }

finish() {
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" -eq 0 ]
}
