/* What the core itself gives to expressions, by the places of it behind the fields. */
#ifndef RH_PROGRAM_CORE_SLOTS_H
#define RH_PROGRAM_CORE_SLOTS_H

/* The slots behind the fields. */
typedef enum rh_core_slot {
#define X(NAME, name, type) RH_SLOT_##NAME,
#include "engine/program/core_slots.def"
#undef X
    RH_N_CORE_SLOTS
} rh_core_slot;

#endif
