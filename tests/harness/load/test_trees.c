/* The register in cases/ loads, and every tree of ../shared/conformance, which is skipped, loudly, where it is not
 * there. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/load/revision.h"
#include "tests/kit/memory.h"

#include <glob.h>
#include <stdio.h>

static bool load(rh_arena *arena, rh_zones *zones, const char *dir)
{
    rh_err err;
    rh_diags diags;
    rh_place place;
    rh_revision rev;
    rh_diags_init(&diags, arena);
    assert_int_equal(rh_place_open(&place, arena, &(rh_place_spec){.cases_dir = dir}, &err), RH_OK);
    const rh_code code = rh_revision_load(&rev, arena, &place, zones, NULL, &diags);
    for (size_t i = 0; i < diags.n_errors_kept; i++) {
        const rh_err *e = &diags.errors[i];
        printf("%.*s:%u:%u: %s: %s\n", RH_ARG(e->span.file), e->span.line, e->span.col, rh_code_id(e->code), e->text);
    }
    rh_place_close(&place);
    return code == RH_OK && diags.n_errors == 0 && rev.reg->n_entries > 0 && rev.reg->sha256.len == 64;
}

static void trees__all_of_the_conformance_set_load(void **state)
{
    (void)state;
    glob_t found;
    rh_err err;
    rh_zones *zones;
    size_t n_loaded = 0;
    if (glob("../shared/conformance/*/*/cases", 0, NULL, &found) != 0) {
        printf("skipped: ../shared/conformance not found\n");
        skip();
    }
    assert_int_equal(rh_zones_open(&zones, kit_memory(), NULL, &err), RH_OK);
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < found.gl_pathc; i++) {
        n_loaded += load(&arena, zones, found.gl_pathv[i]);
        rh_arena_reset(&arena);
    }
    printf("%zu of %zu trees load\n", n_loaded, found.gl_pathc);
    assert_int_equal(n_loaded, found.gl_pathc);
    assert_true(n_loaded >= 300);
    rh_arena_dispose(&arena);
    rh_zones_close(zones);
    globfree(&found);
}

static void trees__our_own_register_loads(void **state)
{
    (void)state;
    rh_err err;
    rh_zones *zones;
    assert_int_equal(rh_zones_open(&zones, kit_memory(), NULL, &err), RH_OK);
    rh_arena arena = kit_arena();
    assert_true(load(&arena, zones, "cases"));
    rh_arena_dispose(&arena);
    rh_zones_close(zones);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees__our_own_register_loads),
        cmocka_unit_test(trees__all_of_the_conformance_set_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
