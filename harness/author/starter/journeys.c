/* The history of the starter: thirty journeys, made up. */
#include "harness/author/starter/insides.h"

#include "engine/value/time.h"

/* A letter a journey: clean, plans differ, a contact missing, security open, late, wrong in another way. */
static const char fates[] = "cpmscclpmscmpcsccpmlscpcmswpmc";

enum { N_JOURNEYS = sizeof fates - 1, DAY_S = 86400, A_WEEK = 5 };
_Static_assert(N_JOURNEYS == 30, "thirty journeys");

/* Monday 5 January 2026, ten in the morning in New York; and when everybody's data was read once more. */
static const int64_t first_s = 1767625200, last_s = 1774990800;

typedef struct happening {
    const char *fates;
    int64_t day, minute;
    const char *source, *type, *actor, *role, *data;
} happening;

static const happening happenings[] = {
#define X(fates, day, minute, source, type, actor, role, data) {fates, day, minute, source, type, actor, role, data},
#include "harness/author/starter/journeys.def"
#undef X
};

/* The %s of a datum, at most one, is the lane. */
static void put_data(rh_buf *out, const char *data, const char *lane)
{
    const rh_str text = rh_str_of(data);
    const size_t at = rh_str_find(text, RH_STR("%s"));
    rh_buf_put(out, rh_str_slice(text, 0, at != SIZE_MAX ? at : text.len));
    if (at == SIZE_MAX) return;
    rh_buf_put(out, rh_str_of(lane));
    rh_buf_put(out, rh_str_slice(text, at + 2, text.len));
}

static void put_event(rh_buf *out, size_t journey, size_t n, int64_t at_s, const happening *h)
{
    static const char *const lanes[] = {"mid_market", "self_serve", "enterprise"};
    char time[32];
    rh_instant_text(time, (rh_instant){at_s, 0});
    rh_buf_printf(out, "{\"specversion\":\"1.0\",\"id\":\"J-%03zu-%02zu\",", journey + 1, n);
    rh_buf_printf(out, "\"source\":\"%s\",\"type\":\"%s\",", h->source, h->type);
    rh_buf_printf(out, "\"subject\":\"J-%03zu\",\"time\":\"%s\",", journey + 1, time);
    if (h->actor[0] != '\0')
        rh_buf_printf(out, "\"actor\":\"%s\",\"actorrole\":\"%s\",\"actorkind\":\"human\",", h->actor, h->role);
    rh_buf_printf(out, "\"synthetic\":true,\"data\":");
    put_data(out, h->data, lanes[journey % 3]);
    rh_buf_printf(out, "}\n");
}

/* One begins every working day. */
static void put_journey(rh_buf *out, size_t journey)
{
    static const happening last = {"", 0, 0, "crm", "fields_ingested", "", "", "{\"fields\":{}}"};
    const int64_t begin_s = first_s + (int64_t)(journey / A_WEEK * 7 + journey % A_WEEK) * DAY_S;
    size_t n = 0;
    for (size_t i = 0; i < sizeof happenings / sizeof *happenings; i++) {
        const happening *h = &happenings[i];
        if (strchr(h->fates, fates[journey]) != NULL)
            put_event(out, journey, ++n, begin_s + h->day * DAY_S + h->minute * 60, h);
    }
    put_event(out, journey, n + 1, last_s, &last);
}

void rh_starter__history(rh_buf *out)
{
    for (size_t i = 0; i < N_JOURNEYS; i++) put_journey(out, i);
}
