/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What KVM notes as being invalidated, in a slot whose guest frames lie elsewhere than its host
 * pages: host addresses until 6.7, guest frames since. Either way the same addresses are under way.
 */
void vocabulary_range(void)
{
	struct mmu_notifier_range range;
	unsigned long hva = 0x7f0000001000UL;
	bool frames = WALKCHECK_KERNEL >= 608;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, &the_mm, hva, hva + 2 * PAGE_SIZE);
	__wc_assert(!invalidation_meets(&the_kvm, hva, hva + PAGE_SIZE), "nothing is under way");
	mmu_notifier_invalidate_range_start(&range);
	__wc_assert(range.flags & MMU_NOTIFIER_RANGE_BLOCKABLE, "the start may sleep");
	__wc_assert(the_kvm.mmu_invalidate_range_start == (frames ? 0x101 : hva), "start");
	__wc_assert(the_kvm.mmu_invalidate_range_end == (frames ? 0x103 : hva + 0x2000), "end");
	__wc_assert(invalidation_meets(&the_kvm, hva, hva + PAGE_SIZE), "its first page");
	__wc_assert(invalidation_meets(&the_kvm, hva + PAGE_SIZE, hva + PMD_SIZE), "its last");
	__wc_assert(!invalidation_meets(&the_kvm, hva + 2 * PAGE_SIZE, hva + PMD_SIZE), "beyond");
	__wc_assert(!invalidation_meets(&the_kvm, hva - PAGE_SIZE, hva), "before");
	mmu_notifier_invalidate_range_end(&range);
	__wc_assert(!invalidation_meets(&the_kvm, hva, hva + PAGE_SIZE), "it is over");
	__wc_assert(the_kvm.mmu_invalidate_seq == 1, "one more has ended");
	__wc_cover("checked");
}
