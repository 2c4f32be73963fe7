/* The register tree from git objects. */
#include "engine/base/show.h"
#include "harness/load/tree_insides.h"

#include "engine/base/limits.h"

static rh_tree_kind kind_of(rh_git_entry_kind kind)
{
    static const rh_tree_kind kinds[] = {[RH_GIT_FILE] = RH_TREE_FILE,
                                         [RH_GIT_FOLDER] = RH_TREE_FOLDER,
                                         [RH_GIT_LINK] = RH_TREE_LINK,
                                         [RH_GIT_SUBMODULE] = RH_TREE_SUBMODULE};
    return kinds[kind];
}

static void add_error(rh_tree_reader *r, rh_err *err, rh_str label)
{
    if (err->span.file.ptr == NULL) err->span.file = label;
    rh_tree__error(r, err);
}

static bool is_known(rh_str *bytes, const rh_tree_reader *r, rh_str name, rh_str blob)
{
    return r->known != NULL && blob.ptr != NULL && r->known->blob(r->known->ctx, bytes, name, blob);
}

static void read_blob(rh_tree_reader *r, rh_git *git, rh_tree_part part, const rh_git_entry *entry)
{
    rh_err err;
    rh_str bytes = rh_str_null();
    const rh_str blob = rh_git_id_text(r->keep, entry->id);
    if (part != RH_PART_FIXTURES && !is_known(&bytes, r, entry->name, blob) &&
        rh_git_blob_read(&bytes, r->keep, git, entry->id, RH_LIMIT_FILE_BYTES, &err) != RH_OK)
        add_error(r, &err, rh_tree__label(r, part, entry->name));
    else rh_tree__add(r, part, entry->name, bytes, blob);
}

static void read_part(rh_tree_reader *r, rh_git *git, rh_tree_part part, rh_git_id tree)
{
    rh_err err;
    const rh_git_entry *entries;
    size_t n;
    if (rh_git_tree_read(&entries, &n, r->keep, git, tree, &err) != RH_OK) {
        add_error(r, &err, rh_tree__label(r, part, RH_STR("")));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const rh_git_entry *e = &entries[i];
        if (rh_tree__wants(r, part, e->name, kind_of(e->kind))) read_blob(r, git, part, e);
        if (part != RH_PART_TOP) continue;
        for (rh_tree_part sub = RH_PART_REGISTER; sub <= RH_PART_CALENDARS; sub++)
            if (rh_str_eq(e->name, rh_str_of(rh_tree__folder(sub))) && rh_tree__may_enter(r, sub, kind_of(e->kind)))
                read_part(r, git, sub, e->id);
    }
}

/* The entry `name` of a tree; NULL when there is none, the tree cannot be read, or a checkout that knows no case might
 * have another in its place (then *code is set). */
static const rh_git_entry *entry_of(rh_tree_reader *r, rh_git *git, rh_git_id tree, rh_str name, rh_err *err,
                                    rh_code *code)
{
    const rh_git_entry *entries, *found = NULL, *twin = NULL;
    size_t n;
    *code = rh_git_tree_read(&entries, &n, r->keep, git, tree, err);
    for (size_t i = 0; *code == RH_OK && i < n; i++) {
        if (rh_str_eq(entries[i].name, name)) found = &entries[i];
        else if (rh_str_cmp_folded(entries[i].name, name) == 0) twin = &entries[i];
    }
    if (found == NULL || twin == NULL) return found;
    *code = rh_err_set(err, RH_REG_CASE, (rh_span){.file = rh_show(r->keep, twin->name, SIZE_MAX)},
                       "a name that differs in case alone from \"%.*s\"", RH_ARG(name));
    return NULL;
}

/* Walks from the commit's root to the register; *above is the tree that holds it. */
static bool find_register(rh_tree_reader *r, const rh_place *place, rh_git_id root, rh_git_id *above, rh_git_id *cases)
{
    rh_git_id here = root;
    for (size_t from = 0; from <= place->path.len;) {
        size_t to = from;
        while (to < place->path.len && place->path.ptr[to] != '/') to++;
        rh_err err;
        rh_code code;
        const rh_git_entry *entry = entry_of(r, place->git, here, rh_str_slice(place->path, from, to), &err, &code);
        if (code == RH_OK && entry == NULL)
            code = rh_err_set(&err, RH_LOAD_MISSING, (rh_span){.file = rh_str_slice(r->label, 0, r->label.len - 1)},
                              "no such folder in this revision, expected a register tree");
        if (code != RH_OK) {
            rh_tree__error(r, &err);
            return false;
        }
        if (!rh_tree__may_enter(r, RH_PART_TOP, kind_of(entry->kind))) return false;
        *above = here;
        here = entry->id;
        from = to + 1;
    }
    *cases = here;
    return true;
}

static rh_git_id fixtures_of(rh_tree_reader *r, const rh_place *place, rh_git_id above)
{
    rh_err err;
    rh_code code;
    const rh_git_entry *entry = entry_of(r, place->git, above, RH_STR("fixtures"), &err, &code);
    if (code != RH_OK) rh_tree__error(r, &err);
    if (entry == NULL || !rh_tree__may_enter(r, RH_PART_FIXTURES, kind_of(entry->kind))) return (rh_git_id){{0}};
    return entry->id;
}

static rh_code add_to(rh_diags *diags, const rh_err *err)
{
    rh_diags_error(diags, err);
    return err->code;
}

enum { SHORT_ID = 12 }; /* digits of an id that people can compare */

/* A whole id is shown by its first digits. */
static rh_str name_of(rh_arena *keep, const char *revision)
{
    rh_git_id id;
    const rh_str text = rh_str_of(revision);
    return rh_show(keep, rh_git_id_parse(&id, text) ? rh_str_slice(text, 0, SHORT_ID) : text, SIZE_MAX);
}

rh_code rh_tree_read_commit(rh_tree *out, rh_arena *keep, const rh_place *place, const char *revision,
                            const rh_tree_known *known, rh_diags *diags)
{
    rh_err err;
    rh_git_id id, above, cases;
    rh_git_commit commit;
    if (rh_git_resolve(&id, place->git, revision, &err) != RH_OK) return add_to(diags, &err);
    if (rh_git_commit_read(&commit, keep, place->git, id, &err) != RH_OK) return add_to(diags, &err);
    const rh_str name = name_of(keep, revision), shown = rh_show(keep, place->path, SIZE_MAX);
    rh_tree_reader r = {.keep = keep,
                        .diags = diags,
                        .known = known,
                        .label = rh_tree__join(keep, name, ":", shown, "/"),
                        .fixtures_label = rh_tree__join(
                            keep, name, ":", rh_show(keep, rh_tree__above(place->path), SIZE_MAX), "fixtures/")};
    if (!find_register(&r, place, commit.tree, &above, &cases)) return r.code;
    const rh_git_id fixtures = fixtures_of(&r, place, above);
    read_part(&r, place->git, RH_PART_TOP, cases);
    if (!rh_git_id_is_none(fixtures)) read_part(&r, place->git, RH_PART_FIXTURES, fixtures);
    return rh_tree__finish(
        out, &r, (rh_tree){.name = name, .commit = rh_git_id_text(keep, id), .tree = rh_git_id_text(keep, cases)});
}
