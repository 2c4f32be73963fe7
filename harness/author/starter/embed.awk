# The files of the starter as C: an array of the bytes of each, and the table of them, by their paths below TREE.
BEGIN { n = 0 }
FNR == 1 {
    if (n > 0) print "};"
    paths[n] = substr(FILENAME, length(TREE) + 2)
    if (n == 0) print "/* Made by harness/author/starter/embed.awk. */\n#include \"harness/author/starter/starter.h\"\n"
    printf "static const char text_%d[] = {\n", n++
}
/[^\t -~]/ { print FILENAME ":" FNR ": only ASCII can be embedded" > "/dev/stderr"; exit 1 }
{
    line = ""
    for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        line = line (c == "'" || c == "\\" ? "'\\" c "'," : c == "\t" ? "'\\t'," : "'" c "',")
    }
    print line "'\\n',"
}
END {
    if (n > 0) print "};"
    printf "\nconst rh_starter_file rh_starter__files[] = {\n"
    for (i = 0; i < n; i++)
        printf "    {{\"%s\", %d}, {text_%d, sizeof text_%d}},\n", paths[i], length(paths[i]), i, i
    printf "};\nconst size_t rh_starter__n_files = %d;\n", n
}
