/* Any bytes as a journey's blob of events, and as one value: read or refused, and what was read is written and read
 * again. */
#include "harness/store/blob.h"
#include "tests/fuzz/fuzz.h"

static uint32_t intern(void *ctx, rh_str key)
{
    return rh_names__number(ctx, key);
}
static rh_str text_of(void *ctx, uint32_t number)
{
    const rh_names *names = ctx;
    return number < names->texts.n ? names->texts.at[number] : rh_str_null();
}

static void value(rh_str bytes, rh_arena *keep, rh_names *names)
{
    const rh_key_table keys = {.intern = intern, .text = text_of, .ctx = names};
    rh_value v, again;
    size_t at = 0, end = 0;
    rh_buf out;
    if (!rh_value_decode(&v, keep, bytes, &at, &keys)) return;
    FUZZ_MUST(at <= bytes.len);
    rh_buf_init(&out, keep, 64 << 20);
    rh_value_encode(&out, v, &keys);
    FUZZ_MUST(!out.failed && rh_value_decode(&again, keep, rh_buf_str(&out), &end, &keys));
    FUZZ_MUST(end == out.len && rh_value_same(v, again));
}

static void events(rh_str bytes, rh_arena *keep, rh_arena *scratch, rh_names *names)
{
    size_t at = 0;
    rh_event event, again;
    uint64_t item, other;
    while (at < bytes.len && rh_blob__get(&event, &item, keep, bytes, &at, RH_STR("J1"), names, true)) {
        rh_buf out;
        size_t end = 0;
        FUZZ_MUST(at <= bytes.len);
        rh_buf_init(&out, keep, 64 << 20);
        rh_blob__put(&out, scratch, &event, item, names);
        FUZZ_MUST(!out.failed && rh_blob__get(&again, &other, keep, rh_buf_str(&out), &end, RH_STR("J1"), names, true));
        FUZZ_MUST(end == out.len && item == other && rh_str_eq(event.id, again.id) &&
                  rh_value_same(event.data, again.data));
    }
}

static const char *const words[] = {"crm", "human", "fields_ingested", "plan", "seats", "automation", "", "a"};
enum { N_WORDS = sizeof words / sizeof *words };

/* The names of a store as it stood before this input: what an input adds is forgotten. */
static rh_names *the_names(void)
{
    static rh_names names;
    if (names.texts.n == N_WORDS) return &names;
    rh_names__dispose(&names);
    names = (rh_names){.arena = kit_arena()};
    for (size_t k = 0; k < N_WORDS; k++) rh_names__number(&names, rh_str_of(words[k]));
    return &names;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rh_arena keep, scratch;
    if (keep.host.take == NULL) keep = kit_arena(), scratch = kit_arena();
    rh_arena_reset(&keep), rh_arena_reset(&scratch);
    rh_names *names = the_names();
    value(fuzz_text(data, size), &keep, names);
    events(fuzz_text(data, size), &keep, &scratch, names);
    return 0;
}
