/* Diagnostics on standard error. */
#include "harness/cli/say.h"

#include "engine/base/buf.h"
#include "harness/system/memory.h"
#include "reports/text/esc.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 1 << 16 };

/* One write for the whole text, so that lines of several processes do not mix. Nothing can be said about a failure. */
static void put(rh_str s)
{
    while (s.len > 0) {
        const ssize_t n = write(STDERR_FILENO, s.ptr, s.len);
        if (n <= 0) return;
        s = rh_str_slice(s, (size_t)n, s.len);
    }
}

static void put_place(rh_buf *out, rh_span span)
{
    if (span.file.ptr == NULL) {
        rh_buf_put(out, RH_STR("rehearse: "));
        return;
    }
    rh_esc_terminal(out, span.file);
    if (span.line > 0) rh_buf_printf(out, ":%" PRIu32, span.line);
    if (span.line > 0 && span.col > 0) rh_buf_printf(out, ":%" PRIu32, span.col);
    rh_buf_put(out, RH_STR(": "));
}

static void say(const rh_err *err, const char *kind, bool has_hint)
{
    rh_arena arena;
    rh_buf out, safe;
    rh_arena_init(&arena, rh_memory_host(), LINE_MAX_BYTES * 8);
    rh_buf_init(&out, &arena, LINE_MAX_BYTES);
    rh_buf_init(&safe, &arena, LINE_MAX_BYTES * 2);
    put_place(&out, err->span);
    rh_buf_printf(&out, "%s: %s", rh_code_id(err->code), kind);
    rh_esc_terminal(&out, rh_str_of(err->text[0] != '\0' ? err->text : rh_code_text(err->code)));
    rh_buf_byte(&out, '\n');
    if (has_hint && rh_code_hint(err->code)[0] != '\0') rh_buf_printf(&out, "  hint: %s\n", rh_code_hint(err->code));
    /* A CI system may take commands from lines of its log (X7). */
    rh_esc_ci_log(&safe, rh_buf_str(&out));
    const bool is_short = out.failed || safe.failed;
    put(is_short ? rh_str_of(rh_code_id(err->code)) : rh_buf_str(&safe));
    if (is_short) put(RH_STR(": no memory to say more\n"));
    rh_arena_dispose(&arena);
}

void rh_say_error(const rh_err *err) { say(err, "", true); }

/* A hint is the same for every diagnostic of a code: it stands once, behind the last of a row of them. */
static void say_all(const rh_err *at, size_t n, size_t n_all, const char *kind, const char *plural)
{
    for (size_t i = 0; i < n; i++) say(&at[i], kind, i + 1 == n || at[i + 1].code != at[i].code);
    if (n_all > n) rh_say("%zu of %zu %s shown", n, n_all, plural);
    /* Some are always kept, but for want of memory: then that is the cause. */
    if (n_all > 0 && n == 0) {
        rh_err cause = {0};
        rh_err_nomem(&cause);
        rh_say_error(&cause);
    }
}

void rh_say_diags(const rh_diags *diags, bool is_quiet)
{
    say_all(diags->errors, diags->n_errors_kept, diags->n_errors, "", "errors");
    if (!is_quiet) say_all(diags->warnings, diags->n_warnings_kept, diags->n_warnings, "warning: ", "warnings");
}

void rh_say(const char *format, ...)
{
    char line[1000];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(line, sizeof line - 1, format, args);
    va_end(args);
    if (n < 0) return;
    size_t length = (size_t)n < sizeof line - 1 ? (size_t)n : sizeof line - 2;
    line[length++] = '\n';
    put((rh_str){line, length});
}
