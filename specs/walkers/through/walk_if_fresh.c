/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs mmu_invalidate_retry_hva() as it stands in a kernel tree (include/linux/kvm_host.h, 5.12 to
 * 6.7; since then mmu_invalidate_retry_gfn()) where the fault path has it: after the sequence was
 * sampled and mmu_lock taken, before the host walk. What the fault finds and installs is left out.
 *
 * -DPLAIN=1  mmu_invalidate_retry(), which does not look at the range
 */
#include <walkers/host_pfn_mapping_level.c>

#ifndef PLAIN
#define PLAIN 0
#endif

int walk_if_fresh(unsigned long address)
{
	unsigned long mmu_seq = the_kvm.mmu_invalidate_seq;
	int level = PG_LEVEL_NONE;
	int stale;

	smp_rmb();
	read_lock(&the_kvm.mmu_lock);
#if PLAIN
	stale = mmu_invalidate_retry(&the_kvm, mmu_seq);
#elif WALKCHECK_KERNEL >= 608
	stale =
	    mmu_invalidate_retry_gfn(&the_kvm, mmu_seq, hva_to_gfn_memslot(address, &the_memslot));
#else
	stale = mmu_invalidate_retry_hva(&the_kvm, mmu_seq, address);
#endif
	if (stale)
		__wc_cover("retried");
	else
		level = host_pfn_mapping_level(address);
	read_unlock(&the_kvm.mmu_lock);
	return level;
}
