/* What a kept run was made of. */
#include "harness/kept/insides.h"

#include "harness/system/file.h"
#include "harness/system/memory.h"

#include <stdio.h>

/* Entries are looked at one by one; the others of these never reach the core. */
static bool is_core(rh_str path)
{
    return !rh_str_starts(path, RH_STR("register/")) && !rh_str_eq(path, RH_STR("gate.yaml")) &&
           !rh_str_eq(path, RH_STR("waivers.yaml")) && !rh_str_eq(path, RH_STR("checklist.yaml"));
}

static void add_text(rh_hasher *hasher, rh_str text)
{
    char len[24];
    const int n = snprintf(len, sizeof len, "%zu ", text.len);
    rh_hasher_add(hasher, (rh_str){len, (size_t)n});
    rh_hasher_add(hasher, text);
}

static void add_core(rh_hasher *hasher, const rh_revision *revision)
{
    for (size_t i = 0; i < revision->tree.n_files; i++) {
        const rh_tree_file *file = &revision->tree.files[i];
        if (!is_core(file->path)) continue;
        add_text(hasher, file->path);
        add_text(hasher, file->bytes);
    }
    add_text(hasher, revision->zone_version);
}

rh_code rh_kept_key_of(rh_kept_key *out, const rh_kept_world *world, const rh_revision *revision, rh_err *err)
{
    rh_hasher *hasher;
    char numbers[96];
    const rh_code code = rh_hasher_new(&hasher, err);
    if (code != RH_OK) return code;
    const int n = snprintf(numbers, sizeof numbers, "1 %zu %lld %ld", world->n_journeys, (long long)world->as_of.s,
                           (long)world->as_of.ns);
    rh_hasher_begin(hasher);
    add_text(hasher, (rh_str){numbers, (size_t)n});
    add_text(hasher, (rh_str){(const char *)world->journeys.bytes, sizeof world->journeys.bytes});
    add_text(hasher, world->made_by);
    add_core(hasher, revision);
    *out = (rh_kept_key){rh_hasher_end(hasher), world->n_journeys, world->as_of};
    rh_hasher_free(hasher);
    return RH_OK;
}

rh_code rh_kept_is_core_same(bool *out, const rh_revision *a, const rh_revision *b, rh_err *err)
{
    const rh_kept_world nowhere = {.made_by = RH_STR("")};
    rh_kept_key keys[2];
    rh_code code = rh_kept_key_of(&keys[0], &nowhere, a, err);
    if (code == RH_OK) code = rh_kept_key_of(&keys[1], &nowhere, b, err);
    if (code == RH_OK) *out = memcmp(&keys[0].digest, &keys[1].digest, sizeof keys[0].digest) == 0;
    return code;
}

const char *rh_kept_path(rh_arena *keep, const char *store)
{
    return rh_file_beside(keep, store, ".run");
}
