/* Random edits of all files of a register. */
#include "tests/random/proposal.h"

#include "tests/random/lines.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct proposing {
    const random_sizes *sizes;
    random_source *r;
    rh_arena *keep;
    rh_tree_file *files;
    size_t n;
} proposing;

static void no_memory(void)
{
    fprintf(stderr, "random proposal: no memory\n");
    exit(70);
}

static rh_buf begin(proposing *p)
{
    rh_buf out;
    rh_buf_init(&out, p->keep, (size_t)1 << 20);
    return out;
}

static rh_str end(rh_buf *out)
{
    if (out->failed) no_memory();
    return rh_buf_str(out);
}

static unsigned below(proposing *p, unsigned n)
{
    return (unsigned)random_below(p->r, n);
}

/* NULL: the tree has no such file. */
static rh_tree_file *file(proposing *p, const char *path)
{
    for (size_t i = 0; i < p->n; i++)
        if (rh_str_eq(p->files[i].path, rh_str_of(path))) return &p->files[i];
    return NULL;
}

static bool is_entry(const rh_tree_file *f)
{
    return rh_str_starts(f->path, RH_STR("register/"));
}

static rh_tree_file *any_entry(proposing *p)
{
    unsigned n = 0;
    for (size_t i = 0; i < p->n; i++) n += is_entry(&p->files[i]);
    unsigned nth = below(p, n);
    size_t i = 0;
    while (!is_entry(&p->files[i]) || nth-- > 0) i++;
    return &p->files[i];
}

static unsigned number_of(const rh_tree_file *f)
{
    return (unsigned)atoi(f->path.ptr + sizeof "register/E" - 1);
}

static void replace(proposing *p, rh_tree_file *f, lines_place place, rh_str bytes)
{
    f->bytes = lines_put(p->keep, f->bytes, place, bytes);
}

static lines_place at_end(const rh_tree_file *f)
{
    return (lines_place){f->bytes.len, f->bytes.len};
}

/* A condition for that place, quoted. */
static void put_condition(proposing *p, rh_buf *out, random_place place)
{
    rh_buf_byte(out, '\'');
    random_condition(out, p->r, p->sizes, place);
    rh_buf_byte(out, '\'');
}

static const char *span(proposing *p)
{
    static const char *const spans[] = {"30 minutes", "1 hour", "1 day",           "2 days",         "3 days",
                                        "1 business day",   "2 business days", "2 business hours", "4 business hours"};
    return spans[below(p, sizeof spans / sizeof *spans)];
}

/* ---- entries ---- */

/* Some clauses as another random entry of that number has them. */
static void take(proposing *p, rh_tree_file *f, const char *a, const char *b)
{
    const rh_tree_file other = random_entry(p->sizes, p->r, p->keep, number_of(f));
    f->bytes = lines_take_clause(p->keep, f->bytes, other.bytes, a);
    if (b != NULL) f->bytes = lines_take_clause(p->keep, f->bytes, other.bytes, b);
}

static void set_clause(proposing *p, rh_tree_file *f, const char *key, rh_str line)
{
    f->bytes = lines_take_clause(p->keep, f->bytes, line, key);
}

/* The condition of an entry, without its quotes. */
static rh_str when_of(const rh_tree_file *f)
{
    const lines_place line = lines_find(f->bytes, 0, "when: '");
    return rh_str_slice(f->bytes, line.at + sizeof "when: '" - 1, line.end - 2);
}

static void when_gains(proposing *p, const char *op)
{
    rh_tree_file *f = any_entry(p);
    rh_buf out = begin(p);
    const bool is_first = random_once_in(p->r, 2);
    rh_buf_put(&out, RH_STR("when: '("));
    if (is_first) random_condition(&out, p->r, p->sizes, RANDOM_IN_ENTRY), rh_buf_put(&out, rh_str_of(op));
    rh_buf_put(&out, when_of(f));
    if (!is_first) rh_buf_put(&out, rh_str_of(op)), random_condition(&out, p->r, p->sizes, RANDOM_IN_ENTRY);
    rh_buf_put(&out, RH_STR(")'\n"));
    set_clause(p, f, "when", end(&out));
}

