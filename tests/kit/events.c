/* Reads events from scripts. */
#include "tests/kit/events.h"

#include "engine/base/vec.h"
#include "tests/kit/course.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_PAIRS = 8 };

static _Noreturn void bad(const char *what, rh_str text)
{
    fprintf(stderr, "kit_events: %s: %.*s\n", what, RH_ARG(text));
    abort();
}

/* The text before the next `by`, and the rest behind it. */
static rh_str take(rh_str *text, char by)
{
    size_t from = 0, to;
    while (from < text->len && text->ptr[from] == ' ') from++;
    for (to = from; to < text->len && text->ptr[to] != by;) to++;
    const rh_str taken = rh_str_slice(*text, from, to);
    *text = rh_str_slice(*text, to < text->len ? to + 1 : to, text->len);
    return taken;
}

static rh_value map_of_one(rh_arena *keep, rh_str key, rh_value value)
{
    rh_pair *pair = RH_NEW(keep, rh_pair);
    if (pair == NULL) bad("no memory", key);
    *pair = (rh_pair){rh_string(key), value};
    return rh_map_value(pair, 1);
}

/* "crm.plan:pro" is a leaf of a patch. */
static rh_value value_of(rh_arena *keep, rh_str text)
{
    const size_t colon = rh_str_find(text, RH_STR(":"));
    if (colon < text.len) {
        rh_str path = rh_str_slice(text, 0, colon);
        const rh_str space = take(&path, '.');
        const rh_value leaf = rh_string(rh_str_slice(text, colon + 1, text.len));
        return map_of_one(keep, space, map_of_one(keep, path, leaf));
    }
    return rh_string(text);
}

static rh_value data_of(rh_arena *keep, rh_str rest)
{
    rh_pair *pairs = RH_NEW_N(keep, MAX_PAIRS, rh_pair);
    size_t n = 0;
    if (pairs == NULL) bad("no memory", rest);
    for (rh_str word = take(&rest, ' '); word.len > 0; word = take(&rest, ' ')) {
        const rh_str key = take(&word, '=');
        if (n == MAX_PAIRS) bad("too many keys", key);
        pairs[n++] = (rh_pair){rh_string(key), value_of(keep, word)};
    }
    if (!rh_pairs_sort(pairs, n)) bad("a key stands twice", rest);
    return rh_map_value(pairs, n);
}

static rh_event event_of(rh_arena *keep, rh_str line)
{
    rh_event event = {.source = RH_STR("s"), .subject = RH_STR("j")};
    event.type = take(&line, ' ');
    const rh_str at = take(&line, ' ');
    event.time = event.knowntime = kit_hour(atoll(rh_arena_cstr(keep, at)));
    event.id = take(&line, ' ');
    rh_str actor = take(&line, ' ');
    event.is_snapshot = rh_str_ends(actor, RH_STR("!"));
    if (event.is_snapshot) actor.len--;
    event.actorkind = take(&actor, ':');
    if (actor.len > 0) event.actorrole = actor;
    event.data = data_of(keep, line);
    return event;
}

rh_event *kit_events(size_t *n, rh_arena *keep, const char *script)
{
    RH_VEC(rh_event) list = {0};
    rh_str text = rh_str_of(script);
    while (text.len > 0) {
        const rh_str line = take(&text, ';');
        if (line.len > 0 && !RH_PUSH(keep, &list, event_of(keep, line))) bad("no memory", line);
    }
    *n = list.n;
    return list.at;
}
