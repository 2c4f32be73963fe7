/* Names that are about to go. */
#ifndef RH_VALUE_SHEET_H
#define RH_VALUE_SHEET_H
#include "engine/value/slab.h"
#define rh_sheet_column rh_slab_column
#define rh_sheet_part rh_slab_part
#define rh_sheet_kind rh_slab_kind
#define rh_sheet_words rh_slab_words
#define RH_SHEET_ROWS RH_SLAB_ROWS
#define RH_SHEET_ELEMENTS RH_SLAB_ELEMENTS
#define RH_SHEET_COLUMNS RH_SLAB_COLUMNS
#define RH_SHEET_NULL RH_SLAB_NULL
#define RH_SHEET_FALSE RH_SLAB_FALSE
#define RH_SHEET_TRUE RH_SLAB_TRUE
#define RH_SHEET_INT RH_SLAB_INT
#define RH_SHEET_DOUBLE RH_SLAB_DOUBLE
#define RH_SHEET_TEXT RH_SLAB_TEXT
#define RH_SHEET_LIST RH_SLAB_LIST
#define RH_SHEET_TABLE RH_SLAB_TABLE
#define RH_N_SHEET_KINDS RH_N_SLAB_KINDS
#endif
