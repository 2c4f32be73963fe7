# Reads `file:line:#include …` lines and prints those that break the table of rooms (layers.txt).
BEGIN {
    while ((getline row < layers) > 0) {
        if (row ~ /^#/ || row !~ /:/) continue
        room = substr(row, 1, index(row, ":") - 1)
        may[room] = substr(row, index(row, ":") + 1) " "
    }
    n = split("assert.h float.h limits.h math.h stdalign.h stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h " \
        "string.h inttypes.h", c, " ")
    for (i = 1; i <= n; i++) plain[c[i]] = 1
}

# The longest room of the table that holds the path.
function room_of(path,   parts) {
    split(path, parts, "/")
    if ((parts[1] "/" parts[2]) in may) return parts[1] "/" parts[2]
    return parts[1]
}

function is_allowed(from, to,   list, n, i, parts) {
    if (from == to) return 1
    split(to, parts, "/")
    n = split(may[from], list, " ")
    for (i = 1; i <= n; i++) {
        if (list[i] == to) return 1
        if (list[i] == parts[1] && to != "harness/cli") return 1
    }
    return 0
}

{
    file = $0; sub(/:.*/, "", file)
    line = substr($0, length(file) + 2); sub(/:.*/, "", line)
    if (match($0, /<[^>]*>/)) {
        header = substr($0, RSTART + 1, RLENGTH - 2)
        if (file ~ /^engine\// && !(header in plain)) print file ":" line ": the engine includes <" header ">"
        next
    }
    if (!match($0, /"[^"]*"/)) next
    target = substr($0, RSTART + 1, RLENGTH - 2)
    if (target !~ /^(engine|harness|reports|tests)\//) {
        print file ":" line ": \"" target "\" is not named from the root"
        next
    }
    from = room_of(file); to = room_of(target)
    if (!(from in may)) print file ":" line ": room " from " is not in ci/layers.txt"
    else if (!is_allowed(from, to)) print file ":" line ": " from " includes " target
}
