/* Repositories: what opens, what a revision names, and which commit is the base. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/load/git.h"
#include "tests/kit/folder.h"
#include "tests/kit/git.h"
#include "tests/kit/memory.h"

#include <stdio.h>
#include <unistd.h>

typedef struct world {
    kit_folder folder;
    rh_arena arena;
    rh_git *git;
    rh_err err;
} world;

static int setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    w->folder = kit_folder_make();
    w->arena = kit_arena();
    kit_git(w->folder.path, "init -q repo");
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    world *w = *state;
    rh_git_close(w->git);
    rh_arena_dispose(&w->arena);
    kit_shell(w->folder.path, "chmod -R u+w .");
    kit_folder_remove(&w->folder);
    free(w);
    return 0;
}

static const char *repo(const world *w)
{
    return kit_folder_at(&w->folder, "repo");
}

static rh_code open_at(world *w, const char *name)
{
    rh_git_close(w->git);
    w->git = NULL;
    return rh_git_open(&w->git, &w->arena, kit_folder_at(&w->folder, name), &w->err);
}

static rh_git_id id_of(world *w, const char *revision)
{
    rh_git_id id = {{0}};
    assert_true(rh_git_id_parse(&id, rh_str_of(kit_git_line(repo(w), "rev-parse '%s^{commit}'", revision))));
    return id;
}

static void assert_resolves(world *w, const char *revision, const char *same_as)
{
    rh_git_id id;
    assert_int_equal(rh_git_resolve(&id, w->git, revision, &w->err), RH_OK);
    const rh_git_id want = id_of(w, same_as);
    assert_true(rh_git_id_eq(id, want));
}

static void assert_refused(world *w, const char *revision, rh_code code, int cls)
{
    rh_git_id id;
    assert_int_equal(rh_git_resolve(&id, w->git, revision, &w->err), code);
    assert_int_equal((int)rh_code_class(code), cls);
    assert_true(w->err.text[0] != '\0');
}

static void git__revisions_of_all_forms_name_commits(void **state)
{
    world *w = *state;
    for (long i = 1; i <= 4; i++) kit_git_commit(repo(w), "c", 1700000000 + i);
    kit_git(repo(w), "tag v1.0 HEAD~2");
    kit_git(repo(w), "tag -a -m m v2.0 HEAD~1");
    assert_int_equal(open_at(w, "repo"), RH_OK);
    assert_resolves(w, "HEAD", "HEAD");
    assert_resolves(w, "main~3", "HEAD~3");
    assert_resolves(w, "v1.0", "HEAD~2");
    assert_resolves(w, "v2.0", "HEAD~1");
    assert_resolves(w, "v2.0^", "HEAD~2");
    assert_resolves(w, kit_git_line(repo(w), "rev-parse HEAD~1"), "HEAD~1");
    assert_resolves(w, kit_git_line(repo(w), "rev-parse --short=12 HEAD~1"), "HEAD~1");
}

static void git__revisions_that_are_not_there(void **state)
{
    world *w = *state;
    kit_git_commit(repo(w), "c", 1700000000);
    kit_git(repo(w), "tag tree 'HEAD^{tree}'");
    assert_int_equal(open_at(w, "repo"), RH_OK);
    /* Covers: G1 */
    assert_refused(w, "nowhere", RH_GIT_NO_REVISION, RH_CLASS_NOINPUT);
    assert_non_null(strstr(w->err.text, "git log"));
    assert_refused(w, "main~9", RH_GIT_NO_REVISION, RH_CLASS_NOINPUT);
    assert_refused(w, "tree", RH_GIT_NO_REVISION, RH_CLASS_NOINPUT);
    assert_refused(w, "0000000000000000000000000000000000000000", RH_GIT_NO_REVISION, RH_CLASS_NOINPUT);
    /* Covers: G2 */
    assert_refused(w, "-main", RH_GIT_REVISION_FORM, RH_CLASS_USAGE);
    assert_refused(w, "--upload-pack=touch x", RH_GIT_REVISION_FORM, RH_CLASS_USAGE);
    assert_refused(w, "", RH_GIT_REVISION_FORM, RH_CLASS_USAGE);
    /* Covers: T9 */
    assert_refused(w, "main@{yesterday}", RH_GIT_REVISION_FORM, RH_CLASS_USAGE);
    assert_refused(w, ":/c", RH_GIT_REVISION_FORM, RH_CLASS_USAGE);
    assert_refused(w, "HEAD:cases", RH_GIT_REVISION_FORM, RH_CLASS_USAGE);
    assert_refused(w, "HEAD^{/c}", RH_GIT_REVISION_FORM, RH_CLASS_USAGE);
    /* Covers: G7 */
    assert_refused(w, "a\x1b[2J\n", RH_GIT_NO_REVISION, RH_CLASS_NOINPUT);
    assert_null(strchr(w->err.text, '\x1b'));
}

