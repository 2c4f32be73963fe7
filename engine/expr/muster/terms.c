/* Making the terms of a muster: what they ask of facts, and the rows of bits that answer. */
#include "engine/expr/muster/planner.h"

static const rh_step *at(const rh_planner *p, uint32_t step) { return &p->pool->steps.at[step]; }

static inline uint64_t bit(uint32_t i) { return (uint64_t)1 << i; }

/* ---- what an atom asks of a fact ---- */

static rh_slot_aspect *aspect_of(rh_planner *p, uint32_t slot, uint32_t *index)
{
    rh_muster *m = p->muster;
    uint32_t i = 0;
    while (i < m->slot_aspects.n && m->slot_aspects.at[i].slot != slot) i++;
    if (i == m->slot_aspects.n && !RH_PUSH(p->keep, &m->slot_aspects, ((rh_slot_aspect){.slot = slot})))
        return p->failed = true, NULL;
    *index = i;
    return &m->slot_aspects.at[i];
}

/* The class of a text among those of an aspect. */
static uint32_t class_of_text(rh_planner *p, rh_slot_aspect *a, rh_str text)
{
    uint32_t i = 0;
    while (i < a->texts.n && !rh_str_eq(a->texts.at[i], text)) i++;
    if (i == a->texts.n && !RH_PUSH(p->keep, &a->texts, text)) p->failed = true;
    return RH_CLASS_TEXT + i;
}

static bool are_texts(const rh_value *values, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (values[i].kind != RH_STRING || rh_str_is_blank(rh_value_str(values[i]))) return false;
    return n > 0;
}

/* Whether an atom over a slot asks for no more than a class. */
static bool asks_for_class(const rh_line *line)
{
    switch (line->op) {
    case RH_LINE_PRESENT:
    case RH_LINE_ABSENT:
    case RH_LINE_IS_NULL:
    case RH_LINE_NOT_NULL:
    case RH_LINE_IS_BOOL:
    case RH_LINE_NOT_BOOL: return true;
    case RH_LINE_IS_STRING:
    case RH_LINE_NOT_STRING: return are_texts(&line->c, 1);
    case RH_LINE_AMONG: return are_texts(line->c.list, line->c.n);
    default: return false;
    }
}

static uint64_t classes_of_texts(rh_planner *p, rh_slot_aspect *a, const rh_value *texts, uint32_t n)
{
    uint64_t classes = 0;
    for (uint32_t i = 0; i < n; i++) classes |= bit(class_of_text(p, a, rh_value_str(texts[i])));
    return classes;
}

/* The classes that make such an atom true. */
static uint64_t classes_of(rh_planner *p, rh_slot_aspect *a, const rh_line *line)
{
    const uint64_t is_absent = bit(RH_CLASS_NULL) | bit(RH_CLASS_BLANK);
    switch (line->op) {
    case RH_LINE_PRESENT: return ~is_absent;
    case RH_LINE_ABSENT: return is_absent;
    case RH_LINE_IS_NULL: return bit(RH_CLASS_NULL);
    case RH_LINE_NOT_NULL: return ~bit(RH_CLASS_NULL);
    case RH_LINE_IS_BOOL: return bit(line->c.b ? RH_CLASS_YES : RH_CLASS_NO);
    case RH_LINE_NOT_BOOL: return ~bit(line->c.b ? RH_CLASS_YES : RH_CLASS_NO);
    case RH_LINE_IS_STRING: return classes_of_texts(p, a, &line->c, 1);
    case RH_LINE_NOT_STRING: return ~classes_of_texts(p, a, &line->c, 1);
    default: return classes_of_texts(p, a, line->c.list, line->c.n);
    }
}

/* False: it asks for more, or for more texts than an aspect has classes for. */
static bool of_class(rh_planner *p, const rh_line *line, rh_literal *out)
{
    uint32_t index;
    if (!asks_for_class(line)) return false;
    rh_slot_aspect *a = aspect_of(p, line->a, &index);
    const uint32_t n_new = line->op == RH_LINE_AMONG ? line->c.n : 1;
    if (a == NULL || RH_CLASS_TEXT + a->texts.n + n_new > RH_CLASSES_MOST) return false;
    const uint64_t classes = classes_of(p, a, line);
    *out = (rh_literal){index, classes, classes};
    return true;
}

