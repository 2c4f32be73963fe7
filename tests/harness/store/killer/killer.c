/* Preloaded into a program: counts the calls that change files, and kills the program before the call KILL_AT. With
 * KILL_LOG the kind of every call is written to that file, a line each. Built by check_kills.sh. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static void step(const char *kind)
{
    static atomic_long n;
    static const char *at, *log;
    const long i = atomic_fetch_add(&n, 1) + 1;
    if (i == 1) at = getenv("KILL_AT"), log = getenv("KILL_LOG");
    if (at != NULL && i == atol(at)) kill(getpid(), SIGKILL);
    if (log == NULL) return;
    const int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    syscall(SYS_write, fd, kind, strlen(kind));
    close(fd);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* What goes to a terminal or a pipe changes no file. */
static int is_file(int fd)
{
    return fd > 2;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (is_file(fd)) step("write\n");
    return syscall(SYS_write, fd, bytes, n);
}
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    step("write\n");
    return REAL(pwrite)(fd, bytes, n, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    step("write\n");
    return REAL(pwrite64)(fd, bytes, n, at);
}
int ftruncate(int fd, off_t size)
{
    step("truncate\n");
    return REAL(ftruncate)(fd, size);
}
int ftruncate64(int fd, off64_t size)
{
    step("truncate\n");
    return REAL(ftruncate64)(fd, size);
}
int fsync(int fd)
{
    step("sync\n");
    return REAL(fsync)(fd);
}
int fdatasync(int fd)
{
    step("sync\n");
    return REAL(fdatasync)(fd);
}
int rename(const char *from, const char *to)
{
    step("rename\n");
    return REAL(rename)(from, to);
}
int unlink(const char *path)
{
    step("unlink\n");
    return REAL(unlink)(path);
}
