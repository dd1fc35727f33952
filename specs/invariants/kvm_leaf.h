/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What "KVM maps what the host maps" means of one leaf SPTE, and what excuses one that does not.
 * Shared by the invariants that claim it; of no kernel file.
 *
 * An SPTE is true where one host leaf, which the hardware could use, covers its whole span with its
 * frame. One that is not true may stay
 *  - as long as an invalidation of its span is in progress, which will remove it;
 *  - as long as the lock of the host's word is held: the word may be on its way back, as where
 *    MADV_COLD holds it at zero for a moment, and has not been given up.
 * In every execution each excuse ends, and the claim with it.
 */
#ifndef WALKCHECK_INVARIANTS_KVM_LEAF_H
#define WALKCHECK_INVARIANTS_KVM_LEAF_H

/* `hva` is the first host address of the SPTE's span, and `host` what is mapped there. */
static bool leaf_is_true(u64 spte, int level, const struct mapping *host)
{
	return host->level >= level && host->pfn == spte_to_pfn(spte) && host->accessible;
}

static bool leaf_is_being_invalidated(unsigned long hva, int level)
{
	return invalidation_meets(&the_kvm, hva, hva + KVM_HPAGE_SIZE(level));
}

static bool leaf_may_stay(u64 spte, int level, unsigned long hva, const struct mapping *host)
{
	return leaf_is_true(spte, level, host) || leaf_is_being_invalidated(hva, level) ||
	       __wc_lock_is_taken(host->lock);
}

#endif