static rh_literal of_atom(rh_planner *p, uint32_t step, const rh_line *line)
{
    rh_muster *m = p->muster;
    if (p->atom_of[step] == RH_PART_NONE) {
        p->atom_of[step] = (uint32_t)m->atom_aspects.n;
        p->failed = p->failed || !RH_PUSH(p->keep, &m->atom_aspects, ((rh_atom_aspect){.line = *line}));
    }
    return (rh_literal){RH_ASPECT_ATOM + p->atom_of[step], bit(RH_CLASS_TRUE), bit(RH_CLASS_TRUE) | bit(RH_CLASS_OPEN)};
}

static bool atom(rh_planner *p, uint32_t step, rh_literal *out)
{
    rh_line line;
    if ((at(p, step)->flags & (RH_STEP_CLOCK | RH_STEP_CALLS)) != 0) return false;
    if (!rh_pool__atom(p->pool, step, &line) && !rh_pool__map_atom(p->pool, step, &line)) return false;
    if (line.of != RH_OF_SLOT) return false;
    if (!of_class(p, &line, out)) *out = of_atom(p, step, &line);
    return true;
}

/* ---- what steps ask of one fact ---- */

static rh_literal denied(rh_literal x) { return (rh_literal){x.aspect, ~x.not_false, ~x.is_true}; }

static bool literal_of(rh_planner *p, uint32_t step, rh_literal *out);

/* x in [a, b] && x != a, say. */
static bool literal_of_row(rh_planner *p, const rh_step *x, rh_literal *out)
{
    for (uint32_t i = 0; i < x->n; i++) {
        rh_literal one;
        if (!literal_of(p, p->pool->kids.at[x->a + i], &one) || (i > 0 && one.aspect != out->aspect)) return false;
        if (i == 0) *out = one;
        else if (x->op == RH_STEP_AND) out->is_true &= one.is_true, out->not_false &= one.not_false;
        else out->is_true |= one.is_true, out->not_false |= one.not_false;
    }
    return x->n > 0;
}

/* What a step asks, when that is of one aspect. */
static bool literal_of(rh_planner *p, uint32_t step, rh_literal *out)
{
    const rh_step *x = at(p, step);
    if (x->op == RH_STEP_AND || x->op == RH_STEP_OR) return literal_of_row(p, x, out);
    if (x->op != RH_STEP_NOT) return atom(p, step, out);
    if (!literal_of(p, x->a, out)) return false;
    *out = denied(*out);
    return true;
}

/* ---- terms ---- */

/* Whether a step, denied or not, is all of its kids, so denied or not. */
static bool is_all(const rh_step *x, bool is_denied) { return x->op == (is_denied ? RH_STEP_OR : RH_STEP_AND); }

bool rh_planner__takes(rh_planner *p, uint32_t step, bool is_denied)
{
    const rh_step *x = at(p, step);
    rh_literal literal;
    if (literal_of(p, step, &literal)) return true;
    if (x->op == RH_STEP_NOT) return rh_planner__takes(p, x->a, !is_denied);
    if (!is_all(x, is_denied)) return false;
    for (uint32_t i = 0; i < x->n; i++)
        if (!rh_planner__takes(p, p->pool->kids.at[x->a + i], is_denied)) return false;
    return true;
}

uint32_t rh_planner__new_part(rh_planner *p)
{
    p->failed = p->failed || !RH_PUSH(p->keep, &p->terms, (rh_term){.n = 0});
    return (uint32_t)p->terms.n - 1;
}

void rh_planner__begin(rh_planner *p, uint32_t part, bool is_denied)
{
    if (!p->failed) p->terms.at[part] = (rh_term){.first = (uint32_t)p->literals.n, .is_denied = is_denied};
}

/* Two literals of one aspect are one. */
static void add_literal(rh_planner *p, rh_term *term, rh_literal literal)
{
    for (uint32_t i = term->first; i < term->first + term->n; i++) {
        rh_literal *x = &p->literals.at[i];
        if (x->aspect != literal.aspect) continue;
        x->is_true &= literal.is_true;
        x->not_false &= literal.not_false;
        return;
    }
    p->failed = p->failed || !RH_PUSH(p->keep, &p->literals, literal);
    term->n++;
}

void rh_planner__add(rh_planner *p, uint32_t part, uint32_t step, bool is_denied)
{
    const rh_step *x = at(p, step);
    rh_literal literal;
    if (p->failed) return;
    if (literal_of(p, step, &literal)) {
        add_literal(p, &p->terms.at[part], is_denied ? denied(literal) : literal);
    } else if (x->op == RH_STEP_NOT) {
        rh_planner__add(p, part, x->a, !is_denied);
    } else {
        for (uint32_t i = 0; i < x->n; i++) rh_planner__add(p, part, p->pool->kids.at[x->a + i], is_denied);
    }
}

