/* Trees: from folders, from git at any revision, from the working tree; and what is refused in them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/limits.h"
#include "harness/load/revision.h"
#include "harness/load/tree_insides.h"
#include "tests/kit/folder.h"
#include "tests/kit/git.h"
#include "tests/kit/memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

typedef struct world {
    kit_folder folder;
    char repo[300];
    rh_arena arena;
    rh_place place;
    rh_zones *zones;
    rh_diags diags;
    rh_err err;
} world;

static int setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    char here[1024];
    w->folder = kit_folder_make();
    w->arena = kit_arena();
    snprintf(w->repo, sizeof w->repo, "%s/repo", w->folder.path);
    assert_non_null(getcwd(here, sizeof here));
    kit_git(w->folder.path, "init -q repo");
    assert_int_equal(
        kit_shell(w->repo,
                  "cp -r %s/tests/data/faults/register/base/cases %s/tests/data/faults/register/base/fixtures .", here,
                  here),
        0);
    kit_git(w->repo, "add -A");
    kit_git_commit(w->repo, "first", 1700000000);
    assert_int_equal(rh_zones_open(&w->zones, kit_memory(), NULL, &w->err), RH_OK);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    world *w = *state;
    rh_place_close(&w->place);
    rh_zones_close(w->zones);
    rh_arena_dispose(&w->arena);
    kit_folder_remove(&w->folder);
    free(w);
    return 0;
}

static void commit_all(world *w)
{
    kit_git(w->repo, "add -A");
    kit_git_commit(w->repo, "next", 1700000001);
}

static rh_code load(world *w, rh_revision *out, const char *revision)
{
    rh_place_close(&w->place);
    rh_diags_init(&w->diags, &w->arena);
    assert_int_equal(rh_place_open(&w->place, &w->arena, &(rh_place_spec){.repo = w->repo}, &w->err), RH_OK);
    return rh_revision_load(out, &w->arena, &w->place, w->zones, revision, &w->diags);
}

static rh_code load_folder(world *w, rh_revision *out, const char *dir)
{
    rh_place_close(&w->place);
    rh_diags_init(&w->diags, &w->arena);
    assert_int_equal(rh_place_open(&w->place, &w->arena, &(rh_place_spec){.cases_dir = dir}, &w->err), RH_OK);
    return rh_revision_load(out, &w->arena, &w->place, w->zones, NULL, &w->diags);
}

/* The first error, as it is printed. */
static const char *first(world *w)
{
    static char text[700];
    assert_true(w->diags.n_errors > 0);
    const rh_err *e = &w->diags.errors[0];
    snprintf(text, sizeof text, "%.*s:%u:%u: %s", RH_ARG(e->span.file), e->span.line, e->span.col, e->text);
    return text;
}

static void assert_first(world *w, rh_code code, int cls, const char *file)
{
    assert_int_equal(w->diags.errors[0].code, code);
    assert_int_equal((int)rh_code_class(code), cls);
    if (!rh_str_eq(w->diags.errors[0].span.file, rh_str_of(file))) fail_msg("%s", first(w));
}

/* ---- what loads ---- */

static void tree__a_revision_is_read_from_objects_not_from_the_checkout(void **state)
{
    world *w = *state;
    rh_revision old, new, work;
    kit_shell(w->repo, "sed -i 's/1000/2000/' cases/policy.yaml");
    commit_all(w);
    kit_shell(w->repo, "sed -i 's/2000/3000/' cases/policy.yaml");
    assert_int_equal(load(w, &old, "HEAD~1"), RH_OK);
    assert_int_equal(old.reg->policy.materiality, 1000);
    assert_true(rh_str_eq(old.tree.commit, rh_str_of(kit_git_line(w->repo, "rev-parse HEAD~1"))));
    assert_true(rh_str_eq(old.tree.tree, rh_str_of(kit_git_line(w->repo, "rev-parse HEAD~1:cases"))));
    assert_int_equal(load(w, &new, "main"), RH_OK);
    assert_int_equal(new.reg->policy.materiality, 2000);
    assert_int_equal(load(w, &work, "worktree"), RH_OK);
    assert_int_equal(work.reg->policy.materiality, 3000);
    /* Covers: G12 */
    assert_true(work.tree.is_worktree && work.tree.commit.ptr == NULL && !new.tree.is_worktree);
    assert_true(rh_str_eq(new.tree.name, RH_STR("main")));
    assert_true(new.zone_version.len > 0); /* Covers: T6 */
}

