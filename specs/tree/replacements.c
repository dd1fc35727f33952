/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What takes the place of kernel functions that the machine cannot run: compiled with the tree's own
 * headers and flags, and linked with the tree's files. Each is of the kernel's own type, so that a
 * kernel that has changed it does not compile here.
 *
 * Compared with the functions of 6.1 and 6.12 that each file names.
 */
#include "tree/world.h"

#include "tree/world.c"
#include "tree/interrupts.c"
#include "tree/rcu.c"
#include "tree/locks.c"
#include "tree/environment.c"
#include "tree/features.c"
#include "tree/pages.c"
#include "tree/complaints.c"
#include "tree/no_effect.c"
