/* The engine's side of `make bench-peers`: `bench_rules RULES RECORDS [MASKS]`.
 *
 * Loads the rules (tests/bench/rules.mjs) and all records, then times evaluation alone: for each record every rule,
 * the matches as bits, the winning tier and six verdicts, as the peers do. One JSON line a way: without a cache
 * (pool), with one memo per record (memo), and 64 records at a time (batch), the median of seven runs. MASKS gets a
 * line `id,bits` a record, to compare with the peers. */
#define _POSIX_C_SOURCE 200809L
#include "engine/base/map.h"
#include "engine/base/vec.h"
#include "engine/expr/expr.h"
#include "harness/foreign/json.h"
#include "tests/kit/memory.h"
#include "tests/kit/plain_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MAX_RULES = 1000,
    MAX_FIELDS = 128,
    MAX_TABLES = 8,
    MAX_COLUMNS = 8,
    GROUP = 20,
    MAX_GROUPS = MAX_RULES / GROUP,
    N_RUNS = 7,
    N_ACTIONS = 6
};

typedef struct table {
    rh_str name;
    rh_member columns[MAX_COLUMNS];
    rh_type row, list;
} table;

typedef struct record {
    rh_str id;
    rh_value *slots;
} record;

typedef struct bench {
    rh_arena keep, scratch;
    rh_name names[MAX_FIELDS];
    rh_env env;
    table tables[MAX_TABLES];
    size_t n_tables;
    rh_str texts[MAX_RULES];
    rh_expr roots[MAX_RULES];
    size_t n_rules, n_groups;
    unsigned tier[4][MAX_GROUPS], review[N_ACTIONS][MAX_GROUPS], deny[N_ACTIONS][MAX_GROUPS];
    rh_pool *pool;
    rh_memo *memo;
    rh_batch *batch;
    rh_map word_numbers;
    RH_VEC(rh_str) words;
    record *records;
    size_t n_records;
    rh_rows **rows; /* 64 records each */
} bench;

static void die(const char *what, rh_str which)
{
    fprintf(stderr, "bench_rules: %s: %.*s\n", what, RH_ARG(which));
    exit(65);
}

/* ---- the workload ---- */

static rh_str cut(rh_str *rest, char mark)
{
    const char *at = memchr(rest->ptr, mark, rest->len);
    size_t n = at == NULL ? rest->len : (size_t)(at - rest->ptr);
    rh_str piece = rh_str_slice(*rest, 0, n);
    *rest = rh_str_slice(*rest, n + 1, rest->len);
    return piece;
}

static const rh_type *type_of(rh_str letter)
{
    static const rh_type text = {.kind = RH_T_STRING, .is_nullable = true},
                         number = {.kind = RH_T_DOUBLE, .is_nullable = true},
                         truth = {.kind = RH_T_BOOL, .is_nullable = true},
                         list = {.kind = RH_T_LIST, .elem = &rh_type_string};
    switch (letter.ptr[0]) {
    case 'S': return &text;
    case 'N': return &number;
    case 'B': return &truth;
    default: return &list;
    }
}

static void add_name(bench *b, rh_str name, const rh_type *type)
{
    uint32_t slot = (uint32_t)b->env.n_names;
    if (slot == MAX_FIELDS) die("too many fields", name);
    b->names[b->env.n_names++] = (rh_name){.name = name, .type = type, .cls = RH_NAME_SLOT, .slot = slot};
    b->env.n_slots = slot + 1;
}

static void add_column(bench *b, rh_str name, rh_str column, const rh_type *type)
{
    size_t k = 0;
    while (k < b->n_tables && !rh_str_eq(b->tables[k].name, name)) k++;
    if (k == MAX_TABLES || b->tables[k].row.n_members == MAX_COLUMNS) die("too many columns", name);
    table *t = &b->tables[k];
    if (k == b->n_tables) {
        *t = (table){.name = name,
                     .row = {.kind = RH_T_RECORD, .members = t->columns},
                     .list = {.kind = RH_T_LIST, .elem = &t->row}};
        add_name(b, name, &t->list);
        b->n_tables++;
    }
    t->columns[t->row.n_members++] = (rh_member){column, type};
}