/* Where the bracket that begins at `at` closes. */
static size_t closing(rh_str text, size_t at)
{
    int depth = 0;
    for (; at < text.len; at++) {
        depth += text.ptr[at] == '(';
        if (text.ptr[at] == ')' && --depth == 0) return at;
    }
    return text.len;
}

/* (A) && (B), say, becomes one of the two, where the first of its kind stands. */
static void when_loses(proposing *p, const char *op)
{
    rh_tree_file *f = any_entry(p);
    const rh_str when = when_of(f);
    for (size_t at = 0; at < when.len; at++) {
        const size_t first = when.ptr[at] == '(' ? closing(when, at) : when.len;
        if (first == when.len || !rh_str_starts(rh_str_slice(when, first, when.len), rh_str_of(op))) continue;
        const size_t second = closing(when, first + 5);
        const bool keeps_first = random_once_in(p->r, 2);
        rh_buf out = begin(p);
        rh_buf_put(&out, RH_STR("when: '"));
        rh_buf_put(&out, rh_str_slice(when, 0, at));
        rh_buf_put(&out, keeps_first ? rh_str_slice(when, at, first + 1) : rh_str_slice(when, first + 5, second + 1));
        rh_buf_put(&out, rh_str_slice(when, second + 1, when.len));
        rh_buf_put(&out, RH_STR("'\n"));
        set_clause(p, f, "when", end(&out));
        return;
    }
}

static void when_loses_and(proposing *p) { when_loses(p, ") && ("); }
static void when_loses_or(proposing *p) { when_loses(p, ") || ("); }
static void when_gains_or(proposing *p) { when_gains(p, ") || ("); }
static void when_gains_and(proposing *p) { when_gains(p, ") && ("); }
static void when_other(proposing *p) { take(p, any_entry(p), "when", NULL); }
static void window_other(proposing *p) { take(p, any_entry(p), "window", NULL); }
static void window_wider(proposing *p) { set_clause(p, any_entry(p), "window", RH_STR("window: any\n")); }
static void tasks(proposing *p) { take(p, any_entry(p), "tasks", NULL); }
static void review(proposing *p) { take(p, any_entry(p), "review", NULL); }
static void effect_other(proposing *p) { take(p, any_entry(p), "effect", NULL); }
static void risk(proposing *p) { take(p, any_entry(p), "risk", random_once_in(p->r, 2) ? "effect" : NULL); }

static void segments(proposing *p)
{
    static const char *const words[] = {"segments: all\n", "segments: all\n", "segments: [small, large]\n",
                                        "segments: [large, middle, small]\n", "segments: [small, middle]\n"};
    set_clause(p, any_entry(p), "segments", rh_str_of(words[below(p, 5)]));
}

static void sla(proposing *p)
{
    static const char *const words[] = {"sla: 1\n", "sla: 2\n", "sla: 3\n", "sla: 4\n"};
    set_clause(p, any_entry(p), "sla", rh_str_of(words[below(p, 4)]));
}

static void clears(proposing *p)
{
    static const char *const words[] = {"clears: data\n", "clears: human_data\n", "clears: decision\n"};
    set_clause(p, any_entry(p), "clears", rh_str_of(words[below(p, 3)]));
}

static void words_of_entry(proposing *p)
{
    static const char *const words[][2] = {{"title", "title: another\n"},  {"reason", "reason: two\n"},
                                           {"human", "human: look\n"},     {"lane", "lane: two\n"},
                                           {"evidence", "evidence: []\n"}, {"exception", "exception: two\n"}};
    const unsigned i = below(p, 6);
    set_clause(p, any_entry(p), words[i][0], rh_str_of(words[i][1]));
}

