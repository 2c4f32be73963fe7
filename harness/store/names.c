/* Numbered texts. */
#include "harness/store/names.h"

#include "harness/system/memory.h"

static bool add(rh_names *names, rh_str text)
{
    const rh_str kept = rh_arena_str(&names->arena, text);
    return kept.ptr != NULL && rh_map_set(&names->numbers, &names->arena, kept, (uint32_t)names->texts.n) &&
           RH_PUSH(&names->arena, &names->texts, kept);
}

rh_code rh_names__load(rh_names *out, rh_db *db, rh_err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool has_row = true;
    *out = (rh_names){0};
    rh_arena_init(&out->arena, rh_memory_host(), 0);
    rh_code code = rh_db__use(&stmt, db, RH_SQL_NAMES, err);
    while (code == RH_OK) {
        code = rh_db__step(&has_row, db, stmt, err);
        if (code != RH_OK || !has_row) break;
        if (sqlite3_column_int64(stmt, 0) != (int64_t)out->texts.n || out->texts.n == RH_NAMES_MOST)
            code = rh_err_set(err, RH_STORE_MALFORMED, (rh_span){.file = rh_str_of(db->path)},
                              "store: the names are not numbered in turn");
        else if (!add(out, rh_db__text(stmt, 1))) code = rh_err_nomem(err);
    }
    if (stmt != NULL) sqlite3_reset(stmt);
    out->n_saved = out->texts.n;
    return code;
}

void rh_names__dispose(rh_names *names)
{
    rh_arena_dispose(&names->arena);
}

rh_code rh_names__save(rh_names *names, rh_db *db, rh_err *err)
{
    for (; names->n_saved < names->texts.n; names->n_saved++) {
        sqlite3_stmt *stmt = NULL;
        rh_code code = rh_db__use(&stmt, db, RH_SQL_ADD_NAME, err);
        if (code != RH_OK) return code;
        sqlite3_bind_int64(stmt, 1, (int64_t)names->n_saved);
        rh_db__bind_text(stmt, 2, names->texts.at[names->n_saved]);
        code = rh_db__done(db, stmt, err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

/* Where a name is looked for that is asked for behind another. */
static size_t place_of(uint32_t last, rh_str text)
{
    const uint32_t begin = text.len != 0 ? (unsigned char)text.ptr[0] : 0;
    const uint32_t mixed = (last * 0x9E3779B1u) ^ (((uint32_t)text.len << 8 | begin) * 0x85EBCA6Bu);
    return mixed >> (32 - RH_NAMES_RECENT_BITS);
}

uint32_t rh_names__number(rh_names *names, rh_str text)
{
    if (text.len > RH_NAMES_LONGEST) return RH_MAP_NONE;
    uint32_t *recent = &names->recent[place_of(names->last, text)];
    if (*recent < names->texts.n && rh_str_eq(names->texts.at[*recent], text)) return names->last = *recent;
    uint32_t number = rh_map_get(&names->numbers, text);
    if (number == RH_MAP_NONE && names->texts.n < RH_NAMES_MOST && add(names, text))
        number = (uint32_t)names->texts.n - 1;
    if (number != RH_MAP_NONE) names->last = *recent = number;
    return number;
}
