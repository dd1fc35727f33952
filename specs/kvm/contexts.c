/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The walk of the host's tables in the contexts that it is called from, other than a fault's own
 * (F, fault.c). `entry` in the scenario says which, WALKER in its `define` which walk:
 * host_level.h.
 *
 * covered             C: mmu_lock is held, and under it a present leaf SPTE of the address was seen.
 *                     No change that KVM must be told of can be under way. Shadow paging in 6.1
 *                     (kvm_mmu_zap_collapsible_spte()), and the TDP MMU up to 5.19
 *                     (zap_collapsible_spte_range()), when they zap what could be mapped huge
 * fault_then_covered  the same, after this vCPU's own fault has seen to it that there is an SPTE
 * locked              L: mmu_lock is held, nothing was checked. The TDP MMU from 6.0 on, for the
 *                     same purpose
 * bare                N: nothing is held
 *
 * What becomes of the answer is left out. -DWRITE_LOCK=1 holds mmu_lock for write.
 */
#include "fault.c"

int covered(unsigned long address)
{
	gfn_t gfn = hva_to_gfn_memslot(address, &the_memslot);
	int level = PG_LEVEL_NONE;
	int mapped_level;

	fault_lock(&the_kvm);
	if (tdp_find_leaf(gfn, &mapped_level)) {
		__wc_cover("covered");
		level = host_level(address);
	}
	fault_unlock(&the_kvm);
	return level;
}

int fault_then_covered(unsigned long address)
{
	fault(address);
	return covered(address);
}

int locked(unsigned long address)
{
	int level;

	fault_lock(&the_kvm);
	level = host_level(address);
	fault_unlock(&the_kvm);
	return level;
}

int bare(unsigned long address)
{
	return host_level(address);
}
