/* Addresses and numbers of people, by their form. */
#include "harness/ingest/personal.h"

#include "engine/base/show.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_atom(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-' ||
           c == '+';
}

/* Something before the @, and behind it a name with a point inside. */
static bool has_address(rh_str s)
{
    for (size_t at = 1; at + 1 < s.len; at++) {
        if (s.ptr[at] != '@' || !is_atom(s.ptr[at - 1])) continue;
        for (size_t i = at + 2; i + 1 < s.len && is_atom(s.ptr[i]); i++)
            if (s.ptr[i] == '.' && is_atom(s.ptr[i + 1])) return true;
    }
    return false;
}

/* + and eight digits or more, parted by spaces, points, strokes or brackets. */
static bool has_telephone(rh_str s)
{
    for (size_t at = 0; at < s.len; at++) {
        size_t n = 0;
        if (s.ptr[at] != '+') continue;
        for (size_t i = at + 1; i < s.len && (is_digit(s.ptr[i]) || strchr(" .-/()", s.ptr[i]) != NULL); i++)
            n += is_digit(s.ptr[i]);
        if (n >= 8) return true;
    }
    return false;
}

/* 999-99-9999 and no digit beside. */
static bool has_security_number(rh_str s)
{
    static const char form[] = "999-99-9999";
    for (size_t at = 0; at + 11 <= s.len; at++) {
        size_t i = 0;
        while (i < 11 && (form[i] == '9' ? is_digit(s.ptr[at + i]) : s.ptr[at + i] == '-')) i++;
        const bool is_inside = (at > 0 && is_digit(s.ptr[at - 1])) || (at + 11 < s.len && is_digit(s.ptr[at + 11]));
        if (i == 11 && !is_inside) return true;
    }
    return false;
}

bool rh_is_personal_text(rh_str text)
{
    return has_address(text) || has_telephone(text) || has_security_number(text);
}

rh_str rh_show_name(rh_arena *arena, rh_str name, size_t most)
{
    return rh_is_personal_text(name) ? rh_show_form(arena, name, most) : rh_show(arena, name, most);
}

bool rh_is_personal(rh_value value)
{
    bool any = value.kind == RH_STRING && rh_is_personal_text(rh_value_str(value));
    for (uint32_t i = 0; !any && value.kind == RH_LIST && i < value.n; i++) any = rh_is_personal(value.list[i]);
    for (uint32_t i = 0; !any && value.kind == RH_MAP && i < value.n; i++)
        any = rh_is_personal(value.map[i].key) || rh_is_personal(value.map[i].value);
    return any;
}
