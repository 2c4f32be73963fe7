/* Values as nouns. */
#include "engine/expr/words/words.h"

const rh_name *rh_words__name(const rh_speaker *s, const rh_ast_node *n)
{
    char buf[512];
    const size_t len = n->kind == RH_AST_NAME || n->kind == RH_AST_SELECT ? rh_ast__path(buf, sizeof buf, n) : 0;
    if (len == 0) return NULL;
    for (size_t i = 0; i < s->env->n_names; i++) {
        if (rh_str_eq(s->env->names[i].name, (rh_str){buf, len})) return &s->env->names[i];
    }
    return NULL;
}

bool rh_words__is_call(const rh_ast_node *n, const char *name, uint32_t n_args)
{
    return n->kind == RH_AST_CALL && n->n_kids == n_args && rh_str_eq(n->text, rh_str_of(name));
}

static int literal_kind(rh_value v)
{
    if (v.kind == RH_STRING) return RH_T_STRING;
    if (v.kind == RH_BOOL) return RH_T_BOOL;
    return v.kind == RH_INT || v.kind == RH_DOUBLE || v.kind == RH_UINT ? RH_T_INT : RH_T_DYN;
}

int rh_words__kind(const rh_speaker *s, const rh_ast_node *n)
{
    const rh_name *name = rh_words__name(s, n);
    if (name != NULL) return (int)name->type->kind;
    if (n->kind == RH_AST_LITERAL) return literal_kind(n->value);
    if (n->kind == RH_AST_LIST) return RH_T_LIST;
    if (rh_words__is_call(n, "duration", 1)) return RH_T_DURATION;
    if (rh_words__is_call(n, "timestamp", 1)) return RH_T_TIMESTAMP;
    return RH_T_DYN;
}

/* "crm.signed_at" as "crm signed at". */
static void plain_words(rh_speaker *s, rh_str name)
{
    for (size_t i = 0; i < name.len; i++)
        rh_buf_byte(s->out, name.ptr[i] == '.' || name.ptr[i] == '_' ? ' ' : name.ptr[i]);
}

static void literal(rh_speaker *s, rh_value v)
{
    if (v.kind == RH_STRING && v.n == 0) rh_say(s, "the empty text");
    else if (v.kind == RH_STRING) rh_buf_json_str(s->out, rh_value_str(v));
    else if (v.kind == RH_NULL) rh_say(s, "nothing");
    else rh_value_put_json(s->out, v);
}

static void named(rh_speaker *s, const rh_name *name)
{
    if (name->cls == RH_NAME_NOW) {
        rh_say(s, "the present time");
        return;
    }
    if (name->title.ptr != NULL) rh_buf_put(s->out, name->title);
    else plain_words(s, name->name);
    if (name->cls != RH_NAME_CONST) return;
    rh_say(s, " (");
    literal(s, name->constant);
    rh_buf_byte(s->out, ')');
}

/* A duration as a count of its greatest whole unit. Of hours at most: a day might be taken for a business day. */
static void duration(rh_speaker *s, int64_t ns)
{
    static const struct {
        int64_t ns;
        const char *unit;
    } units[] = {{3600000000000, "hour"},  {60000000000, "minute"}, {1000000000, "second"},
                 {1000000, "millisecond"}, {1000, "microsecond"},   {1, "nanosecond"}};
    size_t u = 0;
    while (u < 5 && ns % units[u].ns != 0) u++;
    const int64_t n = ns / units[u].ns;
    rh_buf_int(s->out, n);
    rh_buf_printf(s->out, " %s%s", units[u].unit, n == 1 ? "" : "s");
}

static bool time_literal(rh_speaker *s, const rh_ast_node *n)
{
    int64_t ns = 0;
    const bool is_text = n->n_kids == 1 && n->kids[0]->kind == RH_AST_LITERAL && n->kids[0]->value.kind == RH_STRING;
    if (!is_text) return false;
    if (rh_words__is_call(n, "timestamp", 1)) return rh_buf_put(s->out, rh_value_str(n->kids[0]->value)), true;
    if (!rh_words__is_call(n, "duration", 1) || !rh_duration_parse(&ns, rh_value_str(n->kids[0]->value))) return false;
    duration(s, ns);
    return true;
}

static const char *count_of(const rh_ast_node *n)
{
    if (rh_words__is_call(n, "days_since", 1)) return "the days since ";
    if (rh_words__is_call(n, "business_days_since", 1)) return "the business days since ";
    if (rh_words__is_call(n, "business_hours_since", 1)) return "the business hours since ";
    if (rh_words__is_call(n, "business_days_until", 1)) return "the business days until ";
    if (rh_words__is_call(n, "upperAscii", 1)) return "the capitals of ";
    if (rh_words__is_call(n, "lowerAscii", 1)) return "the small letters of ";
    if (rh_words__is_call(n, "trim", 1)) return "the trimmed text of ";
    if (rh_words__is_call(n, "hasValue", 1)) return "the presence of ";
    if (rh_words__is_call(n, "value", 1)) return "";
    if (rh_words__is_call(n, "string", 1)) return "the text of ";
    if (rh_words__is_call(n, "int", 1) || rh_words__is_call(n, "double", 1)) return "the number in ";
    return NULL;
}

