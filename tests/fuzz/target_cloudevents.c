/* Any line as a CloudEvent: read or refused with a place, and the same content hash for the canonical form. */
#include "harness/ingest/cloudevents.h"
#include "harness/foreign/json.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void again(rh_ce_reader *reader, rh_arena *keep, rh_str text, const rh_identity *before)
{
    static rh_json *json;
    rh_err err;
    rh_value v;
    rh_buf canonical;
    rh_event event;
    rh_identity identity;
    if (json == NULL) FUZZ_MUST(rh_json_new(&json, 0, &err) == RH_OK);
    FUZZ_MUST(rh_json_read(&v, keep, json, text, &err) == RH_OK);
    rh_buf_init(&canonical, keep, 16 << 20);
    rh_value_put_json(&canonical, v);
    const rh_code code = rh_ce_read(&event, &identity, keep, reader, rh_buf_str(&canonical), &err);
    if (code == RH_JSON_NUMBER) return; /* 1e20 is written in digits, as RFC 8785 wants, and such are refused (I5) */
    FUZZ_MUST(code == RH_OK);
    FUZZ_MUST(memcmp(&identity.content, &before->content, sizeof identity.content) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rh_arena keep;
    static rh_ce_reader *reader;
    rh_err err;
    if (reader == NULL) {
        keep = kit_arena();
        FUZZ_MUST(rh_ce_reader_new(&reader, &err) == RH_OK);
    }
    rh_event event;
    rh_identity identity;
    rh_arena_reset(&keep);
    if (rh_ce_read(&event, &identity, &keep, reader, fuzz_text(data, size), &err) != RH_OK) {
        FUZZ_MUST(err.text[0] != '\0');
        return 0;
    }
    FUZZ_MUST(event.subject.ptr != NULL && identity.source.ptr != NULL && identity.id.ptr != NULL);
    again(reader, &keep, fuzz_text(data, size), &identity);
    return 0;
}