static void add_rule(bench *b, rh_str line)
{
    size_t i = b->n_rules++;
    if (i == MAX_RULES) die("too many rules", line);
    unsigned bit = 1u << (i % GROUP);
    b->tier[cut(&line, '\t').ptr[0] - '0'][i / GROUP] |= bit;
    for (int k = 0; k < 2; k++) {
        int action = cut(&line, '\t').ptr[0] - '0';
        bool is_denied = cut(&line, '\t').ptr[0] == '2';
        (is_denied ? b->deny : b->review)[action][i / GROUP] |= bit;
    }
    b->texts[i] = line;
}

static void read_rules(bench *b, const char *path)
{
    rh_str rest = kit_read_file(&b->keep, path);
    while (rest.len > 0) {
        rh_str line = cut(&rest, '\n'), kind = cut(&line, '\t');
        if (rh_str_eq(kind, RH_STR("rule"))) {
            add_rule(b, line);
        } else {
            rh_str name = cut(&line, '\t'),
                   column = rh_str_eq(kind, RH_STR("column")) ? cut(&line, '\t') : rh_str_null();
            if (column.ptr != NULL) add_column(b, name, column, type_of(line));
            else add_name(b, name, type_of(line));
        }
    }
    b->n_groups = (b->n_rules + GROUP - 1) / GROUP;
}

static void compile(bench *b)
{
    rh_diags diags;
    rh_err err;
    rh_diags_init(&diags, &b->keep);
    b->env.names = b->names;
    b->env.flags = RH_ENV_CORE_FUNCTIONS | RH_ENV_EXTENSIONS;
    if (rh_pool_new(&b->pool, &b->keep, &b->env, &err) != RH_OK) die(err.text, rh_str_null());
    for (size_t i = 0; i < b->n_rules; i++) {
        const rh_ast *ast;
        if (rh_ast_parse(&ast, &b->keep, b->texts[i], NULL, &diags) != RH_OK ||
            rh_pool_add(b->pool, &b->roots[i], ast, &rh_type_bool, &diags) != RH_OK)
            die(diags.errors[0].text, b->texts[i]);
    }
    if (rh_pool_seal(b->pool, &err) != RH_OK || rh_memo_new(&b->memo, &b->keep, b->pool, &err) != RH_OK ||
        rh_batch_new(&b->batch, &b->keep, b->pool, b->roots, b->n_rules, &err) != RH_OK)
        die(err.text, rh_str_null());
}

/* ---- records ---- */

static rh_value typed(const rh_value *v, const rh_type *type)
{
    if (v == NULL || v->kind == RH_NULL) return type->kind == RH_T_LIST ? rh_list(NULL, 0) : rh_null();
    return type->kind == RH_T_DOUBLE && v->kind == RH_INT ? rh_double((double)v->i) : *v;
}

static rh_value rows(rh_arena *keep, const rh_value *v, const rh_type *row)
{
    size_t n = v == NULL || v->kind != RH_LIST ? 0 : v->n;
    rh_value *list = RH_NEW_N(keep, n, rh_value);
    for (size_t k = 0; k < n; k++) {
        rh_pair *pairs = RH_NEW_N(keep, row->n_members, rh_pair);
        for (size_t c = 0; c < row->n_members; c++)
            pairs[c] = (rh_pair){rh_string(row->members[c].name),
                                 typed(rh_value_field(v->list[k], row->members[c].name), row->members[c].type)};
        rh_pairs_sort(pairs, row->n_members);
        list[k] = rh_map_value(pairs, row->n_members);
    }
    return rh_list(list, n);
}

