/* Conditions of random snapshots: the texts of snapshot_conditions.def over the fields that there are. */
#include "tests/random/snapshot.h"

#include <string.h>

typedef enum class { BOOL, NUMBER, TEXT, WORD, INSTANT, SPAN, LIST, JSON, TABLE, ANY, NONE, JOINED } class;

typedef struct template
{
    class cls;
    snap_odd odd;
    unsigned weight;
    const char *text;
}
template;

static const template templates[] = {
#define X(CLASS, ODD, weight, text) {CLASS, SNAP_##ODD, weight, text},
#include "tests/random/snapshot_conditions.def"
#undef X
};
enum { N_TEMPLATES = sizeof templates / sizeof *templates, DEEP = 4, DEEPEST = 7 };

/* What a condition may speak of. */
typedef struct operand {
    char text[32];
    rh_field_type type;
    const snap_field *field; /* NULL: a column or an element */
} operand;

typedef struct scope {
    snapshot *s;
    operand at[SNAP_MOST_FIELDS];
    unsigned n;
    unsigned depth;              /* of the condition at hand; DEEPEST: nothing is joined any more, and nothing loops */
    const struct scope *outside; /* of a loop */
} scope;

static void condition(scope *of, unsigned depth);

static class class_of(rh_field_type type)
{
    static const class classes[] = {
        [RH_F_BOOL] = BOOL,    [RH_F_INT] = NUMBER,        [RH_F_DOUBLE] = NUMBER, [RH_F_STRING] = TEXT,
        [RH_F_TEXT] = TEXT,    [RH_F_TIMESTAMP] = INSTANT, [RH_F_DATE] = INSTANT,  [RH_F_DURATION] = SPAN,
        [RH_F_ENUM] = WORD,    [RH_F_MONEY] = NUMBER,      [RH_F_SET] = LIST,      [RH_F_LIST] = LIST,
        [RH_F_CONTACT] = TEXT, [RH_F_PRINCIPAL] = TEXT,    [RH_F_DOC] = TEXT,      [RH_F_JSON] = JSON,
        [RH_F_TABLE] = TABLE,
    };
    return classes[type];
}

/* ---- choosing ---- */

static bool may_stand(const scope *of, const template *t, class cls)
{
    if (t->odd != SNAP_PLAIN && !of->s->has[t->odd]) return false;
    return t->cls == cls || (t->cls == ANY && cls < ANY);
}

/* Of a class, one by its weight; NULL: none may stand. Odd ones are taken as often as their places say. */
static const template *choose(scope *of, class cls)
{
    const template *plain[N_TEMPLATES], *odd[N_TEMPLATES];
    unsigned n_plain = 0, n_odd = 0;
    for (unsigned i = 0; i < N_TEMPLATES; i++) {
        const template *t = &templates[i];
        if (!may_stand(of, t, cls)) continue;
        if (t->odd == SNAP_PLAIN) plain[n_plain++] = t;
        else if (snap_here(of->s, t->odd)) odd[n_odd++] = t;
    }
    const template *const *from = n_odd > 0 ? odd : plain;
    const unsigned n = n_odd > 0 ? n_odd : n_plain;
    unsigned all = 0;
    for (unsigned i = 0; i < n; i++) all += from[i]->weight;
    if (all == 0) return NULL;
    unsigned left = snap_below(of->s, all), i = 0;
    while (left >= from[i]->weight) left -= from[i++]->weight;
    return from[i];
}

/* Another operand of the class, or the same. */
static const operand *partner(const scope *of, const operand *o)
{
    const operand *found[SNAP_MOST_FIELDS];
    unsigned n = 0;
    for (unsigned i = 0; i < of->n; i++)
        if (class_of(of->at[i].type) == class_of(o->type)) found[n++] = &of->at[i];
    return n > 0 ? found[snap_below(of->s, n)] : o;
}

/* ---- scopes ---- */

static void row_scope(scope *out, const scope *outside, const snap_field *table)
{
    *out = (scope){.s = outside->s, .depth = DEEPEST, .outside = outside};
    for (unsigned i = 0; i < table->n_columns; i++) {
        operand *o = &out->at[out->n++];
        *o = (operand){.type = table->columns[i].type};
        snprintf(o->text, sizeof o->text, "r.%s", table->columns[i].name);
    }
}

static void element_scope(scope *out, const scope *outside, const snap_field *list)
{
    *out = (scope){.s = outside->s, .depth = DEEPEST, .outside = outside, .n = 1};
    out->at[0] = (operand){.text = "z", .type = list->has_words ? RH_F_ENUM : list->of};
}

/* ---- writing ---- */

static void list_of(snapshot *s, rh_field_type type)
{
    snap_put(s, "[");
    for (unsigned i = 0, n = 1 + snap_below(s, 3); i < n; i++) {
        if (i > 0) snap_put(s, ", ");
        snap_literal(s, type);
    }
    snap_put(s, "]");
}

