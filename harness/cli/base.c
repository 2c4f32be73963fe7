/* Which revision a head is judged against. */
#include "harness/cli/base.h"

#include "harness/cli/words.h"

static rh_str how_of(rh_arena *keep, const rh_git_base *base, bool is_given)
{
    if (is_given) return rh_words(keep, "--base %.*s", RH_ARG(base->from));
    if (base->is_bootstrap) return RH_STR("the first commit is its own base");
    if (base->is_parent) return rh_words(keep, "first parent on %.*s", RH_ARG(base->from));
    return rh_words(keep, "merge base with %.*s", RH_ARG(base->from));
}

rh_code rh_base_choose(rh_base_choice *out, const rh_world *world, const char *head, const char *given, rh_err *err)
{
    rh_arena *keep = world->cli->run;
    *out = (rh_base_choice){.how = RH_STR("none: a plain folder")};
    if (world->place.git == NULL) {
        if (given == NULL) return RH_OK;
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--base %s: a plain folder has no other revision", given);
    }
    const bool is_worktree = head != NULL && strcmp(head, RH_REVISION_WORKTREE) == 0;
    rh_git_id id;
    rh_git_base base;
    rh_code code = rh_git_resolve(&id, world->place.git, head == NULL || is_worktree ? "HEAD" : head, err);
    if (code == RH_OK) code = rh_git_base_of(&base, keep, world->place.git, id, given, err);
    if (code != RH_OK) return code;
    const bool is_head_itself = is_worktree && given == NULL && (base.is_parent || base.is_bootstrap);
    const rh_str hex = rh_git_id_text(keep, is_head_itself ? id : base.id);
    out->name = rh_arena_cstr(keep, hex); /* the whole id: nothing else has that name */
    out->how = is_head_itself ? RH_STR("HEAD, under the working tree") : how_of(keep, &base, given != NULL);
    out->is_own = base.is_bootstrap && !is_head_itself;
    return out->name == NULL || out->how.ptr == NULL ? rh_err_nomem(err) : RH_OK;
}
