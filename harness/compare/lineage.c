/* Commits, states and the files that they share. */
#include "harness/compare/lineage.h"

#include "engine/base/buf.h"
#include "engine/base/map.h"
#include "engine/base/vec.h"
#include "harness/load/yaml.h"
#include "harness/system/memory.h"

typedef struct slot {
    rh_lineage_state state;
    rh_git_id commit; /* the first that has it */
    bool is_loaded;
} slot;

struct rh_lineage {
    rh_arena keep;
    rh_arena scratch; /* the bytes of one tree */
    const rh_place *place;
    rh_zones *zones;
    rh_map commit_of, tree_of, blob_of; /* by id: commits, states, roots */
    rh_map state_of;                    /* by what is read of a tree */
    RH_VEC(rh_lineage_commit *) commits;
    RH_VEC(slot *) slots;
    RH_VEC(const rh_node *) roots;
    const rh_lineage_state *last; /* that loaded: what the next has in common with it is borrowed */
};

rh_code rh_lineage_open(rh_lineage **out, const rh_place *place, rh_zones *zones, rh_err *err)
{
    const rh_host_memory host = rh_memory_host();
    rh_lineage *l = host.take(host.ctx, sizeof *l);
    if (l == NULL) return rh_err_nomem(err);
    *l = (rh_lineage){.place = place, .zones = zones};
    rh_arena_init(&l->keep, host, 0);
    rh_arena_init(&l->scratch, host, 0);
    *out = l;
    return RH_OK;
}

void rh_lineage_close(rh_lineage *l)
{
    if (l == NULL) return;
    const rh_host_memory host = rh_memory_host();
    rh_arena_dispose(&l->scratch);
    rh_arena_dispose(&l->keep);
    host.give(host.ctx, l, sizeof *l);
}

/* ---- commits ---- */

static rh_str key_of(rh_arena *keep, rh_git_id id)
{
    return rh_arena_str(keep, (rh_str){(const char *)id.bytes, sizeof id.bytes});
}

/* What of a tree is read: its YAML files and the two folders, by name and content. */
static rh_code content_of(rh_str *out, rh_lineage *l, rh_git_id tree, rh_err *err)
{
    const rh_git_entry *entries;
    size_t n;
    rh_buf key;
    rh_buf_init(&key, &l->scratch, (size_t)1 << 26);
    const rh_code code = rh_git_tree_read(&entries, &n, &l->scratch, l->place->git, tree, err);
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        const rh_str name = entries[i].name;
        if (entries[i].kind == RH_GIT_FILE && !rh_str_ends(name, RH_STR(".yaml")) && !rh_str_ends(name, RH_STR(".yml")))
            continue;
        rh_buf_put(&key, name);
        rh_buf_printf(&key, "/%d/", (int)entries[i].kind);
        rh_buf_put(&key, (rh_str){(const char *)entries[i].id.bytes, sizeof entries[i].id.bytes});
    }
    *out = rh_buf_str(&key);
    return code == RH_OK && key.failed ? rh_err_nomem(err) : code;
}

static rh_code new_state(size_t *out, rh_lineage *l, rh_str content, rh_git_id commit, rh_err *err)
{
    const rh_str key = rh_arena_str(&l->keep, content);
    slot *made = RH_NEW(&l->keep, slot);
    if (key.ptr == NULL || made == NULL) return rh_err_nomem(err);
    made->commit = commit;
    *out = l->slots.n;
    const bool ok = rh_map_set(&l->state_of, &l->keep, key, (uint32_t)*out) && RH_PUSH(&l->keep, &l->slots, made);
    return ok ? RH_OK : rh_err_nomem(err);
}

static rh_code state_of(size_t *out, rh_lineage *l, rh_git_id tree, rh_git_id commit, rh_err *err)
{
    rh_str content;
    *out = RH_NO_STATE;
    if (rh_git_id_is_none(tree)) return RH_OK;
    const rh_str key = key_of(&l->keep, tree);
    const uint32_t same_tree = key.ptr != NULL ? rh_map_get(&l->tree_of, key) : RH_MAP_NONE;
    *out = same_tree;
    if (same_tree != RH_MAP_NONE) return RH_OK;
    rh_code code = key.ptr != NULL ? content_of(&content, l, tree, err) : rh_err_nomem(err);
    if (code != RH_OK) return code;
    const uint32_t same_content = rh_map_get(&l->state_of, content);
    *out = same_content;
    if (same_content == RH_MAP_NONE) code = new_state(out, l, content, commit, err);
    if (code != RH_OK) return code;
    return rh_map_set(&l->tree_of, &l->keep, key, (uint32_t)*out) ? RH_OK : rh_err_nomem(err);
}

