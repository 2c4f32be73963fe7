/* One slab, from where it lies in the file. Every length and index in it is held before it is used. */
#include "harness/store/slabs/file.h"

#include "harness/system/crc32.h"

#include "engine/base/assert.h"

typedef struct reader {
    rh_arena *keep;
    bool (*wants)(void *ctx, rh_str space, rh_str name);
    void *ctx;
    const char *at; /* a multiple of 8 */
    size_t left;
    bool failed;
} reader;

/* What lies next, up to a multiple of 8. NULL: there is not as much. */
static const void *take(reader *r, uint64_t n_bytes)
{
    const uint64_t n = rh_slabs__padded(n_bytes);
    const char *at = r->at;
    if (r->failed || n < n_bytes || n > r->left) {
        r->failed = true;
        return NULL;
    }
    r->at += n;
    r->left -= (size_t)n;
    return at;
}

/* ---- masks ---- */

#define FOUR UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX
#define SIXTEEN FOUR, FOUR, FOUR, FOUR
static const uint64_t all_rows[RH_SLAB_ROWS / 64] = {SIXTEEN, SIXTEEN, SIXTEEN, SIXTEEN};
_Static_assert(RH_SLAB_ROWS / 64 == 64, "as many words as there are above");

/* Of n rows. NULL: no memory. */
static const uint64_t *full_mask(rh_arena *keep, uint32_t n)
{
    if (n % 64 == 0 && n <= RH_SLAB_ROWS) return all_rows;
    uint64_t *mask = RH_NEW_N(keep, rh_slab_words(n), uint64_t);
    if (mask == NULL) return NULL;
    memset(mask, 0xFF, n / 64 * sizeof *mask);
    if (n % 64 != 0) mask[n / 64] = ((uint64_t)1 << n % 64) - 1;
    return mask;
}

/* No row is of two kinds, and there are none behind the last. */
static bool are_exclusive(const rh_slab_column *c, uint8_t some, uint32_t n)
{
    for (size_t i = 0; i < rh_slab_words(n); i++) {
        uint64_t seen = i == n / 64 ? ~(((uint64_t)1 << n % 64) - 1) : 0;
        for (int k = 0; k < RH_N_SLAB_KINDS; k++) {
            if ((some >> k & 1) == 0) continue;
            if (seen & c->are[k][i]) return false;
            seen |= c->are[k][i];
        }
    }
    return true;
}

static bool read_masks(reader *r, rh_slab_column *c, const rh_slabs_column *described, uint32_t n)
{
    const uint8_t some = described->some, full = described->full;
    if (full != 0) {
        if (some != 0 || (full & (full - 1)) != 0) return false;
        const uint64_t *mask = full_mask(r->keep, n);
        for (int k = 0; k < RH_N_SLAB_KINDS; k++)
            if (full >> k & 1) c->are[k] = mask;
        return mask != NULL;
    }
    for (int k = 0; k < RH_N_SLAB_KINDS; k++)
        if (some >> k & 1) c->are[k] = take(r, rh_slab_words(n) * sizeof(uint64_t));
    return !r->failed && are_exclusive(c, some, n);
}

/* ---- what columns are ---- */

static bool read_name(rh_str *out, const char **at, size_t *left, uint32_t len)
{
    *out = rh_str_null();
    if (len == RH_SLABS_NO_NAME) return true;
    if (len > *left) return false;
    *out = (rh_str){*at, len};
    *at += len;
    *left -= len;
    return true;
}

static uint64_t names_len(const rh_slabs_column *described, uint32_t n)
{
    uint64_t len = 0;
    for (uint32_t i = 0; i < n; i++) {
        len += described[i].space_len != RH_SLABS_NO_NAME ? described[i].space_len : 0;
        len += described[i].name_len != RH_SLABS_NO_NAME ? described[i].name_len : 0;
    }
    return len;
}

