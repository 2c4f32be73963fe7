/* Real git repositories for tests, made by the git command with a fixed identity and no settings of the machine. */
#ifndef RH_KIT_GIT_H
#define RH_KIT_GIT_H

#include "engine/base/str.h"

/* Runs `git -C dir ARGS` by the shell; the test ends when it fails. */
__attribute__((format(printf, 2, 3))) void kit_git(const char *dir, const char *format, ...);
/* The same with a commit date, in seconds since 1970. */
void kit_git_commit(const char *dir, const char *message, long at);
/* The first line that it prints; borrowed until the next call. */
__attribute__((format(printf, 2, 3))) const char *kit_git_line(const char *dir, const char *format, ...);
/* Runs a shell command in dir; its exit status. */
__attribute__((format(printf, 2, 3))) int kit_shell(const char *dir, const char *format, ...);

#endif