/* A level becomes the next: those of the base are hold or block, and draft behind them. */
static void effect_stronger(proposing *p)
{
    rh_tree_file *f = any_entry(p);
    const bool of_draft = lines_count(f->bytes, "    draft: ") != 0 && !random_once_in(p->r, 4);
    const lines_place line = lines_find(f->bytes, 0, of_draft ? "    draft: " : "    hold: ");
    rh_buf out = begin(p);
    if (line.at == line.end) return;
    const bool to_block = !of_draft || lines_count(f->bytes, "    hold: ") != 0;
    rh_buf_put(&out, to_block ? RH_STR("    block: ") : RH_STR("    hold: "));
    const rh_str old = rh_str_slice(f->bytes, line.at, line.end);
    rh_buf_put(&out, rh_str_slice(old, rh_str_find(old, RH_STR("[")), old.len));
    replace(p, f, line, end(&out));
}

static void effect_more(proposing *p)
{
    static const char *const levels[] = {"    hold: [", "    draft: [", "    block: ["};
    rh_tree_file *f = any_entry(p);
    const char *level = levels[below(p, 3)];
    const lines_place line = lines_find(f->bytes, 0, level);
    rh_buf out = begin(p);
    if (line.at == line.end) return;
    rh_buf_put(&out, rh_str_of(level));
    random_action(&out, p->r, p->sizes);
    rh_buf_put(&out, RH_STR(", "));
    rh_buf_put(&out, rh_str_slice(f->bytes, line.at + strlen(level), line.end));
    replace(p, f, line, end(&out));
}

static int by_path(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_tree_file *)a)->path, ((const rh_tree_file *)b)->path);
}

static void add_file(proposing *p, rh_tree_file f)
{
    if (file(p, f.path.ptr) != NULL) return;
    p->files[p->n++] = f;
    qsort(p->files, p->n, sizeof *p->files, by_path);
}

static void entry_new(proposing *p)
{
    add_file(p, random_entry(p->sizes, p->r, p->keep, p->sizes->n_entries + below(p, 3)));
}

static void entry_replaced(proposing *p)
{
    rh_tree_file *f = any_entry(p);
    *f = random_entry(p->sizes, p->r, p->keep, number_of(f));
}

static void entry_removed(proposing *p)
{
    const size_t at = (size_t)(any_entry(p) - p->files);
    memmove(&p->files[at], &p->files[at + 1], (--p->n - at) * sizeof *p->files);
}

/* ---- actions ---- */

/* The line `    KEY: TEXT` of a random action in place of what it has; text null: without it. */
static void set_action(proposing *p, const char *key, rh_str text)
{
    char prefix[40];
    rh_tree_file *f = file(p, "actions.yaml");
    const lines_place first = lines_nth(f->bytes, "  - id: ", below(p, p->sizes->n_actions));
    const lines_place next = lines_find(f->bytes, first.end, "  - ");
    snprintf(prefix, sizeof prefix, "    %s: ", key);
    lines_place line = lines_find(f->bytes, first.end, prefix);
    if (line.at >= next.at) line = (lines_place){next.at, next.at};
    rh_buf out = begin(p);
    if (text.ptr != NULL) rh_buf_printf(&out, "%s%.*s\n", prefix, RH_ARG(text));
    replace(p, f, line, end(&out));
}

static void action_default(proposing *p) { set_action(p, "default", random_word(p->r, "allow draft hold block")); }
static void action_title(proposing *p) { set_action(p, "title", RH_STR("another")); }

static void action_pausable(proposing *p)
{
    set_action(p, "pausable", random_once_in(p->r, 3) ? RH_STR("false") : rh_str_null());
}

static void action_family(proposing *p)
{
    set_action(p, "family", random_once_in(p->r, 4) ? rh_str_null() : RH_STR("[act.all]"));
}

static void action_range(proposing *p)
{
    rh_buf out = begin(p);
    const unsigned first = below(p, p->sizes->n_states);
    rh_buf_printf(&out, "s%u..s%u", first, first + below(p, p->sizes->n_states - first));
    set_action(p, "range", end(&out));
}

static void set_action_condition(proposing *p, const char *key)
{
    rh_buf out = begin(p);
    put_condition(p, &out, RANDOM_IN_RELEASE);
    set_action(p, key, random_once_in(p->r, 3) ? rh_str_null() : end(&out));
}

