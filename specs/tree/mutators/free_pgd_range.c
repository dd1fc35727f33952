/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs free_pgd_range() of the tree's own mm/memory.c as munmap() does, between tlb_gather_mmu() and
 * tlb_finish_mmu() of its mm/mmu_gather.c: the page tables of a range of addresses go. The pages
 * that are mapped in it stay mapped, as nobody has zapped them.
 */
#include "tree/world.h"

void free_range(unsigned long start, unsigned long end)
{
	struct mmu_gather tlb;

	tlb_gather_mmu(&tlb, &wc_mm);
	free_pgd_range(&tlb, start & PMD_MASK, (end + PMD_SIZE - 1) & PMD_MASK, 0, 0);
	tlb_finish_mmu(&tlb);
}
