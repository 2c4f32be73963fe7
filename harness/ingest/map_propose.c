/* Proposing a mapping. */
#include "harness/ingest/map_propose.h"

#include "harness/ingest/map_insides.h"
#include "harness/ingest/personal.h"
#include "harness/system/memory.h"

#include "engine/base/show.h"
#include "engine/base/vec.h"

enum { ROWS_MOST = 1000, COLUMNS_MOST = 400, WORDS_MOST = 12 };

/* What a column may be: a kind stays true while every value fits it. X(NAME, words of the column). In this order they
 * are proposed. */
#define KINDS(X)                                                                                                       \
    X(BOOL, "type: bool")                                                                                              \
    X(INT, "type: int")                                                                                                \
    X(MONEY, "type: money, scale: 2")                                                                                  \
    X(DOUBLE, "type: double")                                                                                          \
    X(RFC3339, "type: timestamp")                                                                                      \
    X(ISO, "type: timestamp, form: iso")                                                                               \
    X(DAY, "type: date, order: ymd")                                                                                   \
    X(DAY_DMY, "type: date, order: dmy")                                                                               \
    X(DAY_MDY, "type: date, order: mdy")                                                                               \
    X(LOCAL, "type: timestamp, form: local")                                                                           \
    X(LOCAL_MDY, "type: timestamp, form: local, order: mdy")                                                           \
    X(LOCAL_DMY, "type: timestamp, form: local, order: dmy")                                                           \
    X(TEXT, "type: string")

typedef enum kind {
#define X(NAME, words) KIND_##NAME,
    KINDS(X)
#undef X
        N_KINDS
} kind;

static const char *const kind_words[] = {
#define X(NAME, words) words,
    KINDS(X)
#undef X
};

static const char *const form_words[] = {
#define X(NAME, word, expected) word,
    RH_MAP_FORMS(X)
#undef X
};

/* A column that reads a kind, so that what is proposed is judged by what will read it. */
static const rh_map_column readers[N_KINDS] = {
    [KIND_BOOL] = {.type = RH_MAP_BOOL},
    [KIND_INT] = {.type = RH_MAP_INT},
    [KIND_MONEY] = {.type = RH_MAP_MONEY, .scale = 2},
    [KIND_DOUBLE] = {.type = RH_MAP_DOUBLE},
    [KIND_RFC3339] = {.type = RH_MAP_TIMESTAMP},
    [KIND_ISO] = {.type = RH_MAP_TIMESTAMP, .form = RH_FORM_ISO},
    [KIND_DAY] = {.type = RH_MAP_DATE, .order = RH_ORDER_YMD},
    [KIND_DAY_DMY] = {.type = RH_MAP_DATE, .order = RH_ORDER_DMY},
    [KIND_DAY_MDY] = {.type = RH_MAP_DATE, .order = RH_ORDER_MDY},
    [KIND_LOCAL] = {.type = RH_MAP_TIMESTAMP, .form = RH_FORM_LOCAL, .order = RH_ORDER_YMD},
    [KIND_LOCAL_MDY] = {.type = RH_MAP_TIMESTAMP, .form = RH_FORM_LOCAL, .order = RH_ORDER_MDY},
    [KIND_LOCAL_DMY] = {.type = RH_MAP_TIMESTAMP, .form = RH_FORM_LOCAL, .order = RH_ORDER_DMY},
    [KIND_TEXT] = {.type = RH_MAP_STRING}};

typedef struct column {
    rh_str name;
    rh_str as;
    bool fits[N_KINDS];
    size_t n, n_numbers;      /* values; those that are numbers in the file, not text */
    rh_str words[WORDS_MOST]; /* different texts, while there are few */
    size_t n_words;
    bool is_repeated;   /* some value stands twice */
    rh_map_form likely; /* by which all values are times of our days; RH_N_MAP_FORMS: by none */
} column;

typedef struct proposing {
    rh_arena *keep;
    rh_arena scratch;
    const char *path;
    rh_reads reads;
    rh_map_file map; /* for nulls alone */
    RH_VEC(column) columns;
    size_t n_rows;
} proposing;

/* ---- looking ---- */

