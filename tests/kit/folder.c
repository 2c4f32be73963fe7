/* Temporary folders for tests. */
#include "tests/kit/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void must(int ok, const char *what)
{
    if (ok) return;
    perror(what);
    abort();
}

kit_folder kit_folder_make(void)
{
    kit_folder folder;
    const char *base = getenv("TMPDIR");
    const int n = snprintf(folder.path, sizeof folder.path, "%s/rehearse-testXXXXXX", base != NULL ? base : "/tmp");
    must(n > 0 && (size_t)n < sizeof folder.path && mkdtemp(folder.path) != NULL, "mkdtemp");
    return folder;
}

void kit_folder_remove(const kit_folder *folder)
{
    DIR *dir = opendir(folder->path);
    must(dir != NULL, folder->path);
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        kit_folder inner;
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        const int n = snprintf(inner.path, sizeof inner.path, "%s/%s", folder->path, e->d_name);
        must(n > 0 && (size_t)n < sizeof inner.path, e->d_name);
        if (lstat(inner.path, &st) != 0 && errno == ENOENT) continue; /* a folder that shrinks may list a name twice */
        if (S_ISDIR(st.st_mode)) kit_folder_remove(&inner);
        else must(unlink(inner.path) == 0, inner.path);
    }
    closedir(dir);
    must(rmdir(folder->path) == 0, folder->path);
}

const char *kit_folder_at(const kit_folder *folder, const char *name)
{
    static char paths[8][512];
    static unsigned next;
    char *path = paths[next++ % 8];
    const int n = snprintf(path, sizeof paths[0], "%s/%s", folder->path, name);
    must(n > 0 && (size_t)n < sizeof paths[0], name);
    return path;
}

const char *kit_folder_write(const kit_folder *folder, const char *name, const void *bytes, size_t n)
{
    const char *path = kit_folder_at(folder, name);
    FILE *f = fopen(path, "wb");
    must(f != NULL && fwrite(bytes, 1, n, f) == n && fclose(f) == 0, path);
    return path;
}

const char *kit_folder_text(const kit_folder *folder, const char *name, const char *text)
{
    return kit_folder_write(folder, name, text, strlen(text));
}
