/* What the waivers of the base cover of a proposal, and the waiver that would cover the rest. */
#include "harness/verdict/gate_insides.h"

#include "engine/base/buf.h"
#include "harness/replay/model_time.h"

enum { MAX_WAIVER_BYTES = 1 << 20 };

static bool has(rh_strs list, rh_str s)
{
    for (size_t i = 0; i < list.n; i++)
        if (rh_str_eq(list.at[i], s)) return true;
    return false;
}

static const char *fault_of(const rh_evidence *in, const rh_waiver *w)
{
    return rh_waiver_fault(w, in->has_today ? &in->today : NULL);
}

static bool is_for_entry(const rh_waiver *w, rh_str entry)
{
    return entry.ptr == NULL || has(w->entries, entry);
}

/* Whether a waiver allows the content of a changed file: bound to it, for loosening, and for its entry if it is
 * one's. */
static bool allows(const rh_evidence *in, const rh_waiver *w, const rh_changed_file *file)
{
    return fault_of(in, w) == NULL && has(w->classes, RH_STR("loosened")) && rh_waiver_binds(w, file) &&
           is_for_entry(w, file->entry);
}

/* One that is bound to no content allows an entry's change to what turned out good, whatever the change is. */
static bool allows_good(const rh_evidence *in, const rh_waiver *w, const rh_changed_file *file)
{
    return fault_of(in, w) == NULL && has(w->classes, RH_STR("loosened")) && w->n_head == 0 &&
           file->entry.ptr != NULL && is_for_entry(w, file->entry);
}

const rh_waiver *rh_gate__waiver_of_file(const rh_evidence *in, const rh_changed_file *file)
{
    for (size_t i = 0; i < in->waivers.n; i++)
        if (allows(in, &in->waivers.at[i], file)) return &in->waivers.at[i];
    return NULL;
}

static const rh_changed_file *file_at(const rh_evidence *in, rh_str path)
{
    for (size_t i = 0; in->changes != NULL && i < in->changes->n; i++)
        if (rh_str_eq(in->changes->at[i].path, path)) return &in->changes->at[i];
    return NULL;
}

static bool allows_cause(const rh_evidence *in, const rh_waiver *w, const rh_model_cause *cause, bool is_good)
{
    for (size_t i = 0; i < cause->n_units; i++) {
        const rh_changed_file *file = file_at(in, cause->units[i].file);
        if (file == NULL || !(allows(in, w, file) || (is_good && allows_good(in, w, file)))) return false;
    }
    return true;
}

/* A row goes back to files; a waiver must allow every one of them, and the row's own entry and action. Each of several
 * causes gives the row without the others, so all are to be allowed. */
static bool allows_row(const rh_evidence *in, const rh_waiver *w, const rh_model_change *row)
{
    const bool is_good = row->outcome.ptr != NULL && rh_str_eq(row->outcome, RH_STR("good"));
    if (row->n_causes == 0 || !is_for_entry(w, row->entry)) return false;
    if (w->lanes.at != NULL && (row->lane.ptr == NULL || !has(w->lanes, row->lane))) return false;
    if (w->actions.at != NULL && (row->action.ptr == NULL || !has(w->actions, row->action))) return false;
    for (size_t i = 0; i < row->n_causes; i++)
        if (!allows_cause(in, w, &row->causes[i], is_good)) return false;
    return true;
}

const rh_waiver *rh_gate__waiver_of_row(const rh_evidence *in, const rh_model_change *row)
{
    for (size_t i = 0; row->cls == RH_MODEL_LOOSENED && i < in->waivers.n; i++)
        if (allows_row(in, &in->waivers.at[i], row)) return &in->waivers.at[i];
    return NULL;
}

/* Rows that are counted but not listed are covered by none. */
uint64_t rh_gate__rows_unwaived(const rh_evidence *in)
{
    uint64_t n = in->diff->rows[RH_MODEL_LOOSENED];
    for (size_t i = 0; i < in->diff->n_changes; i++) n -= rh_gate__waiver_of_row(in, &in->diff->changes[i]) != NULL;
    return n;
}

/* All that it is bound to must stand in the head as it says: it was given for that proposal. One that is bound to nothing
 * was given for none. */