static void tree__the_same_content_has_the_same_digest_from_everywhere(void **state)
{
    world *w = *state;
    rh_revision git, folder, work, other;
    char dir[400];
    snprintf(dir, sizeof dir, "%s/cases", w->repo);
    assert_int_equal(load(w, &git, "HEAD"), RH_OK);
    assert_int_equal(load(w, &work, "worktree"), RH_OK);
    assert_int_equal(load_folder(w, &folder, dir), RH_OK);
    /* Covers: G13 */
    assert_true(rh_str_eq(git.reg->sha256, folder.reg->sha256) && rh_str_eq(git.reg->sha256, work.reg->sha256));
    kit_shell(w->repo, "printf '# a remark\\n\"roles\":\\n- {title: a, \"id\": \"revops\", aliases: [ "
                       "revenue_operations ]}\\n' > cases/roles.yaml");
    kit_shell(w->repo, "printf '%%s\\n' '- {id: lead}' '- override: true' '  id: boss' >> cases/roles.yaml");
    kit_shell(w->repo, "sed -i 's/title: a, //' cases/roles.yaml");
    assert_int_equal(load(w, &other, "worktree"), RH_OK);
    assert_true(rh_str_eq(git.reg->sha256, other.reg->sha256));
    kit_shell(w->repo, "sed -i 's/id: lead/id: lead, title: t/' cases/roles.yaml");
    assert_int_equal(load(w, &other, "worktree"), RH_OK);
    assert_false(rh_str_eq(git.reg->sha256, other.reg->sha256));
}

/* sha256sum gives the same digests, so that a person can check them. */
static void tree__the_digest_is_that_of_a_list_of_digests(void **state)
{
    world *w = *state;
    rh_revision rev;
    assert_int_equal(load(w, &rev, "HEAD"), RH_OK);
    const rh_str ics = rh_revision_file_sha256(&w->arena, &rev, RH_STR("calendars/us.ics"));
    const char *line = kit_git_line(w->repo, "show HEAD:cases/calendars/us.ics | sha256sum");
    assert_true(rh_str_eq(ics, (rh_str){line, 64}));
    const rh_str roles = rh_revision_file_sha256(&w->arena, &rev, RH_STR("roles.yaml"));
    kit_shell(w->repo,
              "printf '%%s' '{\"roles\":[{\"aliases\":[\"revenue_operations\"],\"id\":\"revops\"},{\"id\":\"lead\"},"
              "{\"id\":\"boss\",\"override\":true}]}' > ../roles.json");
    line = kit_git_line(w->repo, "version >/dev/null; sha256sum %s/roles.json", w->folder.path);
    assert_true(rh_str_eq(roles, (rh_str){line, 64}));
    assert_null(rh_revision_file_sha256(&w->arena, &rev, RH_STR("nothing.yaml")).ptr);
}

static void tree__fixtures_come_from_the_same_revision(void **state)
{
    world *w = *state;
    rh_revision rev, folder;
    rh_str bytes;
    char dir[400];
    snprintf(dir, sizeof dir, "%s/cases", w->repo);
    kit_shell(w->repo, "echo later > fixtures/clean.jsonl && echo x > fixtures/other.jsonl");
    assert_int_equal(load(w, &rev, "HEAD"), RH_OK);
    assert_int_equal(rev.tree.n_fixtures, 1);
    assert_int_equal(rh_revision_fixture(&bytes, &w->arena, &rev, RH_STR("clean"), &w->err), RH_OK);
    assert_true(rh_str_starts(bytes, RH_STR("{\"specversion\"")));
    assert_int_equal(rh_revision_fixture(&bytes, &w->arena, &rev, RH_STR("claen"), &w->err), RH_LOAD_MISSING);
    assert_string_equal(w->err.text, "fixture \"claen\" is not there, did you mean \"clean\"?");
    assert_int_equal(load(w, &rev, "worktree"), RH_OK);
    assert_int_equal(rh_revision_fixture(&bytes, &w->arena, &rev, RH_STR("clean"), &w->err), RH_OK);
    assert_true(rh_str_eq(bytes, RH_STR("later\n")));
    assert_int_equal(load_folder(w, &folder, dir), RH_OK);
    assert_int_equal(folder.tree.n_fixtures, 2);
    assert_int_equal(rh_revision_fixture(&bytes, &w->arena, &folder, RH_STR("other"), &w->err), RH_OK);
    /* Covers: M9 */
    assert_int_equal(rh_revision_fixture(&bytes, &w->arena, &folder, RH_STR("../cases/x"), &w->err), RH_LOAD_MISSING);
}

