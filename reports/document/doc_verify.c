/* The document of `verify`. */
#include "reports/document/parts.h"

static rh_tone tone_of(rh_model_check_result result)
{
    return result == RH_MODEL_CHECK_HOLDS   ? RH_TONE_GOOD
           : result == RH_MODEL_CHECK_FAILS ? RH_TONE_BAD
                                            : RH_TONE_WARN;
}

static rh_doc_hero hero_of(rh_doc *doc, const rh_verify_report *verify)
{
    rh_doc_hero hero = {.label = RH_STR("Attestation"), .word = RH_STR("HOLDS"), .tone = RH_TONE_GOOD};
    hero.says = RH_STR("All eight checks hold: what it states is so.");
    if (verify->n_failed > 0) {
        hero.word = RH_STR("REFUSED");
        hero.tone = RH_TONE_BAD;
        hero.says = rh_doc_say(doc, "%.*s of 8: nothing in it is to be relied on.",
                               RH_ARG(rh_doc_plural(doc, verify->n_failed, "check fails", "checks fail")));
    } else if (verify->n_open > 0) {
        hero.word = RH_STR("NOT PROVEN");
        hero.tone = RH_TONE_WARN;
        hero.says = rh_doc_say(doc, "%.*s of 8 could not be judged.",
                               RH_ARG(rh_doc_plural(doc, verify->n_open, "check", "checks")));
    }
    return hero;
}

static void put_states(rh_doc *doc, rh_doc_hero *hero, const rh_verify_report *verify)
{
    enum { N = 4 };
    rh_doc_fact *facts = RH_NEW_N(doc->arena, N, rh_doc_fact);
    if (facts == NULL || !verify->has_statement) return;
    const rh_tone tones[] = {RH_TONE_GOOD, RH_TONE_WARN, RH_TONE_BAD};
    facts[0] = (rh_doc_fact){RH_STR("It states"), rh_doc_chip_cell(
        rh_str_of(rh_model_gate_verdict_name(verify->verdict)), tones[verify->verdict])};
    facts[1] = (rh_doc_fact){RH_STR("Of commit"), rh_doc_code_cell(verify->head.commit)};
    facts[2] = (rh_doc_fact){RH_STR("Against"), rh_doc_code_cell(verify->base.commit)};
    facts[3] = (rh_doc_fact){RH_STR("Until"), rh_doc_text_cell(verify->expires)};
    hero->facts = facts;
    hero->n_facts = N;
}

static void put_check(rh_doc *doc, rh_doc_table *table, const rh_verify_report *verify, int i)
{
    static const rh_doc_outcome outcomes[] = {RH_DOC_PASS, RH_DOC_FAIL, RH_DOC_SKIPPED};
    const rh_model_checked *checked = &verify->checks[i];
    const rh_str word = rh_str_of(rh_model_check_word((rh_model_check)i));
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_text_cell(rh_doc_sentence(doc, word));
    row[0].note = rh_str_of(rh_model_check_title((rh_model_check)i));
    row[1] = rh_doc_chip_cell(rh_str_of(rh_model_check_result_name(checked->result)), tone_of(checked->result));
    row[2] = rh_doc_text_cell(checked->says);
    rh_doc_check_put(doc, (rh_doc_check){.suite = RH_STR("verify"),
                                         .name = word,
                                         .outcome = outcomes[checked->result],
                                         .message = checked->result == RH_MODEL_CHECK_HOLDS ? rh_str_null()
                                                                                            : checked->says});
}

void rh_doc_of_verify(rh_doc *doc, rh_arena *arena, const rh_verify_report *verify)
{
    static const rh_doc_column columns[] = {{"Check", false, false}, {"Result", false, false}, {"Found", false, false}};
    rh_doc_begin(doc, arena, RH_STR("Verification of an attestation"), verify->name);
    rh_doc_hero hero = hero_of(doc, verify);
    put_states(doc, &hero, verify);
    rh_doc_hero_put(doc, &hero);
    rh_doc_section(doc, "checks", "Checks", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What was held against what"), columns, 3);
    if (table == NULL) return;
    for (int i = 0; i < RH_MODEL_N_CHECKS; i++) put_check(doc, table, verify, i);
}