/* A text of the records is kept once, as the peers keep its hash: equal texts stand in one place. */
static rh_str interned_text(bench *b, rh_str text)
{
    const uint32_t known = rh_map_get(&b->word_numbers, text);
    if (known != RH_MAP_NONE) return b->words.at[known];
    const rh_str copy = rh_arena_str(&b->keep, text);
    if (!rh_map_set(&b->word_numbers, &b->keep, copy, (uint32_t)b->words.n) || !RH_PUSH(&b->keep, &b->words, copy))
        die("no memory", rh_str_null());
    return copy;
}

static rh_value interned(bench *b, rh_value v)
{
    if (v.kind == RH_STRING) return rh_string(interned_text(b, rh_value_str(v)));
    if (v.kind == RH_LIST) {
        rh_value *at = RH_NEW_N(&b->keep, v.n, rh_value);
        for (uint32_t i = 0; i < v.n; i++) at[i] = interned(b, v.list[i]);
        return rh_list(at, v.n);
    }
    if (v.kind != RH_MAP) return v;
    rh_pair *at = RH_NEW_N(&b->keep, v.n, rh_pair);
    for (uint32_t i = 0; i < v.n; i++) at[i] = (rh_pair){interned(b, v.map[i].key), interned(b, v.map[i].value)};
    return rh_map_value(at, v.n);
}

static void read_record(bench *b, record *r, rh_value json, rh_arena *scratch)
{
    r->slots = RH_NEW_N(&b->keep, b->env.n_slots, rh_value);
    r->id = rh_arena_str(&b->keep, rh_value_str(*rh_value_field(json, RH_STR("id"))));
    for (size_t k = 0; k < b->env.n_names; k++) {
        rh_str rest = b->names[k].name, space = cut(&rest, '.');
        const rh_type *type = b->names[k].type;
        const rh_value *v = rh_value_field(json, space);
        if (rest.len > 0 && v != NULL) v = rh_value_field(*v, rest);
        bool is_table = type->kind == RH_T_LIST && type->elem->kind == RH_T_RECORD;
        r->slots[k] = interned(b, is_table ? rows(scratch, v, type->elem) : typed(v, type));
    }
}

static void read_records(bench *b, const char *path)
{
    rh_json *reader;
    rh_err err;
    rh_arena text = kit_arena(), one = kit_arena();
    rh_str rest = kit_read_file(&text, path);
    size_t room = 0;
    for (size_t k = 0; k < rest.len; k++) room += rest.ptr[k] == '\n';
    b->records = RH_NEW_N(&b->keep, room, record);
    if (rh_json_new(&reader, 0, &err) != RH_OK) die(err.text, rh_str_null());
    while (rest.len > 0) {
        rh_value json;
        rh_arena_reset(&one);
        if (rh_json_read(&json, &one, reader, cut(&rest, '\n'), &err) != RH_OK) die(err.text, rh_str_of(path));
        read_record(b, &b->records[b->n_records++], json, &one);
    }
    rh_json_free(reader);
    rh_arena_dispose(&one);
    rh_arena_dispose(&text);
}

/* ---- evaluation ---- */

static bool hits(const bench *b, const unsigned *matches, const unsigned *mask)
{
    unsigned any = 0;
    for (size_t g = 0; g < b->n_groups; g++) any |= matches[g] & mask[g];
    return any != 0;
}

/* Tier and verdicts, with the peers' checksum of them. */
static unsigned long long resolve(const bench *b, const unsigned *matches)
{
    unsigned tier = 0, first = 0, last = 0;
    for (unsigned k = 3; k > 0 && tier == 0; k--)
        if (hits(b, matches, b->tier[k])) tier = k;
    for (int a = 0; a < N_ACTIONS; a++) {
        unsigned verdict = hits(b, matches, b->deny[a]) ? '2' : hits(b, matches, b->review[a]) ? '1' : '0';
        if (a == 0) first = verdict;
        last = verdict;
    }
    return tier + first * 3 + last;
}

