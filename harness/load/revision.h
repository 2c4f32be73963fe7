/* One revision of the register, read, checked and named: the one call that does it all.
 *
 *     rh_place place;  rh_zones *zones;
 *     rh_place_open(&place, keep, &spec, &err);  rh_zones_open(&zones, memory, NULL, &err);
 *     rh_revision rev;
 *     if (rh_revision_load(&rev, keep, &place, zones, "HEAD", &diags) != RH_OK) print diags;
 *     rh_program_compile(..., &rev.reg, 1, ...);
 *     rh_revision_fixture(&bytes, keep, &rev, RH_STR("clean-mid-market"), &err);
 *
 * Messages name places as V3 says: `rev:path:line:col` for a file from git, `file:line:col` for one from a folder. */
#ifndef RH_LOAD_REVISION_H
#define RH_LOAD_REVISION_H

#include "engine/program/register.h"
#include "harness/load/tree.h"
#include "harness/load/zoneinfo.h"

typedef struct rh_revision {
    const rh_register *reg; /* reg->sha256 is set */
    rh_tree tree;           /* name, commit and tree ids, files with their bytes */
    const rh_place *place;  /* borrowed: open as long as fixtures are asked for */
    rh_str zone_version;    /* of the zone data behind the calendar (T6) */
} rh_revision;

/* Reads and checks the register of a revision (see rh_tree_read). All errors of all files go to diags; the first code
 * is returned and *out is then untouched. keep holds all of it; place and zones must outlive it. Warnings may be in
 * diags when the result is RH_OK. */
RH_MUST rh_code rh_revision_load(rh_revision *out, rh_arena *keep, const rh_place *place, rh_zones *zones,
                                 const char *revision, rh_diags *diags);
/* The same from a tree that is read, or made in memory (labels, paths and bytes are what counts). */
RH_MUST rh_code rh_revision_of_tree(rh_revision *out, rh_arena *keep, const rh_place *place, rh_zones *zones,
                                    const rh_tree *tree, rh_diags *diags);
/* A register of files that are composed already, some of them of one revision and some of another, with the holidays of
 * `tree`. What it shares with `like` (NULL: none) is borrowed from it. It has no digest. */
RH_MUST rh_code rh_revision_of_files(const rh_register **out, rh_arena *keep, rh_zones *zones, const rh_tree *tree,
                                     const rh_register_file *files, size_t n_files, const rh_revision *like,
                                     rh_diags *diags);
/* The bytes of fixtures/NAME.jsonl of that revision: rh_tree_fixture. */
RH_MUST rh_code rh_revision_fixture(rh_str *out, rh_arena *keep, const rh_revision *revision, rh_str name, rh_err *err);
/* The canonical digest of one file of the revision, "sha256:" not included; null when there is none of that path. */
rh_str rh_revision_file_sha256(rh_arena *keep, const rh_revision *revision, rh_str path);
/* The same of the bytes of fixtures/NAME.jsonl, whose name it is. */
rh_str rh_revision_fixture_sha256(rh_arena *keep, const rh_revision *revision, rh_str name);

#endif
