/* The canonical form of a register and of its files, and their SHA-256 (G13; waivers bind to it).
 *
 * The canonical form of a YAML file is JSON with sorted keys and no spaces: plain null, true, false and numbers as
 * such, everything else as text, so that comments, key order, quotes and line breaks do not count. Other files are
 * their bytes. The register's digest is that of the lines "<digest of the file>  <path>\n" in bytewise order of the
 * paths, as sha256sum prints them; fixtures do not count. */
#ifndef RH_LOAD_CANONICAL_H
#define RH_LOAD_CANONICAL_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/node.h"
#include "harness/system/sha256.h"

void rh_canonical_put(rh_buf *buf, rh_arena *scratch, const rh_node *node);
/* 64 hex digits in keep; null when there is no memory. */
rh_str rh_digest_text(rh_arena *keep, rh_hasher *hasher, rh_str bytes);
rh_str rh_canonical_sha256(rh_arena *keep, rh_hasher *hasher, const rh_node *node);

#endif
