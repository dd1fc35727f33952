/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A vCPU's fault on a guest page that KVM has not mapped, from the sampled sequence to the SPTE:
 * direct_page_fault(), kvm_faultin_pfn() and kvm_mmu_hugepage_adjust() of 6.1,
 * arch/x86/kvm/mmu/mmu.c. The walk of the host's tables is in context F: mmu_lock is held, and the
 * retry check said fresh under it.
 *
 * The memslot is large enough for every huge page and write-tracked nowhere. Where the host has no
 * accessible mapping the fault gives up, see host_page.h. With mmu_lock held for write it still
 * maps into the TDP MMU's table: the shadow MMU has none of its own here.
 *
 * Which walk, see host_level.h; how the page is found, host_page.h. How the fault is:
 * -DREAD_FAULT=1          the guest reads: a read-only host mapping will do
 * -DMAX_LEVEL=n           no larger than this level; default 3, which is 1G
 * -DWRITE_LOCK=1          mmu_lock is held for write, as for the shadow MMU
 * -DPLAIN_RETRY=1         mmu_invalidate_retry(), which does not look at the range
 * -DRETRY_OF_TREE=1       either retry function as the scenario cuts it out of a kernel tree
 * -DDEBUG_VM=1            the kernel's own check of the page frame's alignment
 *
 * Steps of the protection that can be dropped, with `drop` of the scenario; what happens then:
 * retry                 no retry check
 * sample_before_page    the sequence is sampled when the page is already found
 * lock_before_retry     the retry check comes before mmu_lock is taken
 * lock_until_installed  mmu_lock is given back before the SPTE is installed
 * fault_lock            mmu_lock is not taken at all
 * retry_before_level    the walk comes before mmu_lock and the retry check: as good
 */
#include "host_level.h"
#include "host_page.h"
#include "page_fault.h"
#include "tdp_mmu_map.h"

#ifndef READ_FAULT
#define READ_FAULT 0
#endif
#ifndef MAX_LEVEL
#define MAX_LEVEL KVM_MAX_HUGEPAGE_LEVEL
#endif
#ifndef WRITE_LOCK
#define WRITE_LOCK 0
#endif
#ifndef PLAIN_RETRY
#define PLAIN_RETRY 0
#endif
#ifndef RETRY_OF_TREE
#define RETRY_OF_TREE 0
#endif
#ifndef DEBUG_VM
#define DEBUG_VM 0
#endif

#if !RETRY_OF_TREE
#include "retry.h"
#endif

static void fault_lock(struct kvm *kvm)
{
	if (DROPPED(fault_lock))
		return;
	if (WRITE_LOCK)
		write_lock(&kvm->mmu_lock);
	else
		read_lock(&kvm->mmu_lock);
}

static void fault_unlock(struct kvm *kvm)
{
	if (DROPPED(fault_lock))
		return;
	if (WRITE_LOCK)
		write_unlock(&kvm->mmu_lock);
	else
		read_unlock(&kvm->mmu_lock);
}

static int kvm_faultin_pfn(struct kvm *kvm, struct kvm_page_fault *fault)
{
	if (!DROPPED(sample_before_page)) {
		fault->mmu_seq = kvm->mmu_invalidate_seq;
		smp_rmb();
	}
	if (!find_host_page(fault)) {
		__wc_cover("no_page");
		return RET_PF_RETRY;
	}
	if (DROPPED(sample_before_page)) {
		smp_rmb();
		fault->mmu_seq = kvm->mmu_invalidate_seq;
	}
	return RET_PF_CONTINUE;
}

static bool is_page_fault_stale(struct kvm *kvm, struct kvm_page_fault *fault)
{
	int stale = 0;

#if DROPPED(retry)
	(void)kvm;
	(void)fault;
#elif PLAIN_RETRY
	stale = mmu_invalidate_retry(kvm, fault->mmu_seq);
#elif WALKCHECK_KERNEL >= 608
	stale = mmu_invalidate_retry_gfn(kvm, fault->mmu_seq, fault->gfn);
#else
	stale = mmu_invalidate_retry_hva(kvm, fault->mmu_seq, fault->hva);
#endif
	if (stale)
		__wc_cover("retried");
	return stale;
}

static int kvm_mmu_max_mapping_level(struct kvm_page_fault *fault)
{
	if (fault->max_level == PG_LEVEL_4K)
		return PG_LEVEL_4K;
	return min(host_level(fault->hva), fault->max_level);
}

static void kvm_mmu_hugepage_adjust(struct kvm_page_fault *fault)
{
	kvm_pfn_t mask;

	if (!DROPPED(retry_before_level))
		fault->req_level = kvm_mmu_max_mapping_level(fault);
	if (fault->req_level != PG_LEVEL_4K)
		fault->goal_level = fault->req_level;
	__wc_event("levels_chosen", (unsigned long)fault->req_level,
		   (unsigned long)fault->goal_level);
	if (fault->goal_level == PG_LEVEL_4K)
		return;
	mask = KVM_PAGES_PER_HPAGE(fault->goal_level) - 1;
	if (DEBUG_VM)
		VM_BUG_ON((fault->gfn & mask) != (fault->pfn & mask));
	fault->pfn &= ~mask;
}

static int direct_map(struct kvm *kvm, struct kvm_page_fault *fault)
{
	int ret;

	kvm_mmu_hugepage_adjust(fault);
	if (DROPPED(lock_until_installed))
		fault_unlock(kvm);
	ret = kvm_tdp_mmu_map(fault);
	if (!DROPPED(lock_until_installed))
		fault_unlock(kvm);
	if (ret == RET_PF_RETRY)
		__wc_cover("install_lost");
	else
		__wc_cover("installed");
	return ret;
}

static int direct_page_fault(struct kvm *kvm, struct kvm_page_fault *fault)
{
	int ret = kvm_faultin_pfn(kvm, fault);

	if (ret != RET_PF_CONTINUE)
		return ret;
	if (DROPPED(retry_before_level))
		fault->req_level = kvm_mmu_max_mapping_level(fault);
	if (DROPPED(lock_before_retry) && is_page_fault_stale(kvm, fault))
		return RET_PF_RETRY;
	fault_lock(kvm);
	if (!DROPPED(lock_before_retry) && is_page_fault_stale(kvm, fault)) {
		fault_unlock(kvm);
		return RET_PF_RETRY;
	}
	return direct_map(kvm, fault);
}

int fault(unsigned long address)
{
	struct kvm_page_fault fault = {
	    .gfn = hva_to_gfn_memslot(address, &the_memslot),
	    .hva = address & PAGE_MASK,
	    .write = !READ_FAULT,
	    .max_level = MAX_LEVEL,
	    .req_level = PG_LEVEL_4K,
	    .goal_level = PG_LEVEL_4K,
	};

	return direct_page_fault(&the_kvm, &fault);
}