static void git__what_is_no_repository_says_how_to_name_one(void **state)
{
    world *w = *state;
    kit_shell(w->folder.path, "mkdir empty");
    /* Covers: G1 */
    assert_int_equal(open_at(w, "empty"), RH_GIT_NO_REPOSITORY);
    assert_int_equal(rh_code_class(w->err.code), RH_CLASS_NOINPUT);
    assert_non_null(strstr(w->err.text, "--register"));
    assert_int_equal(open_at(w, "nowhere"), RH_GIT_NO_REPOSITORY);
}

static void git__a_repository_whose_settings_are_broken(void **state)
{
    world *w = *state;
    kit_shell(w->folder.path, "echo '[core' > repo/.git/config");
    assert_int_equal(open_at(w, "repo"), RH_GIT_FAILED);
    assert_int_equal(rh_code_class(w->err.code), RH_CLASS_IO);
}

static void git__a_repository_of_someone_else_is_refused(void **state)
{
    world *w = *state;
    if (geteuid() != 0) {
        printf("skipped: only root can give a repository away\n");
        skip();
    }
    kit_git_commit(repo(w), "c", 1700000000);
    assert_int_equal(kit_shell(w->folder.path, "chown -R 12345 repo"), 0);
    /* Covers: G3 */
    assert_int_equal(open_at(w, "repo"), RH_GIT_OWNER);
    assert_int_equal(rh_code_class(w->err.code), RH_CLASS_TRUST);
    assert_non_null(strstr(w->err.text, "safe.directory"));
}

static rh_code open_around(world *w, const char *dir)
{
    char before[1024];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(kit_folder_at(&w->folder, dir)), 0);
    rh_git_close(w->git);
    w->git = NULL;
    const rh_code code = rh_git_open(&w->git, &w->arena, NULL, &w->err);
    assert_int_equal(chdir(before), 0);
    return code;
}

static void git__a_bare_repository_opens_only_when_it_is_named(void **state)
{
    world *w = *state;
    kit_git_commit(repo(w), "c", 1700000000);
    kit_shell(w->folder.path, "mkdir -p repo/sub/deep");
    kit_git(w->folder.path, "init -q --bare repo/sub/evil.git");
    assert_int_equal(open_around(w, "repo/sub/deep"), RH_OK);
    assert_non_null(rh_git_workdir(w->git));
    /* Covers: G5 */
    assert_int_equal(open_around(w, "repo/sub/evil.git"), RH_GIT_BARE);
    assert_int_equal(open_around(w, "repo/sub/evil.git/objects"), RH_GIT_BARE);
    assert_int_equal(rh_code_class(w->err.code), RH_CLASS_TRUST);
    assert_int_equal(open_at(w, "repo/sub/evil.git"), RH_OK);
    assert_null(rh_git_workdir(w->git));
}

static void git__formats_that_are_not_read(void **state)
{
    world *w = *state;
    kit_git(w->folder.path, "init -q --object-format=sha256 new");
    kit_git_commit(kit_folder_at(&w->folder, "new"), "c", 1700000000);
    assert_int_equal(open_at(w, "new"), RH_GIT_FORMAT);
    assert_int_equal(rh_code_class(w->err.code), RH_CLASS_CONFIG);
    assert_non_null(strstr(w->err.text, "SHA-256"));
    kit_git(repo(w), "config extensions.worktreeConfig true");
    kit_git(repo(w), "config core.repositoryFormatVersion 1");
    assert_int_equal(open_at(w, "repo"), RH_OK);
}

static void assert_parents(world *w, const char *revision, size_t n)
{
    rh_git_commit commit;
    assert_int_equal(rh_git_commit_read(&commit, &w->arena, w->git, id_of(w, revision), &w->err), RH_OK);
    assert_int_equal(commit.n_parents, n);
}

