/* The environment of a register: which names its expressions may read, of which type, in which slot. */
#include "engine/program/insides.h"

static rh_type *new_type(rh_arena *keep, rh_type t)
{
    rh_type *at = RH_NEW(keep, rh_type);
    if (at != NULL) *at = t;
    return at;
}

static const rh_type *element_type(rh_arena *keep, const rh_shape *shape)
{
    const rh_shape element = {.type = shape->values.n != 0 ? RH_F_ENUM : shape->of, .values = shape->values};
    const rh_type *t = rh_program__type(keep, &element, NULL);
    rh_type *plain = t != NULL ? new_type(keep, *t) : NULL;
    if (plain != NULL) plain->is_nullable = false;
    return plain;
}

static const rh_type *list_type(rh_arena *keep, const rh_type *elem)
{
    return elem != NULL ? new_type(keep, (rh_type){.kind = RH_T_LIST, .elem = elem}) : NULL;
}

static const rh_type *row_type(rh_arena *keep, const rh_field *field)
{
    rh_member *members = RH_NEW_N(keep, field->n_columns + 1, rh_member);
    if (members == NULL) return NULL;
    size_t n = 0;
    for (size_t i = 0; i < field->n_columns; i++) {
        members[n] = (rh_member){field->columns[i].name, rh_program__type(keep, &field->columns[i].shape, NULL)};
        if (members[n++].type == NULL) return NULL;
    }
    members[n++] = (rh_member){field->key, &rh_type_string};
    return new_type(keep, (rh_type){.kind = RH_T_RECORD, .members = members, .n_members = n});
}

const rh_type *rh_program__type(rh_arena *keep, const rh_shape *shape, const rh_field *field)
{
    switch (shape->type) {
    case RH_F_BOOL: return new_type(keep, (rh_type){.kind = RH_T_BOOL, .is_nullable = true});
    case RH_F_INT:
    case RH_F_MONEY: return new_type(keep, (rh_type){.kind = RH_T_INT, .is_nullable = true});
    case RH_F_DOUBLE: return new_type(keep, (rh_type){.kind = RH_T_DOUBLE, .is_nullable = true});
    case RH_F_STRING:
    case RH_F_TEXT:
    case RH_F_CONTACT:
    case RH_F_PRINCIPAL:
    case RH_F_DOC: return new_type(keep, (rh_type){.kind = RH_T_STRING, .is_nullable = true});
    case RH_F_ENUM: return new_type(keep, (rh_type){.kind = RH_T_STRING, .is_nullable = true, .words = shape->values});
    case RH_F_TIMESTAMP:
    case RH_F_DATE: return new_type(keep, (rh_type){.kind = RH_T_TIMESTAMP, .is_nullable = true});
    case RH_F_DURATION: return new_type(keep, (rh_type){.kind = RH_T_DURATION, .is_nullable = true});
    case RH_F_SET:
    case RH_F_LIST: return list_type(keep, element_type(keep, shape));
    case RH_F_TABLE: return list_type(keep, row_type(keep, field)); /* no payload and no column is a table */
    case RH_F_JSON:
    case RH_N_FIELD_TYPES:
    default: return &rh_type_dyn;
    }
}

/* The record type of event.data for one event type. */
static const rh_type *data_type(rh_arena *keep, const rh_event_decl *decl)
{
    if (decl == NULL) return &rh_type_dyn;
    rh_member *members = RH_NEW_N(keep, decl->n_payload, rh_member);
    if (members == NULL) return NULL;
    for (size_t i = 0; i < decl->n_payload; i++) {
        members[i] = (rh_member){decl->payload[i].name, rh_program__type(keep, &decl->payload[i].shape, NULL)};
        if (members[i].type == NULL) return NULL;
    }
    return new_type(keep, (rh_type){.kind = RH_T_RECORD, .members = members, .n_members = decl->n_payload});
}

/* workflow.state holds a declared state or "none". */
static const rh_type *state_type(rh_arena *keep, const rh_register *reg)
{
    rh_str *words = RH_NEW_N(keep, reg->n_states + 1, rh_str);
    if (words == NULL) return NULL;
    for (size_t i = 0; i < reg->n_states; i++) words[i] = reg->states[i].id;
    words[reg->n_states] = RH_STR("none");
    return new_type(keep, (rh_type){.kind = RH_T_STRING, .words = {words, reg->n_states + 1}});
}

typedef struct core_types {
    const rh_type *string_, *bool_, *did_, *timestamp_, *int_, *data_, *state_; /* as the table names them */
} core_types;

static bool make_core_types(core_types *t, rh_arena *keep, const rh_register *reg, const rh_event_decl *decl)
{
    *t = (core_types){
        .string_ = new_type(keep, (rh_type){.kind = RH_T_STRING, .is_nullable = true}),
        .bool_ = &rh_type_bool,
        .did_ = new_type(keep, (rh_type){.kind = RH_T_MAP, .key = &rh_type_string, .elem = &rh_type_timestamp}),
        .timestamp_ = new_type(keep, (rh_type){.kind = RH_T_TIMESTAMP, .is_nullable = true}),
        .int_ = &rh_type_int,
        .data_ = data_type(keep, decl),
        .state_ = state_type(keep, reg),
    };
    return t->string_ != NULL && t->did_ != NULL && t->timestamp_ != NULL && t->data_ != NULL && t->state_ != NULL;
}

