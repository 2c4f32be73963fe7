/* The test environment of expressions. */
#include "tests/kit/expr_world.h"

#include "tests/kit/memory.h"
#include "tests/kit/plain_json.h"

#include <stdio.h>
#include <stdlib.h>

/* RH_STR is a compound literal, which a static initialiser may not hold. */
#define TEXT(lit) {lit, sizeof(lit) - 1}

static const rh_str COLOUR_WORDS[] = {TEXT("red"), TEXT("green"), TEXT("blue")};
static const rh_str STATUS_WORDS[] = {TEXT("open"), TEXT("done")};
static const rh_type BOOL = {.kind = RH_T_BOOL, .is_nullable = true}, INT = {.kind = RH_T_INT, .is_nullable = true},
    DOUBLE = {.kind = RH_T_DOUBLE, .is_nullable = true}, STRING = {.kind = RH_T_STRING, .is_nullable = true},
    AT = {.kind = RH_T_TIMESTAMP, .is_nullable = true}, SPAN = {.kind = RH_T_DURATION, .is_nullable = true},
    COLOUR = {.kind = RH_T_STRING, .is_nullable = true, .words = {COLOUR_WORDS, 3}},
    COLOURS = {.kind = RH_T_LIST, .elem = &COLOUR}, STRINGS = {.kind = RH_T_LIST, .elem = &rh_type_string},
    STATUS = {.kind = RH_T_STRING, .is_nullable = true, .words = {STATUS_WORDS, 2}},
    DID = {.kind = RH_T_MAP, .key = &rh_type_string, .elem = &rh_type_timestamp};
static const rh_member ROW_MEMBERS[] = {{TEXT("id"), &rh_type_string}, {TEXT("status"), &STATUS}, {TEXT("due"), &AT},
                                        {TEXT("size"), &INT}, {TEXT("tags"), &STRINGS}};
static const rh_type ROW = {.kind = RH_T_RECORD, .members = ROW_MEMBERS, .n_members = 5},
                     ROWS = {.kind = RH_T_LIST, .elem = &ROW};
static const rh_member DATA_MEMBERS[] = {{TEXT("name"), &STRING}, {TEXT("count"), &INT}};
static const rh_type DATA = {.kind = RH_T_RECORD, .members = DATA_MEMBERS, .n_members = 2};

#define FIELD(n, t) {.name = TEXT(n), .type = &(t), .is_optional = true}
static const rh_name NAMES[] = {
    FIELD("f.bool", BOOL),
    FIELD("f.int", INT),
    FIELD("f.double", DOUBLE),
    FIELD("f.string", STRING),
    FIELD("f.enum", COLOUR),
    FIELD("f.set", COLOURS),
    FIELD("f.list", STRINGS),
    FIELD("f.at", AT),
    FIELD("f.due", AT),
    FIELD("f.span", SPAN),
    FIELD("f.json", rh_type_dyn),
    FIELD("f.any", rh_type_dyn),
    FIELD("f.rows", ROWS),
    FIELD("g.string", STRING),
    FIELD("g.int", INT),
    {.name = TEXT("workflow.did"), .type = &DID},
    {.name = TEXT("event.data"), .type = &DATA},
    {.name = TEXT("now"), .type = &rh_type_timestamp, .cls = RH_NAME_NOW},
    {.name = TEXT("policy.limit"), .type = &rh_type_int, .cls = RH_NAME_CONST, .constant = {.kind = RH_INT, .i = 4}},
    {.name = TEXT("policy.rate"),
     .type = &rh_type_double,
     .cls = RH_NAME_CONST,
     .constant = {.kind = RH_DOUBLE, .d = 0.8}}};
enum { N_NAMES = sizeof NAMES / sizeof *NAMES };

static const rh_host_fn FNS[] = {
    {.name = TEXT("picked"), .params = {&COLOURS}, .n_params = 1, .result = &rh_type_bool, .id = 0},
    {.name = TEXT("shade"), .params = {&COLOUR, &INT}, .n_params = 2, .result = &rh_type_string, .id = 1},
};

