/* Files of slabs that were damaged: as none, or RH_STORE_DIGEST, or what they were. Where the checksums are made anew,
 * they may say anything, but nothing is read that is not there. */
#include "tests/harness/store/slabs/snapshot.h"

#include "harness/store/slabs/file.h"
#include "harness/store/slabs/insides.h"
#include "harness/system/crc32.h"
#include "tests/kit/short_memory.h"

#include <fcntl.h>
#include <unistd.h>

typedef struct damage {
    snapshot *s;
    rh_slabs_totals totals;
    rh_arena arena;
    char *bytes; /* of the file as it was written */
    size_t n;
    const char *says;
} damage;

/* What readers take for granted of columns. */
static void check_columns(const rh_slab_part *part, bool is_top)
{
    for (uint32_t i = 0; i < part->n_columns; i++) {
        const rh_slab_column *c = &part->columns[i], *before = c - 1;
        const bool is_holder = c->are[RH_SLAB_LIST] != NULL || c->are[RH_SLAB_TABLE] != NULL;
        assert_true((c->elements != NULL) == is_holder && (is_top || !is_holder));
        if (c->elements != NULL) check_columns(c->elements, false);
        if (i == 0 || !rh_str_eq(before->space, c->space) || before->name.ptr == NULL) continue;
        assert_true(rh_str_cmp(before->name, c->name) < 0);
    }
}

/* Every row of slabs as text; NULL: RH_STORE_DIGEST. */
static const char *say(rh_arena *keep, const rh_slabs *slabs)
{
    rh_buf out;
    rh_buf_init(&out, keep, 1 << 26);
    for (size_t i = 0; i < rh_slabs_about_get(slabs)->n_slabs; i++) {
        size_t first_row;
        const rh_slab_part *part;
        const rh_code code = rh_slabs_read(&part, &first_row, keep, slabs, i, NULL, NULL, NULL);
        if (code == RH_STORE_DIGEST) return NULL;
        assert_int_equal(code, RH_OK);
        check_columns(part, true);
        assert_int_equal(first_row + part->n, rh_slabs_about_get(slabs)->journeys); /* there is one */
        for (size_t k = 0; k < part->n; k++) {
            rh_buf_put(&out, rh_slabs_id(slabs, first_row + k));
            rh_value_put_json(&out, snapshot_fields(keep, part, k));
        }
    }
    rh_buf_put(&out, rh_slabs_about_get(slabs)->actorkind);
    rh_buf_byte(&out, '\0');
    assert_false(out.failed);
    return out.ptr;
}

static bool opened(const char **says, const damage *d, rh_arena *keep)
{
    rh_slabs *slabs;
    rh_store_sums sums;
    assert_int_equal(rh_slabs__open(&slabs, &sums, d->s->store, &d->totals, NULL), RH_OK);
    if (slabs == NULL) return false;
    *says = say(keep, slabs);
    rh_slabs__close(slabs);
    return true;
}

static void write_file(const damage *d, const char *bytes, size_t n)
{
    const int fd = open(d->s->slabs, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, n, 0), n);
    assert_int_equal(ftruncate(fd, (off_t)n), 0);
    close(fd);
}

static void add_lines(snapshot *s, int n)
{
    char fields[400];
    for (int i = 0; i < n; i++) {
        snprintf(fields, sizeof fields,
                 "{\"a\":{\"i\":%d,\"d\":%d.5,\"t\":\"t%d\",\"b\":%s,\"z\":%s,\"l\":[%s],"
                 "\"o\":{\"K%d\":{\"x\":\"%d\",\"n\":%d}}}}",
                 i * 900, i, i % 9, i % 3 ? "true" : "false", i % 5 ? "null" : "7",
                 i % 2 ? "1,\"x\",null" : "{\"y\":true},{}", i % 4, i % 6, i);
        snapshot_line(s, i, fields);
    }
}

static damage begin(snapshot *s)
{
    bool is_settled;
    rh_err err;
    rh_db db;
    damage d = {.s = s, .arena = kit_arena()};
    add_lines(s, RH_SLABS_LEAST + 2);
    snapshot_ingest(s, "a.jsonl");
    assert_int_equal(rh_db__open(&db, s->store, false, &err), RH_OK);
    assert_int_equal(rh_slabs__totals(&d.totals, &is_settled, &db, &err), RH_OK);
    rh_db__close(&db);
    FILE *f = fopen(s->slabs, "rb");
    assert_non_null(f);
    d.bytes = rh_arena_alloc(&d.arena, 1 << 20);
    d.n = fread(d.bytes, 1, 1 << 20, f);
    fclose(f);
    assert_true(opened(&d.says, &d, &d.arena));
    assert_non_null(d.says);
    return d;
}