static void assert_change(const rh_change *change, const char *path, rh_change_kind kind)
{
    assert_true(rh_str_eq(change->path, rh_str_of(path)));
    assert_int_equal(change->kind, kind);
}

static void tree__changes_are_listed_by_path(void **state)
{
    world *w = *state;
    rh_tree a, b, c;
    const rh_change *changes;
    size_t n;
    kit_shell(w->repo, "sed -i 's/1000/2000/' cases/policy.yaml; cp cases/tiers.yaml cases/gate.yaml; echo more >> "
                       "fixtures/clean.jsonl");
    kit_git(w->repo, "rm -q cases/calendars/us.ics");
    commit_all(w);
    kit_shell(w->repo, "echo again >> fixtures/clean.jsonl");
    rh_diags_init(&w->diags, &w->arena);
    assert_int_equal(rh_place_open(&w->place, &w->arena, &(rh_place_spec){.repo = w->repo}, &w->err), RH_OK);
    assert_int_equal(rh_tree_read(&a, &w->arena, &w->place, "HEAD~1", &w->diags), RH_OK);
    assert_int_equal(rh_tree_read(&b, &w->arena, &w->place, "HEAD", &w->diags), RH_OK);
    assert_int_equal(rh_tree_read(&c, &w->arena, &w->place, "worktree", &w->diags), RH_OK);
    assert_int_equal(rh_tree_changes(&changes, &n, &w->arena, &w->place, &a, &b, &w->err), RH_OK);
    assert_int_equal(n, 4);
    assert_change(&changes[0], "cases/calendars/us.ics", RH_CHANGE_REMOVED);
    assert_change(&changes[1], "cases/gate.yaml", RH_CHANGE_ADDED);
    assert_change(&changes[2], "cases/policy.yaml", RH_CHANGE_CHANGED);
    assert_change(&changes[3], "fixtures/clean.jsonl", RH_CHANGE_CHANGED);
    assert_int_equal(rh_tree_changes(&changes, &n, &w->arena, &w->place, &b, &c, &w->err), RH_OK);
    assert_int_equal(n, 1);
    assert_change(&changes[0], "fixtures/clean.jsonl", RH_CHANGE_CHANGED);
    assert_int_equal(rh_tree_changes(&changes, &n, &w->arena, &w->place, &c, &c, &w->err), RH_OK);
    assert_int_equal(n, 0);
}

static void tree__a_register_below_another_folder(void **state)
{
    world *w = *state;
    rh_revision rev;
    kit_shell(
        w->repo,
        "mkdir -p ops/onboarding && git mv cases ops/onboarding/rules && git mv fixtures ops/onboarding/fixtures");
    commit_all(w);
    rh_diags_init(&w->diags, &w->arena);
    assert_int_equal(rh_place_open(&w->place, &w->arena,
                                   &(rh_place_spec){.repo = w->repo, .path = "ops/onboarding/rules/"}, &w->err),
                     RH_OK);
    assert_int_equal(rh_revision_load(&rev, &w->arena, &w->place, w->zones, "HEAD", &w->diags), RH_OK);
    assert_int_equal(rev.tree.n_fixtures, 1);
    assert_true(rh_str_eq(rev.tree.fixtures[0].label, RH_STR("HEAD:ops/onboarding/fixtures/clean.jsonl")));
    assert_int_equal(rh_revision_load(&rev, &w->arena, &w->place, w->zones, "worktree", &w->diags), RH_OK);
    assert_int_equal(rev.tree.n_fixtures, 1);
    assert_int_equal(load(w, &rev, "HEAD"), RH_LOAD_MISSING);
    assert_string_equal(first(w), "HEAD:cases:0:0: no such folder in this revision, expected a register tree");
    rh_place bad;
    assert_int_equal(rh_place_open(&bad, &w->arena, &(rh_place_spec){.repo = w->repo, .path = "../x"}, &w->err),
                     RH_GIT_REVISION_FORM);
}

