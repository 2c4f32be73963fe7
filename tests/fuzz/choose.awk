# From the control file of a libFuzzer merge: the files, at most `most` of them, that together reach the most features,
# each the one that adds most to those before it (ties: the smaller, then the first).
NR == 1 { n_files = $1; next }
NR == 2 { next }
n_named < n_files { file[n_named++] = $0; next }
$1 == "STARTED" { size[$2] = $3 }
$1 == "FT" {
    i = $2
    list[i] = ""
    for (k = 3; k <= NF; k++) list[i] = list[i] " " $k
    gain[i] = NF - 2
}
END {
    for (round = 0; round < most; round++) {
        best = -1
        for (i = 0; i < n_files; i++) {
            if (gain[i] + 0 == 0 || (best >= 0 && gain[i] < gain[best])) continue
            # What a file adds only shrinks: count anew those that may be the best.
            n = split(list[i], features, " ")
            fresh = 0
            left = ""
            for (k = 1; k <= n; k++) if (!(features[k] in reached)) { fresh++; left = left " " features[k] }
            list[i] = left
            gain[i] = fresh
            if (fresh > 0 && (best < 0 || fresh > gain[best] || (fresh == gain[best] && size[i] < size[best]))) best = i
        }
        if (best < 0) break
        n = split(list[best], features, " ")
        for (k = 1; k <= n; k++) reached[features[k]] = 1
        gain[best] = 0
        print file[best]
    }
}
