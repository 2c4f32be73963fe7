/* Reading a file of the tree: maps by a table of keys, scalars, names that refer to what other files declare. For who
 * reads what a register is made of: its own files, and tests within them.
 *
 * Reading goes on after every error, so that one load names them all (V4): a part that could not be read keeps its zero
 * value, and what depends on a file that is missing or broken is not judged. Nodes are borrowed: they must live as long
 * as the register. */
#ifndef RH_PROGRAM_READER_H
#define RH_PROGRAM_READER_H

#include "engine/base/show.h"
#include "engine/base/vec.h"
#include "engine/program/register.h"

#include <limits.h>
#include <stddef.h>

typedef struct rh_reader {
    rh_arena *keep;
    rh_diags *diags;
    rh_register *reg;
    const rh_calendar_maker *calendars;
    rh_code code; /* the first error */
    /* Whether reg holds these in full, so that a name that is not there is an error. */
    bool knows_fields, knows_states, knows_actions, knows_roles, knows_tiers, knows_policy;
} rh_reader;

#define RH_READ_ERROR(r, what, span, ...)                                                                              \
    rh_read_failed((r), rh_diags_add((r)->diags, (what), (span), __VA_ARGS__))
/* Remembers the first error. */
void rh_read_failed(rh_reader *r, rh_code code);

/* For printf's "%.*s": a value as a message may show it, at most 80 bytes of it. */
#define RH_SHOW(r, s) INT_MAX, rh_show((r)->keep, (s), 80).ptr

/* ---- maps: one table of keys for each kind of row ---- */

/* What the value must be, and the type of the member that it fills. */
typedef enum rh_key_kind {
    RH_KEY_TEXT,   /* rh_str: any text */
    RH_KEY_WORD,   /* rh_str: text that is compared with other text: nothing hidden in it */
    RH_KEY_ID,     /* rh_str: ASCII letters, digits, _ - . */
    RH_KEY_TEXTS,  /* rh_strs: a list of TEXT, file order */
    RH_KEY_WORDS,  /* rh_strs: a list of WORD without repeats, file order; null when an item is none */
    RH_KEY_BOOL,   /* bool */
    RH_KEY_SOURCE, /* rh_source */
    RH_KEY_SPAN,   /* rh_span_of_time */
    RH_KEY_MAP,    /* const rh_node * */
    RH_KEY_LIST,   /* const rh_node * */
    RH_KEY_ANY     /* const rh_node * */
} rh_key_kind;

typedef struct rh_key {
    const char *name;
    rh_key_kind kind;
    bool is_required;
    size_t offset; /* of the member in the row */
} rh_key;

#define RH_NEEDS(T, NAME, KIND, MEMBER) {NAME, RH_KEY_##KIND, true, offsetof(T, MEMBER)}
#define RH_TAKES(T, NAME, KIND, MEMBER) {NAME, RH_KEY_##KIND, false, offsetof(T, MEMBER)}
#define RH_KEYS(table) (table), sizeof(table) / sizeof(table)[0]

/* Fills row from a map by its table of keys. Unknown and missing keys and wrong kinds are errors; all are found. False
 * when the node is no map (an error) or NULL (none, it was reported where it was missed). */
bool rh_read_row(rh_reader *r, const rh_node *node, const char *what, const rh_key *keys, size_t n_keys, void *row);
/* The value of `key` when node is a map with just that key (schema.yaml's `fields`), else NULL after an error. */
const rh_node *rh_read_only(rh_reader *r, const rh_node *node, const char *file, const char *key, rh_key_kind kind);

/* ---- scalars: false after an error, out untouched ---- */

bool rh_read_is_map(rh_reader *r, const rh_node *node, const char *what);
bool rh_read_is_list(rh_reader *r, const rh_node *node, const char *what);
bool rh_read_text(rh_reader *r, const rh_node *node, const char *what, rh_str *out);
bool rh_read_word(rh_reader *r, const rh_node *node, const char *what, rh_str *out);
bool rh_read_id(rh_reader *r, const rh_node *node, const char *what, rh_str *out);
bool rh_read_bool(rh_reader *r, const rh_node *node, const char *what, bool *out);
bool rh_read_int(rh_reader *r, const rh_node *node, const char *what, int64_t low, int64_t high, int64_t *out);
bool rh_read_source(rh_reader *r, const rh_node *node, const char *what, rh_source *out);
bool rh_read_span(rh_reader *r, const rh_node *node, const char *what, rh_span_of_time *out);
bool rh_read_words(rh_reader *r, const rh_node *node, const char *what, rh_strs *out);
/* The index of the node's text among n names. */
bool rh_read_one_of(rh_reader *r, const rh_node *node, const char *what, const char *const *names, size_t n,
                     size_t *out);
/* An id that is also a name in expressions, parts joined by dots: CEL identifiers. n_parts 0: any number. */
bool rh_read_is_name(rh_str s, size_t n_parts);
/* Plain scalars that other readers of YAML take for null, a bool, a number or a time of day. */
bool rh_read_is_ambiguous(const rh_node *scalar);
/* Looks like a number, as plain scalars go: for messages about range. */
bool rh_read_is_numeric(rh_str s);
/* The first invisible character of s, or a letter of another script among Latin ones; 0: none. *at: its offset. */
uint32_t rh_read_hidden(rh_str s, size_t *at);
/* text is the text of a scalar node. */
bool rh_read_no_hidden(rh_reader *r, const rh_node *node, const char *what);

/* ---- names that refer ---- */

/* The index of what the scalar names; RH_NONE after an error, or where that file could not be read. */
uint32_t rh_read_field(rh_reader *r, const rh_node *node);
uint32_t rh_read_state(rh_reader *r, const rh_node *node);
uint32_t rh_read_action(rh_reader *r, const rh_node *node);
uint32_t rh_read_role(rh_reader *r, const rh_node *node);
/* Lists of the same, without those that are not declared; *n is set. */
const uint32_t *rh_read_actions(rh_reader *r, const rh_node *list, const char *what, size_t *n);
/* `A..B` or `any`. */
bool rh_read_range(rh_reader *r, const rh_node *node, rh_range *out);
/* A word of policy.yaml `words`; any word where the list is not given. */
void rh_read_known_word(rh_reader *r, const rh_node *node, const char *what, rh_strs words);
/* Reports `name` at `span` as declared before at `first`. */
void rh_read_duplicate(rh_reader *r, const char *what, rh_str name, rh_span span, rh_span first);
/* The names with commas between, "..." where they are too many. */
enum { RH_JOINED_BYTES = 240 };
const char *rh_read_join(char out[RH_JOINED_BYTES], rh_strs names);
/* "expected one of" or "did you mean". code is for a name that is not among `names`. */
void rh_read_unknown(rh_reader *r, rh_code code, rh_span span, const char *what, rh_str name, rh_strs names);

/* The shape of a value: a word (`string`, with `?` where optional is not NULL) or {type, values?, of?, optional?}. */
bool rh_read_shape(rh_reader *r, const rh_node *node, rh_shape *out, bool *optional);
/* The same from the three keys of a schema row; of and values may be NULL. */
bool rh_read_shape_of(rh_reader *r, const rh_node *type, const rh_node *of, const rh_node *values, rh_shape *out);

extern const char *const rh_read_risk_names[4]; /* in the order of rh_risk */

#endif