static void tree__nothing_of_the_repository_is_run(void **state)
{
    world *w = *state;
    rh_revision rev;
    kit_shell(
        w->repo,
        "printf '#!/bin/sh\\ntouch %s/ran\\n' > trap.sh && chmod +x trap.sh && cp trap.sh .git/hooks/post-checkout",
        w->repo);
    kit_shell(w->repo, "git config core.fsmonitor ./trap.sh; git config filter.x.smudge ./trap.sh; git config "
                       "filter.x.clean ./trap.sh;"
                       "git config diff.x.textconv ./trap.sh; git config core.sshCommand ./trap.sh; git config "
                       "core.hooksPath .git/hooks;"
                       "echo '*.yaml filter=x diff=x' > .gitattributes");
    assert_int_equal(load(w, &rev, "HEAD"), RH_OK);
    assert_int_equal(load(w, &rev, "worktree"), RH_OK);
    /* Covers: G4 */
    assert_int_not_equal(kit_shell(w->repo, "test -e ran"), 0);
    /* The traps are set: git itself runs into one of each kind. */
    kit_shell(w->repo, "git status > /dev/null 2>&1; test -e ran && mv ran ran-fsmonitor");
    kit_shell(w->repo, "rm cases/roles.yaml; git -c core.fsmonitor=false checkout cases/roles.yaml > /dev/null 2>&1;"
                       "test -e ran && mv ran ran-filter");
    kit_shell(w->repo, "git -c core.fsmonitor=false checkout -q -b x > /dev/null 2>&1; test -e ran && mv ran ran-hook");
    assert_int_equal(kit_shell(w->repo, "test -e ran-fsmonitor && test -e ran-filter && test -e ran-hook"), 0);
}

/* ---- what is refused ---- */

static void tree__messages_name_revision_path_line_and_column(void **state)
{
    world *w = *state;
    rh_revision rev;
    char dir[400], want[700];
    snprintf(dir, sizeof dir, "%s/cases", w->repo);
    kit_shell(w->repo, "sed -i 's/sla: 4/sla: 7/' cases/register/E1.yaml");
    assert_int_equal(load(w, &rev, "worktree"), RH_REG_NUMBER);
    assert_string_equal(first(w), "worktree:cases/register/E1.yaml:12:6: sla is 7, expected an integer from 1 to 4");
    commit_all(w);
    /* Covers: V3 */
    assert_int_equal(load(w, &rev, "main"), RH_REG_NUMBER);
    assert_string_equal(first(w), "main:cases/register/E1.yaml:12:6: sla is 7, expected an integer from 1 to 4");
    assert_int_equal(load_folder(w, &rev, dir), RH_REG_NUMBER);
    snprintf(want, sizeof want, "%s/register/E1.yaml:12:6: sla is 7, expected an integer from 1 to 4", dir);
    assert_string_equal(first(w), want);
}

static void tree__links_and_submodules_are_refused(void **state)
{
    world *w = *state;
    rh_revision rev;
    char dir[400];
    snprintf(dir, sizeof dir, "%s/cases", w->repo);
    kit_shell(w->repo, "mv cases/roles.yaml ../roles.yaml && ln -s ../../roles.yaml cases/roles.yaml");
    commit_all(w);
    /* Covers: G6 M10 */
    assert_int_equal(load(w, &rev, "HEAD"), RH_LOAD_LINK);
    assert_first(w, RH_LOAD_LINK, RH_CLASS_TRUST, "HEAD:cases/roles.yaml");
    assert_int_equal(load(w, &rev, "worktree"), RH_LOAD_LINK);
    assert_int_equal(load_folder(w, &rev, dir), RH_LOAD_LINK);
    kit_shell(w->repo, "mv cases/register ../reg && ln -s ../../reg cases/register");
    commit_all(w);
    assert_int_equal(load(w, &rev, "HEAD"), RH_LOAD_LINK);
    assert_int_equal(w->diags.n_errors, 2);
    kit_shell(w->repo, "mv cases ../real && ln -s ../real cases");
    commit_all(w);
    assert_int_equal(load(w, &rev, "HEAD"), RH_LOAD_LINK);
    assert_first(w, RH_LOAD_LINK, RH_CLASS_TRUST, "HEAD:cases/");
    assert_int_not_equal(load(w, &rev, "worktree"), RH_OK);
    kit_git(w->folder.path, "init -q sub");
    kit_git_commit(kit_folder_at(&w->folder, "sub"), "s", 1700000000);
    kit_git(w->repo, "rm -q --cached cases");
    kit_shell(w->repo, "rm cases");
    kit_git(w->repo, "submodule --quiet add ../sub cases");
    commit_all(w);
    assert_int_equal(load(w, &rev, "HEAD"), RH_LOAD_LINK);
    assert_non_null(strstr(first(w), "a submodule, expected a folder"));
}

