/* Constant folding: a step that depends on nothing but its text is evaluated once, at load. */
#include "engine/expr/eval/machine.h"

uint32_t rh_pool__fold(rh_pool *pool, uint32_t step)
{
    const rh_step *s = &pool->steps.at[step];
    if (s->op == RH_STEP_CONST || (s->flags & RH_STEP_VARIES) != 0 || pool->facts.at[step].free_locals != 0)
        return step;
    rh_arena scratch;
    rh_arena_init(&scratch, pool->keep->host, 0);
    rh_eval ev = {.scratch = &scratch};
    rh_machine m;
    rh_machine__init(&m, pool, &ev);
    const rh_value v = rh_machine__run(&m, step);
    uint32_t folded = step;
    if (v.kind != RH_UNDECIDED) folded = rh_pool__const(pool, v, (uint32_t)m.cost);
    rh_arena_dispose(&scratch);
    return folded;
}
