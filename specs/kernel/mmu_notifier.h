/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The notifier calls around a change of page tables, and what KVM does in them.
 * Stands for include/linux/mmu_notifier.h, and for virt/kvm/kvm_main.c: the handlers of
 * invalidate_range_start and _end, kvm_mmu_invalidate_begin, _range_add and _end.
 *
 * The order is the kernel's: the count goes up under mmu_lock and the leaf SPTEs of the range go
 * before a word changes; the sequence goes up before the count comes down. KVM is the only user,
 * and has one memslot. The change_pte notifier finds no SPTE that is left to change.
 *
 * Compared with these of 6.1 and 6.12. What differs between them: since 6.8
 * kvm_mmu_invalidate_begin() and _end() have no range, and kvm_mmu_invalidate_range_add() adds it,
 * in guest frames; mmu_notifier_invalidate_range() and its _only_end() are gone since 6.6. Left out
 * here: KVM's caches of frames, changes of memslots, and the check that the count is not below 0.
 *
 * To see what each step is good for, each can be dropped, and so can their order:
 * notifier                      KVM is told nothing
 * notifier_start_before_change  the start comes after the change, just before the end
 * notifier_end_after_change     the end comes before the change, just after the start
 * notifier_start_lock           the start does not take mmu_lock
 * notifier_count                the count of invalidations in progress stays what it is
 * notifier_union                a second invalidation's range replaces that of the first
 * notifier_zap                  the SPTEs stay
 * notifier_seq                  the sequence stays what it is
 * notifier_seq_before_count     the count comes down first: told apart only without mmu_lock
 * notifier_end_lock             the end does not take mmu_lock
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

#if WALKCHECK_KERNEL >= 608
/* To show what the lock is good for, it must be possible to do without. */
static inline void __wc_assert_invalidating(const struct kvm *kvm, bool without_lock)
{
	if (!without_lock)
		lockdep_assert_held_write(&kvm->mmu_lock);
}

static inline void kvm_mmu_invalidate_begin(struct kvm *kvm)
{
	long in_progress = kvm->mmu_invalidate_in_progress + 1;

	__wc_assert_invalidating(kvm, DROPPED(notifier_start_lock));
	if (DROPPED(notifier_count))
		return;
	kvm->mmu_invalidate_in_progress = in_progress;
	if (in_progress == 1) {
		kvm->mmu_invalidate_range_start = INVALID_GPA;
		kvm->mmu_invalidate_range_end = INVALID_GPA;
	}
}

static inline void kvm_mmu_invalidate_range_add(struct kvm *kvm, gfn_t start, gfn_t end)
{
	__wc_assert_invalidating(kvm, DROPPED(notifier_start_lock));
	if (DROPPED(notifier_count))
		return;
	WARN_ON_ONCE(!kvm->mmu_invalidate_in_progress);
	if (kvm->mmu_invalidate_range_start == INVALID_GPA || DROPPED(notifier_union)) {
		kvm->mmu_invalidate_range_start = start;
		kvm->mmu_invalidate_range_end = end;
	} else {
		/* Several at once: one range that holds them all, until none is left. */
		kvm->mmu_invalidate_range_start = min(kvm->mmu_invalidate_range_start, start);
		kvm->mmu_invalidate_range_end = max(kvm->mmu_invalidate_range_end, end);
	}
}
#else
static inline void kvm_mmu_invalidate_begin(struct kvm *kvm, unsigned long start, unsigned long end)
{
	long in_progress = kvm->mmu_invalidate_in_progress + 1;

	if (DROPPED(notifier_count))
		return;
	kvm->mmu_invalidate_in_progress = in_progress;
	if (in_progress == 1 || DROPPED(notifier_union)) {
		kvm->mmu_invalidate_range_start = start;
		kvm->mmu_invalidate_range_end = end;
	} else {
		/* Several at once: one range that holds them all, until none is left. */
		kvm->mmu_invalidate_range_start = min(kvm->mmu_invalidate_range_start, start);
		kvm->mmu_invalidate_range_end = max(kvm->mmu_invalidate_range_end, end);
	}
}

#endif

static inline void __wc_invalidate_end(struct kvm *kvm)
{
	if (DROPPED(notifier_seq_before_count) && !DROPPED(notifier_count))
		kvm->mmu_invalidate_in_progress--;
	if (!DROPPED(notifier_seq))
		kvm->mmu_invalidate_seq++;
	smp_wmb();
	if (!DROPPED(notifier_seq_before_count) && !DROPPED(notifier_count))
		kvm->mmu_invalidate_in_progress--;
}

