/* Elements of XML as rows, for the formats that are made of it. Insides of reader.h.
 *
 * An element is a map of its attributes and child elements, by name; several of one name are a list, and text beside
 * members stands under "#text". An element with text alone is that text. Names lose their prefix (xes:log is log). The
 * steps name elements from the root on, where those behind [*] may be many: such an element that has rows inside is
 * "^", with what of it came before the row. No DOCTYPE is read, so there are no entities and nothing is fetched. */
#ifndef RH_INGEST_READ_XML_H
#define RH_INGEST_READ_XML_H

#include "harness/ingest/read/insides.h"

typedef struct rh_xml rh_xml;

/* ways: borrowed until close; the one is taken whose first element is the root. */
RH_MUST rh_code rh_xml_open(rh_xml **out, rh_reader *r, const rh_steps *ways, size_t n_ways, rh_err *err);
/* Children of the root that are called so are rows, too, though they stand beside the way; nothing is around them. */
void rh_xml_stray(rh_xml *xml, rh_str name);
void rh_xml_close(rh_xml *xml); /* accepts NULL */
/* The next row, without "^", which is *outer when it is wanted (may be NULL). */
RH_MUST rh_code rh_xml_next(rh_row *out, rh_value *outer, bool *is_end, rh_xml *xml, rh_arena *arena, rh_err *err);

#endif
