/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether what a fault has found may be stale, after include/linux/kvm_host.h of 6.1, and of 6.12
 * where that is the version. A scenario can have the functions of its own tree instead: then this
 * file is not included.
 */
#ifndef WALKCHECK_KVM_RETRY_H
#define WALKCHECK_KVM_RETRY_H

/* Some invalidation is under way, or one has ended since the sequence was sampled. */
static int mmu_invalidate_retry(struct kvm *kvm, unsigned long mmu_seq)
{
	if (kvm->mmu_invalidate_in_progress)
		return 1;
	smp_rmb();
	return kvm->mmu_invalidate_seq != mmu_seq;
}

#if WALKCHECK_KERNEL >= 608
/* One that is under way counts only if the guest frame is in its range. */
static int mmu_invalidate_retry_gfn(struct kvm *kvm, unsigned long mmu_seq, gfn_t gfn)
{
	if (kvm->mmu_invalidate_in_progress) {
		if (WARN_ON_ONCE(kvm->mmu_invalidate_range_start == INVALID_GPA ||
				 kvm->mmu_invalidate_range_end == INVALID_GPA))
			return 1;
		if (gfn >= kvm->mmu_invalidate_range_start && gfn < kvm->mmu_invalidate_range_end)
			return 1;
	}
	return kvm->mmu_invalidate_seq != mmu_seq;
}
#else
/* Since 5.12 (4a42d848db95) one that is under way counts only if the address is in its range. */
static int mmu_invalidate_retry_hva(struct kvm *kvm, unsigned long mmu_seq, unsigned long hva)
{
	bool in_range;

	if (kvm->mmu_invalidate_in_progress) {
		in_range =
		    hva >= kvm->mmu_invalidate_range_start && hva < kvm->mmu_invalidate_range_end;
		if (in_range)
			return 1;
	}
	return kvm->mmu_invalidate_seq != mmu_seq;
}
#endif

#endif
