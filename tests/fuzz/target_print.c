/* What parses prints as text that parses, and prints the same again. */
#include "engine/expr/expr.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rh_arena keep;
    if (keep.host.take == NULL) keep = kit_arena();
    rh_diags diags;
    const rh_ast *ast, *again;
    rh_buf first, second;
    rh_arena_dispose(&keep); /* not kept: what an input reaches depends on it alone */
    rh_diags_init(&diags, &keep);
    if (rh_ast_parse(&ast, &keep, fuzz_text(data, size), NULL, &diags) != RH_OK) return 0;
    rh_buf_init(&first, &keep, 64 << 20);
    rh_buf_init(&second, &keep, 64 << 20);
    rh_ast_print(&first, ast);
    FUZZ_MUST(!first.failed);
    FUZZ_MUST(rh_ast_parse(&again, &keep, rh_buf_str(&first), NULL, &diags) == RH_OK);
    rh_ast_print(&second, again);
    FUZZ_MUST(rh_str_eq(rh_buf_str(&first), rh_buf_str(&second)));
    return 0;
}