static void git__replace_refs_and_grafts_are_not_heeded(void **state)
{
    world *w = *state;
    for (long i = 0; i < 4; i++) kit_git_commit(repo(w), "c", 1700000000 + i);
    kit_git(repo(w), "replace --graft HEAD HEAD~3");
    kit_shell(repo(w), "git rev-parse HEAD~1 > .git/info/grafts");
    assert_int_equal(open_at(w, "repo"), RH_OK);
    rh_git_commit head, parent;
    rh_git_id id, want;
    assert_int_equal(rh_git_resolve(&id, w->git, "HEAD", &w->err), RH_OK);
    assert_int_equal(rh_git_commit_read(&head, &w->arena, w->git, id, &w->err), RH_OK);
    /* Covers: G9 */
    assert_int_equal(head.n_parents, 1);
    assert_true(
        rh_git_id_parse(&want, rh_str_of(kit_git_line(repo(w), "--no-replace-objects log -1 --format=%%P main"))));
    assert_true(rh_git_id_eq(head.parents[0], want));
    assert_int_equal(rh_git_commit_read(&parent, &w->arena, w->git, head.parents[0], &w->err), RH_OK);
    assert_int_equal(parent.n_parents, 1);
}

static void git__a_commit_says_who_when_and_what(void **state)
{
    world *w = *state;
    rh_git_commit commit;
    kit_git_commit(repo(w), "first line\n\nand more", 1700000007);
    kit_git_commit(repo(w), "second", 1700000008);
    assert_int_equal(open_at(w, "repo"), RH_OK);
    assert_int_equal(rh_git_commit_read(&commit, &w->arena, w->git, id_of(w, "HEAD~1"), &w->err), RH_OK);
    assert_true(rh_str_eq(commit.author, RH_STR("Ann <ann@example.com>")));
    assert_true(rh_str_eq(commit.summary, RH_STR("first line")));
    assert_int_equal(commit.author_time, 1700000007);
    assert_parents(w, "HEAD", 1);
    assert_parents(w, "HEAD~1", 0);
}

/* ---- bases ---- */

static void assert_merge_base(world *w, const char *a, const char *b, const char *want)
{
    rh_git_id base;
    assert_int_equal(rh_git_merge_base(&base, w->git, id_of(w, a), id_of(w, b), &w->err), RH_OK);
    const rh_git_id id = id_of(w, want);
    assert_true(rh_git_id_eq(base, id));
    assert_int_equal(rh_git_merge_base(&base, w->git, id_of(w, b), id_of(w, a), &w->err), RH_OK);
    assert_true(rh_git_id_eq(base, id));
}

static void git__the_merge_base_goes_by_ancestry_not_by_dates(void **state)
{
    world *w = *state;
    kit_git_commit(repo(w), "root", 1900000000); /* later than all that follow */
    kit_git_commit(repo(w), "base", 1000000000);
    kit_git(repo(w), "tag base");
    kit_git_commit(repo(w), "on main", 1800000000);
    kit_git(repo(w), "checkout -q -b topic base");
    kit_git_commit(repo(w), "on topic", 900000000);
    assert_int_equal(open_at(w, "repo"), RH_OK);
    /* Covers: G10 G14 */
    assert_merge_base(w, "main", "topic", "base");
    assert_merge_base(w, "main", "base", "base");
    assert_merge_base(w, "main", "main", "main");
}

static void git__of_several_best_bases_the_least_id_is_taken(void **state)
{
    world *w = *state;
    kit_git_commit(repo(w), "root", 1700000000);
    kit_git(repo(w), "checkout -q -b b");
    kit_git_commit(repo(w), "b1", 1700000001);
    kit_git(repo(w), "tag b1");
    kit_git(repo(w), "checkout -q main");
    kit_git_commit(repo(w), "a1", 1700000002);
    kit_git(repo(w), "tag a1");
    kit_git(repo(w), "merge -q --no-ff -m m b1");
    kit_git(repo(w), "checkout -q b");
    kit_git(repo(w), "merge -q --no-ff -m m a1");
    assert_int_equal(open_at(w, "repo"), RH_OK);
    const rh_git_id a = id_of(w, "a1"), b = id_of(w, "b1");
    /* Covers: G10 */
    assert_merge_base(w, "main", "b", memcmp(a.bytes, b.bytes, 20) < 0 ? "a1" : "b1");
}

