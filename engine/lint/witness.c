/* Witnesses: the values found, and a base journey on which they open the entries. */
#include "engine/lint/insides.h"
#include "engine/step/run.h"

enum { WITNESS_BYTES = 1 << 14 };

static const rh_str lint_source = {"rehearse/lint", 13};

static bool is_field(const rh_lab *lab, uint32_t slot)
{
    return slot < lab->s->n_fields;
}

/* ---- the event that sets the values ---- */

static rh_str space_of(rh_str name)
{
    return rh_str_slice(name, 0, rh_str_find(name, RH_STR(".")));
}

static rh_value namespace_patch(rh_lab *lab, const rh_lint_slots *vars, rh_str space)
{
    rh_pair *pairs = RH_NEW_N(lab->keep, vars->n + 1, rh_pair);
    size_t n = 0;
    for (size_t i = 0; pairs != NULL && i < vars->n; i++) {
        if (!is_field(lab, vars->at[i])) continue;
        const rh_str name = lab->reg->fields[vars->at[i]].name;
        if (!rh_str_eq(space_of(name), space)) continue;
        pairs[n++] = (rh_pair){rh_string(rh_str_slice(name, space.len + 1, name.len)), lab->chosen[vars->at[i]]};
    }
    if (pairs == NULL || !rh_pairs_sort(pairs, n)) lab->failed = true;
    return rh_map_value(pairs, n);
}

static rh_value data_of(rh_lab *lab, const rh_lint_slots *vars)
{
    rh_pair *spaces = RH_NEW_N(lab->keep, vars->n + 1, rh_pair), *data = RH_NEW(lab->keep, rh_pair);
    size_t n = 0;
    if (spaces == NULL || data == NULL) {
        lab->failed = true;
        return rh_null();
    }
    for (size_t i = 0; i < vars->n; i++) {
        if (!is_field(lab, vars->at[i])) continue;
        const rh_str space = space_of(lab->reg->fields[vars->at[i]].name);
        bool is_known = false;
        for (size_t k = 0; k < n; k++) is_known = is_known || rh_str_eq(rh_value_str(spaces[k].key), space);
        if (!is_known) spaces[n++] = (rh_pair){rh_string(space), namespace_patch(lab, vars, space)};
    }
    if (!rh_pairs_sort(spaces, n)) lab->failed = true;
    *data = (rh_pair){rh_string(RH_STR("fields")), rh_map_value(spaces, n)};
    return rh_map_value(data, 1);
}

static rh_event event_of(rh_lab *lab, const rh_lint_slots *vars, const rh_event *at)
{
    rh_event e = {
        .id = RH_STR("set"), .source = lint_source, .type = RH_STR("fields_ingested"), .subject = at->subject};
    e.sequence = e.actor = e.actorrole = e.registerrev = rh_str_null();
    e.actorkind = RH_STR("system");
    e.time = e.knowntime = at->knowntime;
    e.data = data_of(lab, vars);
    return e;
}

/* ---- playing it ---- */

/* Whether all entries are open once the base's events up to `last` and the values have come. */
static bool opens(rh_lab *lab, rh_run *run, size_t lane, const rh_lint_base *base, size_t last,
                  const rh_lint_slots *vars, const uint32_t *entries, size_t n)
{
    rh_err unheard;
    const rh_event set = event_of(lab, vars, &base->events[last]);
    rh_code code = rh_run_begin(run, set.subject, &unheard);
    for (size_t i = 0; code == RH_OK && i <= last; i++) code = rh_run_event(run, &base->events[i], &unheard);
    if (code == RH_OK) code = rh_run_event(run, &set, &unheard);
    if (code == RH_OK) code = rh_run_end(run, set.knowntime, &unheard);
    const rh_view *view = code == RH_OK ? rh_run_view(run, lane) : NULL;
    for (size_t i = 0; view != NULL && i < n; i++)
        if (rh_view_entry(view, entries[i]).status != RH_OPEN) return false;
    return view != NULL;
}

/* An example sets its values behind the first event of a type. */
static bool is_first_of_type(const rh_lint_base *base, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (rh_str_eq(base->events[i].type, base->events[at].type)) return false;
    return true;
}

typedef struct playing {
    rh_lab *lab;
    rh_run *run;
    const rh_lint_request *request;
    const rh_goal *goals;
    size_t n_goals;
    const uint32_t *entries;
    size_t n;
    rh_lint_slots vars;
    const rh_lint_base *base; /* that serves */
    size_t at;
} playing;

static void try_base(playing *p, const rh_lint_base *base)
{
    rh_lab *lab = p->lab;
    const rh_instant before = lab->now;
    for (size_t i = 0; i < base->n_events && p->base == NULL; i++) {
        if (!is_first_of_type(base, i)) continue;
        lab->now = base->events[i].knowntime;
        if (rh_lab__search(lab, p->goals, p->n_goals, &p->vars) != RH_SEARCH_FOUND) break;
        if (!opens(lab, p->run, p->request->lane, base, i, &p->vars, p->entries, p->n)) continue;
        p->base = base;
        p->at = i;
    }
    lab->now = before;
}

/* ---- in words ---- */

static void put_values(rh_buf *out, const rh_lab *lab, const rh_lint_slots *vars)
{
    size_t n = 0;
    rh_buf_put(out, RH_STR("set: {"));
    for (size_t i = 0; i < vars->n; i++) {
        if (!is_field(lab, vars->at[i])) continue;
        rh_buf_printf(out, "%s%.*s: ", n++ > 0 ? ", " : "", RH_ARG(lab->reg->fields[vars->at[i]].name));
        rh_value_put_json(out, lab->chosen[vars->at[i]]);
    }
    rh_buf_byte(out, '}');
}

rh_str rh_lab__witness(rh_lab *lab, const rh_lint_request *request, const rh_goal *goals, size_t n_goals,
                       const uint32_t *entries, size_t n, const rh_lint_slots *vars, rh_err *err)
{
    playing p = {.lab = lab, .request = request, .goals = goals, .n_goals = n_goals, .entries = entries, .n = n};
    rh_buf out;
    rh_buf_init(&out, lab->keep, WITNESS_BYTES);
    rh_buf_byte(&out, '{');
    put_values(&out, lab, vars); /* the search for a base chooses anew */
    if (rh_run_new(&p.run, request->memory, request->program, err) != RH_OK) return rh_str_null();
    for (size_t b = 0; b < request->n_bases && p.base == NULL; b++) try_base(&p, &request->bases[b]);
    if (p.base != NULL) {
        rh_buf_clear(&out);
        rh_buf_printf(&out, "{base: %.*s, at: %.*s, ", RH_ARG(p.base->name), RH_ARG(p.base->events[p.at].type));
        put_values(&out, lab, &p.vars);
    }
    rh_buf_byte(&out, '}');
    rh_run_dispose(p.run);
    return out.failed || lab->failed ? rh_str_null() : rh_buf_str(&out);
}
