/* Tones as words, for class names and the like. */
#ifndef REPORTS_FORMATS_TONES_H
#define REPORTS_FORMATS_TONES_H

#include "engine/base/assert.h"
#include "reports/document/doc.h"

static inline const char *rh_tone_name(rh_tone tone)
{
    static const char *const names[] = {"plain", "good", "warn", "bad", "muted"};
    RH_ASSERT((size_t)tone < sizeof names / sizeof *names);
    return names[tone];
}

#endif
