/* Reads health.yaml and makes derived fields of it: the score, its band and the version of the weights. */
#include "engine/program/register_insides.h"

#include <stdlib.h>

enum { SOURCE_BYTES = 1 << 20 };

/* The fields that it gives. */
typedef enum given { SCORE, BAND, WEIGHTS_VERSION, N_GIVEN } given;
static const char *const given_names[N_GIVEN] = {"health.score", "health.band", "health.weights_version"};

static const char *const absent_names[] = {"unscored", "zero", "skip"};

typedef struct health_row {
    rh_health h;
    const rh_node *inputs, *bands, *absent, *outcome;
} health_row;

static const rh_key health_keys[] = {
    RH_NEEDS(health_row, "version", WORD, h.version), RH_NEEDS(health_row, "scored", SOURCE, h.scored),
    RH_NEEDS(health_row, "inputs", MAP, inputs),      RH_NEEDS(health_row, "bands", LIST, bands),
    RH_NEEDS(health_row, "absent", ANY, absent),      RH_TAKES(health_row, "outcome", ANY, outcome),
};

typedef struct input_row {
    rh_health_input i;
    const rh_node *weight;
} input_row;

static const rh_key input_keys[] = {
    RH_NEEDS(input_row, "weight", ANY, weight),
    RH_NEEDS(input_row, "value", SOURCE, i.value),
    RH_TAKES(input_row, "title", TEXT, i.title),
};

typedef struct band_row {
    rh_health_band b;
    const rh_node *below;
} band_row;

static const rh_key band_keys[] = {
    RH_NEEDS(band_row, "band", WORD, b.band),
    RH_NEEDS(band_row, "below", ANY, below),
};

static const rh_key outcome_keys[] = {
    RH_NEEDS(rh_health, "good", SOURCE, good),
    RH_NEEDS(rh_health, "within", SPAN, within),
};

/* ---- reading ---- */

static void read_inputs(rh_reader *r, const rh_node *map, rh_health *h)
{
    rh_health_input *inputs = RH_NEW_N(r->keep, map->n_pairs, rh_health_input);
    if (map->n_pairs == 0) RH_READ_ERROR(r, RH_REG_RULE, map->span, "inputs is empty, expected at least one");
    for (size_t i = 0; inputs != NULL && i < map->n_pairs; i++) {
        input_row row = {.i = {.id = map->pairs[i].key->text, .weight = 1}};
        if (rh_read_row(r, map->pairs[i].value, "an input", RH_KEYS(input_keys), &row) && row.weight != NULL)
            rh_read_int(r, row.weight, "weight", 1, RH_HEALTH_WEIGHT_MAX, &row.i.weight);
        inputs[i] = row.i;
    }
    h->inputs = inputs;
    h->n_inputs = inputs != NULL ? map->n_pairs : 0;
}

static void check_band(rh_reader *r, const rh_node *node, const rh_health_band *bands, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (rh_str_eq(bands[k].band, bands[i].band))
            RH_READ_ERROR(r, RH_REG_DUPLICATE, node->span, "band \"%.*s\" is there twice", RH_SHOW(r, bands[i].band));
    if (i != 0 && bands[i].below <= bands[i - 1].below)
        RH_READ_ERROR(r, RH_REG_RULE, node->span, "band \"%.*s\" ends below %lld, expected more than %lld",
                      RH_SHOW(r, bands[i].band), (long long)bands[i].below, (long long)bands[i - 1].below);
}

static void read_bands(rh_reader *r, const rh_node *list, rh_health *h)
{
    rh_health_band *bands = RH_NEW_N(r->keep, list->n_items, rh_health_band);
    size_t n = 0;
    for (size_t i = 0; bands != NULL && i < list->n_items; i++) {
        band_row row = {0};
        if (!rh_read_row(r, list->items[i], "a band", RH_KEYS(band_keys), &row) || row.below == NULL) continue;
        if (!rh_read_int(r, row.below, "below", 1, 101, &row.b.below)) continue;
        bands[n] = row.b;
        check_band(r, list->items[i], bands, n++);
    }
    if (n == list->n_items && (n == 0 || bands[n - 1].below != 101))
        RH_READ_ERROR(r, RH_REG_RULE, list->span, "the last band must end below 101, so that 100 has a band");
    h->bands = bands;
    h->n_bands = n;
}