static void tree__hostile_names_are_shown_escaped(void **state)
{
    world *w = *state;
    rh_revision rev;
    kit_shell(w->repo, "echo x > \"$(printf 'cases/register/a\\033[2J\\n\\342\\200\\256.yaml')\"");
    commit_all(w);
    assert_int_not_equal(load(w, &rev, "HEAD"), RH_OK);
    /* Covers: G7 */
    assert_true(
        rh_str_eq(w->diags.errors[0].span.file, RH_STR("HEAD:cases/register/a\\x1b[2J\\x0a\\xe2\\x80\\xae.yaml")));
    assert_int_not_equal(load(w, &rev, "worktree"), RH_OK);
    assert_true(
        rh_str_eq(w->diags.errors[0].span.file, RH_STR("worktree:cases/register/a\\x1b[2J\\x0a\\xe2\\x80\\xae.yaml")));
}

static void tree__large_files_and_pointers_are_refused(void **state)
{
    world *w = *state;
    rh_revision rev;
    kit_shell(w->repo, "head -c %d /dev/zero | tr '\\0' '#' > cases/gate.yaml", RH_LIMIT_FILE_BYTES + 1);
    commit_all(w);
    /* Covers: G8 */
    assert_int_equal(load(w, &rev, "HEAD"), RH_LOAD_FILE_SIZE);
    assert_first(w, RH_LOAD_FILE_SIZE, RH_CLASS_LIMIT, "HEAD:cases/gate.yaml");
    assert_int_equal(load(w, &rev, "worktree"), RH_LOAD_FILE_SIZE);
    kit_shell(w->repo,
              "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:0\\nsize 5\\n' > cases/gate.yaml");
    commit_all(w);
    /* Covers: G11 */
    assert_int_equal(load(w, &rev, "HEAD"), RH_LOAD_POINTER);
    assert_first(w, RH_LOAD_POINTER, RH_CLASS_DATA, "HEAD:cases/gate.yaml");
    rh_str bytes;
    kit_shell(w->repo, "cp cases/gate.yaml fixtures/clean.jsonl && rm cases/gate.yaml");
    commit_all(w);
    assert_int_equal(load(w, &rev, "HEAD"), RH_OK);
    assert_int_equal(rh_revision_fixture(&bytes, &w->arena, &rev, RH_STR("clean"), &w->err), RH_LOAD_POINTER);
    assert_true(rh_str_eq(w->err.span.file, RH_STR("HEAD:fixtures/clean.jsonl")));
    assert_int_equal(load(w, &rev, "worktree"), RH_OK);
    assert_int_equal(rh_revision_fixture(&bytes, &w->arena, &rev, RH_STR("clean"), &w->err), RH_LOAD_POINTER);
}

static void tree__a_file_of_just_the_limit_is_read(void **state)
{
    world *w = *state;
    rh_revision rev;
    kit_shell(w->repo, "head -c %d /dev/zero | tr '\\0' '#' > cases/gate.yaml && printf '\\n{}' >> cases/gate.yaml",
              RH_LIMIT_FILE_BYTES - 3);
    assert_int_equal(load(w, &rev, "worktree"), RH_OK);
}

static void tree__more_files_than_the_limit(void **state)
{
    world *w = *state;
    rh_revision rev;
    kit_shell(w->repo, "cd fixtures && seq -f %%g.jsonl %d | xargs touch", RH_LIMIT_TREE_FILES);
    assert_int_equal(load(w, &rev, "worktree"), RH_LOAD_FILES);
    assert_int_equal(w->diags.n_errors, 1);
    assert_int_equal(rh_code_class(RH_LOAD_FILES), RH_CLASS_LIMIT);
}

