# Mapping files as C: an array of the bytes of each, and the table that map_builtin.c looks them up in. The files are
# ASCII.
BEGIN { n = 0 }
FNR == 1 {
    if (n > 0) print "};"
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.yaml$/, "", name)
    names[n] = name
    if (n == 0) print "/* Made by harness/ingest/maps/embed.awk. */\n#include \"harness/ingest/map_builtin.h\"\n"
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
    printf "\nconst rh_map_builtin_file rh_map__builtins[] = {\n"
    for (i = 0; i < n; i++) printf "    {{\"%s\", %d}, {text_%d, sizeof text_%d}},\n", names[i], length(names[i]), i, i
    printf "};\nconst size_t rh_map__n_builtins = %d;\n", n
}
