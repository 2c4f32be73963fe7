/* The first files of a register: what `rehearse init` puts into an empty repository.
 *
 * The files below tree/ are part of the program (the Makefile makes C of them), and so is a history of thirty journeys,
 * which is generated: the same bytes always. Ten of them are clean; the others exercise each of the three entries. */
#ifndef RH_AUTHOR_STARTER_H
#define RH_AUTHOR_STARTER_H

#include "engine/base/arena.h"
#include "engine/base/err.h"

typedef struct rh_starter_file {
    rh_str path; /* below the folder, with slashes */
    rh_str bytes;
} rh_starter_file;

/* All files, in no order of meaning. Lives in keep. */
RH_MUST rh_code rh_starter_files(const rh_starter_file **out, size_t *n, rh_arena *keep, rh_err *err);
/* Writes them below `folder`, which must be there. Where one of them, or anything else in its place, stands already,
 * nothing is written: RH_OUTPUT_CREATE names the first. After an error that comes later, what was written is gone
 * again. */
RH_MUST rh_code rh_starter_write(const char *folder, const rh_starter_file *files, size_t n, rh_arena *scratch,
                                 rh_err *err);

/* Made of tree/ by embed.awk. */
extern const rh_starter_file rh_starter__files[];
extern const size_t rh_starter__n_files;

#endif