static void damage__of_any_byte_is_noticed_or_does_not_matter(void **state)
{
    const char *says;
    size_t n_none = 0, n_noticed = 0, n_same = 0;
    damage d = begin(*state);
    rh_arena arena = kit_arena();
    for (size_t i = 0; i < d.n; i++) {
        rh_arena_reset(&arena);
        d.bytes[i] ^= (char)(1 << i % 8);
        write_file(&d, d.bytes, d.n);
        d.bytes[i] ^= (char)(1 << i % 8);
        if (!opened(&says, &d, &arena)) n_none++;
        else if (says == NULL) n_noticed++;
        else if (strcmp(says, d.says) == 0) n_same++;
        else fail_msg("byte %zu: other rows, and nobody noticed", i);
    }
    /* Covers: F10 */
    assert_true(n_none > 1000 && n_noticed > 1000);
    assert_true(n_same < 32); /* between what is read */
    rh_arena_dispose(&arena);
    rh_arena_dispose(&d.arena);
}

static void damage__of_a_cut_makes_it_none(void **state)
{
    const char *says;
    damage d = begin(*state);
    for (size_t n = 0; n < d.n; n++) {
        write_file(&d, d.bytes, n);
        assert_false(opened(&says, &d, &d.arena));
    }
    rh_arena_dispose(&d.arena);
}

/* ---- with checksums that are right ---- */

static uint32_t crc(const char *at, uint64_t n) { return rh_crc32((rh_str){at, (size_t)n}); }

static rh_slabs_place place_of(const damage *d)
{
    rh_slabs_end end;
    rh_slabs_place place;
    memcpy(&end, d->bytes + d->n - sizeof end, sizeof end);
    memcpy(&place, d->bytes + d->n - sizeof end - sizeof place, sizeof place);
    return place;
}

/* As the file was laid out before it was damaged. */
static void sign(const damage *d, char *bytes)
{
    rh_slabs_part part;
    rh_slabs_end end;
    const rh_slabs_place p = place_of(d);
    const uint64_t part_at = p.at + p.ids_len;
    uint64_t values_at = part_at + p.part_len;
    memcpy(&part, d->bytes + part_at, sizeof part);
    for (uint32_t i = 0; i < part.n_columns; i++) {
        rh_slabs_column c;
        char *at = bytes + part_at + sizeof part + i * sizeof c;
        memcpy(&c, d->bytes + (at - bytes), sizeof c);
        const uint32_t sum = crc(bytes + values_at, c.values_len);
        memcpy(at + offsetof(rh_slabs_column, values_crc), &sum, sizeof sum);
        values_at += c.values_len;
    }
    const uint32_t part_sum = crc(bytes + part_at, p.part_len);
    memcpy(bytes + d->n - sizeof end - sizeof p + offsetof(rh_slabs_place, part_crc), &part_sum, sizeof part_sum);
    memcpy(&end, d->bytes + d->n - sizeof end, sizeof end);
    const uint32_t index_sum = crc(bytes + end.index_at, end.index_len);
    memcpy(bytes + d->n - sizeof end + offsetof(rh_slabs_end, index_crc), &index_sum, sizeof index_sum);
}

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* A number where numbers of the format are, of those at the ends of ranges. */
static void spoil(char *at, size_t n, uint64_t *seed)
{
    static const uint64_t values[] = {0, 1, 2, 7, 8, 63, 64, 65, 66, 67, 255, 65535, 65536, UINT32_MAX, 1u << 31,
                                      UINT64_MAX, UINT64_MAX - 7, (uint64_t)1 << 63};
    static const size_t sizes[] = {1, 2, 4, 8};
    const size_t size = sizes[next(seed) % 4];
    uint64_t value = values[next(seed) % (sizeof values / sizeof *values)];
    if (next(seed) % 3 == 0) value = next(seed);
    memcpy(at + next(seed) % (n - size + 1) / size * size, &value, size);
}

