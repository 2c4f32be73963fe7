/* The expression language: the face of the room.
 *
 * CEL (every part that needs no protobuf message) with the functions of SPEC.md section 3. The pipeline, one file pair
 * a stage: lex -> parse -> (ast) -> check -> compile -> eval; print goes from the tree back to canonical text, explain
 * to words. One language serves all environments: an environment says which names exist, of which type, in which slot.
 *
 *     rh_env env;              names, types, functions
 *     rh_ast *ast;             rh_ast_parse(&ast, arena, text, ...)
 *     rh_pool *pool;           rh_pool_add(pool, &root, ast, ...)   type-checks, folds, hash-conses
 *     rh_memo *memo;           one per set of facts: caches node values
 *     rh_pool_eval(pool, root, memo, &ev) -> rh_value, ev.valid_until, ev.cause
 *
 * A pool holds the expressions of one environment, whose constants may change, hash-consed over all revisions that use
 * it: equal sub-expressions are one node. Pools are immutable after rh_pool_seal: any number of threads evaluate, each
 * with its own memo. */
#ifndef RH_EXPR_EXPR_H
#define RH_EXPR_EXPR_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/base/node.h"
#include "engine/value/calendar.h"
#include "engine/value/slab.h"
#include "engine/value/value.h"

/* ---- types, as the checker knows them ---- */

typedef struct rh_type rh_type;
typedef struct rh_member {
    rh_str name;
    const rh_type *type;
} rh_member;
typedef enum rh_type_kind {
    RH_T_DYN, RH_T_NULL, RH_T_BOOL, RH_T_INT, RH_T_UINT, RH_T_DOUBLE, RH_T_STRING, RH_T_BYTES, RH_T_TIMESTAMP,
    RH_T_DURATION, RH_T_LIST, RH_T_MAP, RH_T_TYPE, RH_T_OPTIONAL,
    RH_T_RECORD /* a map with known string keys: table rows, event.data */
} rh_type_kind;
struct rh_type {
    rh_type_kind kind;
    const rh_type *elem;  /* LIST, OPTIONAL: element; MAP: value */
    const rh_type *key;   /* MAP */
    const rh_member *members; /* RECORD */
    size_t n_members;
    bool is_nullable;     /* may read null (every declared scalar field) */
    rh_strs words;        /* STRING: the values of an enum; empty: any text (ruling 108) */
};

extern const rh_type rh_type_dyn, rh_type_bool, rh_type_int, rh_type_uint, rh_type_double, rh_type_string,
    rh_type_bytes, rh_type_timestamp, rh_type_duration, rh_type_null;

/* ---- environments ---- */

typedef enum rh_name_class {
    RH_NAME_SLOT,  /* read from slots[slot] */
    RH_NAME_CONST, /* folded at compile time: policy.* */
    RH_NAME_NOW    /* the virtual clock, SPEC.md section 3 "Clock" */
} rh_name_class;

typedef struct rh_name {
    rh_str name; /* dotted: "crm.plan", "now", "event.data", "workflow.state" */
    const rh_type *type;
    rh_name_class cls;
    uint32_t slot;      /* SLOT */
    rh_value constant;  /* CONST */
    rh_str title;       /* for sentences; null: the name */
    bool is_optional;   /* ordering it without a presence test gives a warning (ruling 23) */
    const char *refusal; /* what an expression that names it is told, as it has no meaning here; NULL: it has */
} rh_name;

/* A function of the host: approved(), decided(), did(), first(T). Its arguments are literals or values. */
typedef struct rh_host_fn {
    rh_str name;
    const rh_type *params[4];
    size_t n_params;
    const rh_type *result;
    uint32_t id; /* passed to rh_eval.call */
} rh_host_fn;

typedef enum rh_env_flags {
    RH_ENV_CORE_FUNCTIONS = 1,   /* present, absent, conflict, intersects, overdue, days_since, ... */
    RH_ENV_EXTENSIONS = 2,       /* the extensions of ruling 41 */
    RH_ENV_FREE_CLOCK = 4,       /* `now` is an ordinary timestamp (no clock rule): only where no timer is needed */
    RH_ENV_UNCHECKED = 8         /* unknown names and wrong types are undecided at run time (CEL's unchecked mode) */
} rh_env_flags;

