/* Expressions of a register in their one spelling: `rehearse fmt`.
 *
 * Changed are the spans of expressions and nothing else: comments, order, quotes, blank lines and line endings stay
 * byte for byte. Where expressions stand is a table, expressions.def. An expression becomes its canonical text
 * (rh_ast_print) in the style in which its scalar was written; a scalar of several lines stays one, with breaks before
 * && and || where a line would be wider than RH_FORMAT_WIDTH columns. A plain scalar that YAML would misread gets
 * single quotes. Left alone are expressions with a comment inside, as a tree keeps none, and those whose text the
 * register would refuse for its letters if it were not for an escape (R9).
 *
 * Formatting what is formatted changes nothing. What is made is read back and compared before it is given out. */
#ifndef RH_AUTHOR_FORMAT_H
#define RH_AUTHOR_FORMAT_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/node.h"

enum { RH_FORMAT_WIDTH = 120 };

typedef struct rh_formatted {
    rh_str bytes;         /* of the file; the ones given, when nothing changed */
    size_t n_expressions; /* found */
    size_t n_changed;
    size_t n_left; /* left alone */
    rh_span first; /* the first one that changed; valid with n_changed > 0 */
} rh_formatted;

/* Formats the file of this path below cases/; `label` names it in messages. bytes are borrowed and must live as long as
 * *out. Every error goes to diags: those of rh_yaml_compose, and those of rh_ast_parse with the place in the file. On
 * failure the first code is returned and *out is untouched. */
RH_MUST rh_code rh_format_file(rh_formatted *out, rh_arena *keep, rh_str path, rh_str label, rh_str bytes,
                               rh_diags *diags);

/* The scalars below `root` that are expressions, in no special order. */
RH_MUST rh_code rh_format_expressions(const rh_node *const **out, size_t *n, rh_arena *keep, rh_str path,
                                      const rh_node *root, rh_err *err);

#endif
