/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The leaf that KVM has maps guest frames to what the host maps their addresses to, unless an
 * invalidation that will remove it is under way: retry_catches_stale for tdp_one_leaf.h.
 *
 * One leaf of the host, which the hardware could use, covers the whole of it. What is excused, and
 * for how long, is said in retry_catches_stale.c.
 */
void always(void)
{
	unsigned long level = the_leaf.level;
	struct mapping host;
	unsigned long first;

	if (!the_leaf.spte)
		return;
	first = __gfn_to_hva_memslot(&the_memslot, the_leaf.gfn);
	host = mapping_of(&the_mm, first);
	__wc_require(
	    (host.level >= (int)level && host.pfn == spte_to_pfn(the_leaf.spte) &&
	     host.accessible) ||
		invalidation_meets(&the_kvm, first, first + KVM_HPAGE_SIZE(level)) ||
		__wc_lock_is_taken(host.lock),
	    "a leaf of level %lu maps %#lx to frame %#lx, where the host has level %d and frame "
	    "%#lx, and no invalidation is in progress",
	    level, first, (unsigned long)spte_to_pfn(the_leaf.spte), host.level, host.pfn);
}
