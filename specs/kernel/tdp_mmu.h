/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's second-level page table, and how a notifier empties it. Stands for the tables and the zap
 * of leaves of arch/x86/kvm/mmu/tdp_mmu.c of 6.1; how a fault fills them is in kvm/tdp_mmu_map.h.
 *
 * There is one table of each level, down from 1G entries at the root: enough for addresses within
 * one 2M. Where a second table of a level would be needed the model is too small, and says so by a
 * BUG_ON. The zap does not yield: it is one critical section of mmu_lock. KVM's own pages are
 * neither allocated nor freed, and the guest's TLB is not there to be flushed.
 *
 * Compared with tdp_mmu.c, tdp_iter.[ch] of 6.1 and 6.12, which agree in which leaves the zap
 * takes, and that each goes in one exchange. There the zap may yield, which gives mmu_lock up half
 * way: whoever takes it then meets the count of invalidations raised, as he does afterwards. And it
 * asserts mmu_lock, which the notifier here can be made to leave out.
 */
#ifndef WALKCHECK_TDP_MMU_H
#define WALKCHECK_TDP_MMU_H

#define TDP_ROOT_LEVEL PG_LEVEL_1G

/* Names a table in a non-leaf SPTE: plus the table's level. Far from any frame of the host. */
#define TDP_TABLE_PFN 0xfd00000000ULL

/* In the word that says which guest frames a table serves; the rest of it is the first of them. */
#define TDP_TABLE_USED BIT_ULL(0)
#define TDP_TABLE_REMOVED BIT_ULL(1)
#define TDP_TABLE_FLAGS (TDP_TABLE_USED | TDP_TABLE_REMOVED)

/* Table 0 is what a mapping of PG_LEVEL_NONE would hang below a 4K entry. */
struct kvm_tdp {
	u64 spt[TDP_ROOT_LEVEL + 1][SPTE_ENT_PER_PAGE];
};

struct kvm_tdp the_tdp __wc_sptes;
/* Which guest frames each table serves, from its first use on. */
u64 the_tdp_gfns[TDP_ROOT_LEVEL + 1];

static inline gfn_t tdp_table_pages(int level)
{
	return KVM_PAGES_PER_HPAGE(level) * SPTE_ENT_PER_PAGE;
}

static inline unsigned long spte_index(gfn_t gfn, int level)
{
	return (gfn >> KVM_HPAGE_GFN_SHIFT(level)) & (SPTE_ENT_PER_PAGE - 1);
}

static inline bool is_tdp_table(kvm_pfn_t pfn)
{
	return pfn >= TDP_TABLE_PFN && pfn <= TDP_TABLE_PFN + TDP_ROOT_LEVEL;
}

/* The table below, or NULL: there is none below a leaf and below what is not present. */
static inline u64 *spte_to_child_pt(u64 spte, int level)
{
	if (!is_shadow_present_pte(spte) || is_last_spte(spte, level))
		return NULL;
	return the_tdp.spt[spte_to_pfn(spte) - TDP_TABLE_PFN];
}

/* --- where an SPTE is: for invariants too --- */

static inline unsigned long sptep_position(const u64 *sptep)
{
	return (unsigned long)(sptep - &the_tdp.spt[0][0]);
}

static inline int sptep_level(const u64 *sptep)
{
	return (int)(sptep_position(sptep) / SPTE_ENT_PER_PAGE);
}

/* The first guest frame that the SPTE maps, or would map. */
static inline gfn_t sptep_gfn(const u64 *sptep)
{
	int level = sptep_level(sptep);
	gfn_t index = sptep_position(sptep) % SPTE_ENT_PER_PAGE;

	return (the_tdp_gfns[level] & ~TDP_TABLE_FLAGS) + index * KVM_PAGES_PER_HPAGE(level);
}

/* The present leaf that maps this frame, or 0; its level where there is one. */
static inline u64 tdp_find_leaf(gfn_t gfn, int *level)
{
	u64 *spt = the_tdp.spt[TDP_ROOT_LEVEL];
	u64 spte;

	for (*level = TDP_ROOT_LEVEL; *level >= PG_LEVEL_4K; --*level) {
		spte = READ_ONCE(spt[spte_index(gfn, *level)]);
		if (!is_shadow_present_pte(spte))
			return 0;
		if (is_last_spte(spte, *level))
			return spte;
		spt = spte_to_child_pt(spte, *level);
	}
	return 0;
}

/* --- the zap --- */

/*
 * Each i of [first, last], in steps of 64, of 8 and of 1, so that no loop is taken more than eight
 * times, which the bound of scenarios allows. Entries that nobody fills are no steps.
 */
#define for_each_spte_index(i, first, last)                                                        \
	for (unsigned long __wc_64 = (first) & ~63UL; __wc_64 <= (last); __wc_64 += 64)            \
		for (unsigned long __wc_8 = max(__wc_64, (first) & ~7UL);                          \
		     __wc_8 <= min(__wc_64 + 63, (last)); __wc_8 += 8)                             \
			for ((i) = max(__wc_8, (first)); (i) <= min(__wc_8 + 7, (last)); (i)++)

static inline void tdp_zap_leaf(u64 *sptep)
{
	xchg(sptep, 0);
	__wc_cover("zapped");
}

/* The leaves that have a part in [start, end); the table of this level begins at `base`. */
static inline void tdp_zap_table(int level, gfn_t base, gfn_t start, gfn_t end)
{
	gfn_t pages = KVM_PAGES_PER_HPAGE(level);
	unsigned long first, last, i;

	start = max(start, base);
	end = min(end, base + tdp_table_pages(level));
	if (start >= end)
		return;
	first = spte_index(start, level);
	last = spte_index(end - 1, level);
	for_each_spte_index(i, first, last)
	{
		u64 *sptep = &the_tdp.spt[level][i];
		u64 spte = READ_ONCE(*sptep);

		if (!is_shadow_present_pte(spte))
			continue;
		if (is_last_spte(spte, level))
			tdp_zap_leaf(sptep);
		else
			tdp_zap_table(level - 1, base + i * pages, start, end);
	}
}

static inline void kvm_tdp_mmu_unmap_gfn_range(struct kvm *kvm, gfn_t start, gfn_t end)
{
	u64 root = READ_ONCE(the_tdp_gfns[TDP_ROOT_LEVEL]);

	(void)kvm;
	if (root & TDP_TABLE_USED)
		tdp_zap_table(TDP_ROOT_LEVEL, root & ~TDP_TABLE_FLAGS, start, end);
}

#endif
