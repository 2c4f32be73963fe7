/* Inside the author's room: a text put in the place of a scalar, in the style in which that was written. */
#ifndef RH_AUTHOR_SCALAR_H
#define RH_AUTHOR_SCALAR_H

#include "engine/base/buf.h"
#include "harness/load/yaml.h"

/* Where a text is to stand: bytes[from, to) of the file, and how. */
typedef struct rh_author_slot {
    rh_yaml_style style;
    bool is_flow;
    bool has_lines; /* it spans several lines: so may the text */
    uint32_t from, to;
    uint32_t col;      /* of the first column, from 0 */
    uint32_t indent;   /* columns before further lines */
    rh_str line_break; /* "\n" or "\r\n" */
} rh_author_slot;

/* The slot of a scalar. Of a block it is what stands between the first letter and the last: its header stays. */
rh_author_slot rh_author__slot(const rh_yaml_spot *spot, rh_str bytes);
/* Appends `text`, lines parted by LF, as the slot wants it: quoted, escaped, indented. */
void rh_author__put(rh_buf *out, const rh_author_slot *slot, rh_str text);

#endif
