#!/bin/sh
# The tables of the command line against each other: exit statuses in the order of ruling 140, every class of errors
# with a status, every option taken by some command.
set -u
cli=harness/cli
passed=0 failed=0
check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s: %s, wanted %s\n' "$1" "$2" "$3"
    fi
}

check 'the order of exit statuses' \
    "$(sed -n 's/^X([A-Z]*, \([0-9]*\),.*/\1/p' $cli/exit.def | tr '\n' ' ')" \
    '70 74 73 77 76 78 65 66 75 68 64 1 2 0 '
for class in $(sed -n 's/^ *\(RH_CLASS_[A-Z]*\),\{0,1\}  *\/\* [0-9].*/\1/p' engine/base/err.h); do
    check "a status for $class" "$(grep -c "^X([A-Z]*, [0-9]*, $class," $cli/exit.def)" 1
done
for option in $(sed -n 's/^X(\([A-Z_]*\), ".*/\1/p' $cli/options.def); do
    case $option in VERBOSE | QUIET | HELP) continue ;; esac
    if grep -q "O($option)" $cli/commands.def $cli/commands.c; then taken=yes; else taken=no; fi
    check "an option that no command takes: $option" "$taken" yes
done
for function in $(sed -n 's/^X("[a-z]*", \([a-z]*\),.*/\1/p' $cli/commands.def); do
    check "cmd_$function.c" \
        "$(grep -c "^rh_exit rh_cmd_$function(rh_cli \*cli, rh_err \*err)$" $cli/cmd_"$function".c)" 1
done
printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 20 ]