static void tree__packed_objects_are_read_alike(void **state)
{
    world *w = *state;
    rh_revision loose, packed;
    assert_int_equal(load(w, &loose, "HEAD"), RH_OK);
    kit_git(w->repo, "gc -q");
    assert_int_equal(load(w, &packed, "HEAD"), RH_OK);
    assert_true(rh_str_eq(loose.reg->sha256, packed.reg->sha256));
}

static void tree__what_is_no_file_or_no_folder(void **state)
{
    world *w = *state;
    rh_revision rev;
    kit_shell(w->repo, "mkfifo cases/gate.yaml; mkdir cases/register/more; mkdir cases/health.yaml; rm -r "
                       "cases/calendars; echo > cases/calendars");
    assert_int_not_equal(load(w, &rev, "worktree"), RH_OK);
    assert_int_equal(w->diags.n_errors, 4);
    for (size_t i = 0; i < 4; i++) assert_int_equal(w->diags.errors[i].code, RH_LOAD_KIND);
    assert_int_equal(load_folder(w, &rev, "/nowhere/at/all"), RH_LOAD_MISSING);
    assert_string_equal(first(w), "/nowhere/at/all:0:0: no such folder, expected a register tree");
    assert_int_equal(rh_code_class(RH_LOAD_MISSING), RH_CLASS_NOINPUT);
    /* Covers: R16 */
    kit_shell(w->repo, "mkdir -p ../empty/register");
    assert_int_equal(load_folder(w, &rev, kit_folder_at(&w->folder, "empty")), RH_LOAD_MISSING);
    assert_int_equal(w->diags.n_errors, 1);
}

static void tree__files_that_cannot_be_read_or_change_meanwhile(void **state)
{
    world *w = *state;
    rh_str bytes;
    const int proc = open("/proc/self", O_RDONLY | O_DIRECTORY);
    if (proc < 0) {
        printf("skipped: /proc not found\n");
        skip();
    }
    /* Covers: F4 */
    assert_int_equal(rh_file__read_at(&bytes, &w->arena, proc, "mem", 100, RH_STR("m"), &w->err), RH_LOAD_IO);
    assert_int_equal(rh_code_class(w->err.code), RH_CLASS_IO);
    /* A file that says it is empty and is not: as one that grows while it is read. */
    assert_int_equal(rh_file__read_at(&bytes, &w->arena, proc, "status", 100, RH_STR("s"), &w->err), RH_LOAD_IO);
    assert_string_equal(w->err.text, "the file changed while it was read");
    close(proc);
}

static void tree__a_corrupt_blob_is_named_with_its_file(void **state)
{
    world *w = *state;
    rh_revision rev;
    char hex[50];
    snprintf(hex, sizeof hex, "%s", kit_git_line(w->repo, "rev-parse HEAD:cases/roles.yaml"));
    kit_shell(w->repo, "chmod u+w .git/objects/%.2s/%s && echo garbage > .git/objects/%.2s/%s", hex, hex + 2, hex,
              hex + 2);
    /* Covers: G8 */
    assert_int_equal(load(w, &rev, "HEAD"), RH_GIT_OBJECT);
    assert_first(w, RH_GIT_OBJECT, RH_CLASS_DATA, "HEAD:cases/roles.yaml");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(tree__a_revision_is_read_from_objects_not_from_the_checkout),
        T(tree__the_same_content_has_the_same_digest_from_everywhere),
        T(tree__the_digest_is_that_of_a_list_of_digests),
        T(tree__fixtures_come_from_the_same_revision),
        T(tree__changes_are_listed_by_path),
        T(tree__a_register_below_another_folder),
        T(tree__nothing_of_the_repository_is_run),
        T(tree__messages_name_revision_path_line_and_column),
        T(tree__links_and_submodules_are_refused),
        T(tree__hostile_names_are_shown_escaped),
        T(tree__large_files_and_pointers_are_refused),
        T(tree__a_file_of_just_the_limit_is_read),
        T(tree__more_files_than_the_limit),
        T(tree__packed_objects_are_read_alike),
        T(tree__what_is_no_file_or_no_folder),
        T(tree__files_that_cannot_be_read_or_change_meanwhile),
        T(tree__a_corrupt_blob_is_named_with_its_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
