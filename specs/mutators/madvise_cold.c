/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * madvise(MADV_COLD) (M2'): the accessed bit goes, and KVM is told nothing.
 * madvise_cold_or_pageout_pte_range() of 6.1, mm/madvise.c.
 *
 * In 6.1 a PTE is none for a moment, and a huge page looks as in the middle of a split: the mapping
 * is there all along, but not for who reads the word right then. A huge page is always taken as
 * a whole. What MADV_PAGEOUT adds, reclaim, is left out.
 *
 * -DIN_PLACE=1  the bit is cleared in the word as it stands: 6.12
 */
#include "tables.h"

#ifndef IN_PLACE
#define IN_PLACE 0
#endif

static void age_huge_pmd(struct mmu_gather *tlb, pmd_t *pmd, unsigned long address)
{
	unsigned long haddr = address & PMD_MASK;
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);
	pmd_t old;

	lock_ptl(pml);
	old = *pmd;
	if (pmd_trans_huge(old) && pmd_present(old) && pmd_young(old)) {
		if (IN_PLACE) {
			__atomic_fetch_and(&pmd->pmd, ~_PAGE_ACCESSED, __ATOMIC_SEQ_CST);
		} else {
			pmdp_invalidate(&the_vma, haddr, pmd);
			set_pmd_at(&the_mm, haddr, pmd, pmd_mkold(old));
		}
		tlb_remove_pmd_tlb_entry(tlb, pmd, haddr);
		__wc_cover("aged");
	}
	unlock_ptl(pml);
}

static void age_pte(struct mmu_gather *tlb, pmd_t *pmd, unsigned long address)
{
	spinlock_t *ptl = pte_lockptr(&the_mm, pmd);
	pte_t *ptep = pte_offset_kernel(pmd, address);
	pte_t old;

	lock_ptl(ptl);
	old = *ptep;
	if (pte_present(old) && pte_young(old)) {
		if (IN_PLACE) {
			__atomic_fetch_and(&ptep->pte, ~_PAGE_ACCESSED, __ATOMIC_SEQ_CST);
		} else {
			old = ptep_get_and_clear_full(&the_mm, address, ptep, 0);
			set_pte_at(&the_mm, address, ptep, pte_mkold(old));
		}
		tlb_remove_tlb_entry(tlb, ptep, address);
		__wc_cover("aged");
	}
	unlock_ptl(ptl);
}

void madvise_cold(unsigned long address)
{
	struct mmu_gather tlb;
	pmd_t *pmd;

	read_lock_mm();
	tlb_gather_mmu(&tlb, &the_mm);
	pmd = mm_find_pmd(&the_mm, address);
	if (pmd && pmd_trans_huge(*pmd))
		age_huge_pmd(&tlb, pmd, address);
	else if (pmd && !pmd_none_or_trans_huge_or_clear_bad(pmd))
		age_pte(&tlb, pmd, address);
	tlb_finish_mmu(&tlb);
	read_unlock_mm();
}