/* Null is before the empty text. */
static int order(rh_str a, rh_str b)
{
    if (a.ptr == NULL || b.ptr == NULL) return (a.ptr != NULL) - (b.ptr != NULL);
    return rh_str_cmp(a, b);
}

static bool is_behind(const rh_slab_column *before, const rh_slab_column *c)
{
    const int by_space = order(before->space, c->space);
    return by_space < 0 || (by_space == 0 && order(before->name, c->name) < 0);
}

static bool read_names(reader *r, rh_slab_column *columns, const rh_slabs_column *described, uint32_t n)
{
    size_t left = (size_t)names_len(described, n);
    const char *at = take(r, left);
    if (at == NULL) return false;
    for (uint32_t i = 0; i < n; i++) {
        rh_slab_column *c = &columns[i];
        if (!read_name(&c->space, &at, &left, described[i].space_len) ||
            !read_name(&c->name, &at, &left, described[i].name_len))
            return false;
        if (i > 0 && !is_behind(c - 1, c)) return false;
    }
    return true;
}

/* The columns with their masks and nothing else; *own are they to be filled in, *described is what the file says of
 * them. */
static bool read_part(rh_slab_part *out, rh_slab_column **own, const rh_slabs_column **described, reader *r)
{
    const rh_slabs_part *head = take(r, sizeof *head);
    if (head == NULL || head->n_columns > RH_SLAB_COLUMNS || head->n > RH_SLAB_ELEMENTS) return false;
    const rh_slabs_column *d = take(r, head->n_columns * sizeof *d);
    rh_slab_column *columns = RH_NEW_N(r->keep, head->n_columns, rh_slab_column);
    if (d == NULL || columns == NULL || !read_names(r, columns, d, head->n_columns)) return false;
    for (uint32_t i = 0; i < head->n_columns; i++)
        if (!read_masks(r, &columns[i], &d[i], head->n)) return false;
    *out = (rh_slab_part){.n = head->n, .n_columns = head->n_columns, .columns = columns};
    *own = columns;
    *described = d;
    return true;
}

/* ---- values ---- */

static bool is_width(uint8_t width, unsigned kinds)
{
    if ((kinds & RH_SLABS_NUMBERS) == 0) return width == 0;
    if (kinds >> RH_SLAB_DOUBLE & 1) return width == 8;
    return width == 1 || width == 2 || width == 4 || width == 8;
}

static bool read_numbers(reader *r, rh_slab_column *c, const rh_slabs_column *described, unsigned kinds, uint32_t n)
{
    if (!is_width(described->width, kinds)) return false;
    if (described->width == 0) return true;
    c->width = described->width;
    c->numbers = take(r, (uint64_t)n * c->width);
    return c->numbers != NULL;
}

static uint16_t greatest(const uint16_t *codes, uint32_t n)
{
    uint16_t most = 0;
    for (uint32_t i = 0; i < n; i++) most = codes[i] > most ? codes[i] : most;
    return most;
}

static bool read_texts(reader *r, rh_slab_column *c, const rh_slabs_column *described, unsigned kinds, uint32_t n)
{
    const uint32_t n_texts = described->n_texts;
    if ((kinds >> RH_SLAB_TEXT & 1) == 0) return n_texts == 0;
    if (n_texts == 0 || n_texts > UINT16_MAX) return false;
    const uint16_t *codes = take(r, n * sizeof *codes);
    const uint32_t *begins = take(r, ((uint64_t)n_texts + 1) * sizeof *begins);
    if (codes == NULL || begins == NULL || begins[0] != 0 || greatest(codes, n) >= n_texts) return false;
    const char *bytes = take(r, begins[n_texts]);
    rh_str *texts = rh_arena_room_for(r->keep, n_texts, sizeof *texts);
    if (bytes == NULL || texts == NULL) return false;
    for (uint32_t i = 0; i < n_texts; i++) {
        if (begins[i] > begins[i + 1] || begins[i + 1] > begins[n_texts]) return false;
        texts[i] = (rh_str){bytes + begins[i], begins[i + 1] - begins[i]};
    }
    c->codes = codes;
    c->texts = texts;
    c->n_texts = n_texts;
    return true;
}

