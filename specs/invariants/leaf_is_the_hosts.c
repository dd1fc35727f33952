/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's leaf maps guest frames to the frames that the host has at their addresses, unless an
 * invalidation that will remove the leaf is under way: retry_catches_stale for tdp_one_leaf.h.
 *
 * kvm_leaf.h says when a leaf is true, what is excused, and for how long.
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