static void action_release(proposing *p) { set_action_condition(p, "release"); }
static void action_auto(proposing *p) { set_action_condition(p, "auto"); }

static void action_new(proposing *p)
{
    rh_tree_file *f = file(p, "actions.yaml");
    rh_buf out = begin(p);
    rh_buf_put(&out, RH_STR("  - {id: act.new, default: allow, range: any"));
    if (random_once_in(p->r, 2)) rh_buf_put(&out, RH_STR(", family: [act.all]"));
    if (random_once_in(p->r, 3)) rh_buf_put(&out, RH_STR(", auto: 'c.flag == true'"));
    rh_buf_put(&out, RH_STR("}\n"));
    if (lines_count(f->bytes, "  - {id: act.new") == 0) replace(p, f, at_end(f), end(&out));
}

/* ---- roles and tiers ---- */

static void role(proposing *p)
{
    static const char *const aliases[] = {"", "", ", aliases: [revenue_operations]", ", aliases: [controller]",
                                          ", aliases: [guest]", ", aliases: [stranger]"};
    rh_tree_file *f = file(p, "roles.yaml");
    const lines_place line = lines_nth(f->bytes, "  - {id: ", below(p, (unsigned)lines_count(f->bytes, "  - {id: ")));
    const rh_str rest = rh_str_slice(f->bytes, line.at + sizeof "  - {id: " - 1, line.end);
    size_t n = 0;
    while (rest.ptr[n] != ',' && rest.ptr[n] != '}') n++;
    rh_buf out = begin(p);
    rh_buf_printf(&out, "  - {id: %.*s%s%s%s}\n", (int)n, rest.ptr, aliases[below(p, 6)],
                  random_once_in(p->r, 3) ? ", override: true" : "", random_once_in(p->r, 4) ? ", title: who" : "");
    replace(p, f, line, end(&out));
}

static void role_new(proposing *p)
{
    rh_tree_file *f = file(p, "roles.yaml");
    replace(p, f, at_end(f), random_once_in(p->r, 4) ? RH_STR("  - {id: stranger, override: true}\n")
                                                     : RH_STR("  - {id: stranger}\n"));
}

static void role_removed(proposing *p)
{
    rh_tree_file *f = file(p, "roles.yaml");
    replace(p, f, lines_nth(f->bytes, "  - {id: ", 3 + below(p, 4)), RH_STR(""));
}

static void set_tier(proposing *p, unsigned tier, bool stops, const char *clock)
{
    char prefix[40];
    rh_tree_file *f = file(p, "tiers.yaml");
    rh_buf out = begin(p);
    snprintf(prefix, sizeof prefix, "  - {tier: %u, clock: ", tier);
    const lines_place line = lines_find(f->bytes, 0, prefix);
    const rh_str rest = rh_str_slice(f->bytes, line.at + strlen(prefix), line.end);
    size_t n = 0;
    while (n < rest.len && rest.ptr[n] != ',' && rest.ptr[n] != '}') n++;
    rh_buf_put(&out, rh_str_of(prefix));
    rh_buf_put(&out, clock != NULL ? rh_str_of(clock) : rh_str_slice(rest, 0, n));
    rh_buf_put(&out, stops ? RH_STR(", stop: true}\n") : RH_STR("}\n"));
    replace(p, f, line, end(&out));
}

static bool is_stop(proposing *p, unsigned tier)
{
    const rh_tree_file *f = file(p, "tiers.yaml");
    const lines_place line = lines_nth(f->bytes, "  - {tier: ", tier - 1);
    return rh_str_find(rh_str_slice(f->bytes, line.at, line.end), RH_STR("stop")) != SIZE_MAX;
}

static void tier_clock(proposing *p)
{
    const unsigned tier = 1 + below(p, 4);
    set_tier(p, tier, is_stop(p, tier), span(p));
}

