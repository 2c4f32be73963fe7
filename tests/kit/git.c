/* Runs git. */
#include "tests/kit/git.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

static const char *const settings =
    "GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@example.com "
    "GIT_COMMITTER_NAME=Ann GIT_COMMITTER_EMAIL=ann@example.com LC_ALL=C";

static void must(int ok, const char *what)
{
    if (ok) return;
    fprintf(stderr, "failed: %s\n", what);
    abort();
}

static int run(const char *command)
{
    const int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

__attribute__((format(printf, 3, 0))) static void compose(char *out, size_t size, const char *format, va_list args)
{
    const int n = vsnprintf(out, size, format, args);
    must(n >= 0 && (size_t)n < size, format);
}

void kit_git(const char *dir, const char *format, ...)
{
    char args_text[2000], command[3000];
    va_list args;
    va_start(args, format);
    compose(args_text, sizeof args_text, format, args);
    va_end(args);
    snprintf(command, sizeof command,
             "%s git -C '%s' -c init.defaultBranch=main -c protocol.file.allow=always %s >/dev/null 2>&1", settings,
             dir, args_text);
    must(run(command) == 0, command);
}

void kit_git_commit(const char *dir, const char *message, long at)
{
    char command[2000];
    snprintf(command, sizeof command,
             "%s GIT_AUTHOR_DATE='%ld +0000' GIT_COMMITTER_DATE='%ld +0000' git -C '%s' commit -q --allow-empty -m "
             "'%s' >/dev/null 2>&1",
             settings, at, at, dir, message);
    must(run(command) == 0, command);
}

const char *kit_git_line(const char *dir, const char *format, ...)
{
    static char line[400];
    char args_text[2000], command[3000];
    va_list args;
    va_start(args, format);
    compose(args_text, sizeof args_text, format, args);
    va_end(args);
    snprintf(command, sizeof command, "%s git -C '%s' %s 2>/dev/null", settings, dir, args_text);
    FILE *out = popen(command, "r");
    must(out != NULL && fgets(line, sizeof line, out) != NULL, command);
    pclose(out);
    line[strcspn(line, "\n")] = '\0';
    return line;
}

int kit_shell(const char *dir, const char *format, ...)
{
    char script[2000], command[3000];
    va_list args;
    va_start(args, format);
    compose(script, sizeof script, format, args);
    va_end(args);
    snprintf(command, sizeof command, "cd '%s' && { %s; } >/dev/null 2>&1", dir, script);
    return run(command);
}
