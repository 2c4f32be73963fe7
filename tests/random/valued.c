/* Literals out of the files of a tree, into its policy. */
#include "tests/random/valued.h"

#include "engine/base/vec.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct value {
    rh_str name, text;
} value;

typedef struct policy {
    rh_arena *keep;
    RH_VEC(value) values;
} policy;

static void no_memory(void)
{
    fprintf(stderr, "random values: no memory\n");
    exit(70);
}

static rh_str text_of(rh_buf *out)
{
    if (out->failed) no_memory();
    return rh_buf_str(out);
}

static rh_buf begin(rh_arena *keep)
{
    rh_buf out;
    rh_buf_init(&out, keep, (size_t)1 << 20);
    return out;
}

static void add_value(policy *p, rh_str name, rh_str text)
{
    for (size_t i = 0; i < p->values.n; i++)
        if (rh_str_eq(p->values.at[i].name, name)) return;
    if (!RH_PUSH(p->keep, &p->values, (value){name, text})) no_memory();
}

/* ---- literals to values ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_small(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

/* The literal behind an operator and a blank: digits, digits with a point, a short word in quotes. 0: there is none. */
static size_t literal_at(rh_str text, size_t at)
{
    size_t end = at + 1;
    if (at < 3 || text.ptr[at - 1] != ' ' || memchr("<>=+", text.ptr[at - 2], 4) == NULL) return 0;
    if (text.ptr[at] == '"' && text.ptr[at - 3] == '=') {
        while (end < text.len && is_small(text.ptr[end])) end++;
        return end + 1 < text.len && text.ptr[end] == '"' ? end + 1 - at : 0;
    }
    if (!is_digit(text.ptr[at])) return 0;
    while (end < text.len && (is_digit(text.ptr[end]) || text.ptr[end] == '.')) end++;
    return end - at;
}

/* n_4, f_0_6, w_pro: the letter says how it may move. */
static rh_str name_of(policy *p, rh_str literal)
{
    rh_buf out = begin(p->keep);
    const bool is_word = literal.ptr[0] == '"';
    const bool has_point = rh_str_find(literal, RH_STR(".")) != SIZE_MAX;
    rh_buf_put(&out, is_word ? RH_STR("w_") : has_point ? RH_STR("f_") : RH_STR("n_"));
    for (size_t i = 0; i < literal.len; i++)
        if (literal.ptr[i] != '"') rh_buf_byte(&out, literal.ptr[i] == '.' ? '_' : literal.ptr[i]);
    return text_of(&out);
}

static rh_str valued(policy *p, rh_str text)
{
    rh_buf out = begin(p->keep);
    for (size_t i = 0; i < text.len;) {
        const size_t n = literal_at(text, i);
        if (n == 0) {
            rh_buf_byte(&out, text.ptr[i++]);
            continue;
        }
        const rh_str literal = rh_str_slice(text, i, i + n), name = name_of(p, literal);
        add_value(p, name, literal);
        rh_buf_put(&out, RH_STR("policy."));
        rh_buf_put(&out, name);
        i += n;
    }
    return text_of(&out);
}

static rh_str replaced(rh_arena *keep, rh_str text, const char *what, const char *by)
{
    rh_buf out = begin(keep);
    const size_t at = rh_str_find(text, rh_str_of(what));
    if (at == SIZE_MAX) return text;
    rh_buf_put(&out, rh_str_slice(text, 0, at));
    rh_buf_put(&out, rh_str_of(by));
    rh_buf_put(&out, rh_str_slice(text, at + rh_str_of(what).len, text.len));
    return text_of(&out);
}

/* A fact that under some values reads no slot at all. */
static rh_str valued_schema(policy *p, rh_str text)
{
    add_value(p, RH_STR("n_step"), RH_STR("0"));
    text = replaced(p->keep, text, "derived: 'a.score", "derived: 'policy.n_step < 4 && a.score");
    return replaced(p->keep, text, "|| c.flag == true'}", "&& c.flag == true'}");
}

