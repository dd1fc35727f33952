/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The notifier calls around a change of page tables, and what KVM does in them.
 * Stands for include/linux/mmu_notifier.h, and for virt/kvm/kvm_main.c (6.1): the handlers of
 * invalidate_range_start and _end, kvm_mmu_invalidate_begin and _end.
 *
 * The order is the kernel's: the count goes up under mmu_lock before a word changes; the sequence
 * goes up before the count comes down. KVM is the only user, and its memslot meets every range.
 */
#ifndef WALKCHECK_MMU_NOTIFIER_H
#define WALKCHECK_MMU_NOTIFIER_H

enum mmu_notifier_event {
	MMU_NOTIFY_UNMAP,
	MMU_NOTIFY_CLEAR,
	MMU_NOTIFY_PROTECTION_VMA,
	MMU_NOTIFY_PROTECTION_PAGE,
	MMU_NOTIFY_SOFT_DIRTY,
	MMU_NOTIFY_RELEASE,
	MMU_NOTIFY_MIGRATE,
	MMU_NOTIFY_EXCLUSIVE,
};

#define MMU_NOTIFIER_RANGE_BLOCKABLE (1 << 0)

struct mmu_notifier_range {
	struct mm_struct *mm;
	unsigned long start;
	unsigned long end;
	unsigned long flags;
	enum mmu_notifier_event event;
};

/* The form of 6.1, and that of 6.3 and later, which has no vma. */
static inline void __attribute__((__overloadable__))
mmu_notifier_range_init(struct mmu_notifier_range *range, enum mmu_notifier_event event,
			unsigned int flags, struct mm_struct *mm, unsigned long start,
			unsigned long end)
{
	range->event = event;
	range->flags = flags;
	range->mm = mm;
	range->start = start;
	range->end = end;
}

static inline void __attribute__((__overloadable__))
mmu_notifier_range_init(struct mmu_notifier_range *range, enum mmu_notifier_event event,
			unsigned int flags, struct vm_area_struct *vma, struct mm_struct *mm,
			unsigned long start, unsigned long end)
{
	(void)vma;
	mmu_notifier_range_init(range, event, flags, mm, start, end);
}

static inline void kvm_mmu_invalidate_begin(struct kvm *kvm, unsigned long start, unsigned long end)
{
	long in_progress = kvm->mmu_invalidate_in_progress + 1;

	kvm->mmu_invalidate_in_progress = in_progress;
	if (in_progress == 1) {
		kvm->mmu_invalidate_range_start = start;
		kvm->mmu_invalidate_range_end = end;
	} else {
		/* Several at once: one range that holds them all, until none is left. */
		kvm->mmu_invalidate_range_start = min(kvm->mmu_invalidate_range_start, start);
		kvm->mmu_invalidate_range_end = max(kvm->mmu_invalidate_range_end, end);
	}
}

static inline void kvm_mmu_invalidate_end(struct kvm *kvm, unsigned long start, unsigned long end)
{
	(void)start;
	(void)end;
	kvm->mmu_invalidate_seq++;
	smp_wmb();
	kvm->mmu_invalidate_in_progress--;
}

/* Where the leaf SPTEs of the range are zapped: there are no SPTEs yet. */
static inline void kvm_unmap_gfn_range(struct kvm *kvm, unsigned long start, unsigned long end)
{
	(void)kvm;
	(void)start;
	(void)end;
}

static inline void mmu_notifier_invalidate_range_start(struct mmu_notifier_range *range)
{
	struct kvm *kvm = &the_kvm;

	might_sleep();
	spin_lock(&kvm->mn_invalidate_lock);
	kvm->mn_active_invalidate_count++;
	spin_unlock(&kvm->mn_invalidate_lock);

	write_lock(&kvm->mmu_lock);
	kvm_mmu_invalidate_begin(kvm, range->start, range->end);
	kvm_unmap_gfn_range(kvm, range->start, range->end);
	write_unlock(&kvm->mmu_lock);
}

static inline void mmu_notifier_invalidate_range_end(struct mmu_notifier_range *range)
{
	struct kvm *kvm = &the_kvm;

	might_sleep();
	write_lock(&kvm->mmu_lock);
	kvm_mmu_invalidate_end(kvm, range->start, range->end);
	write_unlock(&kvm->mmu_lock);

	spin_lock(&kvm->mn_invalidate_lock);
	kvm->mn_active_invalidate_count--;
	spin_unlock(&kvm->mn_invalidate_lock);
}

/* The call between the two, for secondary TLBs: KVM on x86 does nothing in it that is modelled. */
static inline void mmu_notifier_invalidate_range(struct mm_struct *mm, unsigned long start,
						 unsigned long end)
{
	(void)mm;
	(void)start;
	(void)end;
}

static inline void mmu_notifier_invalidate_range_only_end(struct mmu_notifier_range *range)
{
	mmu_notifier_invalidate_range_end(range);
}

#endif
