# What scripts of checks share, sourced by them from the root of the project once $dir names their own folder:
#   check NAME COMMAND...   a command that must succeed; what it said is shown where it does not
#   ok NAME STATUS          the status of what went before, 0 or not
#   skipped=N               what could not be tried here
#   finish                  the closing line that tests/run reads, and the script's status
passed=0 failed=0 skipped=0

ok() {
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
    else
        printf 'FAILED: %s\n' "$1"
        failed=$((failed + 1))
    fi
}

check() {
    name=$1
    shift
    if "$@" > "$dir/said" 2>&1; then
        ok "$name" 0
    else
        ok "$name" 1
        head -5 "$dir/said"
    fi
}

finish() {
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" -eq 0 ]
}