static void call(rh_speaker *s, const rh_ast_node *n)
{
    const char *count = count_of(n);
    if (time_literal(s, n)) return;
    if (count != NULL) {
        rh_say(s, count);
        rh_words__value(s, n->kids[0]);
    } else if (rh_words__is_call(n, "size", 1)) {
        rh_say(s, rh_words__kind(s, n->kids[0]) == RH_T_STRING ? "the length of " : "the number of entries in ");
        rh_words__value(s, n->kids[0]);
    } else if (rh_words__is_call(n, "days_between", 2)) {
        rh_say(s, "the days from ");
        rh_words__value(s, n->kids[0]);
        rh_say(s, " to ");
        rh_words__value(s, n->kids[1]);
    } else if (rh_words__is_call(n, "orValue", 2)) {
        rh_words__value(s, n->kids[0]);
        rh_say(s, " (or else ");
        rh_words__value(s, n->kids[1]);
        rh_say(s, ")");
    } else {
        rh_ast__print_node(s->out, n);
    }
}

/* t.status, t bound by a macro: "its status", or "the status of t" where several are bound. */
static void member(rh_speaker *s, const rh_ast_node *n)
{
    const rh_ast_node *of = n->kids[0];
    const bool is_var = of->kind == RH_AST_NAME && s->n_vars > 0 && rh_str_eq(of->text, s->vars[s->n_vars - 1]);
    if (is_var && s->n_vars == 1) {
        rh_say(s, "its ");
        plain_words(s, n->text);
        return;
    }
    rh_say(s, "the ");
    plain_words(s, n->text);
    rh_say(s, " of ");
    rh_words__value(s, of);
}

static void arithmetic(rh_speaker *s, const rh_ast_node *n)
{
    static const char *const words[] = {
#define X(NAME, text, precedence, word) word,
#include "engine/expr/syntax/ops.def"
#undef X
    };
    for (uint32_t i = 0; i < n->n_kids; i++) {
        const bool is_nested = n->kids[i]->kind == RH_AST_OP;
        if (i > 0 || n->n_kids == 1) rh_buf_printf(s->out, "%s%s ", i > 0 ? " " : "", words[n->op]);
        if (is_nested) rh_buf_byte(s->out, '(');
        rh_words__value(s, n->kids[i]);
        if (is_nested) rh_buf_byte(s->out, ')');
    }
}

static void index_of(rh_speaker *s, const rh_ast_node *n)
{
    const bool is_first = n->kids[1]->kind == RH_AST_LITERAL && n->kids[1]->value.kind == RH_INT &&
                          n->kids[1]->value.i == 0;
    if (is_first) rh_say(s, "the first of ");
    else if (n->kids[1]->kind == RH_AST_LITERAL && n->kids[1]->value.kind == RH_STRING) {
        rh_say(s, "the entry ");
        rh_words__value(s, n->kids[1]);
        rh_say(s, " of ");
    } else {
        rh_say(s, "entry ");
        rh_words__value(s, n->kids[1]);
        rh_say(s, " of ");
    }
    rh_words__value(s, n->kids[0]);
}

static void push_var(rh_speaker *s, rh_str name)
{
    if (s->n_vars < RH_WORDS_VARS) s->vars[s->n_vars++] = name;
}

static void macro(rh_speaker *s, const rh_ast_node *n)
{
    const uint32_t before = s->n_vars;
    if (n->vars[1].ptr != NULL || (n->op != RH_MACRO_FILTER && n->op != RH_MACRO_MAP)) {
        rh_ast__print_node(s->out, n);
        return;
    }
    if (n->op == RH_MACRO_MAP) {
        push_var(s, n->vars[0]);
        rh_words__value(s, n->kids[n->n_kids - 1]);
        s->n_vars = before;
        rh_say(s, " of each of ");
    } else {
        rh_say(s, "those of ");
    }
    rh_words__value(s, n->kids[0]);
    if (n->op == RH_MACRO_MAP && n->n_kids == 2) return;
    push_var(s, n->vars[0]);
    rh_say(s, " where ");
    rh_words__clause(s, n->kids[1], false);
    s->n_vars = before;
}

void rh_words__series(rh_speaker *s, const rh_ast_node *n, uint32_t from, const char *word)
{
    for (uint32_t i = from; i < n->n_kids; i++) {
        if (i > from && i + 1 == n->n_kids) rh_buf_printf(s->out, " %s ", word);
        else if (i > from) rh_say(s, ", ");
        rh_words__value(s, n->kids[i]);
    }
}

void rh_words__value(rh_speaker *s, const rh_ast_node *n)
{
    const rh_name *name = rh_words__name(s, n);
    if (name != NULL) {
        named(s, name);
        return;
    }
    switch ((rh_ast_kind)n->kind) {
    case RH_AST_LITERAL: literal(s, n->value); return;
    case RH_AST_NAME: rh_say(s, s->n_vars == 1 && rh_str_eq(n->text, s->vars[0]) ? "it" : "");
        if (s->n_vars != 1 || !rh_str_eq(n->text, s->vars[0])) rh_buf_put(s->out, n->text);
        return;
    case RH_AST_SELECT: member(s, n); return;
    case RH_AST_INDEX: index_of(s, n); return;
    case RH_AST_CALL: call(s, n); return;
    case RH_AST_LIST: rh_words__series(s, n, 0, "and"); return;
    case RH_AST_MACRO: macro(s, n); return;
    case RH_AST_OP:
        if (n->op >= RH_OP_ADD && n->op != RH_OP_NOT) arithmetic(s, n);
        else rh_ast__print_node(s->out, n);
        return;
    case RH_AST_HAS:
    case RH_AST_MAP:
    default: rh_ast__print_node(s->out, n); return;
    }
}