typedef enum way { WAY_POOL, WAY_MEMO, WAY_BATCH } way;
static const char *const WAYS[] = {"pool", "memo", "batch"};

static void evaluate(bench *b, const record *r, way how, unsigned *matches)
{
    rh_eval ev = {.slots = r->slots, .scratch = &b->scratch};
    if (how == WAY_MEMO) rh_memo_clear(b->memo);
    for (size_t g = 0; g < b->n_groups; g++) {
        unsigned bits = 0;
        size_t end = (g + 1) * GROUP < b->n_rules ? GROUP : b->n_rules - g * GROUP;
        for (size_t k = 0; k < end; k++) {
            rh_expr root = b->roots[g * GROUP + k];
            rh_value v = how == WAY_MEMO ? rh_memo_eval(b->memo, root, &ev) : rh_pool_eval(b->pool, root, &ev);
            bits |= (unsigned)rh_value_is_true(v) << k;
        }
        matches[g] = bits;
    }
}

/* Turns 64 rows of 64 bits: bit k of row i becomes bit i of row k. Source: Warren, "Hacker's Delight", 7-3. */
static void transpose(uint64_t at[64])
{
    uint64_t mask = 0x00000000FFFFFFFF;
    for (unsigned width = 32; width != 0; width >>= 1, mask ^= mask << width) {
        for (unsigned k = 0; k < 64; k = ((k | width) + 1) & ~width) {
            const uint64_t t = ((at[k] >> width) ^ at[k | width]) & mask;
            at[k] ^= t << width;
            at[k | width] ^= t;
        }
    }
}

/* The records as the rules read them, in columns, as a table is loaded. */
static void load_rows(bench *b)
{
    const rh_value *slots[RH_BATCH_ROWS] = {NULL};
    rh_err err;
    b->rows = RH_NEW_N(&b->keep, b->n_records / RH_BATCH_ROWS + 1, rh_rows *);
    for (size_t i = 0; i < b->n_records; i += RH_BATCH_ROWS) {
        size_t n = 0;
        for (; n < RH_BATCH_ROWS && i + n < b->n_records; n++) slots[n] = b->records[i + n].slots;
        if (rh_rows_load(&b->rows[i / RH_BATCH_ROWS], &b->keep, b->batch, slots, n, &err) != RH_OK)
            die(err.text, rh_str_null());
    }
}

/* The matches of up to 64 records, group by group of each record. */
static void evaluate_batch(bench *b, const rh_rows *rows, size_t n, unsigned matches[][MAX_GROUPS])
{
    uint64_t is_true[MAX_RULES + 64] = {0}, is_open[MAX_RULES];
    rh_eval ev = {.scratch = &b->scratch};
    rh_batch_eval(b->batch, &ev, rows, is_true, is_open);
    for (size_t r = 0; r < b->n_rules; r += 64) transpose(is_true + r);
    for (size_t i = 0; i < n; i++) {
        for (size_t g = 0; g < b->n_groups; g++) {
            const size_t first = g * GROUP, word = first / 64, shift = first % 64;
            uint64_t bits = is_true[word * 64 + i] >> shift;
            if (shift > 64 - GROUP) bits |= is_true[(word + 1) * 64 + i] << (64 - shift);
            matches[i][g] = (unsigned)(bits & ((1u << GROUP) - 1));
        }
    }
}