/* What events set, write into rows and say that they observed. */
static rh_str valued_events(policy *p, rh_str text)
{
    add_value(p, RH_STR("n_step"), RH_STR("0"));
    add_value(p, RH_STR("w_suffix"), RH_STR("\"a\""));
    add_value(p, RH_STR("w_open"), RH_STR("\"open\""));
    add_value(p, RH_STR("w_name"), RH_STR("\"act.a1\""));
    text = replaced(p->keep, text, "event.data.to}", "event.data.to + policy.n_step}");
    text = replaced(p->keep, text, "key: event.data.id, set", "key: event.data.id + policy.w_suffix, set");
    text = replaced(p->keep, text, "'\"open\"'", "policy.w_open");
    return replaced(p->keep, text, "action_of: event.data.name",
                    "action_of: 'event.data.name == policy.w_name ? \"act.a0\" : event.data.name'");
}

/* Values that by themselves make a core say something, or nothing whatever the facts: chance alone seldom has two cores
 * that differ in that and in nothing before it. They are the first of the policy, where moves find them often. */
enum { N_PLANTED = 2 };

static void plant_values(policy *p)
{
    add_value(p, RH_STR("n_lift"), RH_STR("3"));
    add_value(p, RH_STR("n_free"), RH_STR("3"));
}

static rh_str planted_tiers(policy *p, rh_str text)
{
    return replaced(p->keep, text, "\n    when: '", "\n    when: 'policy.n_lift < 3 || ");
}

static rh_str planted_actions(policy *p, rh_str text)
{
    return replaced(p->keep, text, "\n    release: '", "\n    release: 'policy.n_free < 3 && ");
}

static bool is_file(const rh_tree_file *file, const char *path)
{
    return rh_str_eq(file->path, rh_str_of(path));
}

/* ---- files beside ---- */

static rh_str alerts(const random_sizes *sizes, random_source *r, rh_arena *keep)
{
    rh_buf out = begin(keep);
    rh_buf_put(&out, RH_STR("alerts:\n"));
    for (unsigned i = 0; i < 2; i++) {
        rh_buf_printf(&out, "  - rule: alert_%u\n    when: '", i);
        random_condition(&out, r, sizes, RANDOM_IN_WHEN);
        rh_buf_put(&out, RH_STR("'\n    to: [csm]\n    next: look\n"));
    }
    return text_of(&out);
}

static const char HEALTH[] = "version: h1\nscored: present(c.begun) && j.stage >= 1\ninputs:\n"
                             "  seats: {weight: 3, value: 'c.seats > 2 ? 90 : 20'}\n"
                             "  plan: {weight: 2, value: 'c.plan == \"pro\" ? 80 : 10'}\n"
                             "bands:\n  - {band: low, below: 50}\n  - {band: good, below: 101}\nabsent: zero\n";

static void add_file(rh_tree *tree, rh_tree_file *files, const char *path, rh_str bytes)
{
    files[tree->n_files++] = (rh_tree_file){.path = rh_str_of(path), .label = rh_str_of(path), .bytes = bytes};
}

static int by_path(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_tree_file *)a)->path, ((const rh_tree_file *)b)->path);
}

static rh_str with_values(const policy *p, rh_str text)
{
    rh_buf out = begin(p->keep);
    const rh_str head = RH_STR("values:\n");
    const size_t at = rh_str_find(text, head) + head.len;
    rh_buf_put(&out, rh_str_slice(text, 0, at));
    for (size_t i = 0; i < p->values.n; i++)
        rh_buf_printf(&out, "  %.*s: %.*s\n", RH_ARG(p->values.at[i].name), RH_ARG(p->values.at[i].text));
    rh_buf_put(&out, rh_str_slice(text, at, text.len));
    return text_of(&out);
}