rh_code rh_lineage_commit_at(const rh_lineage_commit **out, rh_lineage *l, rh_git_id id, rh_err *err)
{
    const rh_str key = key_of(&l->keep, id);
    const uint32_t known = key.ptr != NULL ? rh_map_get(&l->commit_of, key) : RH_MAP_NONE;
    if (known != RH_MAP_NONE) {
        *out = l->commits.at[known];
        return RH_OK;
    }
    rh_lineage_commit *made = RH_NEW(&l->keep, rh_lineage_commit);
    if (key.ptr == NULL || made == NULL) return rh_err_nomem(err);
    rh_git_id tree;
    rh_arena_reset(&l->scratch);
    rh_code code = rh_git_commit_read(&made->git, &l->keep, l->place->git, id, err);
    if (code == RH_OK) code = rh_git_find(&tree, &l->scratch, l->place->git, made->git.tree, l->place->path, err);
    if (code == RH_OK) code = state_of(&made->state, l, tree, id, err);
    if (code != RH_OK) return code;
    const uint32_t place = (uint32_t)l->commits.n;
    if (!RH_PUSH(&l->keep, &l->commits, made) || !rh_map_set(&l->commit_of, &l->keep, key, place))
        return rh_err_nomem(err);
    *out = made;
    return RH_OK;
}

rh_code rh_lineage_commit_if_there(const rh_lineage_commit **out, rh_lineage *l, rh_git_id id, rh_err *err)
{
    rh_err own = {0};
    const rh_code code = rh_lineage_commit_at(out, l, id, &own);
    if (code == RH_OK) return RH_OK;
    *out = NULL;
    if (code == RH_GIT_SHALLOW) return RH_OK;
    if (err != NULL) *err = own;
    return code;
}

/* ---- states ---- */

static rh_code compose(const rh_node **out, rh_lineage *l, const rh_tree_file *file, rh_diags *diags)
{
    const uint32_t known = rh_map_get(&l->blob_of, file->blob);
    if (known != RH_MAP_NONE) {
        *out = l->roots.at[known];
        return RH_OK;
    }
    const rh_str blob = rh_arena_str(&l->keep, file->blob), label = rh_arena_str(&l->keep, file->label);
    if (label.ptr == NULL) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    const rh_code code = rh_yaml_compose(out, &l->keep, label, file->bytes, diags);
    if (code != RH_OK) return code;
    const bool ok = rh_map_set(&l->blob_of, &l->keep, blob, (uint32_t)l->roots.n) && RH_PUSH(&l->keep, &l->roots, *out);
    return ok ? RH_OK : rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
}

/* The bytes of a calendar; those that the last state has are shared with it. */
static rh_str keep_bytes(rh_lineage *l, const rh_tree_file *file)
{
    const rh_tree_file *old = l->last != NULL ? rh_tree_find(&l->last->tree, file->path) : NULL;
    return old != NULL && rh_str_eq(old->blob, file->blob) ? old->bytes : rh_arena_str(&l->keep, file->bytes);
}

static void keep_file(rh_lineage *l, rh_tree_file *out, const rh_tree_file *file, bool is_calendar)
{
    *out = (rh_tree_file){.path = rh_arena_str(&l->keep, file->path),
                          .label = rh_arena_str(&l->keep, file->label),
                          .bytes = is_calendar ? keep_bytes(l, file) : rh_str_null(),
                          .blob = rh_arena_str(&l->keep, file->blob)};
}

