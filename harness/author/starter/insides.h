/* Inside the starter. */
#ifndef RH_AUTHOR_STARTER_INSIDES_H
#define RH_AUTHOR_STARTER_INSIDES_H

#include "engine/base/buf.h"

/* The journeys, an event a line. */
void rh_starter__history(rh_buf *out);

#endif
