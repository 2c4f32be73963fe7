/* rehearse fmt: the expressions of a register in their one spelling. */
#include "harness/author/format.h"
#include "harness/author/import.h"
#include "harness/cli/output.h"
#include "harness/cli/world.h"
#include "harness/system/file.h"

#include <sys/stat.h>

rh_exit rh_cmd_fmt(rh_cli *cli, rh_err *err);

typedef struct made {
    rh_formatted *files; /* parallel to the tree's files */
    const rh_tree *tree;
    const bool *is_taken; /* of a table, and then nothing is formatted; NULL: there is no table */
} made;

static bool is_taken(const made *m, size_t i)
{
    return m->is_taken != NULL && m->is_taken[i];
}
static bool is_changed(const made *m, size_t i)
{
    return m->files[i].n_changed > 0 || is_taken(m, i);
}

static bool is_yaml(rh_str path)
{
    return rh_str_ends(path, RH_STR(".yaml")) || rh_str_ends(path, RH_STR(".yml"));
}

/* Every file, so that one call names every error; nothing is written before all are made. */
static rh_code make(made *out, rh_cli *cli, const rh_tree *tree, const bool *taken, rh_err *err)
{
    rh_code first = RH_OK;
    made m = {.files = RH_NEW_N(cli->run, tree->n_files, rh_formatted), .tree = tree, .is_taken = taken};
    if (m.files == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < tree->n_files; i++) {
        const rh_tree_file *file = &tree->files[i];
        m.files[i].bytes = file->bytes;
        if (!is_yaml(file->path) || taken != NULL) continue;
        const rh_code code = rh_format_file(&m.files[i], cli->run, file->path, file->label, file->bytes, &cli->diags);
        if (first == RH_OK) first = code;
    }
    if (first != RH_OK) return rh_world_first_error(cli, first, err);
    *out = m;
    return RH_OK;
}

static rh_code fill(rh_fmt_report *out, rh_cli *cli, const made *m, rh_err *err)
{
    rh_model_formatted *rows = RH_NEW_N(cli->run, m->tree->n_files, rh_model_formatted);
    if (rows == NULL) return rh_err_nomem(err);
    if (rows == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < m->tree->n_files; i++) {
        const rh_formatted *f = &m->files[i];
        out->n_files += is_yaml(m->tree->files[i].path);
        out->expressions += f->n_expressions;
        out->left += f->n_left;
        out->changed += f->n_changed;
        if (!is_changed(m, i)) continue;
        const rh_span top = {m->tree->files[i].label, 1, 1};
        rows[out->n_rows++] = (rh_model_formatted){f->n_expressions, f->n_changed,
                                                   rh_world_span(is_taken(m, i) ? top : f->first), is_taken(m, i)};
        out->imported += is_taken(m, i);
    }
    out->rows = rows;
    return RH_OK;
}

/* A file takes its new text at once or keeps the old one; its permissions stay. */
static rh_code write_files(const rh_cli *cli, const rh_place *place, const made *m, rh_err *err)
{
    for (size_t i = 0; i < m->tree->n_files; i++) {
        struct stat st;
        if (!is_changed(m, i)) continue;
        const char *path = rh_tree_file_path(cli->run, place, &m->tree->files[i]);
        if (path == NULL) return rh_err_nomem(err);
        const unsigned mode = stat(path, &st) == 0 ? (unsigned)(st.st_mode & 0777) : 0644;
        const rh_code code = rh_file_write(path, m->files[i].bytes, mode, err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

/* The files to format: those of the tree, with the entries of a table in their places. */
static rh_code read_tree(rh_imported *out, rh_cli *cli, rh_world *world, const char *name, rh_err *err)
{
    const char *table = cli->options.values[RH_OPT_IMPORT];
    rh_tree tree;
    rh_code code = rh_tree_read(&tree, cli->run, &world->place, name, &cli->diags);
    if (code == RH_OK) *out = (rh_imported){.tree = tree};
    if (code == RH_OK && table != NULL)
        code = rh_import(out, cli->run, &world->place, world->zones, &tree, table, &cli->diags);
    return code == RH_OK ? RH_OK : rh_world_first_error(cli, code, err);
}

static rh_exit format(rh_cli *cli, rh_world *world, rh_err *err)
{
    const bool is_check = cli->options.given[RH_OPT_CHECK];
    const char *name = cli->options.n_args > 0 ? cli->options.args[0] : RH_REVISION_WORKTREE;
    rh_imported imported;
    made m = {.tree = &imported.tree};
    if (world->place.cases_dir != NULL && cli->options.n_args > 0)
        return rh_exit_of_code(rh_err_set(err, RH_USAGE, (rh_span){0}, "revision %s: a plain folder has none", name));
    if (!is_check && strcmp(name, RH_REVISION_WORKTREE) != 0)
        return rh_exit_of_code(rh_err_set(err, RH_USAGE, (rh_span){0},
                                          "revision %s cannot be rewritten; give --check, or format the working tree",
                                          name));
    rh_code code = read_tree(&imported, cli, world, name, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    rh_fmt_report report = {.name = imported.tree.name, .is_check = is_check};
    code = make(&m, cli, &imported.tree, imported.is_taken, err);
    if (code == RH_OK) code = fill(&report, cli, &m, err);
    if (code == RH_OK && !is_check) code = write_files(cli, &world->place, &m, err);
    if (code == RH_OK) code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_FMT, .fmt = &report}, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    return is_check && report.n_rows > 0 ? RH_EXIT_NO : RH_EXIT_OK;
}

rh_exit rh_cmd_fmt(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    const rh_code code = rh_world_open(&world, cli, err);
    const rh_exit exit = code == RH_OK ? format(cli, &world, err) : rh_exit_of_code(code);
    rh_world_close(&world);
    return exit;
}