static column *column_of(proposing *p, rh_str name)
{
    for (size_t i = 0; i < p->columns.n; i++)
        if (rh_str_eq(p->columns.at[i].name, name)) return &p->columns.at[i];
    if (p->columns.n == COLUMNS_MOST) return NULL;
    column made = {.name = rh_arena_str(p->keep, name)};
    for (size_t k = 0; k < N_KINDS; k++) made.fits[k] = true;
    return RH_PUSH(p->keep, &p->columns, made) ? &p->columns.at[p->columns.n - 1] : NULL;
}

static void note_word(proposing *p, column *c, rh_value v)
{
    if (v.kind != RH_STRING) return;
    for (size_t i = 0; i < c->n_words; i++)
        if (rh_str_eq(c->words[i], rh_value_str(v))) {
            c->is_repeated = true;
            return;
        }
    if (c->n_words < WORDS_MOST) c->words[c->n_words++] = rh_arena_str(p->keep, rh_value_str(v));
}

static void note_value(proposing *p, rh_str name, rh_value v)
{
    if (v.kind == RH_NULL || (v.kind == RH_STRING && v.n == 0) || v.kind == RH_LIST || v.kind == RH_MAP) return;
    column *c = column_of(p, name);
    if (c == NULL) return;
    static const rh_map_column a_time = {.type = RH_MAP_TIMESTAMP};
    const rh_map_form form = rh_map__other_form(&a_time, v);
    c->likely = c->n++ == 0 || c->likely == form ? form : RH_N_MAP_FORMS;
    c->n_numbers += v.kind == RH_INT || v.kind == RH_DOUBLE;
    note_word(p, c, v);
    for (size_t k = 0; k < N_KINDS; k++) {
        rh_value read;
        rh_local_times local;
        rh_strs path = {&c->name, 1};
        const rh_pair pair = {rh_string(c->name), v};
        rh_map_column reader = readers[k];
        reader.paths = &path;
        reader.n_paths = 1;
        reader.zone = rh_zone_utc();
        c->fits[k] &= rh_map__read(&read, &local, &p->map, &reader, rh_map_value(&pair, 1), &p->scratch, NULL) == RH_OK;
    }
}

/* Members of an object inside a row have the path as their name. */
static void note_row(proposing *p, rh_str prefix, rh_value row, int depth)
{
    for (uint32_t i = 0; row.kind == RH_MAP && i < row.n; i++) {
        rh_buf name;
        rh_buf_init(&name, &p->scratch, 1 << 16);
        if (prefix.len > 0) rh_buf_printf(&name, "%.*s.", RH_ARG(prefix));
        rh_buf_put(&name, rh_value_str(row.map[i].key));
        if (row.map[i].value.kind == RH_MAP && depth < 3) note_row(p, rh_buf_str(&name), row.map[i].value, depth + 1);
        else note_value(p, rh_buf_str(&name), row.map[i].value);
    }
}

static rh_code look(proposing *p, rh_err *err)
{
    rh_reader *reader;
    bool is_end = false;
    rh_code code = rh_reader_open(&reader, p->path, &p->reads, err);
    if (code != RH_OK) return code;
    const rh_strs columns = rh_reader_columns(reader);
    for (size_t i = 0; i < columns.n; i++) (void)column_of(p, columns.at[i]);
    while (code == RH_OK && !is_end && p->n_rows < ROWS_MOST) {
        rh_row row;
        rh_arena_reset(&p->scratch);
        code = rh_reader_next(&row, &is_end, reader, &p->scratch, err);
        if (code != RH_OK || is_end || row.refused != RH_OK) continue;
        p->n_rows++;
        note_row(p, rh_str_null(), row.value, 0);
    }
    rh_reader_close(reader);
    return code;
}

/* ---- what the file looks like ---- */

static rh_code try_csv(proposing *p, rh_err *err)
{
    size_t most = 0;
    char best = ',';
    for (const char *d = ",;\t|"; *d != '\0'; d++) {
        rh_reader *reader;
        p->reads = (rh_reads){.format = RH_READ_CSV, .delimiter = *d, .header = 1};
        if (rh_reader_open(&reader, p->path, &p->reads, NULL) != RH_OK) continue;
        if (rh_reader_columns(reader).n > most) most = rh_reader_columns(reader).n, best = *d;
        rh_reader_close(reader);
    }
    p->reads = (rh_reads){.format = RH_READ_CSV, .delimiter = best, .header = 1};
    return look(p, err);
}

