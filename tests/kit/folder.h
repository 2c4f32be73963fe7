/* A temporary folder for one test: files are written into it and all of it is removed at the end. */
#ifndef RH_KIT_FOLDER_H
#define RH_KIT_FOLDER_H

#include <stddef.h>

typedef struct kit_folder {
    char path[256];
} kit_folder;

/* Below $TMPDIR or /tmp; the test ends when it cannot be made. */
kit_folder kit_folder_make(void);
/* Removes it with everything in it. */
void kit_folder_remove(const kit_folder *folder);
/* The path of `name` in the folder; borrowed until the eighth call after this one. */
const char *kit_folder_at(const kit_folder *folder, const char *name);
/* Writes n bytes (text: kit_folder_text) and gives the path, borrowed as above. */
const char *kit_folder_write(const kit_folder *folder, const char *name, const void *bytes, size_t n);
const char *kit_folder_text(const kit_folder *folder, const char *name, const char *text);

#endif
