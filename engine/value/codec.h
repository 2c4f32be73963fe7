/* The binary form of values (value.h), for who reads it without making values of it: a tag, then varints (LEB128), raw
 * bytes, or the parts in turn. */
#ifndef RH_VALUE_CODEC_H
#define RH_VALUE_CODEC_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The format of stored blobs: never renumber. */
typedef enum rh_tag {
    RH_TAG_NULL = 0,
    RH_TAG_FALSE = 1,
    RH_TAG_TRUE = 2,
    RH_TAG_INT = 3,    /* zigzag varint */
    RH_TAG_UINT = 4,   /* varint */
    RH_TAG_DOUBLE = 5, /* 8 bytes, least first */
    RH_TAG_STRING = 6, /* varint length, bytes */
    RH_TAG_LIST = 7,   /* varint count, values */
    RH_TAG_MAP = 8     /* varint count, then key number (varint) and value, in the order of the keys */
} rh_tag;

/* Bytes that are read; what fails leaves it anywhere before the end. */
typedef struct rh_coded {
    const char *at, *end;
} rh_coded;

static inline size_t rh_coded_left(const rh_coded *in) { return (size_t)(in->end - in->at); }

bool rh_coded__long(rh_coded *in, uint64_t *out);

/* Most are of one byte. */
static inline bool rh_coded_number(rh_coded *in, uint64_t *out)
{
    if (in->at >= in->end || (unsigned char)*in->at >= 0x80) return rh_coded__long(in, out);
    *out = (unsigned char)*in->at++;
    return true;
}

/* A count of things that take at least one byte each. */
static inline bool rh_coded_count(rh_coded *in, uint32_t *out)
{
    uint64_t n;
    if (!rh_coded_number(in, &n) || n > UINT32_MAX || n > rh_coded_left(in)) return false;
    *out = (uint32_t)n;
    return true;
}

static inline int64_t rh_coded_signed(uint64_t zigzag)
{
    return (int64_t)(zigzag >> 1 ^ (zigzag & 1 ? UINT64_MAX : 0));
}

/* The bits of a double. */
static inline bool rh_coded_double(rh_coded *in, uint64_t *bits)
{
    const unsigned char *p = (const unsigned char *)in->at;
    if (rh_coded_left(in) < 8) return false;
    *bits = (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
            (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
    in->at += 8;
    return true;
}

#endif
