/* Notes on commits. */
#include "harness/load/git_note.h"

#include "harness/load/git_insides.h"

#define AUTHOR_NAME "rehearse"
#define AUTHOR_MAIL "rehearse@localhost"

static rh_code failed(const char *what, rh_git_id commit, rh_err *err)
{
    char reason[160], hex[GIT_OID_HEXSZ + 1] = {0};
    const git_oid oid = rh_git__oid(commit);
    git_oid_fmt(hex, &oid);
    return rh_err_set(err, RH_GIT_FAILED, (rh_span){0}, "the note on %.12s cannot be %s: %s", hex, what,
                      rh_git__reason(reason));
}

/* *out is NULL where there is none. */
static rh_code find(git_note **out, rh_git *git, rh_git_id commit, rh_err *err)
{
    const git_oid oid = rh_git__oid(commit);
    const int rc = git_note_read(out, git->repo, RH_GIT_NOTES, &oid);
    if (rc == 0) return RH_OK;
    *out = NULL;
    return rc == GIT_ENOTFOUND ? RH_OK : failed("read", commit, err);
}

rh_code rh_git_note_read(rh_str *out, rh_arena *keep, rh_git *git, rh_git_id commit, rh_err *err)
{
    git_note *note;
    rh_code code = find(&note, git, commit, err);
    if (code != RH_OK) return code;
    if (note == NULL) {
        const rh_str hex = rh_git_id_text(keep, commit);
        return rh_err_set(err, RH_NOTE_MISSING, (rh_span){0}, "no note under " RH_GIT_NOTES " on commit %.*s",
                          RH_ARG(hex));
    }
    const rh_str text = rh_str_of(git_note_message(note));
    if (text.len > RH_GIT_NOTE_MAX_BYTES)
        code = rh_err_set(err, RH_INPUT_LARGE, (rh_span){0}, "the note has %zu bytes where at most %d are read",
                          text.len, RH_GIT_NOTE_MAX_BYTES);
    else {
        const rh_str copy = rh_arena_str(keep, text);
        if (copy.ptr == NULL) code = rh_err_nomem(err);
        else *out = copy;
    }
    git_note_free(note);
    return code;
}

/* No clock has a say in what is written (T9). */
static rh_code create(rh_git *git, rh_git_id commit, const char *text, int64_t at_s, rh_err *err)
{
    git_signature *author;
    git_oid made;
    const git_oid oid = rh_git__oid(commit);
    if (git_signature_new(&author, AUTHOR_NAME, AUTHOR_MAIL, at_s, 0) != 0) return failed("signed", commit, err);
    const int rc = git_note_create(&made, git->repo, RH_GIT_NOTES, author, author, &oid, text, 0);
    git_signature_free(author);
    return rc == 0 ? RH_OK : failed("written", commit, err);
}

rh_code rh_git_note_write(rh_git *git, rh_git_id commit, rh_str text, int64_t at_s, rh_err *err)
{
    git_note *note;
    const rh_code code = find(&note, git, commit, err);
    if (code != RH_OK) return code;
    if (note == NULL) return create(git, commit, text.ptr, at_s, err);
    const bool is_same = rh_str_eq(rh_str_of(git_note_message(note)), text);
    git_note_free(note);
    if (is_same) return RH_OK;
    return rh_err_set(err, RH_NOTE_EXISTS, (rh_span){0}, "the commit has another note under " RH_GIT_NOTES);
}
