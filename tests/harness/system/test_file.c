/* Whole files: read as they are, written in full or not at all. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/system/file.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>

static int set_up(void **state)
{
    kit_folder *folder = malloc(sizeof *folder);
    *folder = kit_folder_make();
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    kit_folder_remove(*state);
    free(*state);
    return 0;
}

static rh_code reads(rh_str *out, rh_arena *arena, const char *path, size_t max)
{
    rh_err err = {0};
    const rh_code code = rh_file_read(out, arena, path, max, &err);
    if (code != RH_OK) assert_true(rh_str_eq(err.span.file, rh_str_of(path)));
    return code;
}

static void file__reads_what_is_there(void **state)
{
    rh_arena arena = kit_arena();
    rh_str text;
    assert_int_equal(reads(&text, &arena, kit_folder_write(*state, "f", "a\0b", 3), 3), RH_OK);
    assert_int_equal(text.len, 3);
    assert_memory_equal(text.ptr, "a\0b", 4);
    assert_int_equal(reads(&text, &arena, kit_folder_text(*state, "e", ""), 0), RH_OK);
    assert_int_equal(text.len, 0);
    assert_int_equal(reads(&text, &arena, kit_folder_text(*state, "g", "1234"), 3), RH_INPUT_LARGE);
    assert_int_equal(reads(&text, &arena, kit_folder_at(*state, "none"), 3), RH_INPUT_MISSING);
    /* Covers: I19 */
    assert_int_equal(reads(&text, &arena, "/dev/zero", 3), RH_INPUT_KIND);
    rh_arena_dispose(&arena);
}

static size_t count_files(const char *path)
{
    size_t n = 0;
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) n += e->d_name[0] != '.';
    closedir(dir);
    return n;
}

static void file__is_written_in_full_with_its_mode(void **state)
{
    const kit_folder *folder = *state;
    const char *path = kit_folder_text(folder, "out", "old");
    rh_arena arena = kit_arena();
    struct stat st;
    rh_str text;
    assert_int_equal(rh_file_write(path, RH_STR("new"), 0640, NULL), RH_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(reads(&text, &arena, path, 10), RH_OK);
    /* Covers: V2 */
    assert_true(rh_str_eq(text, RH_STR("new")));
    assert_int_equal(count_files(folder->path), 1);
    rh_arena_dispose(&arena);
}

static void file__that_cannot_be_made_is_an_error(void **state)
{
    rh_err err = {0};
    /* Covers: F8 */
    assert_int_equal(rh_file_write(kit_folder_at(*state, "no/such/place"), RH_STR("x"), 0600, &err), RH_OUTPUT_CREATE);
    assert_int_equal(rh_code_class(err.code), RH_CLASS_CANTCREAT);
    const kit_folder *folder = *state;
    assert_int_equal(mkdir(kit_folder_at(folder, "dir"), 0700), 0);
    /* Covers: F8 */
    assert_int_equal(rh_file_write(kit_folder_at(folder, "dir"), RH_STR("x"), 0600, &err), RH_OUTPUT_CREATE);
    assert_int_equal(count_files(folder->path), 1);
}

static void file__that_does_not_fit_leaves_the_old_one(void **state)
{
    const kit_folder *folder = *state;
    const char *path = kit_folder_text(folder, "out", "old");
    static char big[100000];
    rh_arena arena = kit_arena();
    rh_str text;
    rh_err err = {0};
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 50000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    const rh_code code = rh_file_write(path, (rh_str){big, sizeof big}, 0600, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    /* Covers: F2 */
    assert_int_equal(code, RH_OUTPUT_WRITE);
    assert_int_equal(rh_code_class(code), RH_CLASS_IO);
    assert_int_equal(reads(&text, &arena, path, 10), RH_OK);
    /* Covers: V2 */
    assert_true(rh_str_eq(text, RH_STR("old")));
    assert_int_equal(count_files(folder->path), 1);
    rh_arena_dispose(&arena);
}

/* A sweep spares what is being written, unless it is of all: then the writer hears that it may try again. */
static void sweep__of_all_takes_what_is_being_written(void **state)
{
    rh_err err = {0};
    rh_file_out out;
    char path[4096], left[4110];
    snprintf(path, sizeof path, "%s", kit_folder_at(*state, "run"));
    snprintf(left, sizeof left, "%s.tmpAAAAAA", path);
    assert_int_equal(rh_file_write(left, RH_STR("of a killed one"), 0600, &err), RH_OK);
    assert_int_equal(rh_file_begin(&out, path, 0600, &err), RH_OK);
    assert_int_equal(rh_file_sweep(path, false, &err), RH_OK);
    assert_int_not_equal(access(left, F_OK), 0);
    assert_int_equal(access(out.temp, F_OK), 0);
    assert_int_equal(rh_file_sweep(path, true, &err), RH_OK);
    assert_int_equal(rh_file_commit(&out, &err), RH_STORE_BUSY);
    assert_int_equal(rh_code_class(RH_STORE_BUSY), RH_CLASS_BUSY);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void sweep__says_when_it_cannot_look(void **state)
{
    rh_err err = {0};
    kit_folder_text(*state, "file", "no folder");
    assert_int_equal(rh_file_sweep(kit_folder_at(*state, "none/run"), false, &err), RH_OK);
    assert_int_equal(rh_file_sweep(kit_folder_at(*state, "file/run"), false, &err), RH_OUTPUT_WRITE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(file__reads_what_is_there),
        TEST(file__is_written_in_full_with_its_mode),
        TEST(file__that_cannot_be_made_is_an_error),
        TEST(file__that_does_not_fit_leaves_the_old_one),
        TEST(sweep__of_all_takes_what_is_being_written),
        TEST(sweep__says_when_it_cannot_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