/* ---- sheets ---- */

/* Numbers the classes of all aspects. Returns how many there are. */
static uint32_t number_rows(rh_muster *m)
{
    uint32_t n = 0;
    for (size_t i = 0; i < m->slot_aspects.n; i++) {
        m->slot_aspects.at[i].first_row = n;
        n += RH_CLASS_TEXT + (uint32_t)m->slot_aspects.at[i].texts.n;
    }
    for (size_t i = 0; i < m->atom_aspects.n; i++) {
        m->atom_aspects.at[i].first_row = n;
        n += RH_N_ATOM_CLASSES;
    }
    return n;
}

/* The aspect of a literal among all, its first row and how many it has. */
static uint32_t rows_of(const rh_muster *m, uint32_t aspect, uint32_t *first, uint32_t *n)
{
    const bool is_atom = aspect >= RH_ASPECT_ATOM;
    const uint32_t i = is_atom ? aspect - RH_ASPECT_ATOM : aspect;
    *first = is_atom ? m->atom_aspects.at[i].first_row : m->slot_aspects.at[i].first_row;
    *n = is_atom ? RH_N_ATOM_CLASSES : RH_CLASS_TEXT + (uint32_t)m->slot_aspects.at[i].texts.n;
    return is_atom ? (uint32_t)m->slot_aspects.n + i : i;
}

static void drop(rh_half *set, uint32_t term) { set[term / RH_HALF_TERMS][term / 64 % 2] &= ~bit(term % 64); }

/* Takes a term out of the rows of those classes that do not leave it. */
static void strike(rh_planner *p, rh_sheet *sheet, uint32_t term, const rh_literal *literal, uint64_t *is_asked)
{
    uint32_t first, n;
    rh_bits_add(is_asked, rows_of(p->muster, literal->aspect, &first, &n));
    for (uint32_t c = 0; c < n; c++) {
        if ((literal->is_true & bit(c)) == 0) drop(sheet->rows[first + c].is_true, term);
        if ((literal->not_false & bit(c)) == 0) drop(sheet->rows[first + c].not_false, term);
    }
}

static void fill(rh_planner *p, rh_sheet *sheet, size_t first, size_t end, uint64_t *is_asked)
{
    for (size_t t = first; t < end; t++) {
        const rh_term *term = &p->terms.at[t];
        for (uint32_t i = 0; i < term->n; i++)
            strike(p, sheet, (uint32_t)(t - first), &p->literals.at[term->first + i], is_asked);
        if (!term->is_denied) drop(sheet->is_denied, (uint32_t)(t - first));
    }
}

static void tabulate(rh_planner *p, rh_sheet *sheet, size_t first, uint32_t n_rows)
{
    const rh_muster *m = p->muster;
    const size_t n_aspects = m->slot_aspects.n + m->atom_aspects.n, most = first + RH_SHEET_TERMS;
    uint64_t *is_asked = RH_NEW_N(p->keep, rh_bits_words(n_aspects), uint64_t);
    sheet->rows = RH_NEW_N(p->keep, n_rows, rh_row);
    sheet->asked = RH_NEW_N(p->keep, n_aspects, uint32_t);
    p->failed = rh_arena_failed(p->keep);
    if (p->failed) return;
    memset(sheet->rows, 0xFF, n_rows * sizeof *sheet->rows);
    memset(sheet->is_denied, 0xFF, sizeof sheet->is_denied);
    fill(p, sheet, first, most < p->terms.n ? most : p->terms.n, is_asked);
    for (uint32_t a = 0; a < n_aspects; a++)
        if (rh_bits_has(is_asked, a)) sheet->asked[sheet->n_asked++] = a;
}

void rh_planner__tabulate(rh_planner *p)
{
    rh_muster *m = p->muster;
    const uint32_t n_rows = number_rows(m);
    m->n_sheets = (p->terms.n + RH_SHEET_TERMS - 1) / RH_SHEET_TERMS;
    m->sheets = RH_NEW_N(p->keep, m->n_sheets, rh_sheet);
    p->failed = p->failed || m->sheets == NULL;
    for (size_t i = 0; i < m->n_sheets && !p->failed; i++) tabulate(p, &m->sheets[i], i * RH_SHEET_TERMS, n_rows);
}