static void guard(scope *of, const operand *o)
{
    if (snap_here(of->s, SNAP_UNGUARDED)) return;
    if (random_once_in(&of->s->r, 2)) snap_put(of->s, "present(%s) && ", o->text);
    else snap_put(of->s, "%s != null && ", o->text);
}

static void loop_body(scope *of, const operand *o, char what)
{
    scope inner;
    if (what == 'R') row_scope(&inner, of, o->field);
    else element_scope(&inner, of, o->field);
    condition(&inner, DEEPEST);
    if (snap_below(of->s, 3) != 0) return;
    snap_put(of->s, random_once_in(&of->s->r, 2) ? " && " : " || ");
    snap_put(of->s, "(");
    condition(&inner, DEEPEST);
    snap_put(of->s, ")");
}

static void some_condition(scope *of, unsigned depth)
{
    if (of->outside == NULL) {
        condition(of, depth + 1);
        return;
    }
    scope outside = *of->outside;
    condition(&outside, DEEPEST);
}

static void one_part(scope *of, char what, const operand *o, const operand *other, unsigned depth)
{
    static const char *const orders[] = {"<", "<=", ">", ">="};
    snapshot *s = of->s;
    const scope *outside = of->outside != NULL ? of->outside : of;
    switch (what) {
    case 'F': snap_put(s, "%s", o->text); break;
    case 'G': snap_put(s, "%s", other->text); break;
    case 'H': snap_put(s, "%s", partner(outside, o)->text); break;
    case 'P': guard(of, o); break;
    case 'Q': guard(of, other); break;
    case 'K': snap_literal(s, o->type); break;
    case 'L': list_of(s, o->type); break;
    case 'k': snap_literal(s, o->field->has_words ? RH_F_ENUM : o->field->of); break;
    case 'R':
    case 'Z': loop_body(of, o, what); break;
    case 'B': some_condition(of, depth); break;
    case 'O': snap_put(s, "%s", orders[snap_below(s, 4)]); break;
    case 'E': snap_put(s, random_once_in(&s->r, 2) ? "==" : "!="); break;
    case 'N': snap_put(s, "%u", snap_below(s, 5)); break;
    case 'W': snap_put(s, "\"%s\"", snap_word(s)); break;
    case 'A': snap_put(s, "\"act.a%u\"", snap_below(s, s->n_actions)); break;
    default: snap_put(s, "\"s%u\"", snap_below(s, s->n_states)); break;
    }
}

static void write_template(scope *of, const template *t, const operand *o, unsigned depth)
{
    const operand *other = o != NULL ? partner(of, o) : NULL;
    for (const char *c = t->text; *c != '\0'; c++) {
        if (*c == '%') one_part(of, *++c, o, other, depth);
        else snap_put(of->s, "%c", *c);
    }
}

static void atom(scope *of)
{
    const operand *o = &of->at[snap_below(of->s, of->n)];
    const bool is_member = strchr(o->text, '.') != NULL; /* has() takes nothing else */
    const template *t;
    do t = choose(of, class_of(o->type));
    while (!is_member && strncmp(t->text, "has(", 4) == 0);
    write_template(of, t, o, DEEPEST);
}

static void condition(scope *of, unsigned depth)
{
    const template *none = of->outside == NULL ? choose(of, NONE) : NULL;
    if (depth < of->depth && snap_below(of->s, 5) < (depth == 0 ? 3 : 2)) {
        write_template(of, choose(of, JOINED), NULL, depth);
    } else if (none != NULL) {
        write_template(of, none, NULL, depth);
    } else {
        atom(of);
    }
}

/* What may be read there. A derived field reads fields that come before it, so that there is no cycle. */
static bool is_readable(const snap_field *field, snap_place place)
{
    if (place == SNAP_IN_DERIVED) return !field->is_derived;
    return place == SNAP_IN_WHEN || (!field->is_ai && !field->is_derived);
}

void snap_condition(snapshot *s, snap_place place)
{
    scope of = {.s = s, .depth = s->has[SNAP_DEEP] ? DEEPEST : DEEP};
    const bool has_workflow = s->has[SNAP_WORKFLOW];
    for (unsigned i = 0; i < s->n_fields; i++) {
        if (!is_readable(&s->fields[i], place)) continue;
        operand *o = &of.at[of.n++];
        *o = (operand){.type = s->fields[i].type, .field = &s->fields[i]};
        snprintf(o->text, sizeof o->text, "%s", s->fields[i].name);
    }
    if (place == SNAP_IN_DERIVED) s->has[SNAP_WORKFLOW] = false; /* derived fields are of facts alone */
    condition(&of, 0);
    s->has[SNAP_WORKFLOW] = has_workflow;
}