typedef struct rh_env {
    const rh_name *names; /* none is a prefix of another, except for the namespaces that dots imply */
    size_t n_names;
    const rh_host_fn *fns;
    size_t n_fns;
    unsigned flags;
    rh_str container;  /* CEL's namespace: names are looked for below it first; null: none */
    uint32_t n_slots; /* slots an evaluation gets */
    /* Is the pattern valid RE2 within its size cap; NULL: any is. */
    bool (*regex_ok)(void *ctx, rh_str pattern, rh_err *err);
    void *regex_ctx;
    rh_code unknown; /* the error of a name that is none of these; RH_OK: RH_EXPR_NAME */
} rh_env;

/* ---- text to tree ---- */

typedef struct rh_ast rh_ast; /* ast.h has the insides, for print, explain, mutation */

/* Parses `text`. `node` (may be NULL) is the scalar the text stands in: positions then are those of the file (E1).
 * Every syntax error goes to diags; the result is its first code. Limits: depth and nodes (E6). */
RH_MUST rh_code rh_ast_parse(const rh_ast **out, rh_arena *keep, rh_str text, const rh_node *node, rh_diags *diags);
/* Canonical text: parse(print(e)) equals e. */
void rh_ast_print(rh_buf *out, const rh_ast *ast);
/* The same over several lines where it is wider than `width` columns: a chain of && or || has one operand a line, and
 * so on inwards. `first_col` columns of the first line are taken; each further line begins at column 0. Words are never
 * broken, so a line may still be too wide. */
void rh_ast_lay(rh_buf *out, const rh_ast *ast, size_t width, size_t first_col);
/* Whether `text` holds a comment, which a tree does not keep. `scratch` is used until the call ends. */
bool rh_ast_has_comment(rh_str text, rh_arena *scratch);

/* An expression in plain English, with the titles of the environment: "CRM plan is \"pro\" and kickoff is overdue". No
 * capital and no full stop, so that it fits behind "opens when". is_condition: it stands where a truth is wanted. */
void rh_expr_words(rh_buf *out, const rh_ast *ast, const rh_env *env, bool is_condition);

/* ---- tree to checked, folded, shared nodes ---- */

typedef struct rh_pool rh_pool;
typedef uint32_t rh_expr; /* a root in a pool */
#define RH_EXPR_NONE UINT32_MAX

RH_MUST rh_code rh_pool_new(rh_pool **out, rh_arena *keep, const rh_env *env, rh_err *err);
/* What is added from now on means names as env does. It is the pool's own environment but for names that are constant:
 * which there are, and their values. */
RH_MUST rh_code rh_pool_set_env(rh_pool *pool, const rh_env *env, rh_err *err);
/* Checks ast against the environment (unknown name with the nearest, wrong type, clock misuse, impossible enum literal;
 * warnings for constant conditions and unguarded optional reads), folds constants and adds it. `want` is the type that
 * the expression must have, or NULL for any (a dyn result is allowed; ruling 35 decides at run time). */
RH_MUST rh_code rh_pool_add(rh_pool *pool, rh_expr *out, const rh_ast *ast, const rh_type *want, rh_diags *diags);
/* No more roots. Computes which roots read which slots. */
RH_MUST rh_code rh_pool_seal(rh_pool *pool, rh_err *err);
size_t rh_pool_size(const rh_pool *pool); /* nodes; memos have this size */
/* The static result type of a root. */
const rh_type *rh_pool_type(const rh_pool *pool, rh_expr root);
/* The slots that a root reads, ascending. */
const uint32_t *rh_pool_reads(const rh_pool *pool, rh_expr root, size_t *n);
/* Parallel to rh_pool_reads, from 1: where in an evaluation each slot is first read. What evaluated to reach r keeps
 * its value, valid-until and cost while only slots of places > r change (after seal). */
const uint32_t *rh_pool_places(const rh_pool *pool, rh_expr root);
/* Parallel to rh_pool_reads: which texts of a slot concern the root. A change from one text to another, or of one
 * member of a map, concerns it only when rh_word_bit of the old text, the new text or the member's key is in the set;
 * every other change does (after seal). */