static bool read_values(reader *r, rh_slab_column *c, const rh_slabs_column *described, uint32_t n, bool is_top);

static bool read_elements(reader *r, rh_slab_column *c, uint32_t n)
{
    const rh_slabs_column *described;
    rh_slab_column *columns;
    const uint32_t *first = take(r, ((uint64_t)n + 1) * sizeof *first);
    rh_slab_part *part = RH_NEW(r->keep, rh_slab_part);
    if (first == NULL || part == NULL || !read_part(part, &columns, &described, r)) return false;
    if (first[0] != 0 || first[n] != part->n) return false;
    for (uint32_t i = 0; i < n; i++)
        if (first[i] > first[i + 1]) return false;
    for (uint32_t i = 0; i < part->n_columns; i++)
        if (!read_values(r, &columns[i], &described[i], part->n, false)) return false;
    c->first = first;
    c->elements = part;
    return true;
}

/* The elements of lists and tables are scalars, and objects of them. */
static bool read_values(reader *r, rh_slab_column *c, const rh_slabs_column *described, uint32_t n, bool is_top)
{
    const unsigned kinds = described->some | described->full;
    if (!read_numbers(r, c, described, kinds, n) || !read_texts(r, c, described, kinds, n)) return false;
    if ((kinds & RH_SLABS_HOLDERS) == 0) return true;
    return is_top && read_elements(r, c, n);
}

/* The values of a column of a slab, which has n rows. */
static bool read_wanted(reader *r, rh_slab_column *c, const rh_slabs_column *described, uint32_t n)
{
    const size_t len = (size_t)described->values_len;
    const char *at = take(r, described->values_len);
    if (at == NULL || described->values_len % 8 != 0) return false;
    if (r->wants != NULL && !r->wants(r->ctx, c->space, c->name)) return true;
    if (rh_crc32((rh_str){at, len}) != described->values_crc) return false;
    reader values = {.keep = r->keep, .at = at, .left = len};
    return read_values(&values, c, described, n, true) && values.left == 0;
}

static bool read_slab(rh_slab_part *out, reader *r, const rh_slabs_place *p)
{
    const rh_slabs_column *described;
    rh_slab_column *columns;
    reader part = {.keep = r->keep, .at = take(r, p->part_len), .left = (size_t)p->part_len};
    if (part.at == NULL || rh_crc32((rh_str){part.at, part.left}) != p->part_crc) return false;
    if (!read_part(out, &columns, &described, &part) || part.left != 0 || out->n != p->n) return false;
    for (uint32_t i = 0; i < out->n_columns; i++)
        if (!read_wanted(r, &columns[i], &described[i], out->n)) return false;
    return r->left == 0;
}

rh_code rh_slabs_read(const rh_slab_part **out, size_t *first_row, rh_arena *keep, const rh_slabs *slabs,
                      size_t index, bool (*wants)(void *ctx, rh_str space, rh_str name), void *ctx, rh_err *err)
{
    RH_ASSERT(index < slabs->about.n_slabs);
    const rh_slabs_place *p = &slabs->places[index];
    reader r = {.keep = keep,
                .wants = wants,
                .ctx = ctx,
                .at = slabs->bytes + p->at + p->ids_len,
                .left = (size_t)(p->part_len + p->values_len)};
    rh_slab_part *part = RH_NEW(keep, rh_slab_part);
    if (part == NULL) return rh_err_nomem(err);
    if (!read_slab(part, &r, p)) return rh_arena_failed(keep) ? rh_err_nomem(err) : rh_slabs__damaged(slabs, err);
    *out = part;
    *first_row = index * RH_SLAB_ROWS;
    return RH_OK;
}
