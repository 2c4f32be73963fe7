/* Records: their names and their canonical lines. */
#include "engine/journey/record.h"

static const struct row {
    const char *word;
    rh_record_group group;
} rows[RH_N_RECORD_KINDS] = {
#define X(NAME, word, group) [RH_REC_##NAME] = {word, RH_REC_GROUP_##group},
#include "engine/journey/records.def"
#undef X
};

const char *rh_record_kind_name(rh_record_kind kind) { return rows[kind].word; }
rh_record_group rh_record_group_of(rh_record_kind kind) { return rows[kind].group; }

rh_record_kind rh_record_kind_of(rh_str word)
{
    int k = 0;
    while (k < RH_N_RECORD_KINDS && !rh_str_eq(word, rh_str_of(rows[k].word))) k++;
    return (rh_record_kind)k;
}

/* ---- one key and its value; keys come in bytewise order ---- */

static void key(rh_buf *out, const char *name)
{
    if (out->len != 0 && out->ptr[out->len - 1] != '{') rh_buf_byte(out, ',');
    rh_buf_json_str(out, rh_str_of(name));
    rh_buf_byte(out, ':');
}

static void put_str(rh_buf *out, const char *name, rh_str s)
{
    key(out, name);
    if (s.ptr != NULL) rh_buf_json_str(out, s);
    else rh_buf_put(out, RH_STR("null"));
}

static void put_word(rh_buf *out, const char *name, const char *word)
{
    put_str(out, name, rh_str_of(word));
}

static void put_int(rh_buf *out, const char *name, int64_t i)
{
    key(out, name);
    rh_buf_int(out, i);
}

static void put_bool(rh_buf *out, const char *name, bool b)
{
    key(out, name);
    rh_buf_put(out, b ? RH_STR("true") : RH_STR("false"));
}

static void put_time(rh_buf *out, const char *name, bool is_there, rh_instant t)
{
    char text[32];
    put_str(out, name, is_there ? (rh_str){text, rh_instant_text(text, t)} : rh_str_null());
}

static void put_list(rh_buf *out, const char *name, rh_strs list)
{
    key(out, name);
    rh_buf_byte(out, '[');
    for (size_t i = 0; i < list.n; i++) {
        if (i != 0) rh_buf_byte(out, ',');
        rh_buf_json_str(out, list.at[i]);
    }
    rh_buf_byte(out, ']');
}

/* What every record has, around the keys of its group: `at` stands before or behind some, so each group writes it. */
typedef struct line {
    rh_buf *out;
    rh_str journey;
    const rh_record *r;
} line;

static void at(const line *l) { put_time(l->out, "at", true, l->r->at); }

static void journey_and_kind(const line *l)
{
    put_str(l->out, "journey", l->journey);
    put_word(l->out, "kind", rh_record_kind_name(l->r->kind));
}

static void number(const line *l) { put_int(l->out, "n", l->r->n); }

static void write_item(const line *l)
{
    const rh_record *r = l->r;
    at(l);
    put_str(l->out, "by", r->item.by);
    put_str(l->out, "decision", r->item.decision);
    put_time(l->out, "due", r->item.has_due, r->item.due);
    put_str(l->out, "entry", r->item.entry);
    journey_and_kind(l);
    number(l);
    put_word(l->out, "risk", rh_risk_name(r->item.risk));
    put_str(l->out, "route", r->item.route);
    put_int(l->out, "sla", r->item.sla);
    put_bool(l->out, "undecided", r->item.undecided);
}

static void write_moved(const line *l)
{
    at(l);
    put_str(l->out, "entry", l->r->moved.entry);
    journey_and_kind(l);
    number(l);
    put_str(l->out, "to", l->r->moved.to);
}

static void write_state(const line *l)
{
    at(l);
    put_str(l->out, "from", l->r->state.from);
    journey_and_kind(l);
    number(l);
    put_str(l->out, "to", l->r->state.to);
}

static void write_verdict(const line *l)
{
    const rh_record *r = l->r;
    put_str(l->out, "action", r->verdict.action);
    at(l);
    put_list(l->out, "because", r->verdict.because);
    put_word(l->out, "from", rh_verdict_name(r->verdict.from));
    journey_and_kind(l);
    number(l);
    put_word(l->out, "to", rh_verdict_name(r->verdict.to));
}

static void write_action(const line *l)
{
    put_str(l->out, "action", l->r->action.action);
    at(l);
    journey_and_kind(l);
    number(l);
}