/* Of processors: what other processes take does not count. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static unsigned long long run_batches(bench *b)
{
    static unsigned matches[RH_BATCH_ROWS][MAX_GROUPS];
    unsigned long long sum = 0;
    for (size_t i = 0; i < b->n_records; i += RH_BATCH_ROWS) {
        const size_t n = b->n_records - i < RH_BATCH_ROWS ? b->n_records - i : RH_BATCH_ROWS;
        rh_arena_reset(&b->scratch);
        evaluate_batch(b, b->rows[i / RH_BATCH_ROWS], n, matches);
        for (size_t k = 0; k < n; k++) {
            sum += resolve(b, matches[k]);
            for (size_t g = 0; g < b->n_groups; g++) sum += matches[k][g];
        }
    }
    return sum;
}

static unsigned long long run(bench *b, way how)
{
    unsigned long long sum = 0;
    unsigned matches[MAX_GROUPS];
    if (how == WAY_BATCH) return run_batches(b);
    for (size_t i = 0; i < b->n_records; i++) {
        rh_arena_reset(&b->scratch);
        evaluate(b, &b->records[i], how, matches);
        sum += resolve(b, matches);
        for (size_t g = 0; g < b->n_groups; g++) sum += matches[g];
    }
    return sum;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void measure(bench *b, way how)
{
    double seconds[N_RUNS];
    unsigned long long sum = 0;
    for (int k = 0; k < N_RUNS; k++) {
        double begin = now();
        sum += run(b, how);
        seconds[k] = now() - begin;
    }
    qsort(seconds, N_RUNS, sizeof *seconds, by_value);
    double median = seconds[N_RUNS / 2];
    printf("{\"peer\":\"rehearse\",\"mode\":\"%s\",\"rules\":%zu,\"n\":%zu,\"secs\":%.5f,\"rps\":%.0f,\"sum\":%llu,"
           "\"nodes\":%zu}\n",
           WAYS[how], b->n_rules, b->n_records, median, (double)b->n_records / median,
           sum % 1000003, rh_pool_size(b->pool));
}

/* How many nodes of its tree a rule enters (ruling 38), over all records. */
static void count_nodes(bench *b)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < b->n_records; i++) {
        rh_eval ev = {.slots = b->records[i].slots, .scratch = &b->scratch};
        rh_arena_reset(&b->scratch);
        for (size_t r = 0; r < b->n_rules; r++) {
            (void)rh_pool_eval(b->pool, b->roots[r], &ev);
            sum += ev.cost;
        }
    }
    printf("{\"peer\":\"rehearse\",\"mode\":\"count\",\"rules\":%zu,\"nodes_a_rule\":%.2f}\n", b->n_rules,
           (double)sum / (double)b->n_records / (double)b->n_rules);
}

static void write_masks(bench *b, const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL) die("cannot write", rh_str_of(path));
    static unsigned matches[RH_BATCH_ROWS][MAX_GROUPS];
    for (size_t i = 0; i < b->n_records; i++) {
        const size_t left = b->n_records - i, at = i % RH_BATCH_ROWS;
        rh_arena_reset(&b->scratch);
        if (at == 0)
            evaluate_batch(b, b->rows[i / RH_BATCH_ROWS], left < RH_BATCH_ROWS ? left : RH_BATCH_ROWS, matches);
        fprintf(out, "%.*s,", RH_ARG(b->records[i].id));
        for (size_t g = 0; g < b->n_groups; g++) fprintf(out, "%05x", matches[at][g]);
        fputc('\n', out);
    }
    if (fclose(out) != 0) die("cannot write", rh_str_of(path));
}

int main(int argc, char **argv)
{
    static bench b;
    if (argc < 3) return fprintf(stderr, "usage: bench_rules RULES RECORDS [MASKS]\n"), 64;
    b.keep = kit_arena(), b.scratch = kit_arena();
    read_rules(&b, argv[1]);
    compile(&b);
    read_records(&b, argv[2]);
    load_rows(&b);
    measure(&b, WAY_POOL);
    measure(&b, WAY_MEMO);
    measure(&b, WAY_BATCH);
    count_nodes(&b);
    if (argc > 3) write_masks(&b, argv[3]);
    rh_arena_dispose(&b.keep), rh_arena_dispose(&b.scratch);
    return 0;
}