static const struct {
    rh_step steps[2];
    size_t n;
    const char *words;
} ways[] = {
    {{RH_EACH_STEP}, 1, "$[*]"},
    {{RH_KEY_STEP("records"), RH_EACH_STEP}, 2, "$.records[*]"},
    {{RH_KEY_STEP("data"), RH_EACH_STEP}, 2, "$.data[*]"},
    {{RH_KEY_STEP("results"), RH_EACH_STEP}, 2, "$.results[*]"},
    {{RH_KEY_STEP("items"), RH_EACH_STEP}, 2, "$.items[*]"},
    {{{RH_STEP_MEMBERS, {NULL, 0}}, RH_EACH_STEP}, 2, "$.*[*]"},
};

static rh_code try_json(proposing *p, rh_err *err)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        p->reads = (rh_reads){.format = RH_READ_JSON, .ways = {{ways[i].steps, ways[i].n}}, .n_ways = 1};
        if (look(p, NULL) == RH_OK && p->n_rows > 0) {
            p->reads.table = rh_str_of(ways[i].words);
            return RH_OK;
        }
    }
    p->reads = (rh_reads){.format = RH_READ_JSONL};
    return look(p, err);
}

static rh_code find_rows(proposing *p, rh_err *err)
{
    rh_format format;
    const rh_code code = rh_reader_sniff(&format, p->path, err);
    if (code != RH_OK) return code;
    if (format == RH_READ_CSV) return try_csv(p, err);
    if (format == RH_READ_JSON) return try_json(p, err);
    return rh_err_set(err, RH_MAP_MATCH, (rh_span){.file = rh_str_of(p->path)},
                      "rows of XML and of databases stand where only their owner knows: copy a built-in mapping");
}

/* ---- writing ---- */

/* Words that expressions keep to themselves. */
static bool is_reserved(rh_str s)
{
    static const char *const words[] = {"in",       "as",     "break",  "const", "continue", "else",      "for",
                                        "function", "if",     "import", "let",   "loop",     "namespace", "package",
                                        "var",      "return", "void",   "while", "true",     "false",     "null"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rh_str_eq(s, rh_str_of(words[i]))) return true;
    return false;
}

