/* Inside the register tree: what folder and git share. */
#ifndef RH_LOAD_TREE_INSIDES_H
#define RH_LOAD_TREE_INSIDES_H

#include "engine/base/vec.h"
#include "harness/load/tree.h"

typedef RH_VEC(rh_tree_file) rh_tree_files;

typedef struct rh_tree_reader {
    rh_arena *keep;
    rh_diags *diags;
    rh_str label; /* before each path in messages: "HEAD:cases/", "DIR/" */
    rh_str fixtures_label;
    rh_tree_files files, fixtures;
    const rh_tree_known *known; /* NULL: nothing is */
    bool is_full;
    rh_code code; /* the first error */
} rh_tree_reader;

/* The parts of the tree that are read. */
typedef enum rh_tree_part {
    RH_PART_TOP,
    RH_PART_REGISTER,
    RH_PART_CALENDARS,
    RH_PART_FIXTURES,
    RH_N_PARTS
} rh_tree_part;

typedef enum rh_tree_kind { RH_TREE_FILE, RH_TREE_FOLDER, RH_TREE_LINK, RH_TREE_SUBMODULE, RH_TREE_OTHER } rh_tree_kind;

/* Whether this name in this part is to be read. A link, or a folder inside register/, is an error in its place. */
bool rh_tree__wants(rh_tree_reader *r, rh_tree_part part, rh_str name, rh_tree_kind kind);
/* Whether the folder that holds a part may be entered: false after an error when it is a link or a file. */
bool rh_tree__may_enter(rh_tree_reader *r, rh_tree_part part, rh_tree_kind kind);
/* Adds a file; bytes null for a fixture. Refuses a large-file pointer. Borrows bytes, copies name. */
/* Whether they name what lies in a store for large files, in its place. */
bool rh_tree__is_pointer(rh_str bytes);
void rh_tree__add(rh_tree_reader *r, rh_tree_part part, rh_str name, rh_str bytes, rh_str blob);
/* The label of a file of a part, for messages. */
rh_str rh_tree__label(rh_tree_reader *r, rh_tree_part part, rh_str name);
void rh_tree__error(rh_tree_reader *r, const rh_err *err);
/* Name of the part's folder below cases/ ("" for the top), "fixtures" for the fixtures. */
const char *rh_tree__folder(rh_tree_part part);

/* Reads from the folder open as cases_fd and its sibling fixtures (fixtures_fd, -1: none). Closes neither. */
void rh_tree__read_folder(rh_tree_reader *r, int cases_fd, int fixtures_fd);
/* Opens the folder of the register: the plain one, or in the working tree, where every part of its path is a real
 * folder. */
rh_code rh_tree__open_cases(int *out, rh_arena *keep, const rh_place *place, rh_str label, rh_err *err);
/* Its sibling `fixtures`, or -1. */
int rh_tree__open_fixtures(int cases_fd);
/* Sorts what was read into *out; the first error otherwise. */
rh_code rh_tree__finish(rh_tree *out, rh_tree_reader *r, rh_tree tree);
rh_str rh_tree__join(rh_arena *keep, rh_str a, const char *between, rh_str b, const char *end);
/* The folder above a path: "" or ending in a slash. */
rh_str rh_tree__above(rh_str path);

/* The bytes of the regular file `name` in dir_fd, no link followed, at most max_bytes. */
rh_code rh_file__read_at(rh_str *out, rh_arena *keep, int dir_fd, const char *name, size_t max_bytes, rh_str label,
                         rh_err *err);

/* The same of a file that is open. */
rh_code rh_file__read_open(rh_str *out, rh_arena *keep, int fd, size_t max_bytes, rh_str label, rh_err *err);

#endif
