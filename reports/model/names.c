/* The words of the models' enumerations, one table each. */
#include "reports/model/blame.h"
#include "reports/model/check.h"
#include "reports/model/gate.h"
#include "reports/model/journey.h"
#include "reports/model/log.h"
#include "reports/model/packet.h"
#include "reports/model/review.h"
#include "reports/model/verify.h"

#include "engine/base/assert.h"

static const char *word(const char *const *words, size_t n, size_t at)
{
    RH_ASSERT(at < n);
    return words[at];
}

#define WORD(words, at) word((words), sizeof(words) / sizeof *(words), (size_t)(at))

rh_model_quantity rh_model_mutants_score(const rh_model_mutants *mutants)
{
    return (rh_model_quantity){
        RH_MODEL_RATE, (int64_t)mutants->killed, (int64_t)(mutants->total - mutants->equivalent)};
}

const char *rh_model_way_name(rh_model_way way)
{
    static const char *const words[] = {"history", "example", "clean"};
    return WORD(words, way);
}

const char *rh_model_result_name(rh_model_result result)
{
    static const char *const words[] = {"pass", "fail", "unproven", "skipped"};
    return WORD(words, result);
}

const char *rh_model_change_class_name(rh_model_change_class cls)
{
    static const char *const words[] = {"loosened", "tightened", "rerouted", "retimed", "reworded", "mixed"};
    return WORD(words, cls);
}

const char *rh_model_verdict_name(rh_model_verdict verdict)
{
    static const char *const words[] = {"allow", "draft", "hold", "block"};
    return WORD(words, verdict);
}

const char *rh_model_row_kind_name(rh_model_row_kind kind)
{
    static const char *const words[] = {"observed", "automatic", "entry", "item"};
    return WORD(words, kind);
}

const char *rh_model_gate_verdict_name(rh_model_gate_verdict verdict)
{
    static const char *const words[] = {"GO", "HOLD", "NO-GO"};
    return WORD(words, verdict);
}

const char *rh_model_launch_name(rh_model_launch launch)
{
    static const char *const words[] = {NULL, "build", "narrow", "fix handoff first", "reject"};
    return WORD(words, launch);
}

const char *rh_model_tier_name(rh_model_tier tier)
{
    static const char *const words[] = {"critical", "supporting", "advisory"};
    return WORD(words, tier);
}

const char *rh_model_criterion_result_name(rh_model_criterion_result result)
{
    static const char *const words[] = {"pass", "fail", "inconclusive", "waived"};
    return WORD(words, result);
}

const char *rh_model_replayable(const rh_journey_report *journey)
{
    return journey->snapshots == 0 ? "exact" : journey->snapshots == journey->events ? "none" : "partial";
}

const char *rh_model_moment_kind_name(rh_model_moment_kind kind)
{
    static const char *const words[] = {"event", "fact", "record", "decision"};
    return WORD(words, kind);
}

const char *rh_model_severity_name(rh_model_severity severity)
{
    static const char *const words[] = {"error", "finding", "warning"};
    return WORD(words, severity);
}

const char *rh_model_packet_part_name(rh_model_packet_part part)
{
    static const char *const words[] = {
#define X(NAME, word) word,
#include "reports/model/packet_parts.def"
#undef X
    };
    return WORD(words, part);
}

const char *rh_model_side_state_name(rh_model_side_state state)
{
    static const char *const words[] = {"differs", "missing", "agrees"};
    return WORD(words, state);
}

const char *rh_model_answer_name(rh_model_answer answer)
{
    static const char *const words[] = {"stable", "weak", "unknown"};
    return WORD(words, answer);
}

const char *rh_model_listed_state_name(rh_model_listed_state state)
{
    static const char *const words[] = {"done", "open", "expired", "undated"};
    return WORD(words, state);
}

const char *rh_model_check_word(rh_model_check check)
{
    static const char *const words[] = {
#define X(NAME, word, title) word,
#include "reports/model/checks.def"
#undef X
    };
    return WORD(words, check);
}

const char *rh_model_check_title(rh_model_check check)
{
    static const char *const titles[] = {
#define X(NAME, word, title) title,
#include "reports/model/checks.def"
#undef X
    };
    return WORD(titles, check);
}

const char *rh_model_check_result_name(rh_model_check_result result)
{
    static const char *const words[] = {"holds", "fails", "open"};
    return WORD(words, result);
}

const char *rh_model_blame_result_name(rh_model_blame_result result)
{
    static const char *const names[] = {"found", "first", "end", "nothing"};
    return WORD(names, result);
}

const char *rh_model_log_verdict_name(rh_model_log_verdict verdict)
{
    static const char *const names[] = {"GO", "HOLD", "NO-GO", "does not load"};
    return WORD(names, verdict);
}

const char *rh_model_standing_name(rh_model_standing standing)
{
    static const char *const words[] = {"none", "within", "beyond", "unsure", "no sample"};
    return WORD(words, standing);
}

const char *rh_model_move_name(rh_model_move move)
{
    static const char *const words[] = {"none", "too few", "untested", "not shown", "better", "worse", "moved"};
    return WORD(words, move);
}

const char *rh_model_health_name(rh_model_health health)
{
    static const char *const words[] = {"fine", "weak", "unknown"};
    return WORD(words, health);
}

const char *rh_model_fix_action_name(rh_model_fix_action action)
{
    static const char *const words[] = {"data or trigger", "owner or route", "integration",
                                        "gate, threshold or prompt", "operating model"};
    return WORD(words, action - 1);
}
