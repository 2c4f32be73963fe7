/* Any bytes as an envelope, as base64 and as a statement: read, or refused with a reason. */
#include "harness/attest/base64.h"
#include "harness/attest/dsse.h"
#include "harness/attest/statement.h"
#include "tests/fuzz/fuzz.h"

/* One sequence of bytes has one text in the standard alphabet. */
static void check_base64(rh_arena *keep, rh_str text)
{
    rh_str bytes;
    rh_buf again;
    size_t at = 0;
    if (!rh_base64_read(&bytes, keep, text, &at)) {
        FUZZ_MUST(at <= text.len);
        return;
    }
    rh_buf_init(&again, keep, text.len + 8);
    rh_base64_put(&again, bytes);
    FUZZ_MUST(again.len == text.len);
    if (memchr(text.ptr, '-', text.len) == NULL && memchr(text.ptr, '_', text.len) == NULL)
        FUZZ_MUST(rh_str_eq(rh_buf_str(&again), text));
}

static void check_statement(rh_arena *keep, rh_str payload)
{
    rh_stated stated;
    rh_err err = {0};
    if (rh_stated_read(&stated, keep, payload, &err) != RH_OK) {
        FUZZ_MUST(err.text[0] != '\0');
        return;
    }
    FUZZ_MUST(stated.made_of.head.commit.len == 40 && stated.made_of.base.sha256.len == 64);
    FUZZ_MUST(stated.expires_text.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rh_arena keep;
    rh_dsse envelope;
    rh_err err = {0};
    const rh_str text = fuzz_text(data, size);
    if (keep.host.take == NULL) keep = kit_arena();
    rh_arena_reset(&keep);
    check_base64(&keep, text);
    check_statement(&keep, text);
    if (rh_dsse_read(&envelope, &keep, text, RH_STR("x"), &err) != RH_OK) {
        FUZZ_MUST(err.text[0] != '\0');
        return 0;
    }
    FUZZ_MUST(envelope.n_signatures >= 1 && envelope.n_signatures <= RH_DSSE_MAX_SIGNATURES);
    check_statement(&keep, envelope.payload);
    return 0;
}
