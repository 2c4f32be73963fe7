/* Reference values: each row of a file of vectors is computed and compared, values to 1e-9 and published ones to their
 * digits.
 *
 * Two files of one form: tests/data/stats/vectors.tsv, which every clone has, and ../shared/data/stats-vectors.tsv. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/stats/chart.h"
#include "engine/stats/evalue.h"
#include "engine/stats/exact.h"
#include "engine/stats/interval.h"
#include "engine/stats/sample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NUMBERS = 40, MAX_LINE = 4000 };

typedef struct numbers {
    double at[MAX_NUMBERS];
    size_t n;
} numbers;

/* "wilson95" has 95 in spec[0]; "cusum_llr_p0.1_p0.2" has 0.1 and 0.2. */
typedef struct vector {
    const char *fn;
    double spec[3];
    numbers args;
} vector;

static uint64_t count(const vector *v, size_t i)
{
    assert_true(i < v->args.n && v->args.at[i] >= 0);
    return (uint64_t)v->args.at[i];
}

static bool put(numbers *out, const double *values, size_t n)
{
    memcpy(out->at, values, n * sizeof *values);
    out->n = n;
    return true;
}

/* ---- one function a kind of row ---- */

typedef bool interval_of(rh_interval *out, uint64_t k, uint64_t n, double confidence);

static bool put_interval(numbers *out, interval_of *of, const vector *v)
{
    rh_interval i;
    return of(&i, count(v, 0), count(v, 1), v->spec[0] / 100) && put(out, (double[]){i.low, i.high}, 2);
}

static bool wilson(numbers *out, const vector *v)
{
    return put_interval(out, rh_interval_wilson, v);
}
static bool clopper(numbers *out, const vector *v)
{
    return put_interval(out, rh_interval_clopper, v);
}
static bool jeffreys(numbers *out, const vector *v)
{
    return put_interval(out, rh_interval_jeffreys, v);
}
static bool confidence_sequence(numbers *out, const vector *v)
{
    return put_interval(out, rh_evalue_interval, v);
}

static bool put_difference(numbers *out, const rh_difference *d)
{
    return put(out, (double[]){d->value, d->interval.low, d->interval.high}, 3);
}

static bool newcombe(numbers *out, const vector *v)
{
    rh_difference d;
    return rh_difference_newcombe(&d, count(v, 0), count(v, 1), count(v, 2), count(v, 3), v->spec[0] / 100) &&
           put_difference(out, &d);
}

static bool newcombe_paired(numbers *out, const vector *v)
{
    rh_difference d;
    const rh_pairs pairs = {count(v, 0), count(v, 1), count(v, 2), count(v, 3)};
    return rh_difference_paired(&d, &pairs, v->spec[0] / 100) && put_difference(out, &d);
}

static bool fisher(numbers *out, const vector *v)
{
    rh_fisher f;
    const rh_two_by_two table = {count(v, 0), count(v, 1), count(v, 2), count(v, 3)};
    return rh_exact_fisher(&f, &table) && put(out, (double[]){f.two_sided, f.less, f.greater, f.mid}, 4);
}

static bool mcnemar(numbers *out, const vector *v)
{
    rh_mcnemar m;
    return rh_exact_mcnemar(&m, count(v, 0), count(v, 1)) && put(out, (double[]){m.exact, m.mid}, 2);
}

typedef bool adjust_of(double *adjusted, size_t *order, const double *p, size_t n);

static bool put_adjusted(numbers *out, adjust_of *of, const vector *v)
{
    size_t order[MAX_NUMBERS];
    out->n = v->args.n;
    return of(out->at, order, v->args.at, v->args.n);
}

static bool holm(numbers *out, const vector *v)
{
    return put_adjusted(out, rh_adjust_holm, v);
}
static bool benjamini_hochberg(numbers *out, const vector *v)
{
    return put_adjusted(out, rh_adjust_benjamini_hochberg, v);
}
static bool benjamini_yekutieli(numbers *out, const vector *v)
{
    return put_adjusted(out, rh_adjust_benjamini_yekutieli, v);
}

static bool exceeds(numbers *out, const vector *v)
{
    out->n = 1;
    return rh_posterior_exceeds(out->at, count(v, 0), count(v, 1), count(v, 2), count(v, 3));
}

static bool beta_binomial(numbers *out, const vector *v)
{
    out->n = 1;
    return rh_posterior_next(out->at, count(v, 0), (uint64_t)v->spec[0], v->spec[1], v->spec[2]);
}

static bool evalue(numbers *out, const vector *v)
{
    out->n = 1;
    return rh_evalue_share(out->at, count(v, 0), count(v, 1), v->args.at[2]);
}

static bool evalue_pairs(numbers *out, const vector *v)
{
    out->n = 1;
    return rh_evalue_pairs(out->at, count(v, 0), count(v, 1));
}

static bool pchart(numbers *out, const vector *v)
{
    rh_pchart c;
    return rh_pchart_limits(&c, count(v, 0), count(v, 1), count(v, 2)) &&
           put(out, (double[]){c.limits.low, c.limits.high}, 2);
}

