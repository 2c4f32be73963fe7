/* Zones from /usr/share/zoneinfo. */
#include "harness/load/zoneinfo.h"

#include "engine/base/buf.h"
#include "engine/base/map.h"
#include "engine/base/show.h"
#include "engine/base/vec.h"
#include "harness/load/tree_insides.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

enum { NAME_BYTES_MAX = 80, FILE_BYTES_MAX = 1 << 20, ZONES_MAX = 4096 };

struct rh_zones {
    rh_arena arena; /* the lock guards it and what follows */
    pthread_mutex_t lock;
    int dir_fd;
    rh_str version;
    rh_map index; /* name to its place in at */
    RH_VEC(const rh_zone *) at;
};

/* ---- the version: "# version 2025b" begins tzdata.zi; older packages have a file +VERSION ---- */

static rh_str first_word(rh_str text)
{
    size_t n = 0;
    while (n < text.len && (unsigned char)text.ptr[n] > ' ') n++;
    return rh_str_slice(text, 0, n);
}

static rh_str read_version(rh_arena *keep, int dir_fd)
{
    rh_str text;
    const rh_str label = RH_STR("zoneinfo");
    const rh_str before = RH_STR("# version ");
    if (rh_file__read_at(&text, keep, dir_fd, "tzdata.zi", FILE_BYTES_MAX, label, NULL) == RH_OK &&
        rh_str_starts(text, before))
        return first_word(rh_str_slice(text, before.len, text.len));
    if (rh_file__read_at(&text, keep, dir_fd, "+VERSION", FILE_BYTES_MAX, label, NULL) == RH_OK &&
        first_word(text).len != 0)
        return first_word(text);
    return RH_STR("unknown");
}

/* ---- open, close ---- */

rh_code rh_zones_open(rh_zones **out, rh_host_memory memory, const char *dir, rh_err *err)
{
    if (dir == NULL) dir = RH_ZONEINFO_DIR;
    rh_zones *zones = memory.take(memory.ctx, sizeof *zones);
    if (zones == NULL) return rh_err_nomem(err);
    *zones = (rh_zones){.dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    rh_arena_init(&zones->arena, memory, 0);
    const bool is_missing = errno == ENOENT || errno == ENOTDIR;
    const char *why = strerror(errno);
    if (zones->dir_fd < 0 || pthread_mutex_init(&zones->lock, NULL) != 0) {
        const bool is_open = zones->dir_fd >= 0;
        if (is_open) close(zones->dir_fd);
        memory.give(memory.ctx, zones, sizeof *zones);
        if (is_open) return rh_err_nomem(err);
        if (!is_missing) return rh_err_set(err, RH_LOAD_IO, (rh_span){0}, "the zone database %s: %s", dir, why);
        return rh_err_set(err, RH_LOAD_MISSING, (rh_span){0}, "the zone database %s is not there: install tzdata", dir);
    }
    zones->version = read_version(&zones->arena, zones->dir_fd);
    *out = zones;
    return RH_OK;
}

void rh_zones_close(rh_zones *zones)
{
    if (zones == NULL) return;
    const rh_host_memory memory = zones->arena.host;
    close(zones->dir_fd);
    pthread_mutex_destroy(&zones->lock);
    rh_arena_dispose(&zones->arena);
    memory.give(memory.ctx, zones, sizeof *zones);
}

rh_str rh_zones_version(const rh_zones *zones)
{
    return zones->version;
}

/* ---- names ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_part_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '+';
}

/* Parts of letters, digits, _ - + joined by single slashes, so that there is no way out of the database. */
static bool is_zone_name(rh_str name)
{
    bool was_slash = true;
    if (name.len == 0 || name.len > NAME_BYTES_MAX || !(name.ptr[0] >= 'A' && name.ptr[0] <= 'Z')) return false;
    for (size_t i = 0; i < name.len; i++) {
        const bool is_slash = name.ptr[i] == '/';
        if (is_slash ? was_slash : !is_part_char(name.ptr[i])) return false;
        was_slash = is_slash;
    }
    return !was_slash;
}

/* "+05:30" to seconds east. */
static bool parse_offset(rh_str name, int32_t *out)
{
    if (name.len != 6 || (name.ptr[0] != '+' && name.ptr[0] != '-') || name.ptr[3] != ':') return false;
    for (size_t i = 1; i < 6; i++)
        if (i != 3 && !is_digit(name.ptr[i])) return false;
    const int32_t hours = (name.ptr[1] - '0') * 10 + (name.ptr[2] - '0'),
                  minutes = (name.ptr[4] - '0') * 10 + (name.ptr[5] - '0');
    if (hours > 23 || minutes > 59) return false;
    *out = (hours * 3600 + minutes * 60) * (name.ptr[0] == '-' ? -1 : 1);
    return true;
}

/* ---- reading ---- */

static void put_be32(rh_buf *buf, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8) rh_buf_byte(buf, (char)(v >> shift & 0xFF));
}

