/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which walk answers how large the host's mapping is: a function of an address that returns a
 * level. The scenario says it with `define`:
 *
 * -DWALKER=name         its name, and that of its file; default host_pfn_mapping_level
 * -DWALKER_FOLDER=path  where the file is; default walkers. In walkers/through/ are those that run
 *                       a function as the scenario cuts it out of a kernel tree
 */
#ifndef WALKCHECK_KVM_HOST_LEVEL_H
#define WALKCHECK_KVM_HOST_LEVEL_H

#ifndef WALKER
#define WALKER host_pfn_mapping_level
#endif
#ifndef WALKER_FOLDER
#define WALKER_FOLDER walkers
#endif

/* A file name has no blanks. */
/* clang-format off */
#include __stringify(WALKER_FOLDER/WALKER.c)
/* clang-format on */

static int host_level(unsigned long hva)
{
	return WALKER(hva);
}

#endif
