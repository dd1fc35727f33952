/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM maps what the host maps: no SPTE is installed, or stays, for a frame or a level that the host
 * has given up, once nothing is under way that will remove it.
 *
 * An SPTE is true where one host leaf, which the hardware could use, covers its whole span with its
 * frame. One that is not true is excused
 *  - as long as the lock of the host's word is held: the word may be on its way back, as where
 *    MADV_COLD holds it at zero for a moment, and has not been given up;
 *  - when it is installed: if an invalidation of its span has begun and not come to its zap, which
 *    is what mmu_lock held for write says: that zap will remove it;
 *  - after that: as long as an invalidation of its span is in progress.
 * In every execution each excuse ends, and the claim with it.
 */
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

static bool is_under_way(const u64 *sptep)
{
	unsigned long start = first_hva(sptep);
	unsigned long end = start + KVM_HPAGE_SIZE(sptep_level(sptep));

	return invalidation_meets(&the_kvm, start, end);
}

static bool is_true(u64 spte, const u64 *sptep, const struct mapping *host)
{
	return host->level >= sptep_level(sptep) && host->pfn == pfn_of(spte) && host->accessible;
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
	    is_true(after, sptep, &host) || __wc_lock_is_taken(host.lock) ||
		(is_under_way(sptep) && __wc_lock_is_taken(&the_kvm.mmu_lock)),
	    "an SPTE of level %d is installed for %#lx with frame %#lx, where the host has "
	    "level %d and frame %#lx, and nothing is left that will remove it",
	    sptep_level(sptep), first_hva(sptep), pfn_of(after), host.level, host.pfn);
}

static void check(u64 *sptep)
{
	u64 spte = *sptep;
	struct mapping host = mapping_of(&the_mm, first_hva(sptep));

	__wc_require(is_true(spte, sptep, &host) || is_under_way(sptep) ||
			 __wc_lock_is_taken(host.lock),
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
