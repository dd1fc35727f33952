/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's side: the lock, the invalidation state, one memslot. Stands for include/linux/kvm_host.h
 * (6.1) and for arch/x86/include/asm/kvm_host.h.
 *
 * There is one VM, `the_kvm`, on the scenario's one address space, and one memslot, `the_memslot`.
 * Unless the scenario says otherwise ([variables]), it maps guest addresses to equal host addresses:
 * gfn << PAGE_SHIFT is the hva.
 * mmu_invalidate_retry() and its kin are not here, so that they can be cut out of a tree.
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
	unsigned long mmu_invalidate_range_start;
	unsigned long mmu_invalidate_range_end;
	spinlock_t mn_invalidate_lock;
	unsigned long mn_active_invalidate_count;
	struct rw_semaphore slots_lock;
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
