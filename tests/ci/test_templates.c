/* The templates for CI systems: that they parse, and that they ask for no more rights than they need. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/load/yaml.h"
#include "harness/system/file.h"
#include "tests/kit/memory.h"

typedef struct template
{
    rh_arena arena;
    rh_str text;
    const rh_node *root;
}
template;

static template open_template(const char *path)
{
    template t = {.arena = kit_arena()};
    rh_err err = {0};
    rh_diags diags;
    rh_diags_init(&diags, &t.arena);
    assert_int_equal(rh_file_read(&t.text, &t.arena, path, 1 << 20, &err), RH_OK);
    if (rh_yaml_compose(&t.root, &t.arena, rh_str_of(path), t.text, &diags) != RH_OK)
        fail_msg("%s:%u: %s", path, diags.errors[0].span.line, diags.errors[0].text);
    return t;
}

static const rh_node *at(const rh_node *node, const char *key)
{
    const rh_node *value = rh_node_get(node, rh_str_of(key));
    if (value == NULL) fail_msg("no key %s", key);
    return value;
}

static bool says(rh_str text, const char *what)
{
    return rh_str_find(text, rh_str_of(what)) != SIZE_MAX;
}
static bool is(const rh_node *node, const char *text)
{
    return rh_str_eq(node->text, rh_str_of(text));
}

/* 40 hex digits behind the @ of an action. */
static bool is_pinned(rh_str uses)
{
    const size_t from = rh_str_find(uses, RH_STR("@"));
    if (from == SIZE_MAX || uses.len - from != 41) return false;
    for (size_t i = from + 1; i < uses.len; i++)
        if (strchr("0123456789abcdef", uses.ptr[i]) == NULL) return false;
    return true;
}

static void github__may_read_the_repository_and_nothing_else(void **state)
{
    (void)state;
    template t = open_template("ci/templates/github-actions.yml");
    const rh_node *rights = at(t.root, "permissions"), *gate = at(at(t.root, "jobs"), "gate");
    /* Covers: M13 */
    assert_int_equal(rights->n_pairs, 1);
    assert_true(is(at(rights, "contents"), "read"));
    assert_null(rh_node_get(gate, RH_STR("permissions")));
    assert_false(says(t.text, "secrets."));
    assert_null(rh_node_get(at(t.root, "on"), RH_STR("pull_request_target")));
    assert_true(is(at(at(gate, "container"), "image"), "debian:12-slim"));
    rh_arena_dispose(&t.arena);
}

static void github__who_may_write_runs_for_no_fork_and_no_code_of_the_proposal(void **state)
{
    (void)state;
    template t = open_template("ci/templates/github-actions.yml");
    const rh_node *jobs = at(t.root, "jobs"), *tell = at(jobs, "tell"), *steps = at(tell, "steps");
    assert_int_equal(jobs->n_pairs, 2);
    assert_true(says(at(tell, "if")->text, "github.event.pull_request.head.repo.full_name == github.repository"));
    for (size_t i = 0; i < steps->n_items; i++) {
        assert_null(rh_node_get(steps->items[i], RH_STR("run")));
        assert_false(says(at(steps->items[i], "uses")->text, "actions/checkout"));
    }
    rh_arena_dispose(&t.arena);
}

static void github__every_action_is_pinned_and_no_expression_stands_in_a_script(void **state)
{
    (void)state;
    template t = open_template("ci/templates/github-actions.yml");
    const rh_node *jobs = at(t.root, "jobs");
    size_t n_uses = 0, n_runs = 0;
    for (size_t j = 0; j < jobs->n_pairs; j++) {
        const rh_node *steps = at(jobs->pairs[j].value, "steps");
        for (size_t i = 0; i < steps->n_items; i++) {
            const rh_node *uses = rh_node_get(steps->items[i], RH_STR("uses"));
            const rh_node *run = rh_node_get(steps->items[i], RH_STR("run"));
            n_uses += uses != NULL;
            n_runs += run != NULL;
            if (uses != NULL && !is_pinned(uses->text)) fail_msg("%.*s is not pinned", RH_ARG(uses->text));
            /* What a stranger names (a branch, a title) must not become a command. */
            /* Covers: X7 */
            assert_false(run != NULL && says(run->text, "${{"));
        }
    }
    assert_true(n_uses >= 5 && n_runs >= 5);
    rh_arena_dispose(&t.arena);
}

static void gitlab__reads_no_variable_of_the_project(void **state)
{
    (void)state;
    template t = open_template("ci/templates/gitlab-ci.yml");
    const rh_node *job = at(t.root, "register"), *reports = at(at(job, "artifacts"), "reports");
    /* Covers: M13 */
    assert_false(says(t.text, "TOKEN"));
    assert_true(is(at(job, "image"), "debian:12-slim"));
    assert_true(is(at(at(job, "variables"), "GIT_DEPTH"), "0"));
    assert_true(says(at(job, "script")->items[0]->text, at(reports, "codequality")->text.ptr));
    rh_arena_dispose(&t.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(github__may_read_the_repository_and_nothing_else),
        cmocka_unit_test(github__who_may_write_runs_for_no_fork_and_no_code_of_the_proposal),
        cmocka_unit_test(github__every_action_is_pinned_and_no_expression_stands_in_a_script),
        cmocka_unit_test(gitlab__reads_no_variable_of_the_project),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
