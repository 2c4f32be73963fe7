/* DSSE envelopes. */
#include "harness/attest/dsse.h"

#include "engine/base/show.h"
#include "harness/attest/base64.h"
#include "harness/foreign/json.h"

/* A member of a small object is enough; the payload is one text. */
enum { MAX_MEMBERS = 1000, SHOWN = 80 };

void rh_dsse_pae(rh_buf *out, rh_str type, rh_str payload)
{
    rh_buf_printf(out, "DSSEv1 %zu ", type.len);
    rh_buf_put(out, type);
    rh_buf_printf(out, " %zu ", payload.len);
    rh_buf_put(out, payload);
}

static bool make_pae(rh_str *out, rh_arena *scratch, rh_str type, rh_str payload)
{
    rh_buf pae;
    rh_buf_init(&pae, scratch, payload.len + type.len + 64);
    rh_dsse_pae(&pae, type, payload);
    *out = rh_buf_str(&pae);
    return !pae.failed;
}

rh_code rh_dsse_write(rh_buf *out, rh_arena *scratch, rh_str payload, const rh_key *key, rh_err *err)
{
    const rh_str type = RH_STR(RH_DSSE_PAYLOAD_TYPE);
    unsigned char sig[RH_SIGNATURE_BYTES];
    char id[RH_SHA256_HEX + 1];
    rh_str pae;
    if (!make_pae(&pae, scratch, type, payload)) return rh_err_nomem(err);
    rh_code code = rh_key_sign(sig, key, pae, err);
    if (code == RH_OK) code = rh_key_id(id, key, err);
    if (code != RH_OK) return code;
    rh_buf_printf(out, "{\"payload\":\"");
    rh_base64_put(out, payload);
    rh_buf_printf(out, "\",\"payloadType\":\"%.*s\",\"signatures\":[{\"keyid\":\"%s\",\"sig\":\"", RH_ARG(type), id);
    rh_base64_put(out, (rh_str){(const char *)sig, sizeof sig});
    rh_buf_printf(out, "\"}]}\n");
    return out->failed ? rh_err_nomem(err) : RH_OK;
}

/* ---- reading ---- */

typedef struct reader {
    rh_arena *keep;
    rh_span span; /* of the file */
    rh_err *err;
} reader;

static rh_code bad_text(reader *r, const char *what, const rh_value *v)
{
    return rh_err_set(r->err, RH_ENVELOPE_BAD, r->span, v == NULL ? "the envelope has no %s" : "%s is no text", what);
}

static rh_code read_base64(rh_str *out, reader *r, const char *what, const rh_value *v)
{
    size_t at = 0;
    if (v == NULL || v->kind != RH_STRING) return bad_text(r, what, v);
    if (rh_base64_read(out, r->keep, rh_value_str(*v), &at)) return RH_OK;
    if (rh_arena_failed(r->keep)) return rh_err_nomem(r->err);
    return rh_err_set(r->err, RH_ENVELOPE_BAD, r->span, "%s is no base64 from byte %zu of %u on", what, at, v->n);
}

static rh_code read_signature(rh_dsse_signature *out, reader *r, rh_value item)
{
    if (item.kind != RH_MAP)
        return rh_err_set(r->err, RH_ENVELOPE_BAD, r->span, "a signature is no object with keyid and sig");
    const rh_value *keyid = rh_value_field(item, RH_STR("keyid"));
    *out = (rh_dsse_signature){0};
    if (keyid != NULL && keyid->kind != RH_STRING) return bad_text(r, "keyid", keyid);
    if (keyid != NULL && keyid->n > 0) out->keyid = rh_value_str(*keyid);
    return read_base64(&out->sig, r, "sig", rh_value_field(item, RH_STR("sig")));
}

