/* Columns into bytes. */
#include "harness/store/slabs/draft.h"

#include "harness/system/crc32.h"

static void pad(rh_buf *out)
{
    static const char zeros[8];
    rh_buf_put(out, (rh_str){zeros, (size_t)(rh_slabs__padded(out->len) - out->len)});
}

static void put(rh_buf *out, const void *at, size_t n_bytes)
{
    rh_buf_put(out, (rh_str){at, n_bytes});
    pad(out);
}

/* Whether the mask has every one of n rows. */
static bool is_full(const uint64_t *mask, uint32_t n)
{
    for (uint32_t i = 0; i < n / 64; i++)
        if (mask[i] != UINT64_MAX) return false;
    return n % 64 == 0 || mask[n / 64] == ((uint64_t)1 << n % 64) - 1;
}

static uint8_t full_kinds(const rh_draft_column *c, uint32_t n)
{
    for (int k = 0; k < RH_N_SLAB_KINDS; k++)
        if (c->kinds >> k & 1 && is_full(c->are[k], n)) return (uint8_t)(1 << k);
    return 0;
}

/* The fewest bytes that every number has room in. */
static uint8_t width_of(const rh_draft_column *c, uint32_t n)
{
    int64_t least = 0, most = 0;
    if ((c->kinds & RH_SLABS_NUMBERS) == 0) return 0;
    if (c->kinds >> RH_SLAB_DOUBLE & 1) return 8;
    for (uint32_t i = 0; i < n; i++) {
        least = c->numbers[i] < least ? c->numbers[i] : least;
        most = c->numbers[i] > most ? c->numbers[i] : most;
    }
    if (least >= INT8_MIN && most <= INT8_MAX) return 1;
    if (least >= INT16_MIN && most <= INT16_MAX) return 2;
    return least >= INT32_MIN && most <= INT32_MAX ? 4 : 8;
}

static void put_numbers(rh_buf *out, const int64_t *numbers, uint32_t n, uint8_t width)
{
    if (width == 0 || !rh_buf_reserve(out, (size_t)n * 8 + 8)) return;
    char *to = out->ptr + out->len;
    switch (width) {
    case 1:
        for (uint32_t i = 0; i < n; i++) to[i] = (char)(int8_t)numbers[i];
        break;
    case 2:
        for (uint32_t i = 0; i < n; i++) {
            const int16_t v = (int16_t)numbers[i];
            memcpy(to + 2 * (size_t)i, &v, sizeof v);
        }
        break;
    case 4:
        for (uint32_t i = 0; i < n; i++) {
            const int32_t v = (int32_t)numbers[i];
            memcpy(to + 4 * (size_t)i, &v, sizeof v);
        }
        break;
    default: memcpy(to, numbers, (size_t)n * 8);
    }
    out->len += (size_t)n * width;
    pad(out);
}

static void put_texts(rh_buf *out, const rh_draft_column *c, uint32_t n)
{
    const uint32_t none = 0;
    put(out, c->codes, n * sizeof *c->codes);
    rh_buf_put(out, (rh_str){(const char *)&none, sizeof none});
    put(out, c->texts.ends, c->texts.n * sizeof *c->texts.ends);
    put(out, c->texts.bytes, c->texts.len);
}

static size_t n_used(const rh_draft_part *part)
{
    size_t n = 0;
    for (size_t i = 0; i < part->n_columns; i++) n += part->at[i]->kinds != 0;
    return n;
}

static rh_slabs_column describe(const rh_draft_column *c, uint32_t n)
{
    const uint8_t full = full_kinds(c, n);
    const bool has_texts = c->kinds >> RH_SLAB_TEXT & 1;
    return (rh_slabs_column){.space_len = c->space.ptr != NULL ? (uint32_t)c->space.len : RH_SLABS_NO_NAME,
                              .name_len = c->name.ptr != NULL ? (uint32_t)c->name.len : RH_SLABS_NO_NAME,
                              .n_texts = has_texts ? c->texts.n : 0,
                              .some = (uint8_t)(c->kinds & ~full),
                              .full = full,
                              .width = width_of(c, n)};
}

/* Where the description of the first column is. */
static size_t put_descriptions(rh_buf *out, const rh_draft_part *part)
{
    const rh_slabs_part head = {.n = part->n, .n_columns = (uint32_t)n_used(part)};
    put(out, &head, sizeof head);
    const size_t at = out->len;
    for (size_t i = 0; i < part->n_columns; i++) {
        if (part->at[i]->kinds == 0) continue;
        const rh_slabs_column described = describe(part->at[i], part->n);
        put(out, &described, sizeof described);
    }
    return at;
}

static void put_part(rh_buf *out, size_t *described_at, const rh_draft_part *part)
{
    *described_at = put_descriptions(out, part);
    for (size_t i = 0; i < part->n_columns; i++) {
        if (part->at[i]->kinds == 0) continue;
        rh_buf_put(out, part->at[i]->space);
        rh_buf_put(out, part->at[i]->name);
    }
    pad(out);
    for (size_t i = 0; i < part->n_columns; i++) {
        const rh_draft_column *c = part->at[i];
        const uint8_t some = (uint8_t)(c->kinds & ~full_kinds(c, part->n));
        for (int k = 0; k < RH_N_SLAB_KINDS; k++)
            if (some >> k & 1) put(out, c->are[k], rh_slab_words(part->n) * sizeof(uint64_t));
    }
}

static void put_values(rh_buf *out, const rh_draft_part *part, size_t described_at, bool has_crc);

static void put_elements(rh_buf *out, const rh_draft_column *c, uint32_t n)
{
    size_t described_at;
    put(out, c->first, ((size_t)n + 1) * sizeof *c->first);
    put_part(out, &described_at, &c->elements);
    put_values(out, &c->elements, described_at, false);
}

/* What their lengths and checksums are is put into the descriptions. */
static void put_values(rh_buf *out, const rh_draft_part *part, size_t described_at, bool has_crc)
{
    for (size_t i = 0; i < part->n_columns; i++) {
        const rh_draft_column *c = part->at[i];
        const size_t from = out->len;
        rh_slabs_column described;
        if (c->kinds == 0) continue;
        if (out->failed) return;
        memcpy(&described, out->ptr + described_at, sizeof described);
        put_numbers(out, c->numbers, part->n, described.width);
        if (c->kinds >> RH_SLAB_TEXT & 1) put_texts(out, c, part->n);
        if (c->kinds & RH_SLABS_HOLDERS) put_elements(out, c, part->n);
        if (out->failed) return;
        described.values_len = out->len - from;
        if (has_crc) described.values_crc = rh_crc32((rh_str){out->ptr + from, out->len - from});
        memcpy(out->ptr + described_at, &described, sizeof described);
        described_at += sizeof described;
    }
}

void rh_draft__put(rh_buf *out, uint64_t *part_len, const rh_draft *draft)
{
    size_t described_at;
    const size_t from = out->len;
    put_part(out, &described_at, &draft->rows);
    *part_len = out->len - from;
    put_values(out, &draft->rows, described_at, true);
}