/* What outlives the bytes of a tree. */
static void keep_tree(rh_lineage *l, rh_tree *out, const rh_tree *tree)
{
    rh_tree_file *files = RH_NEW_N(&l->keep, tree->n_files, rh_tree_file);
    rh_tree_file *fixtures = RH_NEW_N(&l->keep, tree->n_fixtures, rh_tree_file);
    *out = (rh_tree){.name = rh_arena_str(&l->keep, tree->name),
                     .label = rh_arena_str(&l->keep, tree->label),
                     .commit = rh_arena_str(&l->keep, tree->commit),
                     .tree = rh_arena_str(&l->keep, tree->tree),
                     .files = files,
                     .n_files = tree->n_files,
                     .fixtures = fixtures,
                     .n_fixtures = tree->n_fixtures};
    for (size_t i = 0; files != NULL && i < tree->n_files; i++)
        keep_file(l, &files[i], &tree->files[i], rh_str_ends(tree->files[i].path, RH_STR(".ics")));
    for (size_t i = 0; fixtures != NULL && i < tree->n_fixtures; i++)
        keep_file(l, &fixtures[i], &tree->fixtures[i], false);
}

static rh_code read_register(const rh_register **out, rh_lineage *l, rh_lineage_state *state, const rh_tree *tree,
                             rh_diags *diags)
{
    size_t n = 0;
    rh_code code = RH_OK;
    rh_register_file *files = RH_NEW_N(&l->keep, tree->n_files, rh_register_file);
    keep_tree(l, &state->tree, tree);
    if (files == NULL || rh_arena_failed(&l->keep)) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    for (size_t i = 0; code == RH_OK && i < tree->n_files; i++) {
        if (rh_str_ends(tree->files[i].path, RH_STR(".ics"))) continue;
        files[n].path = state->tree.files[i].path;
        code = compose(&files[n++].root, l, &tree->files[i], diags);
    }
    const rh_revision like = l->last != NULL ? rh_lineage_revision(l, l->last) : (rh_revision){0};
    if (code != RH_OK) return code;
    return rh_revision_of_files(out, &l->keep, l->zones, &state->tree, files, n, l->last != NULL ? &like : NULL, diags);
}

/* A file that was composed before is not read again; nor are the bytes of a calendar that the last state has. */
static bool has_blob(void *ctx, rh_str *bytes, rh_str name, rh_str blob)
{
    const rh_lineage *l = ctx;
    if (!rh_str_ends(name, RH_STR(".ics"))) return rh_map_get(&l->blob_of, blob) != RH_MAP_NONE;
    for (size_t i = 0; l->last != NULL && i < l->last->tree.n_files; i++) {
        const rh_tree_file *file = &l->last->tree.files[i];
        if (file->bytes.ptr == NULL || !rh_str_eq(file->blob, blob)) continue;
        *bytes = file->bytes;
        return true;
    }
    return false;
}

static rh_code load(rh_lineage *l, slot *s, rh_err *err)
{
    rh_tree tree;
    rh_diags diags;
    const rh_register *reg = NULL;
    rh_arena_reset(&l->scratch);
    rh_diags_init(&diags, &l->keep);
    const char *name = rh_arena_cstr(&l->scratch, rh_git_id_text(&l->scratch, s->commit));
    if (name == NULL) return rh_err_nomem(err);
    const rh_tree_known known = {l, has_blob};
    rh_code code = rh_tree_read_commit(&tree, &l->scratch, l->place, name, &known, &diags);
    if (code == RH_OK) code = read_register(&reg, l, &s->state, &tree, &diags);
    if (code == RH_NOMEM) return rh_err_nomem(err);
    s->is_loaded = true;
    if (code != RH_OK) {
        s->state.why = diags.errors[0];
        s->state.why.span.file = rh_arena_str(&l->keep, s->state.why.span.file);
        return RH_OK;
    }
    s->state.reg = reg;
    l->last = &s->state;
    return RH_OK;
}

rh_code rh_lineage_state_at(const rh_lineage_state **out, rh_lineage *l, size_t state, rh_err *err)
{
    slot *s = l->slots.at[state];
    const rh_code code = s->is_loaded ? RH_OK : load(l, s, err);
    if (code == RH_OK) *out = &s->state;
    return code;
}

size_t rh_lineage_n_states(const rh_lineage *l)
{
    return l->slots.n;
}

rh_revision rh_lineage_revision(const rh_lineage *l, const rh_lineage_state *state)
{
    return (rh_revision){state->reg, state->tree, l->place, rh_zones_version(l->zones)};
}