const rh_waiver *rh_gate__waiver_of_criterion(const rh_evidence *in, rh_str id)
{
    for (size_t i = 0; i < in->waivers.n; i++) {
        const rh_waiver *w = &in->waivers.at[i];
        size_t n_bound = 0;
        for (size_t k = 0; in->changes != NULL && k < in->changes->n; k++)
            n_bound += rh_waiver_binds(w, &in->changes->at[k]);
        if (fault_of(in, w) == NULL && has(w->criteria, id) && w->n_head > 0 && n_bound == w->n_head) return w;
    }
    return NULL;
}

/* ---- the report ---- */

static uint64_t rows_of(const rh_evidence *in, const rh_waiver *w)
{
    uint64_t n = 0;
    for (size_t i = 0; i < in->diff->n_changes; i++) n += rh_gate__waiver_of_row(in, &in->diff->changes[i]) == w;
    return n;
}

static bool is_used(const rh_gate_work *work, const rh_waiver *w)
{
    const rh_evidence *in = work->in;
    for (size_t i = 0; in->changes != NULL && i < in->changes->n; i++)
        if (in->changes->at[i].n_loosenings > 0 && rh_gate__waiver_of_file(in, &in->changes->at[i]) == w) return true;
    for (size_t i = 0; i < work->criteria.n; i++)
        if (work->criteria.at[i].waiver.ptr != NULL && rh_str_eq(work->criteria.at[i].waiver, w->id)) return true;
    return false;
}

/* A file that the waiver names, and that has changed to something else than it allows. */
static const rh_changed_file *other_content(const rh_evidence *in, const rh_waiver *w)
{
    const rh_str cases = RH_STR("cases/");
    for (size_t i = 0; i < w->n_head; i++)
        for (size_t k = 0; in->changes != NULL && k < in->changes->n; k++) {
            const rh_changed_file *file = &in->changes->at[k];
            const size_t from = rh_str_starts(file->path, cases) ? cases.len : 0;
            if (rh_str_eq(w->head[i].file, rh_str_slice(file->path, from, file->path.len)) && !rh_waiver_binds(w, file))
                return file;
        }
    return NULL;
}

static rh_model_waiver describe(rh_gate_work *work, const rh_waiver *w)
{
    rh_model_waiver out = {.id = w->id, .owner = w->owner, .approver = w->approver, .reason = w->reason};
    const char *fault = fault_of(work->in, w);
    const rh_changed_file *other = other_content(work->in, w);
    out.until = rh_model_time_of(work->keep, w->until);
    out.rows = rows_of(work->in, w);
    out.state = fault != NULL                             ? RH_MODEL_WAIVER_INVALID
                : out.rows > 0 || is_used(work, w)        ? RH_MODEL_WAIVER_USED
                : other != NULL                           ? RH_MODEL_WAIVER_INVALID
                                                          : RH_MODEL_WAIVER_UNUSED;
    if (fault != NULL) out.says = rh_str_of(fault);
    else if (other != NULL) out.says = rh_gate__say(work, "%.*s has other content than it allows", RH_ARG(other->path));
    return out;
}

static void mark_files(rh_gate_work *work, rh_gate_report *out)
{
    const rh_evidence *in = work->in;
    rh_model_changed_file *files = RH_NEW_N(work->keep, out->diff.n_files, rh_model_changed_file);
    if (files == NULL) {
        work->failed = true;
        return;
    }
    for (size_t i = 0; i < out->diff.n_files; i++) {
        const rh_waiver *w = in->changes != NULL && i < in->changes->n
                                 ? rh_gate__waiver_of_file(in, &in->changes->at[i]) : NULL;
        files[i] = out->diff.files[i];
        files[i].waiver = w != NULL ? w->id : rh_str_null();
    }
    out->diff.files = files;
}

/* The rows and files of the report's own diff say who waives them. */
static void mark_rows(rh_gate_work *work, rh_gate_report *out)
{
    const rh_diff_report *diff = work->in->diff;
    if (diff != &out->diff || work->in->waivers.n == 0) return;
    rh_model_change *rows = RH_NEW_N(work->keep, diff->n_changes, rh_model_change);
    if (rows == NULL) {
        work->failed = true;
        return;
    }
    for (size_t i = 0; i < diff->n_changes; i++) {
        const rh_waiver *w = rh_gate__waiver_of_row(work->in, &diff->changes[i]);
        rows[i] = diff->changes[i];
        rows[i].waiver = w != NULL ? w->id : rh_str_null();
    }
    out->diff.changes = rows;
    mark_files(work, out);
}

