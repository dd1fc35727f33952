/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The word of KVM's own tables and its bits. Stands for arch/x86/kvm/mmu/spte.[ch], for a guest with
 * nested paging in AMD's format. Memory types, NX huge pages, access tracking and dirty logging are
 * off, so bits that only they use are not there.
 *
 * Compared with these of 6.1 and 6.12. What differs between them: a removed SPTE is called frozen
 * since 6.10, and has bit 63, as every SPTE that is not present has there; here one that is not
 * present is 0 in each version, which no predicate tells apart. make_spte() and make_nonleaf_spte()
 * are ours, with fewer parameters.
 *
 * A leaf's frame is the host's. The tables themselves are no frames of the machine: in a non-leaf
 * stands a frame number that names the table of the level below, see tdp_mmu.h.
 */
#ifndef WALKCHECK_SPTE_H
#define WALKCHECK_SPTE_H

#define SPTE_ENT_PER_PAGE 512
#define SPTE_BASE_ADDR_MASK ((u64)PTE_PFN_MASK)
#define SPTE_HOST_WRITABLE BIT_ULL(9)
#define SPTE_MMU_WRITABLE BIT_ULL(10)
#define SPTE_MMU_PRESENT_MASK BIT_ULL(11)
#define PT_PRESENT_MASK BIT_ULL(0)
#define PT_WRITABLE_MASK BIT_ULL(1)
#define PT_USER_MASK BIT_ULL(2)
#define PT_ACCESSED_MASK BIT_ULL(5)
#define PT_DIRTY_MASK BIT_ULL(6)
#define PT_PAGE_SIZE_MASK BIT_ULL(7)

/* Not present, and not to be filled: what a table that goes away holds. */
#if WALKCHECK_KERNEL >= 610
#define REMOVED_SPTE (BIT_ULL(63) | 0x5a0ULL)
#define FROZEN_SPTE REMOVED_SPTE
#define is_frozen_spte(spte) is_removed_spte(spte)
#else
#define REMOVED_SPTE 0x5a0ULL
#endif

static inline bool is_removed_spte(u64 spte)
{
	return spte == REMOVED_SPTE;
}

static inline bool is_shadow_present_pte(u64 spte)
{
	return !!(spte & SPTE_MMU_PRESENT_MASK);
}

static inline bool is_large_pte(u64 spte)
{
	return !!(spte & PT_PAGE_SIZE_MASK);
}

static inline bool is_last_spte(u64 spte, int level)
{
	return level == PG_LEVEL_4K || is_large_pte(spte);
}

static inline bool is_writable_pte(u64 spte)
{
	return !!(spte & PT_WRITABLE_MASK);
}

static inline kvm_pfn_t spte_to_pfn(u64 spte)
{
	return (spte & SPTE_BASE_ADDR_MASK) >> PAGE_SHIFT;
}

static inline u64 make_spte(int level, kvm_pfn_t pfn, bool writable)
{
	u64 spte = SPTE_MMU_PRESENT_MASK | PT_PRESENT_MASK | PT_USER_MASK | PT_ACCESSED_MASK;

	if (level > PG_LEVEL_4K)
		spte |= PT_PAGE_SIZE_MASK;
	if (writable)
		spte |= SPTE_HOST_WRITABLE | SPTE_MMU_WRITABLE | PT_WRITABLE_MASK | PT_DIRTY_MASK;
	return spte | (pfn << PAGE_SHIFT);
}

static inline u64 make_nonleaf_spte(kvm_pfn_t table)
{
	return SPTE_MMU_PRESENT_MASK | PT_PRESENT_MASK | PT_WRITABLE_MASK | PT_USER_MASK |
	       PT_ACCESSED_MASK | (table << PAGE_SHIFT);
}

#endif