static void read_outcome(rh_reader *r, const rh_node *node, rh_health *h)
{
    rh_health row = {0};
    h->has_outcome = rh_read_row(r, node, "outcome", RH_KEYS(outcome_keys), &row);
    h->good = row.good;
    h->within = row.within;
}

/* ---- the expressions ---- */

/* In parentheses of its own; the line ends first, as a comment may stand at its end. */
static void put_part(rh_buf *out, rh_source part)
{
    rh_buf_byte(out, '(');
    rh_buf_put(out, part.text);
    rh_buf_put(out, RH_STR("\n)"));
}

static void put_present(rh_buf *out, const rh_health_input *input)
{
    rh_buf_put(out, RH_STR("present"));
    put_part(out, input->value);
}

/* `scored`, and that the inputs suffice. */
static void put_condition(rh_buf *out, const rh_health *h)
{
    put_part(out, h->scored);
    if (h->absent == RH_HEALTH_ZERO) return;
    rh_buf_put(out, RH_STR(" && ("));
    for (size_t i = 0; i < h->n_inputs; i++) {
        if (i != 0) rh_buf_put(out, h->absent == RH_HEALTH_SKIP ? RH_STR(" || ") : RH_STR(" && "));
        put_present(out, &h->inputs[i]);
    }
    rh_buf_byte(out, ')');
}

/* What an input adds: its weight, or its weight times its value. */
static void put_term(rh_buf *out, const rh_health *h, const rh_health_input *input, bool has_value)
{
    const bool may_lack = h->absent == RH_HEALTH_SKIP || (h->absent == RH_HEALTH_ZERO && has_value);
    if (may_lack) {
        rh_buf_byte(out, '(');
        put_present(out, input);
        rh_buf_put(out, RH_STR(" ? "));
    }
    rh_buf_printf(out, "%lld", (long long)input->weight);
    if (has_value) {
        rh_buf_put(out, RH_STR(" * "));
        put_part(out, input->value);
    }
    if (may_lack) rh_buf_put(out, RH_STR(" : 0)"));
}

static void put_sum(rh_buf *out, const rh_health *h, bool has_values)
{
    rh_buf_byte(out, '(');
    for (size_t i = 0; i < h->n_inputs; i++) {
        if (i != 0) rh_buf_put(out, RH_STR(" + "));
        put_term(out, h, &h->inputs[i], has_values);
    }
    rh_buf_byte(out, ')');
}

static void put_score(rh_buf *out, const rh_health *h)
{
    put_condition(out, h);
    rh_buf_put(out, RH_STR(" ? (2 * "));
    put_sum(out, h, true);
    rh_buf_put(out, RH_STR(" + "));
    put_sum(out, h, false);
    rh_buf_put(out, RH_STR(") / (2 * "));
    put_sum(out, h, false);
    rh_buf_put(out, RH_STR(") : null"));
}

static void put_band(rh_buf *out, const rh_health *h)
{
    rh_buf_put(out, RH_STR("!present(health.score) ? null"));
    for (size_t i = 0; i < h->n_bands; i++) {
        rh_buf_printf(out, " : health.score < %lld ? ", (long long)h->bands[i].below);
        rh_buf_json_str(out, h->bands[i].band);
    }
    rh_buf_put(out, RH_STR(" : null"));
}

static void put_version(rh_buf *out, const rh_health *h)
{
    rh_buf_put(out, RH_STR("present(health.score) ? "));
    rh_buf_json_str(out, h->version);
    rh_buf_put(out, RH_STR(" : null"));
}

/* ---- the fields ---- */