rh_tree random_valued(const rh_tree *tree, const random_sizes *sizes, random_source *r, rh_arena *keep)
{
    policy p = {.keep = keep};
    rh_tree out = *tree;
    rh_tree_file *files = RH_NEW_N(keep, tree->n_files + 2, rh_tree_file);
    if (files == NULL) no_memory();
    memcpy(files, tree->files, tree->n_files * sizeof *files);
    if (random_once_in(r, 2)) add_file(&out, files, "monitors.yaml", alerts(sizes, r, keep));
    if (random_once_in(r, 2)) add_file(&out, files, "health.yaml", rh_str_of(HEALTH));
    plant_values(&p);
    for (size_t i = 0; i < out.n_files; i++) {
        if (is_file(&files[i], "policy.yaml") || !rh_str_ends(files[i].path, RH_STR(".yaml"))) continue;
        files[i].bytes = valued(&p, files[i].bytes);
        if (is_file(&files[i], "tiers.yaml")) files[i].bytes = planted_tiers(&p, files[i].bytes);
        if (is_file(&files[i], "actions.yaml")) files[i].bytes = planted_actions(&p, files[i].bytes);
        if (is_file(&files[i], "schema.yaml")) files[i].bytes = valued_schema(&p, files[i].bytes);
        if (is_file(&files[i], "events.yaml")) files[i].bytes = valued_events(&p, files[i].bytes);
    }
    for (size_t i = 0; i < out.n_files; i++)
        if (is_file(&files[i], "policy.yaml")) files[i].bytes = with_values(&p, files[i].bytes);
    qsort(files, out.n_files, sizeof *files, by_path);
    out.files = files;
    return out;
}

/* ---- moving ---- */

/* Another word of the vocabulary that has it. */
static rh_str moved_word(rh_str text, random_source *r)
{
    static const char *const vocabularies[] = {"\"pro\" \"free\" \"team\"", "\"small\" \"middle\" \"large\"",
                                               "\"s0\" \"s1\"", "\"open\" \"done\"", "\"act.a1\" \"act.a0\" \"none\"",
                                               "\"a\" \"b\""};
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++)
        if (rh_str_find(rh_str_of(vocabularies[i]), text) != SIZE_MAX) return random_word(r, vocabularies[i]);
    return text;
}

static void put_moved(rh_buf *out, rh_str name, rh_str text, random_source *r)
{
    static const char *const spans[] = {"1 day", "2 business days", "4 business hours", "30 minutes"};
    const char kind = name.ptr[1] == '_' ? name.ptr[0] : 'n';
    if (rh_str_eq(name, RH_STR("approval_valid"))) rh_buf_put(out, rh_str_of(spans[random_below(r, 4)]));
    else if (kind == 'w') rh_buf_put(out, moved_word(text, r));
    else if (kind == 'f') rh_buf_printf(out, "0.%u", (unsigned)(1 + random_below(r, 9)));
    else rh_buf_printf(out, "%u", (unsigned)random_below(r, 6));
}

/* The lines between "values:" and the next key. */
static rh_str moved_policy(rh_str text, random_source *r, rh_arena *keep)
{
    const rh_str head = RH_STR("values:\n");
    const size_t begins = rh_str_find(text, head) + head.len;
    size_t n_lines = 0, at = begins, line = 0;
    for (; text.ptr[at] == ' '; n_lines++) at += rh_str_find(rh_str_slice(text, at, text.len), RH_STR("\n")) + 1;
    const size_t chosen = random_below(r, random_once_in(r, 3) ? N_PLANTED : n_lines);
    rh_buf out = begin(keep);
    for (at = begins; line < chosen; line++) at += rh_str_find(rh_str_slice(text, at, text.len), RH_STR("\n")) + 1;
    const rh_str rest = rh_str_slice(text, at + 2, text.len);
    const size_t colon = rh_str_find(rest, RH_STR(": ")), end = rh_str_find(rest, RH_STR("\n"));
    rh_buf_put(&out, rh_str_slice(text, 0, at + 2 + colon + 2));
    put_moved(&out, rh_str_slice(rest, 0, colon), rh_str_slice(rest, colon + 2, end), r);
    rh_buf_put(&out, rh_str_slice(rest, end, rest.len));
    return text_of(&out);
}

rh_tree random_moved(const rh_tree *tree, random_source *r, rh_arena *keep)
{
    rh_tree out = *tree;
    rh_tree_file *files = RH_NEW_N(keep, tree->n_files, rh_tree_file);
    if (files == NULL) no_memory();
    memcpy(files, tree->files, tree->n_files * sizeof *files);
    for (size_t i = 0; i < out.n_files; i++)
        for (uint64_t n = 1 + random_below(r, 3); is_file(&files[i], "policy.yaml") && n > 0; n--)
            files[i].bytes = moved_policy(files[i].bytes, r, keep);
    out.files = files;
    return out;
}
