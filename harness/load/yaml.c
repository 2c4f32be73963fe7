/* Composes node trees from libyaml's events. */
#include "harness/load/yaml.h"

#include "engine/base/limits.h"
#include "engine/base/map.h"
#include "engine/base/show.h"
#include "engine/base/vec.h"
#include "harness/load/yaml_insides.h"

#include <yaml.h>

typedef struct composer {
    yaml_parser_t parser;
    rh_yaml_text text;
    rh_arena *keep;
    rh_diags *diags;
    rh_code code; /* the first error */
    bool is_over; /* an error after which there are no more events */
    size_t flow_depth;    /* open [] and {} */
    rh_yaml_spots *spots; /* NULL: not wanted */
} composer;

#define ADD(c, what, span, ...)                                                                                        \
    do {                                                                                                               \
        rh_diags_add((c)->diags, (what), (span), __VA_ARGS__);                                                         \
        if ((c)->code == RH_OK) (c)->code = (what);                                                                    \
    } while (0)

static rh_span span_of(const composer *c, yaml_mark_t mark)
{
    return rh_yaml__span(&c->text, rh_yaml__offset(&c->text, mark.index));
}

static void *nomem(composer *c)
{
    ADD(c, RH_NOMEM, (rh_span){.file = c->text.file}, "no memory");
    c->is_over = true;
    return NULL;
}

/* ---- syntax errors ---- */

static void add_reader_error(composer *c)
{
    const size_t at = c->text.begin + c->parser.problem_offset;
    ADD(c, RH_YAML_ENCODING, rh_yaml__span(&c->text, at), "character U+%04X at offset %zu is not allowed in YAML",
        (unsigned)c->parser.problem_value, at);
}

static void add_syntax_error(composer *c)
{
    const yaml_parser_t *p = &c->parser;
    const size_t at = rh_yaml__offset(&c->text, p->problem_mark.index);
    const rh_span span = rh_yaml__span(&c->text, at);
    if (at < c->text.bytes.len && c->text.bytes.ptr[at] == '\t') {
        ADD(c, RH_YAML_SYNTAX, span, "a tab cannot indent, expected spaces");
    } else if (p->context != NULL) {
        const rh_span begun = span_of(c, p->context_mark);
        ADD(c, RH_YAML_SYNTAX, span, "%s %s begun at %u:%u", p->problem, p->context, begun.line, begun.col);
    } else {
        ADD(c, RH_YAML_SYNTAX, span, "%s", p->problem != NULL ? p->problem : "syntax error");
    }
}

/* The next event, to be deleted by the caller; false at an error. */
static bool next(composer *c, yaml_event_t *event)
{
    if (c->is_over) return false;
    if (yaml_parser_parse(&c->parser, event)) return true;
    c->is_over = true;
    if (c->parser.error == YAML_MEMORY_ERROR) nomem(c);
    else if (c->parser.error == YAML_READER_ERROR) add_reader_error(c);
    else add_syntax_error(c);
    return false;
}

/* ---- nodes ---- */

static const rh_node *compose(composer *c, const yaml_event_t *event, size_t depth);

static rh_node *new_node(composer *c, rh_node_kind kind, yaml_mark_t mark)
{
    rh_node *node = RH_NEW(c->keep, rh_node);
    if (node == NULL) return nomem(c);
    node->kind = kind;
    node->span = span_of(c, mark);
    return node;
}

static void refuse_properties(composer *c, const yaml_event_t *event, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    const rh_span span = span_of(c, event->start_mark);
    if (anchor != NULL)
        ADD(c, RH_YAML_ALIAS, span, "anchor &%.60s is refused: write the value where it is used", (const char *)anchor);
    if (tag != NULL)
        ADD(c, RH_YAML_TAG, span, "tag %s is refused: quote a text that begins with !",
            rh_show(c->keep, rh_str_of((const char *)tag), 60).ptr);
}

static rh_yaml_style style_of(yaml_scalar_style_t style)
{
    switch ((int)style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: return RH_YAML_SINGLE;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return RH_YAML_DOUBLE;
    case YAML_LITERAL_SCALAR_STYLE: return RH_YAML_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE: return RH_YAML_FOLDED;
    default: return RH_YAML_PLAIN;
    }
}

static bool keep_spot(composer *c, const rh_node *node, const rh_yaml_scalar *scalar)
{
    const rh_yaml_spot spot = {.node = node,
                               .style = scalar->style,
                               .is_flow = c->flow_depth > 0,
                               .from = (uint32_t)scalar->from,
                               .to = (uint32_t)scalar->to};
    return c->spots == NULL || RH_PUSH(c->keep, c->spots, spot);
}

