/* The memory of an ingest does not grow with the history: four times as many events of as many journeys take as much
 * (FAULTS.md H1). What a process held at most is what the system says when it has ended. */
#define _DEFAULT_SOURCE 1 /* wait4 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/store/db.h"
#include "harness/store/store.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EVENTS = 60000, FACTOR = 4, JOURNEYS = 2000, BATCH = 2 << 20 };

/* Lines of some 500 bytes, an event each. */
static uint64_t make_lines(const char *path, size_t n)
{
    static char note[301];
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    memset(note, 'x', sizeof note - 1);
    for (size_t i = 0; i < n; i++)
        fprintf(file,
                "{\"specversion\":\"1.0\",\"id\":\"e%zu\",\"source\":\"/crm\",\"type\":\"noted\",\"subject\":\"J%zu\","
                "\"time\":\"2024-03-%02zuT%02zu:00:00Z\",\"data\":{\"n\":%zu,\"note\":\"%s\"}}\n",
                i, i % JOURNEYS, i % 28 + 1, i % 24, i, note);
    const long size = ftell(file);
    assert_int_equal(fclose(file), 0);
    return (uint64_t)size;
}

/* Kilobytes that a process held at most, which does nothing but ingest this file. */
static long peak_of(const char *path, const char *store)
{
    struct rusage used;
    int status;
    const pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        rh_arena keep = kit_arena();
        rh_store_ingest_result result;
        rh_diags diags;
        const rh_ingest_options options = {.batch_bytes = BATCH};
        rh_diags_init(&diags, &keep);
        _exit(rh_store_ingest(&result, &keep, store, &path, 1, &options, &diags) == RH_OK ? 0 : 1);
    }
    assert_int_equal(wait4(child, &status, 0, &used), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return used.ru_maxrss;
}

static void ingest__holds_as_much_of_a_long_history_as_of_a_short_one(void **state)
{
    (void)state;
    long peak[2];
    uint64_t bytes[2];
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    const bool is_own = false; /* what is given back is held for a while */
#else
    const bool is_own = kit_scale() == 1;
#endif
    if (!is_own) {
        printf("scaled: 0 of 2 histories held to the same memory: a tool takes memory of its own\n");
        return;
    }
    const kit_folder folder = kit_folder_make();
    for (int i = 0; i < 2; i++) {
        char path[300], store[300];
        snprintf(path, sizeof path, "%s", kit_folder_at(&folder, i == 0 ? "short.jsonl" : "long.jsonl"));
        snprintf(store, sizeof store, "%s", kit_folder_at(&folder, i == 0 ? "short.db" : "long.db"));
        bytes[i] = make_lines(path, (size_t)EVENTS * (i == 0 ? 1 : FACTOR));
        peak[i] = peak_of(path, store);
    }
    kit_folder_remove(&folder);
    printf("%lld MB of lines: %ld MB; %lld MB: %ld MB\n", (long long)bytes[0] >> 20, peak[0] >> 10,
           (long long)bytes[1] >> 20, peak[1] >> 10);
    /* The pages of the store that SQLite keeps are all in use by the shorter one, too. */
    assert_true(bytes[0] > (uint64_t)RH_STORE_CACHE_KIB * 512);
    /* Events that were kept would take more than half as much as their lines; what SQLite sorts by grows a little. */
    /* Covers: H1 */
    assert_true(peak[1] - peak[0] < (long)((bytes[1] - bytes[0]) >> 10) / 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ingest__holds_as_much_of_a_long_history_as_of_a_short_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
