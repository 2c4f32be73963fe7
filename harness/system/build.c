/* The build id, from the notes of the program as it was loaded. */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "harness/system/build.h"

#include <elf.h>
#include <link.h>

static size_t aligned(size_t n) { return (n + 3) & ~(size_t)3; }

/* The id among the notes of a segment; null: there is none. */
static rh_str find_id(const char *notes, size_t len)
{
    for (size_t at = 0; at + sizeof(ElfW(Nhdr)) <= len;) {
        ElfW(Nhdr) note;
        memcpy(&note, notes + at, sizeof note);
        const size_t name = at + sizeof note, id = name + aligned(note.n_namesz);
        if (id > len || note.n_descsz > len - id) break;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(notes + name, "GNU", 4) == 0)
            return (rh_str){notes + id, note.n_descsz};
        at = id + aligned(note.n_descsz);
    }
    return rh_str_null();
}

/* The program itself comes first; libraries are not looked at. */
static int look_at(struct dl_phdr_info *info, size_t size, void *ctx)
{
    rh_str *out = ctx;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum && out->ptr == NULL; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_NOTE) continue;
        const uintptr_t at = info->dlpi_addr + segment->p_vaddr;
        const char *notes;
        memcpy(&notes, &at, sizeof notes);
        *out = find_id(notes, segment->p_memsz);
    }
    return 1;
}

rh_str rh_build_id(void)
{
    rh_str id = rh_str_null();
    (void)dl_iterate_phdr(look_at, &id);
    return id;
}