static void git__histories_without_a_common_ancestor_have_no_base(void **state)
{
    world *w = *state;
    rh_git_id base;
    kit_git_commit(repo(w), "one", 1700000000);
    kit_git(repo(w), "checkout -q --orphan other");
    kit_git_commit(repo(w), "two", 1700000001);
    assert_int_equal(open_at(w, "repo"), RH_OK);
    assert_int_equal(rh_git_merge_base(&base, w->git, id_of(w, "main"), id_of(w, "other"), &w->err), RH_GIT_NO_BASE);
    assert_int_equal(rh_code_class(w->err.code), RH_CLASS_NOINPUT);
    assert_non_null(strstr(w->err.text, "--base"));
}

static void git__a_shallow_clone_says_how_to_deepen_it(void **state)
{
    world *w = *state;
    rh_git_id base, id;
    rh_git_base head_base;
    for (long i = 0; i < 3; i++) kit_git_commit(repo(w), "c", 1700000000 + i);
    kit_git(repo(w), "checkout -q -b topic");
    for (long i = 0; i < 3; i++) kit_git_commit(repo(w), "t", 1700000010 + i);
    kit_git(repo(w), "checkout -q main");
    kit_git_commit(repo(w), "m", 1700000020);
    kit_git(w->folder.path, "clone -q --depth 2 --no-single-branch file://%s shallow", repo(w));
    const rh_git_id main_id = id_of(w, "main"), topic_id = id_of(w, "topic");
    assert_int_equal(open_at(w, "shallow"), RH_OK);
    assert_true(rh_git_is_shallow(w->git));
    /* Covers: G1 */
    assert_int_equal(rh_git_merge_base(&base, w->git, main_id, topic_id, &w->err), RH_GIT_SHALLOW);
    assert_int_equal(rh_code_class(w->err.code), RH_CLASS_NOINPUT);
    assert_non_null(strstr(w->err.text, "git fetch --unshallow"));
    assert_int_equal(rh_git_resolve(&id, w->git, "main~3", &w->err), RH_GIT_SHALLOW);
    assert_int_equal(rh_git_base_of(&head_base, &w->arena, w->git, topic_id, NULL, &w->err), RH_GIT_SHALLOW);
    kit_git(w->folder.path, "clone -q --depth 1 file://%s tip", repo(w));
    assert_int_equal(open_at(w, "tip"), RH_OK);
    assert_int_equal(rh_git_base_of(&head_base, &w->arena, w->git, main_id, NULL, &w->err), RH_GIT_SHALLOW);
}

static void git__a_shallow_clone_that_holds_the_base_is_enough(void **state)
{
    world *w = *state;
    rh_git_id base;
    for (long i = 0; i < 5; i++) kit_git_commit(repo(w), "c", 1700000000 + i);
    kit_git(repo(w), "checkout -q -b topic");
    kit_git_commit(repo(w), "t", 1700000010);
    kit_git(w->folder.path, "clone -q --depth 3 --no-single-branch file://%s shallow", repo(w));
    assert_int_equal(open_at(w, "shallow"), RH_OK);
    assert_int_equal(rh_git_merge_base(&base, w->git, id_of(w, "main"), id_of(w, "topic"), &w->err), RH_OK);
    assert_true(rh_git_id_eq(base, id_of(w, "main")));
}