static void tier_stop(proposing *p)
{
    const unsigned tier = 2 + below(p, 3);
    set_tier(p, tier, random_once_in(p->r, 6) != is_stop(p, tier) ? true : !is_stop(p, tier), NULL);
}

static void lift_more(proposing *p)
{
    rh_tree_file *f = file(p, "tiers.yaml");
    rh_buf out = begin(p);
    if (lines_count(f->bytes, "lift:") == 0) rh_buf_put(&out, RH_STR("lift:\n"));
    rh_buf_printf(&out, "  - from: %s\n    to: %s\n    when: ", random_once_in(p->r, 2) ? "medium" : "high",
                  random_once_in(p->r, 2) ? "high" : "hold");
    put_condition(p, &out, RANDOM_IN_WHEN);
    rh_buf_byte(&out, '\n');
    replace(p, f, at_end(f), end(&out));
}

static void lift_fewer(proposing *p)
{
    rh_tree_file *f = file(p, "tiers.yaml");
    f->bytes = lines_take_clause(p->keep, f->bytes, RH_STR(""), "lift");
}

/* ---- policy ---- */

/* The line of a value of the policy; NULL: without it. */
static void set_value(proposing *p, const char *key, const char *text)
{
    char prefix[40];
    rh_tree_file *f = file(p, "policy.yaml");
    snprintf(prefix, sizeof prefix, "  %s: ", key);
    lines_place line = lines_find(f->bytes, 0, prefix);
    if (line.at == line.end) line.at = line.end = lines_find(f->bytes, 0, "  materiality: ").end;
    rh_buf out = begin(p);
    if (text != NULL) rh_buf_printf(&out, "%s%s\n", prefix, text);
    replace(p, f, line, end(&out));
}

static void materiality(proposing *p)
{
    static const char *const words[] = {"0", "1", "2", "3", "4", NULL};
    set_value(p, "materiality", words[below(p, 6)]);
}

static void approval_valid(proposing *p) { set_value(p, "approval_valid", random_once_in(p->r, 4) ? NULL : span(p)); }

static void dual(proposing *p)
{
    static const char *const words[] = {"dual: {amount: j.amount, actions: [act.a0, act.a1]}\n",
                                        "dual: {amount: j.amount, actions: [act.a0, act.all]}\n",
                                        "dual: {amount: j.amount, actions: [act.a1]}\n", ""};
    set_clause(p, file(p, "policy.yaml"), "dual", rh_str_of(words[below(p, 4)]));
}

static void policy_value(proposing *p)
{
    static const char *const words[] = {"0", "1", "2", "3", "4"};
    set_value(p, random_once_in(p->r, 3) ? "unread" : "limit", words[below(p, 5)]);
}

static void retired(proposing *p) { set_clause(p, file(p, "policy.yaml"), "retired", RH_STR("retired: [E99]\n")); }

static void calendar(proposing *p)
{
    rh_tree_file *f = file(p, "policy.yaml");
    const rh_str old = RH_STR("days: [mon, "), now = RH_STR("days: [");
    const size_t at = rh_str_find(f->bytes, old);
    if (at != SIZE_MAX) replace(p, f, (lines_place){at, at + old.len}, now);
}

/* ---- states, schema, events, monitors ---- */

static void state_title(proposing *p)
{
    rh_tree_file *f = file(p, "states.yaml");
    const lines_place line = lines_find(f->bytes, 0, "  - {id: s1}");
    if (line.at < line.end) replace(p, f, line, RH_STR("  - {id: s1, title: another}\n"));
}

static void guard(proposing *p)
{
    rh_tree_file *f = file(p, "states.yaml");
    rh_buf out = begin(p);
    const lines_place line =
        lines_nth(f->bytes, "    guard: ", below(p, (unsigned)lines_count(f->bytes, "    guard: ")));
    rh_buf_put(&out, RH_STR("    guard: "));
    put_condition(p, &out, RANDOM_IN_WHEN);
    rh_buf_byte(&out, '\n');
    replace(p, f, line, end(&out));
}