static rh_source made(rh_reader *r, const rh_health *h, void (*put)(rh_buf *out, const rh_health *h))
{
    rh_buf text;
    rh_buf_init(&text, r->keep, SOURCE_BYTES);
    put(&text, h);
    if (text.failed) RH_READ_ERROR(r, RH_NOMEM, (rh_span){0}, "no memory");
    return (rh_source){rh_buf_str(&text), NULL};
}

static int by_field(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_field *)a)->name, ((const rh_field *)b)->name);
}

static int by_text(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

static rh_shape band_shape(rh_reader *r, const rh_health *h)
{
    rh_str *words = RH_NEW_N(r->keep, h->n_bands, rh_str);
    for (size_t i = 0; words != NULL && i < h->n_bands; i++) words[i] = h->bands[i].band;
    if (words != NULL && h->n_bands > 1) qsort(words, h->n_bands, sizeof words[0], by_text);
    return (rh_shape){.type = RH_F_ENUM, .values = {words, words != NULL ? h->n_bands : 0}};
}

static void add_fields(rh_reader *r, const rh_node *root, rh_health *h)
{
    const rh_field added[N_GIVEN] = {
        [SCORE] = {.title = RH_STR("health score"), .shape = {.type = RH_F_INT}, .derived = made(r, h, put_score)},
        [BAND] = {.title = RH_STR("health band"), .shape = band_shape(r, h), .derived = made(r, h, put_band)},
        [WEIGHTS_VERSION] = {.title = RH_STR("version of the health weights"), .shape = {.type = RH_F_STRING},
                             .derived = made(r, h, put_version)},
    };
    const size_t n = r->reg->n_fields;
    rh_field *fields = RH_NEW_N(r->keep, n + N_GIVEN, rh_field);
    if (fields == NULL) return;
    if (n != 0) memcpy(fields, r->reg->fields, n * sizeof fields[0]);
    for (size_t i = 0; i < N_GIVEN; i++) {
        const rh_str name = rh_str_of(given_names[i]);
        const uint32_t declared = rh_register_field(r->reg, name);
        if (declared != RH_NONE)
            RH_READ_ERROR(r, RH_REG_DUPLICATE, r->reg->fields[declared].span,
                          "field \"%.*s\" comes from health.yaml, so schema.yaml may not declare it",
                          RH_SHOW(r, name));
        fields[n + i] = added[i];
        fields[n + i].name = name;
        fields[n + i].cls = RH_CLASS_FIELD_SAFE;
        fields[n + i].from = RH_STR("workflow");
        fields[n + i].span = root->span;
    }
    qsort(fields, n + N_GIVEN, sizeof fields[0], by_field);
    r->reg->fields = fields;
    r->reg->n_fields = n + N_GIVEN;
    h->score = rh_register_field(r->reg, rh_str_of(given_names[SCORE]));
    h->band = rh_register_field(r->reg, rh_str_of(given_names[BAND]));
    h->version_field = rh_register_field(r->reg, rh_str_of(given_names[WEIGHTS_VERSION]));
}

bool rh_read__is_of_health(rh_str field)
{
    for (size_t i = 0; i < N_GIVEN; i++)
        if (rh_str_eq(field, rh_str_of(given_names[i]))) return true;
    return false;
}

void rh_read__health(rh_reader *r, const rh_node *root)
{
    health_row row = {0};
    size_t absent = RH_HEALTH_UNSCORED;
    rh_health *h = RH_NEW(r->keep, rh_health);
    if (h == NULL || !rh_read_row(r, root, "health.yaml", RH_KEYS(health_keys), &row)) return;
    *h = row.h;
    if (row.inputs != NULL) read_inputs(r, row.inputs, h);
    if (row.bands != NULL) read_bands(r, row.bands, h);
    if (row.absent != NULL) rh_read_one_of(r, row.absent, "absent", absent_names, 3, &absent);
    h->absent = (rh_health_absent)absent;
    if (row.outcome != NULL) read_outcome(r, row.outcome, h);
    r->reg->health = h;
    if (r->knows_fields) add_fields(r, root, h);
}