/* The two scores, then the level after each case. */
static bool cusum(numbers *out, const vector *v)
{
    rh_cusum c;
    if (!rh_cusum_scores(&c, v->spec[0], v->spec[1])) return false;
    put(out, (double[]){c.bad, c.good}, 2);
    double level = 0;
    for (size_t i = 0; i < v->args.n; i++) out->at[out->n++] = level = rh_cusum_step(&c, level, v->args.at[i] > 0);
    return true;
}

static bool without_failure(numbers *out, const vector *v)
{
    uint64_t n;
    return rh_sample_without_failure(&n, v->args.at[0], v->spec[0] / 100) && put(out, (double[]){(double)n}, 1);
}

static bool per_arm(numbers *out, const vector *v)
{
    out->n = 1;
    return rh_sample_per_arm(out->at, v->args.at[0], v->args.at[1], 0.95, v->spec[0] / 100);
}

/* form: of the row's name, as scanf reads it. published_at: which value the first published number without a name
 * is. */
static const struct kind {
    const char *form;
    int n_spec;
    bool (*compute)(numbers *out, const vector *v);
    size_t n_args; /* 0: any */
    size_t published_at;
    double tolerance;
} kinds[] = {
    {"wilson%lf%n", 1, wilson, 2, 0, 1e-9},
    {"clopper%lf%n", 1, clopper, 2, 0, 1e-9},
    {"jeffreys%lf_eqtail%n", 1, jeffreys, 2, 0, 1e-9},
    {"newcombe%lf%n", 1, newcombe, 4, 1, 1e-9},
    {"newcombe_paired%lf%n", 1, newcombe_paired, 4, 0, 1e-9},
    {"fisher_two_less_greater_midp%n", 0, fisher, 4, 0, 1e-9},
    {"mcnemar_exact_midp%n", 0, mcnemar, 2, 0, 1e-9},
    {"holm_adj%n", 0, holm, 0, 0, 1e-9},
    {"bh_adj%n", 0, benjamini_hochberg, 0, 0, 1e-9},
    {"by_adj%n", 0, benjamini_yekutieli, 0, 0, 1e-9},
    {"prob_b_gt_a_beta11%n", 0, exceeds, 4, 0, 1e-9},
    {"betabin_pmf_m%lf_a%lf_b%lf%n", 3, beta_binomial, 1, 0, 1e-9},
    {"evalue_bern_beta11%n", 0, evalue, 3, 0, 1e-9},
    {"confseq%lf_beta11%n", 1, confidence_sequence, 2, 0, 1e-9},
    {"e_mcnemar_beta11%n", 0, evalue_pairs, 2, 0, 1e-9},
    {"pchart3s%n", 0, pchart, 3, 0, 1e-9},
    {"cusum_llr_p%lf_p%lf%n", 2, cusum, 0, 0, 5.1e-7}, /* its levels are written with six decimals */
    {"zero_fail_n_%lf%n", 1, without_failure, 1, 0, 0},
    {"n_per_arm_%lfpct%n", 1, per_arm, 2, 0, 1e-9},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* ---- reading ---- */

static bool read_numbers(numbers *out, const char *text)
{
    out->n = 0;
    for (;;) {
        char *end;
        if (out->n == MAX_NUMBERS) return false;
        out->at[out->n++] = strtod(text, &end);
        if (end == text) return false;
        if (*end == '\0') return true;
        if (*end != ',') return false;
        text = end + 1;
    }
}

static const struct kind *find_kind(vector *v)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        int end = 0;
        double *s = v->spec;
        const int n = kinds[i].n_spec;
        /* the form is a constant of the table above, with as many %lf as n_spec says */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        if (n == 0) sscanf(v->fn, kinds[i].form, &end);
        else if (n == 1) sscanf(v->fn, kinds[i].form, &s[0], &end);
        else if (n == 2) sscanf(v->fn, kinds[i].form, &s[0], &s[1], &end);
        else sscanf(v->fn, kinds[i].form, &s[0], &s[1], &s[2], &end);
#pragma GCC diagnostic pop
        if (end > 0 && v->fn[end] == '\0') return &kinds[i];
    }
    fail_msg("no function for rows of %s", v->fn);
    return &kinds[0];
}

static bool is_near(double got, double want, double tolerance)
{
    const double off = fabs(got - want);
    return off <= tolerance * fmax(1, fabs(want)) && (tolerance > 1e-9 || off <= fmax(1e-15, 1e-9 * fabs(want)));
}

/* ---- the published column ---- */

/* The values that publications name. */
static size_t index_of_name(const char *name, size_t length)
{
    static const char *const names[] = {"two", "less", "greater", "mid"};
    for (size_t i = 0; i < 4; i++)
        if (strlen(names[i]) == length && strncmp(names[i], name, length) == 0) return i;
    return SIZE_MAX;
}

