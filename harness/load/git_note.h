/* Notes on commits, under refs/notes/rehearse: the one thing that is ever written into a repository.
 *
 * Written in process by libgit2: no hook, no editor, no setting of the repository takes part. */
#ifndef RH_LOAD_GIT_NOTE_H
#define RH_LOAD_GIT_NOTE_H

#include "harness/load/git.h"

#define RH_GIT_NOTES "refs/notes/rehearse"

enum { RH_GIT_NOTE_MAX_BYTES = 64 << 20 };

/* The note on a commit. RH_NOTE_MISSING. */
RH_MUST rh_code rh_git_note_read(rh_str *out, rh_arena *keep, rh_git *git, rh_git_id commit, rh_err *err);
/* Puts a note on a commit. One that says the same stands already: nothing is done. One that says something else is not
 * written over: RH_NOTE_EXISTS. at_s: the seconds since 1970 that the commit of the note bears. RH_GIT_FAILED. */
RH_MUST rh_code rh_git_note_write(rh_git *git, rh_git_id commit, rh_str text, int64_t at_s, rh_err *err);

#endif
