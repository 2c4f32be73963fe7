/* System calls that do less than was asked, are interrupted, or fail: this program has its own read, write, fsync,
 * close and rename, which stand between the harness and the system. */
#define _DEFAULT_SOURCE /* syscall() */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/buf.h"
#include "harness/ingest/input.h"
#include "harness/system/file.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- calls ---- */

typedef enum call { CALL_READ, CALL_WRITE, CALL_FSYNC, CALL_CLOSE, CALL_RENAME, N_CALLS } call;

static struct {
    size_t most;            /* bytes that a read or write moves; 0: as many as asked for */
    bool is_interrupted;    /* every second read and write is EINTR */
    call failing;           /* its n-th call from 1 fails, and no other */
    unsigned fail_at;       /* 0: none does */
    int fail_with;          /* errno */
    unsigned n[N_CALLS];
} world;

static bool fails(call c)
{
    world.n[c]++;
    errno = EINTR;
    if (world.is_interrupted && (c == CALL_READ || c == CALL_WRITE) && world.n[c] % 2 == 1) return true;
    errno = world.fail_with;
    return world.failing == c && world.n[c] == world.fail_at;
}

static size_t at_most(size_t n)
{
    return world.most != 0 && world.most < n ? world.most : n;
}

ssize_t read(int fd, void *bytes, size_t n)
{
    return fails(CALL_READ) ? -1 : (ssize_t)syscall(SYS_read, fd, bytes, at_most(n));
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    return fails(CALL_WRITE) ? -1 : (ssize_t)syscall(SYS_write, fd, bytes, at_most(n));
}