static rh_code read_signatures(rh_dsse *out, reader *r, const rh_value *list)
{
    if (list == NULL || list->kind != RH_LIST || list->n == 0)
        return rh_err_set(r->err, RH_ENVELOPE_BAD, r->span, "the envelope has no signatures, expected at least one");
    if (list->n > RH_DSSE_MAX_SIGNATURES)
        return rh_err_set(r->err, RH_ENVELOPE_BAD, r->span, "the envelope has %u signatures, expected at most %d",
                          list->n, RH_DSSE_MAX_SIGNATURES);
    rh_dsse_signature *signatures = RH_NEW_N(r->keep, list->n, rh_dsse_signature);
    if (signatures == NULL) return rh_err_nomem(r->err);
    for (size_t i = 0; i < list->n; i++) {
        const rh_code code = read_signature(&signatures[i], r, list->list[i]);
        if (code != RH_OK) return code;
    }
    out->signatures = signatures;
    out->n_signatures = list->n;
    return RH_OK;
}

static rh_code read_type(rh_dsse *out, reader *r, const rh_value *type)
{
    if (type == NULL || type->kind != RH_STRING) return bad_text(r, "payloadType", type);
    out->payload_type = rh_value_str(*type);
    if (rh_str_eq(out->payload_type, RH_STR(RH_DSSE_PAYLOAD_TYPE))) return RH_OK;
    const rh_str shown = rh_show(r->keep, out->payload_type, SHOWN);
    return rh_err_set(r->err, RH_ENVELOPE_BAD, r->span, "payloadType is \"%.*s\", expected %s", RH_ARG(shown),
                      RH_DSSE_PAYLOAD_TYPE);
}

static rh_code read_json(rh_value *out, reader *r, rh_str text)
{
    rh_json *json;
    rh_err why = {0};
    rh_code code = rh_json_new(&json, MAX_MEMBERS, r->err);
    if (code != RH_OK) return code;
    code = rh_json_read(out, r->keep, json, text, &why);
    rh_json_free(json);
    if (code == RH_OK || rh_code_class(code) == RH_CLASS_LIMIT) return code == RH_OK ? RH_OK : rh_err_nomem(r->err);
    return rh_err_set(r->err, RH_ENVELOPE_BAD, (rh_span){r->span.file, why.span.line, why.span.col},
                      "the envelope is no plain JSON: %s", why.text);
}

rh_code rh_dsse_read(rh_dsse *out, rh_arena *keep, rh_str text, rh_str name, rh_err *err)
{
    reader r = {keep, {.file = name}, err};
    rh_value top;
    rh_dsse made = {0};
    if (text.len > RH_DSSE_MAX_BYTES)
        return rh_err_set(err, RH_INPUT_LARGE, r.span, "%zu bytes where at most %d are read", text.len,
                          RH_DSSE_MAX_BYTES);
    rh_code code = read_json(&top, &r, text);
    if (code == RH_OK && top.kind != RH_MAP)
        code = rh_err_set(err, RH_ENVELOPE_BAD, r.span,
                          "the envelope is no object with payload, payloadType and signatures");
    if (code == RH_OK) code = read_type(&made, &r, rh_value_field(top, RH_STR("payloadType")));
    if (code == RH_OK) code = read_signatures(&made, &r, rh_value_field(top, RH_STR("signatures")));
    if (code == RH_OK) code = read_base64(&made.payload, &r, "payload", rh_value_field(top, RH_STR("payload")));
    if (code == RH_OK) *out = made;
    return code;
}

rh_code rh_dsse_verify(const rh_dsse *envelope, rh_arena *scratch, const rh_key *key, rh_err *err)
{
    char id[RH_SHA256_HEX + 1];
    rh_str pae, other = rh_str_null();
    rh_code code = rh_key_id(id, key, err);
    if (code != RH_OK) return code;
    if (!make_pae(&pae, scratch, envelope->payload_type, envelope->payload)) return rh_err_nomem(err);
    for (size_t i = 0; i < envelope->n_signatures; i++) {
        const rh_dsse_signature *s = &envelope->signatures[i];
        if (s->keyid.ptr != NULL && !rh_str_eq(s->keyid, rh_str_of(id))) other = s->keyid;
        else if (rh_key_verifies(key, pae, s->sig)) return RH_OK;
        else other = rh_str_null();
    }
    if (other.ptr == NULL)
        return rh_err_set(err, RH_SIGNATURE_BAD, (rh_span){0}, "no signature is that of key %s over this payload", id);
    other = rh_show(scratch, other, SHOWN);
    return rh_err_set(err, RH_SIGNATURE_BAD, (rh_span){0}, "signed by key \"%.*s\", expected %s", RH_ARG(other), id);
}