/* Holds got to a decimal as it is printed: to half of its last digit, and no closer than 1e-9. */
static void check_decimal(const char *row, double got, const char *text)
{
    const char *point = strchr(text, '.');
    const size_t digits = point != NULL ? strspn(point + 1, "0123456789") : 0;
    const double tolerance = fmax(1e-9, 0.5 * pow(10, -(double)digits) * 1.0000001);
    if (fabs(got - strtod(text, NULL)) > tolerance) fail_msg("%s: %.12g, published is %s", row, got, text);
}

/* "0.2553,0.3662", "two=0.06287"; any other word is prose. Returns how many numbers were compared. */
static size_t check_published_word(const char *row, const numbers *got, size_t *at, char *word)
{
    size_t n = 0;
    char *equals = strchr(word, '=');
    numbers parsed;
    if (equals != NULL) {
        const size_t index = index_of_name(word, (size_t)(equals - word));
        if (index == SIZE_MAX || !read_numbers(&parsed, equals + 1)) return 0;
        assert_true(index < got->n);
        check_decimal(row, got->at[index], equals + 1);
        return 1;
    }
    if (!read_numbers(&parsed, word)) return 0;
    for (char *rest, *text = strtok_r(word, ",", &rest); text != NULL; text = strtok_r(NULL, ",", &rest)) {
        assert_true(*at < got->n);
        check_decimal(row, got->at[(*at)++], text);
        n++;
    }
    return n;
}

/* "4 rejected at q=.05": how many adjusted values are at most that. */
static size_t check_rejected(const char *row, const numbers *got, const char *text)
{
    const char *at = strstr(text, " rejected at q=");
    size_t n = 0;
    assert_non_null(at);
    for (size_t i = 0; i < got->n; i++) n += got->at[i] <= strtod(strchr(at, '=') + 1, NULL);
    if (n != strtoul(at - 1, NULL, 10)) fail_msg("%s: %zu are rejected, published is %.1s", row, n, at - 1);
    return 1;
}

static size_t check_published(const char *row, const struct kind *kind, const numbers *got, char *text)
{
    size_t n = 0, at = kind->published_at;
    if (strstr(text, " rejected at q=") != NULL) return check_rejected(row, got, text);
    for (char *rest, *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        n += check_published_word(row, got, &at, word);
    return n;
}

/* ---- files ---- */

typedef struct tally {
    size_t rows, published;
    size_t of_kind[N_KINDS];
} tally;

static void check_row(tally *sum, char *line)
{
    char *rest, row[200];
    char *fn = strtok_r(line, "\t", &rest), *args = strtok_r(NULL, "\t", &rest);
    char *values = strtok_r(NULL, "\t", &rest), *published = strtok_r(NULL, "\t\n", &rest);
    if (fn == NULL || args == NULL || values == NULL || published == NULL) {
        fail_msg("row %zu does not have four columns", sum->rows + 1);
        return;
    }
    snprintf(row, sizeof row, "%s(%.100s)", fn, args);
    vector v = {.fn = fn};
    numbers want, got = {.n = 0};
    assert_true(read_numbers(&v.args, args) && read_numbers(&want, values));
    const struct kind *kind = find_kind(&v);
    if (kind->n_args != 0) assert_int_equal(v.args.n, kind->n_args);
    if (!kind->compute(&got, &v)) fail_msg("%s is refused", row);
    assert_int_equal(got.n, want.n);
    for (size_t i = 0; i < want.n; i++)
        if (!is_near(got.at[i], want.at[i], kind->tolerance))
            fail_msg("%s: value %zu is %.17g, wanted %.17g", row, i + 1, got.at[i], want.at[i]);
    sum->published += check_published(row, kind, &got, published);
    sum->rows++;
    sum->of_kind[kind - kinds]++;
}

static tally check_file(FILE *file)
{
    char line[MAX_LINE];
    tally sum = {0};
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    while (fgets(line, sizeof line, file) != NULL) check_row(&sum, line);
    fclose(file);
    for (size_t i = 0; i < N_KINDS; i++)
        if (sum.of_kind[i] == 0) fail_msg("no row for %s", kinds[i].form);
    printf("%zu rows, %zu published numbers\n", sum.rows, sum.published);
    return sum;
}

static void vectors__of_this_repository_are_computed(void **state)
{
    (void)state;
    FILE *file = fopen("tests/data/stats/vectors.tsv", "r");
    assert_non_null(file);
    assert_true(check_file(file).rows >= 36);
}

static void vectors__of_publications_are_computed_to_their_digits(void **state)
{
    (void)state;
    FILE *file = fopen("../shared/data/stats-vectors.tsv", "r");
    if (file == NULL) {
        print_message("skipped: ../shared/data/stats-vectors.tsv not found\n");
        skip();
    }
    const tally sum = check_file(file);
    assert_true(sum.rows >= 99);
    assert_true(sum.published >= 86);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors__of_this_repository_are_computed),
        cmocka_unit_test(vectors__of_publications_are_computed_to_their_digits),
    };
    return cmocka_run_group_tests_name("statistics against vectors", tests, NULL, NULL);
}
