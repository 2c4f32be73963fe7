/* Spans of time: "2 business days". */
#include "engine/value/calendar.h"

bool rh_span_parse(rh_span_of_time *out, rh_str text)
{
    static const struct {
        rh_str word;
        rh_unit unit;
    } units[] = {
        {{"minute", 6}, RH_UNIT_MINUTE},
        {{"hour", 4}, RH_UNIT_HOUR},
        {{"day", 3}, RH_UNIT_DAY},
        {{"business hour", 13}, RH_UNIT_BUSINESS_HOUR},
        {{"business day", 12}, RH_UNIT_BUSINESS_DAY},
    };
    int64_t n = 0;
    size_t at = 0;
    for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++)
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, text.ptr[at] - '0', &n)) return false;
    if (at == 0 || at >= text.len || text.ptr[at] != ' ') return false;
    rh_str word = rh_str_slice(text, at + 1, text.len);
    if (rh_str_ends(word, RH_STR("s"))) word.len--;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (rh_str_eq(word, units[i].word)) {
            *out = (rh_span_of_time){n, units[i].unit};
            return true;
        }
    return false;
}