static const rh_type *core_type(const core_types *t, rh_core_slot slot)
{
    const rh_type *const types[RH_N_CORE_SLOTS] = {
#define X(NAME, name, type) [RH_SLOT_##NAME] = t->type##_,
#include "engine/program/core_slots.def"
#undef X
    };
    return types[slot];
}

static const char *const core_names[RH_N_CORE_SLOTS] = {
#define X(NAME, name, type) [RH_SLOT_##NAME] = name,
#include "engine/program/core_slots.def"
#undef X
};

static const rh_type *constant_type(rh_value v)
{
    switch ((rh_kind)v.kind) {
    case RH_BOOL: return &rh_type_bool;
    case RH_INT: return &rh_type_int;
    case RH_DOUBLE: return &rh_type_double;
    case RH_STRING: return &rh_type_string;
    case RH_NULL: case RH_UINT: case RH_BYTES: case RH_TIMESTAMP: case RH_DURATION: case RH_LIST: case RH_MAP:
    case RH_TYPE: case RH_OPTIONAL: case RH_UNDECIDED: break;
    }
    return &rh_type_dyn;
}

static bool add_fields(rh_name *names, size_t *n, rh_arena *keep, const rh_register *reg)
{
    for (size_t i = 0; i < reg->n_fields; i++) {
        const rh_field *f = &reg->fields[i];
        const rh_type *type = rh_program__type(keep, &f->shape, f);
        if (type == NULL) return false;
        names[(*n)++] = (rh_name){.name = f->name, .type = type, .cls = RH_NAME_SLOT, .slot = (uint32_t)i,
                                  .title = f->title, .is_optional = true};
    }
    return true;
}

static bool add_policy(rh_name *names, size_t *n, rh_arena *keep, const rh_register *reg)
{
    for (size_t i = 0; i < reg->policy.n_values; i++) {
        const rh_policy_value *v = &reg->policy.values[i];
        rh_buf name;
        rh_buf_init(&name, keep, 4096);
        rh_buf_put(&name, RH_STR("policy."));
        rh_buf_put(&name, v->name);
        if (name.failed) return false;
        names[(*n)++] = (rh_name){.name = rh_buf_str(&name), .type = constant_type(v->value), .cls = RH_NAME_CONST,
                                  .constant = v->value};
    }
    return true;
}

/* Ruling 33: it is "of the entry evaluated". */
static const char OF_AN_ENTRY[] = "is of one entry: only that entry's when and acceptance tests may read it";

static void add_core(rh_name *names, size_t *n, const core_types *types, size_t n_fields, rh_env_scope scope)
{
    const bool with_event = scope == RH_ENV_OF_EVENT || scope == RH_ENV_OF_HOST;
    const bool with_entry = scope == RH_ENV_OF_ENTRY || scope == RH_ENV_OF_HOST;
    names[(*n)++] = (rh_name){.name = RH_STR("now"), .type = &rh_type_timestamp, .cls = RH_NAME_NOW};
    for (int s = 0; s < RH_N_CORE_SLOTS; s++) {
        if (s >= RH_SLOT_EVENT_ID && !with_event) continue;
        names[(*n)++] = (rh_name){.name = rh_str_of(core_names[s]), .type = core_type(types, (rh_core_slot)s),
                                  .cls = RH_NAME_SLOT, .slot = (uint32_t)n_fields + (uint32_t)s,
                                  .refusal = s == RH_SLOT_APPROVERS && !with_entry ? OF_AN_ENTRY : NULL};
    }
}

rh_code rh_program_env_of(rh_env **out, rh_arena *keep, const rh_register *reg, const rh_event_decl *decl,
                          rh_env_scope scope, const rh_host_fn *fns, size_t n_fns, const rh_lent *lent, rh_err *err)
{
    rh_env *env = RH_NEW(keep, rh_env);
    rh_name *names = RH_NEW_N(keep, reg->n_fields + reg->policy.n_values + RH_N_CORE_SLOTS + 1, rh_name);
    core_types types;
    if (env == NULL || names == NULL || !make_core_types(&types, keep, reg, decl)) return rh_err_nomem(err);
    size_t n = 0;
    if (!add_fields(names, &n, keep, reg) || !add_policy(names, &n, keep, reg)) return rh_err_nomem(err);
    add_core(names, &n, &types, reg->n_fields, scope);
    *env = (rh_env){.names = names, .n_names = n, .fns = fns, .n_fns = n_fns,
                    .flags = RH_ENV_CORE_FUNCTIONS | RH_ENV_EXTENSIONS,
                    .n_slots = (uint32_t)reg->n_fields + RH_N_CORE_SLOTS};
    if (lent != NULL) env->regex_ok = lent->regex_ok, env->regex_ctx = lent->ctx;
    *out = env;
    return RH_OK;
}

rh_expr rh_program_add(rh_pool *pool, rh_arena *keep, rh_source source, const rh_type *want, rh_diags *diags)
{
    const rh_ast *ast;
    rh_expr root = RH_EXPR_NONE;
    if (source.text.ptr == NULL) return RH_EXPR_NONE;
    if (rh_ast_parse(&ast, keep, source.text, source.node, diags) != RH_OK) return RH_EXPR_NONE;
    if (rh_pool_add(pool, &root, ast, want, diags) != RH_OK) return RH_EXPR_NONE;
    return root;
}
