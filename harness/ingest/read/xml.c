/* Formats that are not read yet. */
#include "harness/ingest/read/insides.h"
static rh_code none(rh_reader *r, rh_err *err)
{
    return rh_read__fail(r, err, RH_XML_ROWS, (rh_span){0}, "this format is not read yet");
}
const rh_read_format rh_read__xml = {none, NULL, NULL, false};
const rh_read_format rh_read__xes = {none, NULL, NULL, false};
const rh_read_format rh_read__ocel = {none, NULL, NULL, false};
const rh_read_format rh_read__sqlite = {none, NULL, NULL, false};
