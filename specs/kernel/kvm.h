/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's side: the lock, the invalidation state, one memslot. Stands for include/linux/kvm_host.h,
 * kvm_types.h and for arch/x86/include/asm/kvm_host.h.
 *
 * There is one VM, `the_kvm`, on the scenario's one address space, and one memslot, `the_memslot`.
 * Unless the scenario says otherwise ([variables]), it maps guest addresses to equal host addresses:
 * gfn << PAGE_SHIFT is the hva.
 * mmu_invalidate_retry() and its kin are not here, so that they can be cut out of a tree.
 *
 * Compared with these of 6.1 and 6.12. What differs between them: of what the range is that is
 * being invalidated, below. What differs here: members that others write stand in words of their
 * own, so some are wider; __gfn_to_hva_memslot() makes nothing else of a frame beyond the slot,
 * where array_index_nospec() there makes it the slot's first: nobody asks for one, the slot was
 * found by it.
 */
#ifndef WALKCHECK_KVM_H
#define WALKCHECK_KVM_H

#define KVM_NR_PAGE_SIZES 3
#define KVM_MAX_HUGEPAGE_LEVEL PG_LEVEL_1G
#define KVM_HPAGE_GFN_SHIFT(level) (((level)-1) * 9)
#define KVM_HPAGE_SHIFT(level) (PAGE_SHIFT + KVM_HPAGE_GFN_SHIFT(level))
#define KVM_HPAGE_SIZE(level) (1UL << KVM_HPAGE_SHIFT(level))
#define KVM_HPAGE_MASK(level) (~(KVM_HPAGE_SIZE(level) - 1))
#define KVM_PAGES_PER_HPAGE(level) (KVM_HPAGE_SIZE(level) / PAGE_SIZE)

#define INVALID_GPA (~(gpa_t)0)

#define KVM_MEM_READONLY (1UL << 1)

struct kvm_memory_slot {
	gfn_t base_gfn;
	unsigned long npages;
	unsigned long userspace_addr;
	unsigned long flags;
	unsigned long id;
};

struct kvm {
	rwlock_t mmu_lock;
	struct mm_struct *mm;
	unsigned long mmu_invalidate_seq;
	long mmu_invalidate_in_progress;
#if WALKCHECK_KERNEL >= 608
	/*
	 * Guest frames since 6.8, until then host addresses. In a structure, so that
	 * CPUs of one scenario that disagree about the version disagree about this one.
	 */
	struct {
		gfn_t mmu_invalidate_range_start;
		gfn_t mmu_invalidate_range_end;
	};
#else
	unsigned long mmu_invalidate_range_start;
	unsigned long mmu_invalidate_range_end;
#endif
	spinlock_t mn_invalidate_lock;
	unsigned long mn_active_invalidate_count;
	struct mutex slots_lock;
};

struct kvm_vcpu {
	struct kvm *kvm;
	long vcpu_id;
	long mode;
};

struct kvm the_kvm = {.mm = &the_mm};
struct kvm_memory_slot the_memslot = {.npages = 1UL << 35};

static inline unsigned long __gfn_to_hva_memslot(const struct kvm_memory_slot *slot, gfn_t gfn)
{
	return slot->userspace_addr + (unsigned long)(gfn - slot->base_gfn) * PAGE_SIZE;
}

static inline gfn_t hva_to_gfn_memslot(unsigned long hva, struct kvm_memory_slot *slot)
{
	return slot->base_gfn + ((hva - slot->userspace_addr) >> PAGE_SHIFT);
}

/* Every guest frame of the slot that meets a range of host addresses within it. */
static inline gfn_t __wc_first_gfn(struct kvm_memory_slot *slot, unsigned long start)
{
	return hva_to_gfn_memslot(start, slot);
}

static inline gfn_t __wc_end_gfn(struct kvm_memory_slot *slot, unsigned long end)
{
	return hva_to_gfn_memslot(end + PAGE_SIZE - 1, slot);
}

/* Whether an invalidation that meets these host addresses is in progress: for invariants. */
static inline bool invalidation_meets(const struct kvm *kvm, unsigned long start, unsigned long end)
{
#if WALKCHECK_KERNEL >= 608
	gfn_t first = __wc_first_gfn(&the_memslot, start);
	gfn_t last = __wc_end_gfn(&the_memslot, end);
#else
	unsigned long first = start;
	unsigned long last = end;
#endif

	return kvm->mmu_invalidate_in_progress &&
	       (kvm->mmu_invalidate_range_start < last) & (first < kvm->mmu_invalidate_range_end);
}

static inline gpa_t gfn_to_gpa(gfn_t gfn)
{
	return gfn << PAGE_SHIFT;
}

static inline gfn_t gpa_to_gfn(gpa_t gpa)
{
	return gpa >> PAGE_SHIFT;
}

static inline hpa_t pfn_to_hpa(kvm_pfn_t pfn)
{
	return pfn << PAGE_SHIFT;
}

static inline gfn_t gfn_round_for_level(gfn_t gfn, int level)
{
	return gfn & -(gfn_t)KVM_PAGES_PER_HPAGE(level);
}

#define KVM_MMU_LOCK(kvm) write_lock(&(kvm)->mmu_lock)
#define KVM_MMU_UNLOCK(kvm) write_unlock(&(kvm)->mmu_lock)

#endif