static void field_new(proposing *p)
{
    rh_tree_file *f = file(p, "schema.yaml");
    rh_buf out = begin(p);
    rh_buf_put(&out, RH_STR("  c.extra:\n    type: bool\n    class: safe\n    from: crm\n"));
    if (random_once_in(p->r, 2)) {
        rh_buf_put(&out, RH_STR("    derived: "));
        put_condition(p, &out, RANDOM_IN_DERIVED);
        rh_buf_byte(&out, '\n');
    }
    if (lines_count(f->bytes, "  c.extra:") == 0) replace(p, f, at_end(f), end(&out));
}

static void field_other(proposing *p)
{
    static const char *const words[] = {"  c.note: {type: text, class: free, from: crm, title: what was noted}\n",
                                        "  c.note: {type: string, class: free, from: crm}\n",
                                        "  c.note: {type: text, class: safe, from: billing}\n"};
    rh_tree_file *f = file(p, "schema.yaml");
    replace(p, f, lines_find(f->bytes, 0, "  c.note:"), rh_str_of(words[below(p, 3)]));
}

static void event_other(proposing *p)
{
    static const char *const words[][2] = {{"  noted: ", "  noted: {payload: {}, sets: {c.flag: 'false'}}\n"},
                                           {"  did_first: ", "  did_first: {payload: {}, action: act.a1}\n"},
                                           {"  moved: ", "  moved: {payload: {to: int}}\n"},
                                           {"  unheard: ", "  unheard: {payload: {}}\n"}};
    rh_tree_file *f = file(p, "events.yaml");
    const unsigned i = below(p, 4);
    replace(p, f, lines_find(f->bytes, 0, words[i][0]), rh_str_of(words[i][1]));
}

static void alerts(proposing *p)
{
    rh_tree_file *f = file(p, "monitors.yaml");
    rh_buf out = begin(p);
    if (f == NULL) rh_buf_put(&out, RH_STR("alerts:\n"));
    rh_buf_put(&out, RH_STR("  - rule: alert_9\n    when: "));
    put_condition(p, &out, RANDOM_IN_WHEN);
    rh_buf_put(&out, RH_STR("\n    to: [csm]\n    next: look\n"));
    if (f != NULL) replace(p, f, at_end(f), end(&out));
    else add_file(p, (rh_tree_file){.path = RH_STR("monitors.yaml"), .label = RH_STR("monitors.yaml"),
                                    .bytes = end(&out)});
}

/* ---- one after the other ---- */

static const struct {
    const char *name;
    unsigned weight;
    void (*edit)(proposing *p);
} kinds[] = {
#define X(name, weight) {#name, weight, name},
#include "tests/random/proposals.def"
#undef X
};

size_t proposal_kinds(void)
{
    return sizeof kinds / sizeof *kinds;
}

const char *proposal_kind_name(size_t kind)
{
    return kinds[kind].name;
}

static size_t choose(random_source *r)
{
    uint64_t all = 0;
    for (size_t i = 0; i < proposal_kinds(); i++) all += kinds[i].weight;
    uint64_t left = random_below(r, all);
    size_t i = 0;
    for (; left >= kinds[i].weight; i++) left -= kinds[i].weight;
    return i;
}

size_t proposal_kind_of(uint64_t edit)
{
    random_source r = {edit};
    return choose(&r);
}

rh_tree random_proposal(const rh_tree *tree, const random_sizes *sizes, const uint64_t *edits, size_t n_edits,
                        rh_arena *keep)
{
    random_source r;
    proposing p = {.sizes = sizes, .r = &r, .keep = keep, .n = tree->n_files};
    rh_tree out = *tree;
    p.files = RH_NEW_N(keep, tree->n_files + n_edits, rh_tree_file);
    if (p.files == NULL) no_memory();
    memcpy(p.files, tree->files, tree->n_files * sizeof *p.files);
    for (size_t i = 0; i < n_edits; i++) {
        r = (random_source){edits[i]};
        kinds[choose(&r)].edit(&p);
    }
    out.files = p.files;
    out.n_files = p.n;
    return out;
}