/* TZif of version 1 with one type and no transition: RFC 8536, section 3. */
static rh_str fixed_zone(rh_arena *keep, int32_t offset_s)
{
    rh_buf buf;
    rh_buf_init(&buf, keep, 256);
    rh_buf_put(&buf, RH_STR("TZif"));
    for (int i = 0; i < 16; i++) rh_buf_byte(&buf, '\0');
    static const uint32_t counts[] = {0, 0, 0, 0, 1, 4}; /* isut, isstd, leap, time, type, char */
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) put_be32(&buf, counts[i]);
    put_be32(&buf, (uint32_t)offset_s);
    rh_buf_put(&buf, (rh_str){"\0\0", 2}); /* no summer time, abbreviation at 0 */
    rh_buf_put(&buf, (rh_str){"FIX\0", 4});
    return rh_buf_str(&buf);
}

static rh_code read_file(rh_str *out, rh_zones *zones, rh_str name, rh_err *err)
{
    const rh_str label = rh_arena_str(&zones->arena, name);
    int fd = label.ptr != NULL ? openat(zones->dir_fd, label.ptr, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    if (label.ptr == NULL) return rh_err_nomem(err);
    if (fd < 0 && errno != ENOENT && errno != ENOTDIR)
        return rh_err_set(err, RH_LOAD_IO, (rh_span){0}, "time zone \"%.*s\": %s", RH_ARG(name), strerror(errno));
    if (fd < 0) return rh_err_set(err, RH_ZONE_UNKNOWN, (rh_span){0}, "time zone \"%.*s\" is unknown", RH_ARG(name));
    const rh_code code = rh_file__read_open(out, &zones->arena, fd, FILE_BYTES_MAX, label, err);
    close(fd);
    return code;
}

static rh_code read_zone(const rh_zone **out, rh_zones *zones, rh_str name, rh_err *err)
{
    rh_str bytes;
    int32_t offset_s;
    if (rh_str_eq(name, RH_STR("UTC"))) {
        *out = rh_zone_utc();
        return RH_OK;
    }
    if (parse_offset(name, &offset_s)) {
        bytes = fixed_zone(&zones->arena, offset_s);
    } else if (!is_zone_name(name)) {
        return rh_err_set(err, RH_ZONE_UNKNOWN, (rh_span){0},
                          "time zone \"%.*s\" is unknown, expected a name such as Europe/Berlin",
                          RH_ARG(rh_show(&zones->arena, rh_str_slice(name, 0, NAME_BYTES_MAX), SIZE_MAX)));
    } else {
        const rh_code code = read_file(&bytes, zones, name, err);
        if (code != RH_OK) return code;
    }
    const rh_str kept = rh_arena_str(&zones->arena, name);
    return kept.ptr != NULL ? rh_zone_read(out, &zones->arena, kept, bytes, err) : rh_err_nomem(err);
}

/* With the lock held. What is unknown is remembered too, so that an expression cannot make us read again and again. */
static rh_code get(const rh_zone **out, rh_zones *zones, rh_str name, rh_err *err)
{
    const uint32_t known = rh_map_get(&zones->index, name);
    if (known != RH_MAP_NONE && zones->at.at[known] != NULL) {
        *out = zones->at.at[known];
        return RH_OK;
    }
    if (zones->at.n >= ZONES_MAX)
        return rh_err_set(err, RH_ZONE_UNKNOWN, (rh_span){0}, "more than %d time zones are named", ZONES_MAX);
    const rh_zone *zone = NULL;
    const rh_code code = read_zone(&zone, zones, name, err);
    const rh_str key = known == RH_MAP_NONE ? rh_arena_str(&zones->arena, name) : rh_str_null();
    if (key.ptr != NULL && (!rh_map_set(&zones->index, &zones->arena, key, (uint32_t)zones->at.n) ||
                            !RH_PUSH(&zones->arena, &zones->at, zone)))
        return rh_err_nomem(err);
    if (code == RH_OK) *out = zone;
    return code;
}

rh_code rh_zones_get(const rh_zone **out, rh_zones *zones, rh_str name, rh_err *err)
{
    pthread_mutex_lock(&zones->lock);
    const rh_code code = get(out, zones, name, err);
    pthread_mutex_unlock(&zones->lock);
    return code;
}

const rh_zone *rh_zones_lookup(void *ctx, rh_str name)
{
    rh_zones *zones = ctx;
    const rh_zone *zone = NULL;
    pthread_mutex_lock(&zones->lock);
    const uint32_t known = rh_map_get(&zones->index, name);
    if (known != RH_MAP_NONE) zone = zones->at.at[known];
    else if (get(&zone, zones, name, NULL) != RH_OK) zone = NULL;
    pthread_mutex_unlock(&zones->lock);
    return zone;
}
