/* Random snapshots (tests/random/snapshot.h) as files: `snapshots SEED DIR [--plain] [--with NAME]`; and the names of
 * what they may have beside the plain things: `snapshots --odds`. */
#include "tests/random/snapshot.h"

#include <stdlib.h>
#include <string.h>

static int usage(void)
{
    fprintf(stderr, "usage: snapshots SEED DIR [--plain] [--with NAME] | snapshots --odds\n");
    return 64;
}

int main(int argc, char **argv)
{
    snap_wish wish = {0};
    if (argc == 2 && strcmp(argv[1], "--odds") == 0) {
        for (unsigned i = 0; snapshot_odd_name(i) != NULL; i++) puts(snapshot_odd_name(i));
        return 0;
    }
    if (argc < 3) return usage();
    for (int i = 3; i < argc; i++) {
        if (strcmp(argv[i], "--plain") == 0) wish.is_plain = true;
        else if (strcmp(argv[i], "--with") == 0 && i + 1 < argc) wish.with = argv[++i];
        else return usage();
    }
    return snapshot_write(strtoull(argv[1], NULL, 10), &wish, argv[2]) ? 0 : usage();
}
