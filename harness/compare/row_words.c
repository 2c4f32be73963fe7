/* Rows in words. */
#include "harness/compare/row_words.h"

enum { MAX_WORDS_BYTES = 4096 };

static rh_str finish(const rh_buf *buf)
{
    return buf->failed ? rh_str_null() : rh_buf_str(buf);
}

rh_str rh_row_words_list(rh_arena *keep, rh_strs list)
{
    if (list.n == 0) return rh_str_null();
    rh_buf buf;
    rh_buf_init(&buf, keep, MAX_WORDS_BYTES);
    for (size_t i = 0; i < list.n; i++) {
        if (i > 0) rh_buf_put(&buf, RH_STR(", "));
        rh_buf_put(&buf, list.at[i]);
    }
    return finish(&buf);
}

static void put_time(rh_buf *buf, const char *before, rh_instant t)
{
    char text[32];
    rh_buf_put(buf, rh_str_of(before));
    rh_buf_put(buf, (rh_str){text, rh_instant_text(text, t)});
}

static void put_absent(rh_buf *buf, rh_row_kind kind)
{
    static const char *const words[] = {"not judged", "not proposed", "not opened", "no such item"};
    rh_buf_put(buf, rh_str_of(words[kind]));
}

static void put_routes(rh_buf *buf, const rh_row_side *side)
{
    rh_buf_put(buf, side->route);
    for (size_t i = 0; i < side->moves.n; i++) {
        rh_buf_put(buf, RH_STR(" then "));
        rh_buf_put(buf, side->moves.at[i]);
    }
}

static bool same_instants(bool has_a, rh_instant a, bool has_b, rh_instant b)
{
    return has_a == has_b && (!has_a || rh_instant_cmp(a, b) == 0);
}

/* The first of the instants that differs from the other side's. */
static void put_times(rh_buf *buf, const rh_row_side *side, const rh_row_side *other)
{
    const bool is_action = side->kind == RH_ROW_AUTOMATIC;
    if (rh_instant_cmp(side->at, other->at) != 0) put_time(buf, is_action ? "proposed " : "opened ", side->at);
    else if (!same_instants(side->has_due, side->due, other->has_due, other->due))
        side->has_due ? put_time(buf, "due ", side->due) : rh_buf_put(buf, RH_STR("no clock"));
    else if (side->is_done) put_time(buf, is_action ? "done " : "closed ", side->done_at);
    else rh_buf_put(buf, is_action ? RH_STR("not done") : RH_STR("still open"));
}

static void put_because(rh_buf *buf, rh_strs because)
{
    rh_buf_put(buf, RH_STR(" because of "));
    for (size_t i = 0; i < because.n; i++) {
        if (i > 0) rh_buf_put(buf, RH_STR(", "));
        rh_buf_put(buf, because.at[i]);
    }
}

static void put_action(rh_buf *buf, const rh_row_side *side, const rh_row_side *other)
{
    if (side->kind == RH_ROW_AUTOMATIC && side->end != RH_N_RECORD_KINDS)
        rh_buf_put(buf, rh_str_of(rh_record_kind_name(side->end)));
    else rh_buf_put(buf, rh_str_of(rh_verdict_name(side->last)));
    if (other != NULL && other->first == side->first && other->last == side->last && side->because.n > 0)
        put_because(buf, side->because);
}

static void put_members(rh_buf *buf, const rh_row_side *side)
{
    rh_buf_put(buf, side->is_undecided ? RH_STR("opened undecided") : RH_STR("opened"));
    put_because(buf, side->because);
}

/* An opening or an item that both sides have, by what tells them apart. */
static void put_opening(rh_buf *buf, const rh_row_side *side, rh_row_class cls)
{
    if (cls == RH_ROW_LOOSENED || cls == RH_ROW_TIGHTENED) rh_buf_printf(buf, "%s risk", rh_risk_name(side->risk));
    else if (side->kind == RH_ROW_ITEM) put_members(buf, side);
    else if (side->is_undecided) rh_buf_put(buf, RH_STR("opened undecided"));
    else if (side->end != RH_N_RECORD_KINDS) rh_buf_put(buf, rh_str_of(rh_record_kind_name(side->end)));
    else rh_buf_put(buf, RH_STR("opened"));
}

static rh_str say(rh_arena *keep, const rh_row *row, const rh_row_side *side, const rh_row_side *other)
{
    rh_buf buf;
    rh_buf_init(&buf, keep, MAX_WORDS_BYTES);
    if (side == NULL) put_absent(&buf, row->side->kind);
    else if (other == NULL && side->kind >= RH_ROW_ENTRY) rh_buf_put(&buf, RH_STR("opened"));
    else if (row->cls == RH_ROW_REROUTED) put_routes(&buf, side);
    else if (row->cls == RH_ROW_RETIMED) put_times(&buf, side, other);
    else if (side->kind >= RH_ROW_ENTRY) put_opening(&buf, side, row->cls);
    else put_action(&buf, side, other);
    return finish(&buf);
}

rh_str rh_row_words_base(rh_arena *keep, const rh_row *row)
{
    return say(keep, row, row->base, row->head);
}

rh_str rh_row_words_head(rh_arena *keep, const rh_row *row)
{
    return say(keep, row, row->head, row->base);
}
