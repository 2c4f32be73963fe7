# The style sheet as C: a string a line, without its comments and indents. The file is ASCII; a comment has a line of
# its own.
BEGIN { print "/* Made by reports/pages/embed.awk. */\n#include \"reports/pages/style.h\"\n\nconst char *const rh_page_style[] = {" }
/[^ -~]/ { print FILENAME ":" FNR ": only ASCII can be embedded" > "/dev/stderr"; exit 1 }
/^\/\*.*\*\/$/ || /^ *$/ { next }
/\/\*/ { print FILENAME ":" FNR ": a comment has a line of its own" > "/dev/stderr"; exit 1 }
{
    sub(/^ +/, "")
    gsub(/["\\]/, "\\\\&")
    print "    \"" $0 "\\n\","
}
END { print "    NULL,\n};" }
