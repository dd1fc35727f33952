/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a fault fills KVM's second-level table: kvm_tdp_mmu_map() and what it calls, after
 * arch/x86/kvm/mmu/tdp_mmu.c of 6.1. Every change is a compare-and-exchange, since other faults
 * fill the table at the same time; whoever loses tries again.
 *
 * A table whose place a huge leaf takes is emptied as in handle_removed_pt(), but only entries that
 * some fault is after are frozen: the others stay as they are, and nobody looks at them. Such a
 * table is not used again, where the kernel would make a new one: see tdp_mmu.h. NX huge pages,
 * MMIO and prefetching are left out.
 *
 * A table may even be linked for a goal of PG_LEVEL_NONE, which is never reached: as in the kernel
 * it then stands in a 4K entry, where the hardware takes it for the guest's page.
 */
#ifndef WALKCHECK_KVM_TDP_MMU_MAP_H
#define WALKCHECK_KVM_TDP_MMU_MAP_H

#include "page_fault.h"

/* The entries that some fault is after: not the kernel's, see above. */
u64 the_tdp_wanted[TDP_ROOT_LEVEL][SPTE_ENT_PER_PAGE];

static void tdp_want_entries(struct kvm_page_fault *fault)
{
	int level;

	for (level = TDP_ROOT_LEVEL - 1; level >= max(fault->goal_level, PG_LEVEL_4K); level--)
		WRITE_ONCE(the_tdp_wanted[level][spte_index(fault->gfn, level)], 1);
}

/* Says which guest frames the table serves; it can serve no others. */
static void tdp_use_table(int level, gfn_t gfn)
{
	u64 mine = (gfn & -tdp_table_pages(level)) | TDP_TABLE_USED;
	u64 before;

	if (level == PG_LEVEL_NONE)
		return;
	before = cmpxchg(&the_tdp_gfns[level], 0, mine);
	BUG_ON(before && before != mine);
}

static void handle_removed_pt(u64 *spt, int level);

static void handle_changed_spte(u64 old_spte, u64 new_spte, int level)
{
	u64 *child = spte_to_child_pt(old_spte, level);

	if (child && !spte_to_child_pt(new_spte, level))
		handle_removed_pt(child, level - 1);
}

static void handle_removed_pt(u64 *spt, int level)
{
	unsigned long i;
	u64 old_spte;

	for_each_spte_index(i, 0, SPTE_ENT_PER_PAGE - 1)
	{
		if (!READ_ONCE(the_tdp_wanted[level][i]))
			continue;
		/* Frozen by another CPU for a moment: spins until it is not. */
		while (is_removed_spte(old_spte = xchg(&spt[i], REMOVED_SPTE)))
			cpu_relax();
		handle_changed_spte(old_spte, REMOVED_SPTE, level);
	}
	WRITE_ONCE(the_tdp_gfns[level], the_tdp_gfns[level] | TDP_TABLE_REMOVED);
}

static int tdp_mmu_set_spte_atomic(u64 *sptep, u64 old_spte, u64 new_spte, int level)
{
	if (cmpxchg(sptep, old_spte, new_spte) != old_spte)
		return -EBUSY;
	handle_changed_spte(old_spte, new_spte, level);
	return 0;
}

static int tdp_mmu_zap_spte_atomic(u64 *sptep, u64 old_spte, int level)
{
	if (tdp_mmu_set_spte_atomic(sptep, old_spte, REMOVED_SPTE, level))
		return -EBUSY;
	WRITE_ONCE(*sptep, 0);
	return 0;
}

static int tdp_mmu_link_sp(u64 *sptep, u64 old_spte, int level, gfn_t gfn)
{
	u64 spte = make_nonleaf_spte(TDP_TABLE_PFN + level - 1);

	tdp_use_table(level - 1, gfn);
	return tdp_mmu_set_spte_atomic(sptep, old_spte, spte, level);
}

/* One step down towards the goal: the table below, linked if need be; NULL if another CPU won. */
static u64 *tdp_step_down(u64 *sptep, int level, gfn_t gfn)
{
	u64 spte = READ_ONCE(*sptep);

	if (is_shadow_present_pte(spte) && is_large_pte(spte)) {
		if (tdp_mmu_zap_spte_atomic(sptep, spte, level))
			return NULL;
		spte = READ_ONCE(*sptep);
	}
	if (!is_shadow_present_pte(spte)) {
		if (is_removed_spte(spte) || tdp_mmu_link_sp(sptep, spte, level, gfn))
			return NULL;
	}
	return spte_to_child_pt(READ_ONCE(*sptep), level);
}

static int tdp_mmu_map_target(struct kvm_page_fault *fault, u64 *sptep)
{
	u64 new_spte = make_spte(fault->goal_level, fault->pfn, fault->map_writable);
	u64 old_spte = READ_ONCE(*sptep);

	if (is_removed_spte(old_spte))
		return RET_PF_RETRY;
	if (new_spte == old_spte)
		return RET_PF_SPURIOUS;
	if (tdp_mmu_set_spte_atomic(sptep, old_spte, new_spte, fault->goal_level))
		return RET_PF_RETRY;
	return RET_PF_FIXED;
}

static int tdp_mmu_map(struct kvm_page_fault *fault)
{
	u64 *spt = the_tdp.spt[TDP_ROOT_LEVEL];
	int level;

	for (level = TDP_ROOT_LEVEL; level >= PG_LEVEL_4K; level--) {
		u64 *sptep = &spt[spte_index(fault->gfn, level)];

		if (level == fault->goal_level)
			return tdp_mmu_map_target(fault, sptep);
		spt = tdp_step_down(sptep, level, fault->gfn);
		if (!spt)
			break;
	}
	return RET_PF_RETRY;
}

static int kvm_tdp_mmu_map(struct kvm_page_fault *fault)
{
	int ret;

	tdp_use_table(TDP_ROOT_LEVEL, fault->gfn);
	tdp_want_entries(fault);
	rcu_read_lock();
	ret = tdp_mmu_map(fault);
	rcu_read_unlock();
	return ret;
}

#endif