static void write_observed(const line *l)
{
    const rh_record *r = l->r;
    put_str(l->out, "action", r->observed.action);
    at(l);
    put_list(l->out, "because", r->observed.because);
    put_str(l->out, "event", r->observed.event);
    journey_and_kind(l);
    number(l);
    put_word(l->out, "verdict", rh_verdict_name(r->observed.verdict));
}

static void write_task(const line *l)
{
    at(l);
    put_str(l->out, "do", l->r->task.action);
    put_str(l->out, "entry", l->r->task.entry);
    journey_and_kind(l);
    number(l);
    put_str(l->out, "owner", l->r->task.owner);
}

static void write_decision(const line *l)
{
    at(l);
    put_str(l->out, "by", l->r->decision.by);
    put_str(l->out, "entry", l->r->decision.entry);
    put_str(l->out, "event", l->r->decision.event);
    journey_and_kind(l);
    number(l);
}

static void write_error(const line *l)
{
    at(l);
    put_str(l->out, "code", l->r->error.code);
    journey_and_kind(l);
    number(l);
    put_list(l->out, "what", l->r->error.what);
}

static void write_alert(const line *l)
{
    at(l);
    journey_and_kind(l);
    number(l);
    put_str(l->out, "rule", l->r->alert.rule);
    put_list(l->out, "to", l->r->alert.to);
}

static void write_health(const line *l)
{
    at(l);
    put_str(l->out, "band", l->r->health.band);
    journey_and_kind(l);
    number(l);
    if (l->r->health.is_scored) put_int(l->out, "score", l->r->health.score);
    else put_str(l->out, "score", rh_str_null());
}

/* ---- in words ---- */

static void say(rh_buf *out, rh_str before, rh_str what, rh_str between, rh_str more)
{
    if (what.ptr == NULL) return;
    rh_buf_put(out, before);
    rh_buf_put(out, what);
    if (more.ptr == NULL) return;
    rh_buf_put(out, between);
    rh_buf_put(out, more);
}

static void say_verdict(rh_buf *out, rh_str action, rh_verdict verdict)
{
    say(out, RH_STR(" "), action, RH_STR(" as "), rh_str_of(rh_verdict_name(verdict)));
}

void rh_record_say(rh_buf *out, const rh_record *r)
{
    const rh_str space = RH_STR(" ");
    rh_buf_printf(out, "record %u: %s", (unsigned)r->n, rh_record_kind_name(r->kind));
    switch (rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_ITEM: say(out, space, r->item.entry, RH_STR(", goes to "), r->item.route); break;
    case RH_REC_GROUP_MOVED: say(out, space, r->moved.entry, RH_STR(", goes to "), r->moved.to); break;
    case RH_REC_GROUP_STATE: say(out, space, r->state.from, RH_STR(" to "), r->state.to); break;
    case RH_REC_GROUP_VERDICT: say_verdict(out, r->verdict.action, r->verdict.to); break;
    case RH_REC_GROUP_ACTION: say(out, space, r->action.action, rh_str_null(), rh_str_null()); break;
    case RH_REC_GROUP_OBSERVED: say_verdict(out, r->observed.action, r->observed.verdict); break;
    case RH_REC_GROUP_TASK: say(out, space, r->task.action, RH_STR(" by "), r->task.owner); break;
    case RH_REC_GROUP_DECISION: say(out, space, r->decision.entry, RH_STR(" by "), r->decision.by); break;
    case RH_REC_GROUP_ERROR: say(out, space, r->error.code, rh_str_null(), rh_str_null()); break;
    case RH_REC_GROUP_ALERT: say(out, space, r->alert.rule, rh_str_null(), rh_str_null()); break;
    case RH_REC_GROUP_HEALTH: say(out, space, r->health.band, rh_str_null(), rh_str_null()); break;
    }
}

void rh_record_put(rh_buf *out, rh_str journey, const rh_record *record)
{
    static void (*const writers[])(const line *) = {
        [RH_REC_GROUP_ITEM] = write_item,         [RH_REC_GROUP_MOVED] = write_moved,
        [RH_REC_GROUP_STATE] = write_state,       [RH_REC_GROUP_VERDICT] = write_verdict,
        [RH_REC_GROUP_ACTION] = write_action,     [RH_REC_GROUP_OBSERVED] = write_observed,
        [RH_REC_GROUP_TASK] = write_task,         [RH_REC_GROUP_DECISION] = write_decision,
        [RH_REC_GROUP_ERROR] = write_error,       [RH_REC_GROUP_ALERT] = write_alert,
        [RH_REC_GROUP_HEALTH] = write_health,
    };
    const line l = {out, journey, record};
    rh_buf_byte(out, '{');
    writers[rh_record_group_of(record->kind)](&l);
    rh_buf_put(out, RH_STR("}\n"));
}