/* A scalar's start mark stands at its anchor or tag, if it has one; those are refused, so it need not be found. */
static const rh_node *compose_scalar(composer *c, const yaml_event_t *event)
{
    rh_node *node = new_node(c, RH_NODE_SCALAR, event->start_mark);
    if (node == NULL) return NULL;
    refuse_properties(c, event, event->data.scalar.anchor, event->data.scalar.tag);
    const rh_yaml_scalar scalar = {
        .style = style_of(event->data.scalar.style),
        .from = rh_yaml__offset(&c->text, event->start_mark.index),
        .to = rh_yaml__offset(&c->text, event->end_mark.index),
        .value = rh_arena_str(c->keep, (rh_str){(const char *)event->data.scalar.value, event->data.scalar.length}),
    };
    node->is_plain = scalar.style == RH_YAML_PLAIN;
    node->text = scalar.value;
    if (scalar.value.ptr == NULL || !rh_yaml__lines(node, c->keep, &c->text, &scalar)) return nomem(c);
    if (!keep_spot(c, node, &scalar)) return nomem(c);
    return node;
}

static const rh_node *compose_alias(composer *c, const yaml_event_t *event)
{
    rh_node *node = new_node(c, RH_NODE_SCALAR, event->start_mark);
    if (node == NULL) return NULL;
    ADD(c, RH_YAML_ALIAS, node->span, "alias *%.60s is refused: write the value out",
        (const char *)event->data.alias.anchor);
    node->is_plain = true;
    node->text = RH_STR("");
    return node;
}

static const rh_node *compose_list(composer *c, const yaml_event_t *event, size_t depth)
{
    RH_VEC(const rh_node *) items = {0};
    rh_node *list = new_node(c, RH_NODE_LIST, event->start_mark);
    if (list == NULL) return NULL;
    refuse_properties(c, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    for (yaml_event_t e; next(c, &e); yaml_event_delete(&e)) {
        if (e.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&e);
            list->items = items.at;
            list->n_items = items.n;
            return list;
        }
        const rh_node *item = compose(c, &e, depth + 1);
        if (item != NULL && !RH_PUSH(c->keep, &items, item)) nomem(c);
    }
    return NULL;
}

enum { SMALL_MAP = 16 };

typedef struct open_map {
    RH_VEC(rh_node_pair) pairs;
    rh_map seen; /* key to its index in pairs, from SMALL_MAP pairs on */
} open_map;

static uint32_t find_key(const open_map *map, rh_str key)
{
    if (map->pairs.n > SMALL_MAP) return rh_map_get(&map->seen, key);
    for (size_t i = 0; i < map->pairs.n; i++)
        if (rh_str_eq(map->pairs.at[i].key->text, key)) return (uint32_t)i;
    return RH_MAP_NONE;
}

/* Keeps the index of the pair just added. */
static bool index_keys(composer *c, open_map *map)
{
    if (map->pairs.n <= SMALL_MAP) return true;
    for (size_t i = map->pairs.n == SMALL_MAP + 1 ? 0 : map->pairs.n - 1; i < map->pairs.n; i++)
        if (!rh_map_set(&map->seen, c->keep, map->pairs.at[i].key->text, (uint32_t)i)) return false;
    return true;
}

/* Whether the key may stand in the map. */
static bool accept_key(composer *c, open_map *map, const rh_node *key)
{
    if (key->kind != RH_NODE_SCALAR) {
        ADD(c, RH_YAML_SYNTAX, key->span, "a key is a %s, expected text", key->kind == RH_NODE_LIST ? "list" : "map");
        return false;
    }
    if (key->is_plain && rh_str_eq(key->text, RH_STR("<<"))) {
        ADD(c, RH_YAML_ALIAS, key->span, "merge key << is refused: write the keys out");
        return false;
    }
    const uint32_t first = find_key(map, key->text);
    if (first == RH_MAP_NONE) return true;
    const rh_span at = map->pairs.at[first].key->span;
    ADD(c, RH_YAML_DUPLICATE_KEY, key->span, "key \"%.*s\" stands twice, first at %u:%u",
        RH_ARG(rh_show(c->keep, key->text, 80)), at.line, at.col);
    return false;
}