static void git__the_base_of_a_head_is_that_of_ruling_131(void **state)
{
    world *w = *state;
    rh_git_base base;
    kit_git_commit(repo(w), "one", 1700000000);
    kit_git_commit(repo(w), "two", 1700000001);
    kit_git(repo(w), "checkout -q -b topic HEAD~1");
    kit_git_commit(repo(w), "three", 1700000002);
    assert_int_equal(open_at(w, "repo"), RH_OK);
    assert_int_equal(rh_git_base_of(&base, &w->arena, w->git, id_of(w, "topic"), NULL, &w->err), RH_OK);
    assert_true(rh_git_id_eq(base.id, id_of(w, "main~1")));
    assert_true(rh_str_eq(base.from, RH_STR("main")));
    assert_false(base.is_parent || base.is_bootstrap);
    assert_int_equal(rh_git_base_of(&base, &w->arena, w->git, id_of(w, "main"), NULL, &w->err), RH_OK);
    assert_true(base.is_parent && rh_git_id_eq(base.id, id_of(w, "main~1")));
    assert_int_equal(rh_git_base_of(&base, &w->arena, w->git, id_of(w, "main~1"), NULL, &w->err), RH_OK);
    assert_true(base.is_bootstrap && rh_git_id_eq(base.id, id_of(w, "main~1")));
    assert_int_equal(rh_git_base_of(&base, &w->arena, w->git, id_of(w, "topic"), "main", &w->err), RH_OK);
    assert_true(rh_git_id_eq(base.id, id_of(w, "main")) && rh_str_eq(base.from, RH_STR("main")));
    kit_git(repo(w), "update-ref refs/remotes/origin/trunk topic");
    kit_git(repo(w), "symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/trunk");
    assert_int_equal(rh_git_base_of(&base, &w->arena, w->git, id_of(w, "main"), NULL, &w->err), RH_OK);
    assert_true(rh_str_eq(base.from, RH_STR("origin/HEAD")) && rh_git_id_eq(base.id, id_of(w, "main~1")));
    kit_git(repo(w), "branch -m main other");
    kit_git(repo(w), "symbolic-ref -d refs/remotes/origin/HEAD");
    assert_int_equal(rh_git_base_of(&base, &w->arena, w->git, id_of(w, "topic"), NULL, &w->err), RH_GIT_NO_BASE);
}

static void git__a_corrupt_object_is_named(void **state)
{
    world *w = *state;
    rh_git_commit commit;
    kit_git_commit(repo(w), "one", 1700000000);
    const rh_git_id id = id_of(w, "HEAD");
    char path[200];
    const char *hex = kit_git_line(repo(w), "rev-parse HEAD");
    snprintf(path, sizeof path, ".git/objects/%.2s/%s", hex, hex + 2);
    assert_int_equal(kit_shell(repo(w), "chmod u+w %s && printf 'garbage' > %s", path, path), 0);
    assert_int_equal(open_at(w, "repo"), RH_OK);
    /* Covers: G8 */
    assert_int_equal(rh_git_commit_read(&commit, &w->arena, w->git, id, &w->err), RH_GIT_OBJECT);
    assert_int_equal(rh_code_class(w->err.code), RH_CLASS_DATA);
    assert_non_null(strstr(w->err.text, "cannot be read"));
}

static void git__tags_come_sorted_and_peeled(void **state)
{
    world *w = *state;
    const rh_git_tag *tags;
    size_t n;
    kit_git_commit(repo(w), "one", 1700000000);
    kit_git(repo(w), "tag live/20260302T090000Z");
    kit_git_commit(repo(w), "two", 1700000001);
    kit_git(repo(w), "tag -a -m m live/20260101T000000Z");
    kit_git(repo(w), "tag other");
    assert_int_equal(open_at(w, "repo"), RH_OK);
    assert_int_equal(rh_git_tags(&tags, &n, &w->arena, w->git, RH_STR("live/"), &w->err), RH_OK);
    assert_int_equal(n, 2);
    assert_true(rh_str_eq(tags[0].name, RH_STR("live/20260101T000000Z")) &&
                rh_git_id_eq(tags[0].commit, id_of(w, "HEAD")));
    assert_true(rh_str_eq(tags[1].name, RH_STR("live/20260302T090000Z")) &&
                rh_git_id_eq(tags[1].commit, id_of(w, "HEAD~1")));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(git__revisions_of_all_forms_name_commits),
        T(git__revisions_that_are_not_there),
        T(git__what_is_no_repository_says_how_to_name_one),
        T(git__a_repository_whose_settings_are_broken),
        T(git__a_repository_of_someone_else_is_refused),
        T(git__a_bare_repository_opens_only_when_it_is_named),
        T(git__formats_that_are_not_read),
        T(git__replace_refs_and_grafts_are_not_heeded),
        T(git__a_commit_says_who_when_and_what),
        T(git__the_merge_base_goes_by_ancestry_not_by_dates),
        T(git__of_several_best_bases_the_least_id_is_taken),
        T(git__histories_without_a_common_ancestor_have_no_base),
        T(git__a_shallow_clone_says_how_to_deepen_it),
        T(git__a_shallow_clone_that_holds_the_base_is_enough),
        T(git__the_base_of_a_head_is_that_of_ruling_131),
        T(git__a_corrupt_object_is_named),
        T(git__tags_come_sorted_and_peeled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