/* picked(list): whether it has an element; shade(word, n): the word. */
static rh_value call_host(void *ctx, uint32_t fn, const rh_value *args, size_t n)
{
    (void)ctx, (void)n;
    return fn == 0 ? rh_bool(args[0].n > 0) : args[0];
}

const rh_zone *kit_zone(rh_arena *keep, const char *name)
{
    char path[256];
    const rh_zone *zone = NULL;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    if (!kit_file_exists(path)) return NULL;
    return rh_zone_read(&zone, keep, rh_str_of(name), kit_read_file(keep, path), NULL) == RH_OK ? zone : NULL;
}

const rh_calendar *kit_calendar(rh_arena *keep)
{
    static int64_t holidays[4];
    const rh_calendar *out = NULL;
    for (int i = 0; i < 3; i++) holidays[i] = rh_days_from_civil(2025 + i, 1, 1);
    holidays[3] = rh_days_from_civil(2026, 12, 25);
    const rh_calendar_spec spec = {.zone = kit_zone(keep, "America/New_York"),
                                   .open_s = 9 * 3600,
                                   .close_s = 17 * 3600,
                                   .weekdays = {false, true, true, true, true, true, false},
                                   .holidays = holidays,
                                   .n_holidays = 4};
    if (spec.zone == NULL || rh_calendar_make(&out, keep, &spec, NULL) != RH_OK) return NULL;
    return out;
}

void kit_world_init(kit_world *w)
{
    *w = (kit_world){.keep = kit_arena(), .scratch = kit_arena()};
    rh_name *names = RH_NEW_N(&w->keep, N_NAMES, rh_name);
    memcpy(names, NAMES, sizeof NAMES);
    for (uint32_t i = 0; i < N_NAMES; i++) names[i].slot = i;
    w->env = (rh_env){
        .names = names, .n_names = N_NAMES, .n_slots = N_NAMES, .flags = RH_ENV_CORE_FUNCTIONS | RH_ENV_EXTENSIONS,
        .fns = FNS, .n_fns = 2};
    w->ev = (rh_eval){.slots = w->slots, .scratch = &w->scratch, .calendar = kit_calendar(&w->keep),
                      .call = call_host};
}

void kit_world_dispose(kit_world *w)
{
    rh_arena_dispose(&w->keep);
    rh_arena_dispose(&w->scratch);
}

uint32_t kit_world_slot(const kit_world *w, const char *name)
{
    for (uint32_t i = 0; i < w->env.n_names; i++) {
        if (rh_str_eq(w->env.names[i].name, rh_str_of(name))) return i;
    }
    fprintf(stderr, "no name %s in the test world\n", name);
    exit(70);
}

rh_code kit_world_load(kit_world *w, rh_pool **pool, rh_expr *root, rh_str text, const rh_type *want, rh_diags *diags)
{
    const rh_ast *ast = NULL;
    rh_err err;
    rh_code code = rh_ast_parse(&ast, &w->keep, text, NULL, diags);
    if (code == RH_OK) code = rh_pool_new(pool, &w->keep, &w->env, &err);
    if (code == RH_OK) code = rh_pool_add(*pool, root, ast, want, diags);
    return code == RH_OK ? rh_pool_seal(*pool, &err) : code;
}

rh_value kit_world_value(kit_world *w, rh_str text)
{
    rh_diags diags;
    rh_pool *pool = NULL;
    rh_expr root = RH_EXPR_NONE;
    rh_value v = rh_null();
    rh_diags_init(&diags, &w->keep);
    if (kit_world_load(w, &pool, &root, text, NULL, &diags) == RH_OK && rh_pool_constant(pool, root, &v)) return v;
    fprintf(stderr, "%.*s is no constant expression\n", RH_ARG(text));
    exit(70);
}