const uint64_t *rh_pool_words(const rh_pool *pool, rh_expr root);
/* One bit for a text; different texts may have the same. */
static inline uint64_t rh_word_bit(rh_str word)
{
    if (word.len == 0) return 1;
    const unsigned char first = (unsigned char)word.ptr[0], middle = (unsigned char)word.ptr[word.len / 2],
                        last = (unsigned char)word.ptr[word.len - 1];
    return (uint64_t)1 << ((word.len * 7u + first * 3u + middle * 5u + last) % 64u);
}
#define RH_WORDS_ALL UINT64_MAX
/* The roots that read a slot, ascending (after seal). */
const rh_expr *rh_pool_readers(const rh_pool *pool, uint32_t slot, size_t *n);
bool rh_pool_reads_clock(const rh_pool *pool, rh_expr root);
/* Whether the root folded to a constant, and which. */
bool rh_pool_constant(const rh_pool *pool, rh_expr root, rh_value *out);

/* ---- evaluation ---- */

/* The linear-time regular expressions of the host. 1 match, 0 none, -1 bad pattern or over budget. Thread-safe. */
typedef int (*rh_regex_match)(void *ctx, rh_str pattern, rh_str text);

typedef struct rh_eval {
    /* in */
    const rh_value *slots;
    rh_instant now;
    const rh_calendar *calendar; /* may be NULL: business functions are undecided (calendar) */
    rh_arena *scratch;           /* results of text and list functions; must live as long as the results are used */
    rh_regex_match regex;
    rh_zone_lookup zones;
    void *host;                  /* for regex and zones */
    rh_value (*call)(void *ctx, uint32_t fn, const rh_value *args, size_t n);
    void *call_ctx;
    uint64_t budget;             /* cost units, 0: RH_LIMIT_EXPR_COST */
    /* out, of the last evaluation */
    rh_instant valid_until;      /* the earliest later now at which a clock atom it read would change; NEVER if none */
    uint64_t cost;
    uint32_t reach;              /* the last place of rh_pool_places that it may have read; UINT32_MAX: any */
} rh_eval;

/* Evaluates a root without any cache. UNDECIDED with a cause instead of an error. */
rh_value rh_pool_eval(const rh_pool *pool, rh_expr root, rh_eval *ev);

/* Cached values of shared nodes for one set of slots. */
typedef struct rh_memo rh_memo;
RH_MUST rh_code rh_memo_new(rh_memo **out, rh_arena *keep, const rh_pool *pool, rh_err *err);
/* Forgets everything (a new journey): O(1). */
void rh_memo_clear(rh_memo *memo);
/* slots[slot] has changed. */
void rh_memo_touch(rh_memo *memo, uint32_t slot);
/* A deep enough copy that both go on by themselves; dst was made for the same pool. */
void rh_memo_copy(rh_memo *dst, const rh_memo *src);
/* As rh_pool_eval, but nodes whose slots did not change since, and whose valid_until is later than ev->now, are not
 * evaluated again. Values that are kept live in the memo's own arena until rh_memo_clear. The clock never runs back. */
rh_value rh_memo_eval(rh_memo *memo, rh_expr root, rh_eval *ev);

/* ---- many roots at once ---- */

/* For who asks for the truth of many roots whenever something changed: one pass evaluates all of them over one set of
 * slots, equal parts once, and skips none. One muster, one thread. */
typedef struct rh_muster rh_muster;
/* For roots of a sealed pool; RH_EXPR_NONE stands for none. */
RH_MUST rh_code rh_muster_new(rh_muster **out, rh_arena *keep, const rh_pool *pool, const rh_expr *roots, size_t n,
                              rh_err *err);
/* ev->budget is 0; the outs of *ev are not given. */
void rh_muster_run(rh_muster *muster, rh_eval *ev);
/* Of the last run, by root: a bit where it is true, and where it is neither true nor false (rh_pool_eval says what it
 * is); until when that holds, never for what does not read the clock. They live as long as the muster. */
const uint64_t *rh_muster_true(const rh_muster *muster);
const uint64_t *rh_muster_open(const rh_muster *muster);
const rh_instant *rh_muster_until(const rh_muster *muster);
/* Of the last run: a number that says which constants a root's conditions chose, for a root whose value is one of
 * several, or a list joined of such, or a truth. While it is the same, so is the value. UNKNOWN where the value is no
 * such choice. */
