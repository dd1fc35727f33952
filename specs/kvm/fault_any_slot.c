/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A vCPU's fault on a guest frame of any memslot: what of fault.c depends on how guest frames lie to
 * host addresses. The host page is found by the host address, the level is what the host has and
 * what the memslot allows, the retry check goes by the host address, and what is installed maps
 * guest frames. After kvm_faultin_pfn(), kvm_mmu_hugepage_adjust() and kvm_mmu_max_mapping_level()
 * of 6.1, arch/x86/kvm/mmu/mmu.c, and kvm_alloc_memslot_metadata(), arch/x86/kvm/x86.c, which fills
 * lpage_info: here its answer is computed where it is asked for.
 *
 * For -DTDP_ONE_LEAF=1: the table is tdp_one_leaf.h. Which walk, see host_level.h.
 * -DRETRY_BY_GFN=1  the retry check is given the guest frame for the host address; since 6.8, where
 *                   it wants the guest frame, the number of the host's page
 *
 * To be dropped:
 * lpage_info  the memslot allows every level
 */
#include "host_level.h"
#include "host_page.h"
#include "page_fault.h"
#include "retry.h"

#ifndef RETRY_BY_GFN
#define RETRY_BY_GFN 0
#endif

/*
 * Guest frames and host addresses are aligned alike, and all of the huge page is in the memslot.
 */
static bool allows(const struct kvm_memory_slot *slot, gfn_t gfn, int level)
{
	gfn_t mask = KVM_PAGES_PER_HPAGE(level) - 1;
	gfn_t user_gfn = slot->userspace_addr >> PAGE_SHIFT;

	return !((slot->base_gfn ^ user_gfn) & mask) & ((gfn & ~mask) >= slot->base_gfn) &
	       ((gfn | mask) < slot->base_gfn + slot->npages);
}

static int max_mapping_level(const struct kvm_memory_slot *slot, const struct kvm_page_fault *fault)
{
	int max_level = fault->max_level;

	if (!DROPPED(lpage_info)) {
		for (; max_level > PG_LEVEL_4K; max_level--) {
			if (allows(slot, fault->gfn, max_level))
				break;
		}
	}
	if (max_level == PG_LEVEL_4K)
		return PG_LEVEL_4K;
	return min(host_level(fault->hva), max_level);
}

static void install(struct kvm_page_fault *fault)
{
	gfn_t mask;

	fault->goal_level = max_mapping_level(&the_memslot, fault);
	mask = KVM_PAGES_PER_HPAGE(fault->goal_level) - 1;
	the_leaf.gfn = fault->gfn & ~mask;
	the_leaf.level = fault->goal_level;
	WRITE_ONCE(the_leaf.spte,
		   make_spte(fault->goal_level, fault->pfn & ~mask, fault->map_writable));
	__wc_cover("installed");
}

static bool is_stale(struct kvm *kvm, const struct kvm_page_fault *fault)
{
#if WALKCHECK_KERNEL >= 608
	gfn_t compared = RETRY_BY_GFN ? fault->hva >> PAGE_SHIFT : fault->gfn;

	return mmu_invalidate_retry_gfn(kvm, fault->mmu_seq, compared);
#else
	unsigned long compared = RETRY_BY_GFN ? fault->gfn : fault->hva;

	return mmu_invalidate_retry_hva(kvm, fault->mmu_seq, compared);
#endif
}

int fault_any_slot(unsigned long address)
{
	struct kvm_page_fault fault = {
	    .gfn = hva_to_gfn_memslot(address, &the_memslot),
	    .hva = address & PAGE_MASK,
	    .write = true,
	    .max_level = KVM_MAX_HUGEPAGE_LEVEL,
	};
	struct kvm *kvm = &the_kvm;
	int ret = RET_PF_RETRY;

	fault.mmu_seq = kvm->mmu_invalidate_seq;
	smp_rmb();
	if (!find_host_page(&fault))
		return RET_PF_RETRY;
	read_lock(&kvm->mmu_lock);
	if (is_stale(kvm, &fault)) {
		__wc_cover("retried");
	} else {
		install(&fault);
		ret = RET_PF_FIXED;
	}
	read_unlock(&kvm->mmu_lock);
	return ret;
}