int fsync(int fd)
{
    return fails(CALL_FSYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

/* One that fails has closed all the same, as Linux has it. */
int close(int fd)
{
    const bool has_failed = fails(CALL_CLOSE);
    const int saved = errno, code = (int)syscall(SYS_close, fd);
    if (has_failed) errno = saved;
    return has_failed ? -1 : code;
}

int rename(const char *from, const char *to)
{
    return fails(CALL_RENAME) ? -1 : renameat(AT_FDCWD, from, AT_FDCWD, to);
}

/* ---- runs ---- */

static char long_text[5000];

static int set_up(void **state)
{
    kit_folder *folder = malloc(sizeof *folder);
    memset(&world, 0, sizeof world);
    for (size_t i = 0; i < sizeof long_text; i++) long_text[i] = (char)('a' + i % 23);
    *folder = kit_folder_make();
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    memset(&world, 0, sizeof world);
    kit_folder_remove(*state);
    free(*state);
    return 0;
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

static void must_hold(const char *path, rh_str expected)
{
    rh_arena arena = kit_arena();
    rh_str text;
    assert_int_equal(rh_file_read(&text, &arena, path, 1 << 20, NULL), RH_OK);
    assert_true(rh_str_eq(text, expected));
    rh_arena_dispose(&arena);
}

static rh_code read_input(rh_buf *out, const char *path, rh_err *err)
{
    rh_input *input = NULL;
    char bytes[700];
    size_t got = 1;
    rh_code code = rh_input_open(&input, path, err);
    while (code == RH_OK && got != 0) {
        code = rh_input_read(&got, input, bytes, sizeof bytes, err);
        if (code == RH_OK) rh_buf_put(out, (rh_str){bytes, got});
    }
    rh_input_close(input);
    return code;
}

static void calls__that_are_short_or_interrupted_lose_nothing(void **state)
{
    const rh_str text = {long_text, sizeof long_text};
    for (size_t most = 1; most < 4000; most = most * 3 + 1) {
        rh_arena arena = kit_arena();
        rh_buf out;
        const char *path = kit_folder_at(*state, "out");
        rh_buf_init(&out, &arena, 1 << 20);
        world.most = most;
        world.is_interrupted = true;
        assert_int_equal(rh_file_write(path, text, 0600, NULL), RH_OK);
        /* Covers: F3 */
        must_hold(path, text);
        assert_int_equal(read_input(&out, path, NULL), RH_OK);
        assert_true(rh_str_eq(rh_buf_str(&out), text));
        assert_true(world.n[CALL_READ] > 4 && world.n[CALL_WRITE] > 2);
        rh_arena_dispose(&arena);
    }
}

static void calls__that_fail_leave_the_old_file_and_no_other(void **state)
{
    static const struct {
        call failing;
        unsigned at;
        int with;
        rh_code code;
    } cases[] = {
        {CALL_WRITE, 1, ENOSPC, RH_OUTPUT_WRITE},  {CALL_WRITE, 3, ENOSPC, RH_OUTPUT_WRITE},
        {CALL_WRITE, 2, EIO, RH_OUTPUT_WRITE},     {CALL_FSYNC, 1, EIO, RH_OUTPUT_WRITE},
        {CALL_FSYNC, 1, ENOSPC, RH_OUTPUT_WRITE},  {CALL_CLOSE, 1, EDQUOT, RH_OUTPUT_WRITE},
        {CALL_RENAME, 1, ENOSPC, RH_OUTPUT_CREATE},
    };
    const kit_folder *folder = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rh_err err = {0};
        const char *path = kit_folder_text(folder, "out", "old");
        memset(&world, 0, sizeof world);
        world.most = 1000;
        world.failing = cases[i].failing;
        world.fail_at = cases[i].at;
        world.fail_with = cases[i].with;
        const rh_code code = rh_file_write(path, (rh_str){long_text, sizeof long_text}, 0600, &err);
        /* Covers: F2 */
        assert_int_equal(code, cases[i].code);
        assert_non_null(strstr(err.text, strerror(cases[i].with)));
        assert_true(rh_str_eq(err.span.file, rh_str_of(path)));
        world.fail_at = 0;
        must_hold(path, RH_STR("old"));
        assert_int_equal(count_files(folder->path), 1);
    }
}

static void fsync__that_failed_is_not_tried_again(void **state)
{
    const char *path = kit_folder_text(*state, "out", "old");
    world.failing = CALL_FSYNC;
    world.fail_at = 1; /* a second one would say that all is well */
    world.fail_with = EIO;
    /* Covers: F5 */
    assert_int_equal(rh_file_write(path, RH_STR("new"), 0600, NULL), RH_OUTPUT_WRITE);
    assert_int_equal(world.n[CALL_FSYNC], 1);
    must_hold(path, RH_STR("old"));
    /* The folder's: the name may be in place, and yet it is no success. */
    world.fail_at = 3;
    assert_int_equal(rh_file_write(path, RH_STR("new"), 0600, NULL), RH_OUTPUT_WRITE);
    assert_int_equal(world.n[CALL_FSYNC], 3);
}

static void input__that_fails_in_mid_file_is_an_error_with_its_name(void **state)
{
    const char *path = kit_folder_write(*state, "in", long_text, sizeof long_text);
    for (unsigned at = 1; at <= 6; at++) {
        rh_arena arena = kit_arena();
        rh_err err = {0};
        rh_buf out;
        rh_buf_init(&out, &arena, 1 << 20);
        memset(&world, 0, sizeof world);
        world.most = 1000;
        world.failing = CALL_READ;
        world.fail_at = at;
        world.fail_with = EIO;
        /* Covers: F4 */
        assert_int_equal(read_input(&out, path, &err), RH_INPUT_READ);
        assert_int_equal(rh_code_class(err.code), RH_CLASS_IO);
        assert_true(rh_str_eq(err.span.file, rh_str_of(path)));
        rh_arena_dispose(&arena);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(calls__that_are_short_or_interrupted_lose_nothing),
        TEST(calls__that_fail_leave_the_old_file_and_no_other),
        TEST(fsync__that_failed_is_not_tried_again),
        TEST(input__that_fails_in_mid_file_is_an_error_with_its_name),
    };
    return cmocka_run_group_tests_name("system calls", tests, NULL, NULL);
}