/* Bytes of which none lies behind the last slab. */
static void damage__of_columns_that_is_signed_is_bounded(void **state)
{
    size_t n_noticed = 0, n_other = 0;
    uint64_t seed = 7;
    damage d = begin(*state);
    rh_arena arena = kit_arena();
    rh_slabs_place p = place_of(&d);
    const size_t part_at = (size_t)(p.at + p.ids_len), n = part_at + (size_t)(p.part_len + p.values_len);
    char *whole = rh_arena_alloc(&d.arena, d.n), *bytes = malloc(n);
    struct rh_slabs slabs = {.store = "s.db", .bytes = bytes, .size = n, .places = &p,
                               .about = {.journeys = d.totals.journeys, .n_slabs = 1, .actorkind = RH_STR("system")}};
    for (int i = 0; i < 40000; i++) {
        rh_arena_reset(&arena);
        memcpy(whole, d.bytes, d.n);
        for (uint64_t k = next(&seed) % 3 + 1; k > 0; k--) /* what columns are decides most */
            spoil(whole + part_at, (size_t)(next(&seed) % 2 ? p.part_len : p.part_len + p.values_len), &seed);
        sign(&d, whole);
        memcpy(bytes, whole, n);
        memcpy(&p, whole + d.n - sizeof(rh_slabs_end) - sizeof p, sizeof p);
        const char *says = say(&arena, &slabs);
        if (says == NULL) n_noticed++;
        else n_other += strcmp(says, d.says) != 0;
    }
    assert_true(n_noticed > 1000 && n_other > 1000); /* the checksums were right */
    free(bytes);
    rh_arena_dispose(&arena);
    rh_arena_dispose(&d.arena);
}

static void damage__of_an_index_that_is_signed_is_bounded(void **state)
{
    const char *says;
    size_t n_none = 0;
    uint64_t seed = 8;
    damage d = begin(*state);
    rh_arena arena = kit_arena();
    rh_slabs_end end;
    const size_t ids_len = (size_t)place_of(&d).ids_len;
    memcpy(&end, d.bytes + d.n - sizeof end, sizeof end);
    char *bytes = rh_arena_alloc(&d.arena, d.n);
    for (int i = 0; i < 10000; i++) {
        rh_arena_reset(&arena);
        memcpy(bytes, d.bytes, d.n);
        for (uint64_t k = next(&seed) % 3 + 1; k > 0; k--)
            if (next(&seed) % 2) spoil(bytes + end.index_at, (size_t)end.index_len, &seed);
            else spoil(bytes + RH_SLABS_MAGIC_BYTES, ids_len, &seed);
        const uint32_t sum = crc(bytes + end.index_at, end.index_len);
        memcpy(bytes + d.n - sizeof end + offsetof(rh_slabs_end, index_crc), &sum, sizeof sum);
        write_file(&d, bytes, d.n);
        if (!opened(&says, &d, &arena)) n_none++;
    }
    assert_true(n_none > 5000);
    rh_arena_dispose(&arena);
    rh_arena_dispose(&d.arena);
}

/* ---- memory ---- */

static rh_code read_all(void *ctx, rh_host_memory host, rh_buf *result)
{
    rh_err err;
    rh_arena keep;
    size_t first_row;
    const rh_slab_part *part;
    const rh_store *store = ctx;
    rh_arena_init(&keep, host, 0);
    const rh_code code = rh_slabs_read(&part, &first_row, &keep, rh_store_slabs(store), 0, NULL, NULL, &err);
    if (code == RH_OK) rh_buf_printf(result, "%u", (unsigned)part->n_columns);
    rh_arena_dispose(&keep);
    return code;
}

static void damage__of_memory_is_told(void **state)
{
    kit_short_sweep_counts counts;
    damage d = begin(*state);
    rh_store *store = snapshot_open(d.s);
    /* Covers: F1 */
    kit_short_sweep(read_all, store, "a slab", &counts);
    assert_true(counts.n_refused > 0);
    rh_store_close(store);
    rh_arena_dispose(&d.arena);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, snapshot_set_up, snapshot_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(damage__of_any_byte_is_noticed_or_does_not_matter),
        TEST(damage__of_a_cut_makes_it_none),
        TEST(damage__of_columns_that_is_signed_is_bounded),
        TEST(damage__of_an_index_that_is_signed_is_bounded),
        TEST(damage__of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
