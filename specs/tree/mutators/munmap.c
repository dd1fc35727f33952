/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page tables of a range of addresses go, as munmap() has them go: free_pgd_range() of the
 * tree's own mm/memory.c between tlb_gather_mmu() and tlb_finish_mmu() of its mm/mmu_gather.c. A
 * huge page of the range was unmapped before, as unmap_vmas() does; small pages are still mapped, as
 * nobody looks at them here.
 *
 * All of it is done with mmap_lock held to write. From 4.20 on (dd2283f2605e) munmap() holds it to
 * read only by the time that tables are freed; but it holds it to write while it takes the VMA out,
 * and that is what a walk under mmap_lock relies on. Who has the lock to read before that makes
 * munmap() wait; who gets it after that finds no VMA there, and does not walk. There is no VMA to be
 * looked up here, so that the second would walk nevertheless: held to write from beginning to end,
 * the lock keeps it from doing so in the middle.
 */
#include "tree/world.h"

static void unmap_huge(unsigned long address)
{
	p4d_t *p4d = p4d_offset(pgd_offset(&wc_mm, address), address);
	pud_t *pud = pud_offset(p4d, address);
	pmd_t *pmd;

	if (pud_val(*pud) & _PAGE_PSE) {
		pud_clear(pud);
		return;
	}
	pmd = pmd_offset(pud, address);
	if (pmd_val(*pmd) & _PAGE_PSE)
		pmd_clear(pmd);
}

void unmap(unsigned long start, unsigned long end)
{
	struct mmu_gather tlb;

	/* Not mmap_write_lock(): where it is checked that it is held, the check looks into it. */
	down_write(&wc_mm.mmap_lock);
	tlb_gather_mmu(&tlb, &wc_mm);
	unmap_huge(start);
	free_pgd_range(&tlb, start & PMD_MASK, (end + PMD_SIZE - 1) & PMD_MASK, 0, 0);
	tlb_finish_mmu(&tlb);
	up_write(&wc_mm.mmap_lock);
}