/* A name that an expression may have: letters, digits, _. */
static void name_column(proposing *p, column *c, size_t at)
{
    rh_buf as;
    bool is_twin = false;
    rh_buf_init(&as, p->keep, 1 << 16);
    for (size_t i = 0; i < c->name.len; i++) {
        const char ch = c->name.ptr[i];
        const bool is_word = (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
        if (is_word && as.len == 0 && ch <= '9') rh_buf_byte(&as, 'c');
        if (is_word) rh_buf_byte(&as, ch >= 'A' && ch <= 'Z' ? (char)(ch | 32) : ch);
        else if (as.len > 0 && as.ptr[as.len - 1] != '_') rh_buf_byte(&as, '_');
    }
    while (as.len > 0 && as.ptr[as.len - 1] == '_') as.len--;
    for (size_t i = 0; i < at; i++) is_twin |= rh_str_eq(p->columns.at[i].as, rh_buf_str(&as));
    if (as.len == 0 || is_twin || is_reserved(rh_buf_str(&as))) rh_buf_printf(&as, "_%zu", at + 1);
    if (as.ptr[0] == '_') as.ptr[0] = 'c';
    c->as = rh_buf_str(&as);
}

static bool is_id_name(const column *c)
{
    const rh_str as = c->as;
    return rh_str_eq(as, RH_STR("id")) || rh_str_ends(as, RH_STR("_id")) || rh_str_starts(as, RH_STR("id_")) ||
           rh_str_ends(c->name, RH_STR("Id")) || rh_str_ends(c->name, RH_STR("ID"));
}

static kind kind_of(const column *c)
{
    if (rh_is_personal_text(c->name)) return N_KINDS;
    if (c->n == 0 || is_id_name(c)) return KIND_TEXT;
    for (size_t k = 0; k < N_KINDS; k++) {
        /* A day that could be of two orders is not decided here. */
        if ((k == KIND_DAY_DMY || k == KIND_LOCAL_DMY || k == KIND_LOCAL_MDY) && c->fits[k] &&
            c->fits[k == KIND_DAY_DMY     ? KIND_DAY_MDY
                    : k == KIND_LOCAL_DMY ? KIND_LOCAL_MDY
                                          : KIND_LOCAL_DMY])
            return k == KIND_DAY_DMY ? KIND_DAY_DMY : KIND_TEXT;
        if (c->fits[k]) return (kind)k;
    }
    return N_KINDS;
}

static bool is_ambiguous(const column *c)
{
    return kind_of(c) == KIND_DAY_DMY && c->fits[KIND_DAY_MDY];
}

static const char *class_of(const column *c, kind k)
{
    if (is_id_name(c)) return "id";
    if (k == KIND_BOOL) return "safe";
    if (k != KIND_TEXT) return "quasi";
    return c->is_repeated && c->n_words < WORDS_MOST ? "quasi" : "free"; /* a name may repeat: nothing is called safe */
}

/* As YAML has it in quotes; what has no look of its own is written by its number. */
static void put_quoted(rh_buf *out, rh_str s)
{
    rh_buf_byte(out, '"');
    for (size_t i = 0; i < s.len;) {
        const size_t from = i;
        const unsigned long point = rh_utf8_next(s, &i);
        if (rh_is_invisible(point)) rh_buf_printf(out, "\\U%08lx", point);
        else {
            if (point == '"' || point == '\\') rh_buf_byte(out, '\\');
            rh_buf_put(out, rh_str_slice(s, from, i));
        }
    }
    rh_buf_byte(out, '"');
}

static void put_reads(rh_buf *out, const proposing *p)
{
    rh_buf_put(out, RH_STR("reads: {format: "));
    if (p->reads.format == RH_READ_CSV) {
        rh_buf_put(out, RH_STR("csv, delimiter: "));
        if (p->reads.delimiter == '\t') rh_buf_put(out, RH_STR("\"\\t\""));
        else rh_buf_printf(out, "\"%c\"", p->reads.delimiter);
    } else if (p->reads.format == RH_READ_JSONL) rh_buf_put(out, RH_STR("jsonl"));
    else rh_buf_printf(out, "json, rows: \"%.*s\"", RH_ARG(p->reads.table));
    rh_buf_put(out, RH_STR(", nulls: [\"\"]}\n"));
}

static void put_column(rh_buf *out, const proposing *p, const column *c)
{
    const kind k = kind_of(c);
    rh_buf_put(out, RH_STR("  "));
    put_quoted(out, c->name);
    rh_buf_printf(out, ": {as: %.*s, %s, class: %s%s}", RH_ARG(c->as),
                  is_ambiguous(c) ? "type: date, order: proven" : kind_words[k], class_of(c, k),
                  c->n < p->n_rows ? ", optional: true" : "");
    if (c->n == 0) rh_buf_put(out, RH_STR("  # no row has a value"));
    else if (k == KIND_INT && c->likely != RH_N_MAP_FORMS)
        rh_buf_printf(out, "  # if it is a time: type: timestamp, form: %s", form_words[c->likely]);
    rh_buf_byte(out, '\n');
}

/* An id that every row has, best one that no two share. */
static const column *subject_of(const proposing *p)
{
    const column *best = NULL;
    for (size_t i = 0; i < p->columns.n; i++) {
        const column *c = &p->columns.at[i];
        if (kind_of(c) == N_KINDS || c->n < p->n_rows || !is_id_name(c)) continue;
        if (best == NULL || (best->is_repeated && !c->is_repeated)) best = c;
    }
    return best;
}

/* What tells rows apart: the id, or all that they say, so that only rows that say the same are one. */
static void put_identity(rh_buf *out, const proposing *p, const column *id)
{
    if (id != NULL && !id->is_repeated) {
        rh_buf_printf(out, "    id: row.%.*s + \"/fields/\" + string(file.exported_at)\n", RH_ARG(id->as));
        return;
    }
    rh_buf_put(out, RH_STR("    # No column is an id that no two rows share: rows are told apart by all that they "
                           "say.\n    id: >-\n      [\n"));
    for (size_t i = 0; i < p->columns.n; i++) {
        const column *c = &p->columns.at[i];
        if (c->n == 0 || kind_of(c) == N_KINDS) continue;
        if (c->n < p->n_rows)
            rh_buf_printf(out, "      row.%.*s == null ? \"\" : string(row.%.*s),\n", RH_ARG(c->as), RH_ARG(c->as));
        else rh_buf_printf(out, "      string(row.%.*s),\n", RH_ARG(c->as));
    }
    rh_buf_put(out, RH_STR("      string(file.exported_at)].join(\"/\")\n"));
}

static void put_fields(rh_buf *out, const proposing *p, const column *id)
{
    size_t n = 0;
    rh_buf_put(out,
               RH_STR("    # Name the field of schema.yaml that each column is, and drop the others.\n    fields:\n"));
    for (size_t i = 0; i < p->columns.n; i++) {
        const column *c = &p->columns.at[i];
        if (c == id || c->n == 0 || kind_of(c) == N_KINDS) continue;
        rh_buf_printf(out, "      x.%.*s: row.%.*s\n", RH_ARG(c->as), RH_ARG(c->as));
        n++;
    }
    if (n == 0) rh_buf_put(out, RH_STR("      x.none: '\"\"'\n"));
}

static void put_rest(rh_buf *out, const proposing *p)
{
    const column *id = subject_of(p);
    rh_buf_put(out, RH_STR("source: '\"my-system\"'\n"));
    if (id != NULL) rh_buf_printf(out, "subject: row.%.*s  # the journey, or use joins to find it\n", RH_ARG(id->as));
    else
        rh_buf_put(
            out, RH_STR("# No column is an id that every row has: say what tells journeys apart.\nsubject: '\"?\"'\n"));
    rh_buf_put(out, RH_STR("known: file.exported_at  # a final snapshot; a history names the instant of each row\n"
                           "zone: UTC  # of dates and of times without a zone\nemit:\n"
                           "  - type: fields_ingested\n"));
    put_identity(out, p, id);
    rh_buf_put(out, RH_STR("    time: file.exported_at\n"));
    put_fields(out, p, id);
}

static rh_code write_down(rh_buf *out, proposing *p, rh_err *err)
{
    for (size_t i = 0; i < p->columns.n; i++) name_column(p, &p->columns.at[i], i);
    rh_buf_printf(out, "# Proposed from %zu rows: look at every type and class before you trust it.\nmap: my-map\n",
                  p->n_rows);
    put_reads(out, p);
    rh_buf_put(out, RH_STR("columns:\n"));
    for (size_t i = 0; i < p->columns.n; i++) {
        if (kind_of(&p->columns.at[i]) != N_KINDS) put_column(out, p, &p->columns.at[i]);
        else
            rh_buf_printf(out, "  # column %zu %s\n", i + 1,
                          rh_is_personal_text(p->columns.at[i].name)
                              ? "has somebody's address or number for a name"
                              : "holds values of several kinds, which no type reads");
    }
    put_rest(out, p);
    return out->failed || rh_arena_failed(p->keep) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_map_propose(rh_buf *out, rh_arena *keep, const char *path, rh_err *err)
{
    static const rh_str empty = {"", 0};
    proposing p = {.keep = keep, .path = path};
    p.map.nulls = (rh_strs){&empty, 1};
    rh_arena_init(&p.scratch, rh_memory_host(), 0);
    rh_code code = find_rows(&p, err);
    if (code == RH_OK && p.columns.n == 0)
        code = rh_err_set(err, RH_INPUT_HEADER_ONLY, (rh_span){.file = rh_str_of(path)},
                          "no rows are found in the file");
    if (code == RH_OK) code = write_down(out, &p, err);
    rh_arena_dispose(&p.scratch);
    return code;
}
