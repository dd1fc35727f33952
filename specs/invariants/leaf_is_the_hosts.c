/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The leaf that KVM has maps guest frames to what the host maps their addresses to, unless an
 * invalidation that will remove it is under way: retry_catches_stale for tdp_one_leaf.h.
 *
 * When a leaf is true, what is excused, and for how long, is said in kvm_leaf.h.
 */
#include "kvm_leaf.h"

void always(void)
{
	int level = (int)the_leaf.level;
	struct mapping host;
	unsigned long first;

	if (!the_leaf.spte)
		return;
	first = __gfn_to_hva_memslot(&the_memslot, the_leaf.gfn);
	host = mapping_of(&the_mm, first);
	__wc_require(
	    leaf_may_stay(the_leaf.spte, level, first, &host),
	    "a leaf of level %d maps %#lx to frame %#lx, where the host has level %d and frame "
	    "%#lx, and no invalidation is in progress",
	    level, first, (unsigned long)spte_to_pfn(the_leaf.spte), host.level, host.pfn);
}
