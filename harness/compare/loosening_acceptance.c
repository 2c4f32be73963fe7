/* What a changed entry is no longer held to: its acceptance tests. */
#include "harness/compare/loosening_insides.h"

static rh_str text_of(const rh_node *map, const char *key)
{
    const rh_node *value = rh_node_get(map, rh_str_of(key));
    return value != NULL && value->kind == RH_NODE_SCALAR ? value->text : rh_str_null();
}

static const rh_node *form_named(const rh_node *list, rh_str name)
{
    for (size_t i = 0; list != NULL && i < list->n_items; i++)
        if (rh_str_eq(text_of(list->items[i], "name"), name)) return list->items[i];
    return NULL;
}

static bool has_example(const rh_node *form, const rh_node *example)
{
    const rh_node *one = rh_node_get(form, RH_STR("example")), *many = rh_node_get(form, RH_STR("examples"));
    if (one != NULL && rh_node_same(one, example)) return true;
    for (size_t i = 0; many != NULL && i < many->n_items; i++)
        if (rh_node_same(many->items[i], example)) return true;
    return false;
}

static bool has_all_examples(const rh_node *base, const rh_node *head)
{
    const rh_node *one = rh_node_get(base, RH_STR("example")), *many = rh_node_get(base, RH_STR("examples"));
    bool ok = one == NULL || has_example(head, one);
    for (size_t i = 0; many != NULL && i < many->n_items && ok; i++) ok = has_example(head, many->items[i]);
    return ok;
}

static bool is_of_form(const rh_node *key)
{
    return !rh_str_eq(key->text, RH_STR("example")) && !rh_str_eq(key->text, RH_STR("examples"));
}

/* Whether two forms ask for the same, examples apart. */
static bool is_same_form(const rh_node *base, const rh_node *head)
{
    size_t n_base = 0, n_head = 0;
    for (size_t i = 0; i < base->n_pairs; i++) {
        if (!is_of_form(base->pairs[i].key)) continue;
        const rh_node *other = rh_node_get(head, base->pairs[i].key->text);
        if (other == NULL || !rh_node_same(base->pairs[i].value, other)) return false;
        n_base++;
    }
    for (size_t i = 0; i < head->n_pairs; i++) n_head += is_of_form(head->pairs[i].key);
    return n_base == n_head;
}

void rh_text__acceptance(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    for (size_t i = 0; base->acceptance != NULL && i < base->acceptance->n_items; i++) {
        const rh_node *old = base->acceptance->items[i];
        const rh_str name = text_of(old, "name");
        const rh_node *now = form_named(head->acceptance, name);
        const bool is_same = now != NULL && is_same_form(old, now);
        if (now == NULL)
            rh_text__find(j, RH_TEXT_LOOSENS, "acceptance", "acceptance test of %.*s is removed: %.*s",
                          RH_ARG(head->id), RH_ARG(name));
        else if (!has_all_examples(old, now))
            rh_text__find(j, RH_TEXT_LOOSENS, "acceptance", "acceptance test of %.*s has lost an example: %.*s",
                          RH_ARG(head->id), RH_ARG(name));
        else if (!is_same) /* more or less: the base's own test is run beside it and tells what fails */
            rh_text__find(j, RH_TEXT_UNKNOWN, "acceptance", "acceptance test of %.*s asks for something else: %.*s",
                          RH_ARG(head->id), RH_ARG(name));
    }
}
