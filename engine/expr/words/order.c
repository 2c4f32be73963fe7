/* Comparisons of times and counts: "more than 3 days have passed since kickoff". */
#include "engine/expr/words/words.h"

rh_op rh_words__opposite(rh_op op)
{
    static const rh_op opposite[] = {[RH_OP_EQ] = RH_OP_NE, [RH_OP_NE] = RH_OP_EQ, [RH_OP_LT] = RH_OP_GE,
                                     [RH_OP_LE] = RH_OP_GT, [RH_OP_GT] = RH_OP_LE, [RH_OP_GE] = RH_OP_LT};
    return opposite[op];
}

const char *rh_words__amount(rh_op op)
{
    static const char *const words[] = {[RH_OP_EQ] = "exactly ", [RH_OP_NE] = "other than ", [RH_OP_LT] = "less than ",
                                        [RH_OP_LE] = "at most ", [RH_OP_GT] = "more than ",  [RH_OP_GE] = "at least "};
    return words[op];
}

static bool is_now(const rh_speaker *s, const rh_ast_node *n)
{
    const rh_name *name = rh_words__name(s, n);
    return name != NULL && name->cls == RH_NAME_NOW;
}

static bool is_difference(const rh_ast_node *n) { return n->kind == RH_AST_OP && n->op == RH_OP_SUB; }

/* Whether a measure is said in the singular: 1, or one unit of time. */
static bool is_single(const rh_ast_node *n)
{
    static const int64_t units[] = {3600000000000, 60000000000, 1000000000, 1000000, 1000, 1};
    int64_t ns = 0;
    if (n->kind == RH_AST_LITERAL) return n->value.kind == RH_INT && n->value.i == 1;
    if (!rh_words__is_call(n, "duration", 1) || n->kids[0]->kind != RH_AST_LITERAL) return false;
    if (!rh_duration_parse(&ns, rh_value_str(n->kids[0]->value))) return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (ns == units[i]) return true;
    }
    return false;
}

enum { PASSED, REMAIN, LIE };

/* "more than 3 days have passed since ". */
static void amount(rh_speaker *s, rh_op op, const rh_ast_node *n, const char *unit, int verb)
{
    static const char *const verbs[][2] = {{" have passed since ", " has passed since "},
                                           {" remain until ", " remains until "},
                                           {" lie between ", " lies between "}};
    const bool single = is_single(n);
    rh_say(s, rh_words__amount(op));
    rh_words__value(s, n);
    if (unit != NULL) rh_buf_printf(s->out, " %s%s", unit, single ? "" : "s");
    rh_say(s, verbs[verb][single]);
}

/* Days or hours that have passed or remain: a function of one instant against a count. */
static bool count(rh_speaker *s, rh_op op, const rh_ast_node *a, const rh_ast_node *b)
{
    static const struct { const char *name, *unit; int verb; } counts[] = {
        {"days_since", "day", PASSED}, {"business_days_since", "business day", PASSED},
        {"business_hours_since", "business hour", PASSED}, {"business_days_until", "business day", REMAIN}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (!rh_words__is_call(a, counts[i].name, 1)) continue;
        amount(s, op, b, counts[i].unit, counts[i].verb);
        rh_words__value(s, a->kids[0]);
        return true;
    }
    if (!rh_words__is_call(a, "days_between", 2)) return false;
    amount(s, op, b, "day", LIE);
    rh_words__value(s, a->kids[0]);
    rh_say(s, " and ");
    rh_words__value(s, a->kids[1]);
    return true;
}

/* now - t and t - now against a duration. */
static bool span(rh_speaker *s, rh_op op, const rh_ast_node *a, const rh_ast_node *b)
{
    if (!is_difference(a) || rh_words__kind(s, b) != RH_T_DURATION) return false;
    const bool since = is_now(s, a->kids[0]), until = is_now(s, a->kids[1]);
    amount(s, op, b, NULL, since ? PASSED : until ? REMAIN : LIE);
    rh_words__value(s, a->kids[since || !until ? 1 : 0]);
    if (since || until) return true;
    rh_say(s, " and ");
    rh_words__value(s, a->kids[0]);
    return true;
}

static bool instants(rh_speaker *s, rh_op op, const rh_ast_node *a, const rh_ast_node *b)
{
    static const char *const words[] = {[RH_OP_LT] = " is before ",
                                        [RH_OP_LE] = " is no later than ",
                                        [RH_OP_GT] = " is after ",
                                        [RH_OP_GE] = " is no earlier than "};
    static const char *const now_words[] = {[RH_OP_LT] = "it is before ",
                                            [RH_OP_LE] = "it is no later than ",
                                            [RH_OP_GT] = "it is after ",
                                            [RH_OP_GE] = "it is no earlier than "};
    if (op == RH_OP_EQ || op == RH_OP_NE) return false;
    if (rh_words__kind(s, a) != RH_T_TIMESTAMP && rh_words__kind(s, b) != RH_T_TIMESTAMP) return false;
    if (is_now(s, a)) {
        rh_say(s, now_words[op]);
    } else {
        rh_words__value(s, a);
        rh_say(s, words[op]);
    }
    rh_words__value(s, b);
    return true;
}

static bool is_measured(const rh_speaker *s, const rh_ast_node *n)
{
    return n->kind == RH_AST_LITERAL || n->kind == RH_AST_NAME || rh_words__kind(s, n) == RH_T_DURATION;
}

bool rh_words__time_order(rh_speaker *s, const rh_ast_node *n, bool is_negated)
{
    rh_op op = is_negated ? rh_words__opposite((rh_op)n->op) : (rh_op)n->op;
    const rh_ast_node *a = n->kids[0], *b = n->kids[1];
    /* The measure stands right: 3 < days_since(t) is said as days_since(t) > 3. */
    if (is_now(s, b) || (is_measured(s, a) && !is_measured(s, b) && !is_now(s, a))) {
        const rh_ast_node *turned = a;
        a = b;
        b = turned;
        op = rh_ast__op_turned(op);
    }
    return count(s, op, a, b) || span(s, op, a, b) || instants(s, op, a, b);
}