void rh_gate__waivers(rh_gate_work *work, rh_gate_report *out)
{
    const rh_waivers *all = &work->in->waivers;
    rh_model_waiver *waivers = RH_NEW_N(work->keep, all->n, rh_model_waiver);
    bool is_any_used = false;
    if (waivers == NULL) {
        work->failed = true;
        return;
    }
    for (size_t i = 0; i < all->n; i++) {
        waivers[i] = describe(work, &all->at[i]);
        is_any_used |= waivers[i].state == RH_MODEL_WAIVER_USED;
    }
    out->waivers = waivers;
    out->n_waivers = all->n;
    mark_rows(work, out);
    if (is_any_used && !work->in->has_today)
        rh_gate__find(work, RH_GATE_HOLDS, rh_gate__nowhere(),
                      RH_STR("a waiver covers part of this, and nobody said what day it is"), RH_STR("say the day"),
                      rh_str_null(), RH_STR("rehearse gate --today YYYY-MM-DDTHH:MM:SSZ"));
}

/* ---- the waiver to merge first ---- */

static void put_list(rh_buf *out, const char *name, const rh_strs *list)
{
    rh_buf_printf(out, "%s: [", name);
    for (size_t i = 0; i < list->n; i++) rh_buf_printf(out, "%s%.*s", i > 0 ? ", " : "", RH_ARG(list->at[i]));
    rh_buf_printf(out, "]");
}

static void put_dates(rh_buf *out, const rh_evidence *in)
{
    rh_instant until;
    char from[32], to[32];
    if (!in->has_today || !rh_instant_add(&until, in->today, (int64_t)RH_WAIVER_MAX_DAYS * 86400 * 1000000000)) {
        rh_buf_printf(out, "approved_at: YYYY-MM-DDTHH:MM:SSZ, until: YYYY-MM-DDTHH:MM:SSZ");
        return;
    }
    rh_instant_text(from, in->today);
    rh_instant_text(to, until);
    rh_buf_printf(out, "approved_at: %s, until: %s", from, to);
}

static void put_bond(rh_buf *out, const rh_changed_file *file, bool is_first)
{
    const rh_str cases = RH_STR("cases/");
    const size_t from = rh_str_starts(file->path, cases) ? cases.len : 0;
    const rh_str path = rh_str_slice(file->path, from, file->path.len);
    rh_buf_printf(out, "%s%.*s: ", is_first ? "" : ", ", RH_ARG(path));
    if (file->in_head) rh_buf_printf(out, "\"sha256:%.*s\"", RH_ARG(file->head_sha256));
    else rh_buf_printf(out, "removed");
}

/* Every changed file that no waiver allows: rows go back to those too whose text loosens nothing. */
rh_str rh_gate__waiver_to_merge(rh_gate_work *work)
{
    const rh_evidence *in = work->in;
    RH_VEC(rh_str) entries = {0};
    rh_buf out, head;
    rh_buf_init(&out, work->keep, MAX_WAIVER_BYTES);
    rh_buf_init(&head, work->keep, MAX_WAIVER_BYTES);
    for (size_t i = 0; in->changes != NULL && i < in->changes->n; i++) {
        const rh_changed_file *file = &in->changes->at[i];
        if (rh_gate__waiver_of_file(in, file) != NULL) continue;
        put_bond(&head, file, head.len == 0);
        if (file->entry.ptr != NULL && !RH_PUSH(work->keep, &entries, file->entry)) work->failed = true;
    }
    rh_buf_printf(&out, "  - {id: W-%03zu, owner: ROLE, approver: ANOTHER ROLE, ", in->waivers.n + 1);
    put_dates(&out, in);
    rh_buf_printf(&out, ", reason: \"WHY\", scope: {");
    put_list(&out, "entries", &(rh_strs){entries.at, entries.n});
    rh_buf_printf(&out, ", classes: [loosened]}, head: {");
    rh_buf_put(&out, rh_buf_str(&head));
    rh_buf_printf(&out, "}}");
    work->failed |= out.failed || head.failed;
    return rh_buf_str(&out);
}
