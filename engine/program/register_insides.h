/* Inside the reader of the register: one file of the tree, one read_*.c. */
#ifndef RH_PROGRAM_REGISTER_INSIDES_H
#define RH_PROGRAM_REGISTER_INSIDES_H

#include "engine/program/reader.h"

/* ---- files, in the order in which they need each other ---- */

void rh_read__schema(rh_reader *r, const rh_node *root);
/* Adds the derived fields to those of the schema. */
void rh_read__health(rh_reader *r, const rh_node *root);
bool rh_read__is_of_health(rh_str field); /* one that health.yaml gives, where there is one */
void rh_read__roles(rh_reader *r, const rh_node *root);
void rh_read__states(rh_reader *r, const rh_node *root);
void rh_read__actions_file(rh_reader *r, const rh_node *root);
void rh_read__policy(rh_reader *r, const rh_node *root);
void rh_read__tiers(rh_reader *r, const rh_node *root);
void rh_read__events(rh_reader *r, const rh_node *root);
/* After fields and roles. */
void rh_read__monitors(rh_reader *r, const rh_node *root);
/* file is the path below cases/. False when there is nothing that could be an entry. */
bool rh_read__entry(rh_reader *r, rh_str file, const rh_node *root, rh_entry *out);

#endif