#if WALKCHECK_KERNEL >= 608
static inline void kvm_mmu_invalidate_end(struct kvm *kvm)
{
	__wc_assert_invalidating(kvm, DROPPED(notifier_end_lock));
	__wc_invalidate_end(kvm);
}
#else
static inline void kvm_mmu_invalidate_end(struct kvm *kvm, unsigned long start, unsigned long end)
{
	(void)start;
	(void)end;
	__wc_invalidate_end(kvm);
}
#endif

static inline unsigned long memslot_end(const struct kvm_memory_slot *slot)
{
	return slot->userspace_addr + (slot->npages << PAGE_SHIFT);
}

/* Else KVM is not concerned, and does not even take mmu_lock. */
static inline bool memslot_meets(const struct kvm_memory_slot *slot, unsigned long start,
				 unsigned long end)
{
	return (start < memslot_end(slot)) & (slot->userspace_addr < end);
}

static inline void kvm_unmap_gfn_range(struct kvm *kvm, gfn_t first, gfn_t last)
{
	if (DROPPED(notifier_zap))
		return;
	if (TDP_ONE_LEAF)
		tdp_zap_one_leaf(first, last);
	else
		kvm_tdp_mmu_unmap_gfn_range(kvm, first, last);
}

/* With what of the range is in the memslot. */
static inline void kvm_invalidate_start(struct kvm *kvm, struct mmu_notifier_range *range)
{
	struct kvm_memory_slot *slot = &the_memslot;
	gfn_t first = __wc_first_gfn(slot, max(range->start, slot->userspace_addr));
	gfn_t last = __wc_end_gfn(slot, min(range->end, memslot_end(slot)));

#if WALKCHECK_KERNEL >= 608
	kvm_mmu_invalidate_begin(kvm);
	kvm_mmu_invalidate_range_add(kvm, first, last);
#else
	kvm_mmu_invalidate_begin(kvm, range->start, range->end);
#endif
	kvm_unmap_gfn_range(kvm, first, last);
}

static inline void kvm_mmu_notifier_start(struct kvm *kvm, struct mmu_notifier_range *range)
{
	might_sleep();
	spin_lock(&kvm->mn_invalidate_lock);
	kvm->mn_active_invalidate_count++;
	spin_unlock(&kvm->mn_invalidate_lock);

	if (!memslot_meets(&the_memslot, range->start, range->end))
		return;
	if (!DROPPED(notifier_start_lock))
		write_lock(&kvm->mmu_lock);
	kvm_invalidate_start(kvm, range);
	if (!DROPPED(notifier_start_lock))
		write_unlock(&kvm->mmu_lock);
}

static inline void kvm_invalidate_end(struct kvm *kvm, struct mmu_notifier_range *range)
{
	if (!DROPPED(notifier_end_lock))
		write_lock(&kvm->mmu_lock);
#if WALKCHECK_KERNEL >= 608
	kvm_mmu_invalidate_end(kvm);
#else
	kvm_mmu_invalidate_end(kvm, range->start, range->end);
#endif
	if (!DROPPED(notifier_end_lock))
		write_unlock(&kvm->mmu_lock);
}

static inline void kvm_mmu_notifier_end(struct kvm *kvm, struct mmu_notifier_range *range)
{
	might_sleep();
	if (memslot_meets(&the_memslot, range->start, range->end))
		kvm_invalidate_end(kvm, range);

	spin_lock(&kvm->mn_invalidate_lock);
	kvm->mn_active_invalidate_count--;
	spin_unlock(&kvm->mn_invalidate_lock);
}

static inline void mmu_notifier_invalidate_range_start(struct mmu_notifier_range *range)
{
	range->flags |= MMU_NOTIFIER_RANGE_BLOCKABLE;
	if (!DROPPED(notifier) && !DROPPED(notifier_start_before_change))
		kvm_mmu_notifier_start(&the_kvm, range);
	if (!DROPPED(notifier) && DROPPED(notifier_end_after_change))
		kvm_mmu_notifier_end(&the_kvm, range);
}

static inline void mmu_notifier_invalidate_range_end(struct mmu_notifier_range *range)
{
	if (!DROPPED(notifier) && DROPPED(notifier_start_before_change))
		kvm_mmu_notifier_start(&the_kvm, range);
	if (!DROPPED(notifier) && !DROPPED(notifier_end_after_change))
		kvm_mmu_notifier_end(&the_kvm, range);
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