#define RH_MUSTER_UNKNOWN UINT64_MAX
uint64_t rh_muster_chosen(const rh_muster *muster, size_t root);

/* ---- many sets of slots at once ---- */

/* For filters and counts over many records, where only the truth is asked: 64 rows go through the roots together, a
 * column at a time. Equal parts of the roots are evaluated once a batch. One batch, one thread. */
typedef struct rh_batch rh_batch;
#define RH_BATCH_ROWS 64

/* For roots of a sealed pool. */
RH_MUST rh_code rh_batch_new(rh_batch **out, rh_arena *keep, const rh_pool *pool, const rh_expr *roots, size_t n,
                             rh_err *err);

/* Rows as the roots of one batch read them, in columns: loaded once, asked as often as wanted. */
typedef struct rh_rows rh_rows;
/* slots[i] are the slots of row i, n of them, at most RH_BATCH_ROWS. The slots and what they point to are borrowed. */
RH_MUST rh_code rh_rows_load(rh_rows **out, rh_arena *keep, const rh_batch *batch, const rh_value *const *slots,
                             size_t n, rh_err *err);
/* Bit i of is_true[r] is set where root r is true in row i, of is_open[r] where it is neither true nor false
 * (rh_pool_eval says why). ev->slots is not read; ev->valid_until is the earliest over all rows; ev->cost is not given.
 * The rows were loaded for this batch. */
void rh_batch_eval(rh_batch *batch, rh_eval *ev, const rh_rows *rows, uint64_t *is_true, uint64_t *is_open);

/* ---- rows of a slab ---- */

/* What a slot holds in the rows of a slab, or a member in its elements: a column as a register types it. Columns of
 * kinds that no type below stands for are not for strips: whoever binds them leaves their rows out. */
typedef struct rh_strip {
    const rh_slab_column *column; /* NULL: no row says anything */
    rh_value otherwise;           /* where column is NULL: what all rows hold; else null is what the others hold */
    bool are_doubles;             /* ints stand for doubles */
    bool is_list;                 /* lists and tables; where a row says nothing, or null, the empty one */
    const rh_value *texts;        /* what the column's texts stand for, parallel to them; NULL: for themselves */
} rh_strip;

/* What it is where it is no list: null, a scalar, or what its text stands for. */
rh_value rh_strip_scalar(const rh_strip *strip, size_t row);

typedef enum rh_asked {
    RH_ASKED_VALUE,  /* of a slot */
    RH_ASKED_LENGTH, /* of a slot: whether it is there and, of a list, how long it is */
    RH_ASKED_ELEMENT /* of the lists of a slot: what they hold under the key; null: the elements themselves */
} rh_asked;
/* Has a batch go by strips wherever `takes` is true of what it asks. For the rest, if there is any, rows are put
 * together. To be called once, before anything is laid. */
void rh_batch_take_strips(rh_batch *batch, bool (*takes)(void *ctx, rh_asked asked, uint32_t slot, rh_value key),
                          void *ctx);
bool rh_batch_needs_rows(const rh_batch *batch);

/* The strips of a slab. */
typedef struct rh_strips {
    size_t n;              /* rows */
    const rh_strip *slots; /* by slot */
    /* The strip of what the lists of a slot hold under a key; key null: of the elements themselves. */
    rh_strip (*member)(void *ctx, uint32_t slot, rh_value key);
    /* The slots of a row, those that some root reads; NULL: no memory. Never asked of a batch that needs no rows. */
    const rh_value *(*row)(void *ctx, rh_arena *keep, size_t row);
    void *ctx;
} rh_strips;

/* Whether something depends on how often a list of the slot says the same. */
bool rh_batch_counts(const rh_batch *batch, uint32_t slot);

/* Strips made ready for a batch, once a slab. The strips and their columns are borrowed. */
typedef struct rh_laid rh_laid;
RH_MUST rh_code rh_batch_lay(rh_laid **out, rh_arena *keep, const rh_batch *batch, const rh_strips *strips,
                             rh_err *err);
/* The rows from 64 * block on. *is_long: a list is so long that a budget might be spent; then they may not be asked. */
RH_MUST rh_code rh_rows_cut(rh_rows **out, bool *is_long, rh_arena *keep, const rh_laid *laid, size_t block,
                            rh_err *err);

#endif
