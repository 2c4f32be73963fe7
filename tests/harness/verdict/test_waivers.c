/* waivers.yaml: what it may say, what each mistake is told, and when a waiver holds by itself. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/load/yaml.h"
#include "harness/verdict/waivers.h"
#include "tests/kit/course.h"
#include "tests/kit/memory.h"

#include <stdio.h>

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define TEXTS "id: W-001, owner: r1, approver: r2, reason: why"
#define DATES ", approved_at: 2026-03-02T09:00:00Z, until: 2026-05-31T09:00:00Z"
#define SCOPE ", scope: {entries: [E1], classes: [loosened]}"
#define HEAD ", head: {register/E1.yaml: 'sha256:" HASH "', fixtures/gone.jsonl: removed}"
#define LIST(fields) "waivers:\n- {" fields "}\n"

static rh_code read(rh_waivers *out, rh_arena *keep, const char *yaml, rh_diags *diags)
{
    const rh_node *root;
    rh_diags_init(diags, keep);
    assert_int_equal(rh_yaml_compose(&root, keep, RH_STR("waivers.yaml"), rh_str_of(yaml), diags), RH_OK);
    return rh_waivers_read(out, keep, root, kit_register(), diags);
}

static void waivers__each_mistake_has_its_place_and_words(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *error; /* "line:col id: text", the first; NULL: it loads */
    } cases[] = {
        {LIST(TEXTS DATES SCOPE HEAD), NULL},
        {"waivers: []\n", NULL},
        {"{}\n", NULL},
        {"- a\n", "1:1 RH-0651: waivers.yaml must be a map"},
        {"waivers: {}\n", "1:10 RH-0651: waivers must be a list"},
        {"waiver: []\n", "1:1 RH-0650: waivers.yaml has no key 'waiver': expected one of waivers"},
        {LIST(TEXTS DATES SCOPE ", for: you"),
         "2:162 RH-0650: a waiver has no key 'for': expected one of id, owner, approver, reason, approved_at, until, "
         "scope, head"},
        {LIST("id: W-001, owner: r1, approver: r2" DATES SCOPE), "2:3 RH-0651: a waiver has no reason"},
        {LIST(TEXTS SCOPE ", approved_at: today, until: 2026-05-31T09:00:00Z"),
         "2:111 RH-0651: approved_at is 'today': expected RFC 3339 with a zone"},
        {LIST(TEXTS DATES ", scope: {entries: [E1]}"), "2:124 RH-0651: scope has no classes"},
        {LIST(TEXTS DATES ", scope: {entries: [E1], classes: [loose]}"),
         "2:150 RH-0651: a class is 'loose': expected one of loosened, tightened, rerouted, retimed, reworded"},
        {LIST(TEXTS DATES SCOPE ", head: {}"), "2:168 RH-0651: head must be a map from files to their content"},
        {LIST(TEXTS DATES SCOPE ", head: {register/E1.yaml: 'sha256:12'}"),
         "2:187 RH-0651: head of register/E1.yaml is 'sha256:12': expected sha256: and 64 hex digits, or removed"},
        {LIST(TEXTS DATES SCOPE) "- {" TEXTS DATES SCOPE "}\n", "3:3 RH-0651: waiver 'W-001' stands at line 2 already"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rh_arena keep = kit_arena();
        rh_diags diags;
        rh_waivers waivers;
        char got[500] = "loads";
        const rh_code code = read(&waivers, &keep, cases[i].yaml, &diags);
        assert_int_equal(code == RH_OK, diags.n_errors == 0);
        if (diags.n_errors > 0)
            snprintf(got, sizeof got, "%u:%u %s: %s", diags.errors[0].span.line, diags.errors[0].span.col,
                     rh_code_id(diags.errors[0].code), diags.errors[0].text);
        assert_string_equal(got, cases[i].error != NULL ? cases[i].error : "loads");
        rh_arena_dispose(&keep);
    }
}

/* Covers: T10 */
static void waivers__hold_from_their_approval_to_before_their_end(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *today, *fault; /* today NULL: nobody said */
    } cases[] = {
        {LIST(TEXTS DATES SCOPE HEAD), NULL, NULL},
        {LIST(TEXTS DATES SCOPE HEAD), "2026-03-02T09:00:00Z", NULL},
        {LIST(TEXTS DATES SCOPE HEAD), "2026-03-02T08:59:59.999999999Z", "it is not yet approved on that day"},
        {LIST(TEXTS DATES SCOPE HEAD), "2026-05-31T08:59:59.999999999Z", NULL}, /* the last moment */
        {LIST(TEXTS DATES SCOPE HEAD), "2026-05-31T09:00:00Z", "it has expired"},
        {LIST(TEXTS SCOPE HEAD ", approved_at: 2026-03-02T09:00:00Z, until: 2026-05-31T09:00:01Z"), NULL,
         "it holds for more than 90 days"},
        {LIST(TEXTS SCOPE HEAD ", approved_at: 2026-03-02T09:00:00Z, until: 2026-03-02T09:00:00Z"), NULL,
         "it ends before it begins"},
        {LIST("id: W, owner: r1, approver: r1, reason: why" DATES SCOPE HEAD), NULL, "its approver is its owner"},
        {LIST(TEXTS DATES SCOPE), NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rh_arena keep = kit_arena();
        rh_diags diags;
        rh_waivers waivers;
        rh_instant today;
        assert_int_equal(read(&waivers, &keep, cases[i].yaml, &diags), RH_OK);
        if (cases[i].today != NULL) assert_true(rh_instant_parse(&today, rh_str_of(cases[i].today)));
        const char *fault = rh_waiver_fault(&waivers.at[0], cases[i].today != NULL ? &today : NULL);
        assert_string_equal(fault != NULL ? fault : "", cases[i].fault != NULL ? cases[i].fault : "");
        rh_arena_dispose(&keep);
    }
}

static void waivers__bind_to_content(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_diags diags;
    rh_waivers waivers;
    assert_int_equal(read(&waivers, &keep, LIST(TEXTS DATES SCOPE HEAD), &diags), RH_OK);
    const rh_waiver *w = &waivers.at[0];
    rh_changed_file file = {.path = RH_STR("cases/register/E1.yaml"), .in_head = true, .head_sha256 = RH_STR(HASH)};
    assert_true(rh_waiver_binds(w, &file));
    file.head_sha256 = RH_STR("1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    assert_false(rh_waiver_binds(w, &file));
    file.head_sha256 = rh_str_null(); /* not known is not the same */
    assert_false(rh_waiver_binds(w, &file));
    file.in_head = false;
    assert_false(rh_waiver_binds(w, &file));
    file = (rh_changed_file){.path = RH_STR("fixtures/gone.jsonl"), .in_base = true};
    assert_true(rh_waiver_binds(w, &file));
    file.in_head = true;
    file.head_sha256 = RH_STR(HASH);
    assert_false(rh_waiver_binds(w, &file));
    file.path = RH_STR("cases/register/E2.yaml");
    assert_false(rh_waiver_binds(w, &file));
    rh_arena_dispose(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waivers__each_mistake_has_its_place_and_words),
        cmocka_unit_test(waivers__hold_from_their_approval_to_before_their_end),
        cmocka_unit_test(waivers__bind_to_content),
    };
    return cmocka_run_group_tests_name("waivers", tests, NULL, NULL);
}