static void add_pair(composer *c, open_map *map, const rh_node *key, const rh_node *value)
{
    if (value == NULL || !accept_key(c, map, key)) return;
    if (!RH_PUSH(c->keep, &map->pairs, (rh_node_pair){key, value}) || !index_keys(c, map)) nomem(c);
}

static const rh_node *compose_map(composer *c, const yaml_event_t *event, size_t depth)
{
    open_map open = {0};
    rh_node *map = new_node(c, RH_NODE_MAP, event->start_mark);
    if (map == NULL) return NULL;
    refuse_properties(c, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    const rh_node *key = NULL;
    for (yaml_event_t e; next(c, &e); yaml_event_delete(&e)) {
        if (e.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&e);
            map->pairs = open.pairs.at;
            map->n_pairs = open.pairs.n;
            return map;
        }
        const rh_node *node = compose(c, &e, depth + 1);
        if (key == NULL) {
            key = node;
        } else {
            add_pair(c, &open, key, node);
            key = NULL;
        }
    }
    return NULL;
}

static bool is_flow(const yaml_event_t *event)
{
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    return event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
}

/* The node that begins with the event; NULL only when composing is over. Recursion ends at RH_LIMIT_DEPTH. */
static const rh_node *compose(composer *c, const yaml_event_t *event, size_t depth)
{
    if (depth > RH_LIMIT_DEPTH) {
        ADD(c, RH_YAML_DEPTH, span_of(c, event->start_mark), "nesting over %d levels", RH_LIMIT_DEPTH);
        c->is_over = true;
        return NULL;
    }
    const rh_node *node = NULL;
    const size_t flow_depth = c->flow_depth;
    c->flow_depth += is_flow(event);
    switch ((int)event->type) {
    case YAML_SCALAR_EVENT: node = compose_scalar(c, event); break;
    case YAML_ALIAS_EVENT: node = compose_alias(c, event); break;
    case YAML_SEQUENCE_START_EVENT: node = compose_list(c, event, depth); break;
    case YAML_MAPPING_START_EVENT: node = compose_map(c, event, depth); break;
    default: break;
    }
    c->flow_depth = flow_depth;
    return node;
}

/* ---- documents ---- */

static void refuse_directives(composer *c, const yaml_event_t *event)
{
    const bool has_tags = event->data.document_start.tag_directives.start !=
                          event->data.document_start.tag_directives.end;
    if (has_tags || event->data.document_start.version_directive != NULL)
        ADD(c, RH_YAML_TAG, span_of(c, event->start_mark), "directives are refused: begin with the content");
}

static const rh_node *compose_stream(composer *c)
{
    const rh_node *root = NULL;
    for (yaml_event_t e; next(c, &e); yaml_event_delete(&e)) {
        switch ((int)e.type) {
        case YAML_STREAM_END_EVENT: c->is_over = true; break;
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT: break;
        case YAML_DOCUMENT_START_EVENT:
            if (root != NULL) {
                ADD(c, RH_YAML_DOCUMENTS, span_of(c, e.start_mark), "a second document begins, expected one");
                c->is_over = true;
            }
            refuse_directives(c, &e);
            break;
        default: root = compose(c, &e, 1); break;
        }
    }
    if (root == NULL && c->code == RH_OK)
        ADD(c, RH_YAML_DOCUMENTS, rh_yaml__span(&c->text, c->text.begin), "the file is empty, expected a map");
    return root;
}

rh_code rh_yaml_compose(const rh_node **out, rh_arena *keep, rh_str file, rh_str bytes, rh_diags *diags)
{
    return rh_yaml_compose_spots(out, NULL, keep, file, bytes, diags);
}

rh_code rh_yaml_compose_spots(const rh_node **out, rh_yaml_spots *spots, rh_arena *keep, rh_str file, rh_str bytes,
                              rh_diags *diags)
{
    composer c = {.keep = keep, .diags = diags, .spots = spots};
    const rh_code code = rh_yaml__text(&c.text, keep, file, bytes, diags);
    if (code != RH_OK) return code;
    if (!yaml_parser_initialize(&c.parser)) return rh_diags_add(diags, RH_NOMEM, (rh_span){.file = file}, "no memory");
    const rh_str body = rh_str_slice(bytes, c.text.begin, bytes.len);
    yaml_parser_set_encoding(&c.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&c.parser, (const unsigned char *)(body.ptr != NULL ? body.ptr : ""), body.len);
    const rh_node *root = compose_stream(&c);
    yaml_parser_delete(&c.parser);
    if (c.code == RH_OK) *out = root;
    return c.code;
}
