/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM maps what the host maps: no SPTE is installed, or stays, for a frame or a level that the host
 * has given up, once nothing is under way that will remove it.
 *
 * kvm_leaf.h says when an SPTE is true and what excuses one that stays. While it is installed, an
 * invalidation is an excuse only if it has not reached its zap, as mmu_lock held for write tells:
 * that zap will remove the SPTE.
 */
#include "kvm_leaf.h"

#define MAX_LEAVES 6

static u64 *leaves[MAX_LEAVES]; /* the SPTEs that are present leaves */

static unsigned long first_hva(const u64 *sptep)
{
	return __gfn_to_hva_memslot(&the_memslot, sptep_gfn(sptep));
}

static unsigned long pfn_of(u64 spte)
{
	return (unsigned long)spte_to_pfn(spte);
}

static bool is_leaf(u64 spte, const u64 *sptep)
{
	return is_shadow_present_pte(spte) && is_last_spte(spte, sptep_level(sptep));
}

static bool may_be_installed(u64 spte, int level, unsigned long hva, const struct mapping *host)
{
	return leaf_is_true(spte, level, host) || __wc_lock_is_taken(host->lock) ||
	       (leaf_is_being_invalidated(hva, level) && __wc_lock_is_taken(&the_kvm.mmu_lock));
}

static void remember(u64 *sptep, u64 *instead_of)
{
	for (int i = 0; i < MAX_LEAVES; i++) {
		if (leaves[i] == instead_of) {
			leaves[i] = sptep;
			return;
		}
	}
	__wc_assert(0, "retry_catches_stale has room for every leaf SPTE: raise MAX_LEAVES");
}

void on_spte_changed(u64 *sptep, u64 before, u64 after)
{
	struct mapping host;

	if (is_leaf(before, sptep) && !is_leaf(after, sptep))
		remember(NULL, sptep);
	if (!is_leaf(after, sptep))
		return;
	if (!is_leaf(before, sptep))
		remember(sptep, NULL);

	host = mapping_of(&the_mm, first_hva(sptep));
	__wc_require(
	    may_be_installed(after, sptep_level(sptep), first_hva(sptep), &host),
	    "an SPTE of level %d is installed for %#lx with frame %#lx, where the host has "
	    "level %d and frame %#lx, and nothing is left that will remove it",
	    sptep_level(sptep), first_hva(sptep), pfn_of(after), host.level, host.pfn);
}

static void check(u64 *sptep)
{
	u64 spte = *sptep;
	struct mapping host = mapping_of(&the_mm, first_hva(sptep));

	__wc_require(leaf_may_stay(spte, sptep_level(sptep), first_hva(sptep), &host),
		     "an SPTE of level %d maps %#lx to frame %#lx, where the host has level %d and "
		     "frame %#lx, and no invalidation is in progress",
		     sptep_level(sptep), first_hva(sptep), pfn_of(spte), host.level, host.pfn);
}

void always(void)
{
	for (int i = 0; i < MAX_LEAVES; i++) {
		if (leaves[i])
			check(leaves[i]);
	}
}
