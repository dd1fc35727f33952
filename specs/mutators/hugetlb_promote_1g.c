/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An address changes from small pages to a 1G hugetlb page (M10): munmap(), then mmap() of a
 * hugetlb area at the same place, then its first fault. The PUD word goes from table to 0 (the PMD
 * table is freed) to 1G leaf. After mm/mmap.c and hugetlb_no_page() in mm/hugetlb.c of 6.1.
 *
 * The PUD table itself stays: a neighbour in the same 512G needs it. The fault tells no notifier.
 * Left out: the reservation of the huge page, and tables that are shared with other mms.
 */
#include "unmap.h"

/* Any 1G of memory without a table in it. */
#define HUGE_PAGE_PFN (0x80000000UL >> PAGE_SHIFT)

static struct mutex hugetlb_fault_mutex;

static void unmap_small_pages(unsigned long start, unsigned long length)
{
	unsigned long end = start + length;
	struct unmapping u = {
	    .start = start,
	    .end = end,
	    .floor = floor_for(start, 2),
	    .ceiling = ceiling_for(end, 2),
	    .every = true,
	};

	/* As in munmap.c. */
	if (!length)
		return;
	write_lock_mm();
	tlb_gather_mmu(&u.tlb, &the_mm);
	unmap_vmas(&u, start, end - PAGE_SIZE);
	free_pgtables(&u, start, end - PAGE_SIZE);
	tlb_finish_mmu(&u.tlb);
	write_unlock_mm();
}

static void hugetlb_fault(unsigned long address)
{
	p4d_t *p4d = p4d_offset(pgd_offset(&the_mm, address), address);
	pud_t *pud = pud_offset(p4d, address);
	spinlock_t *ptl = pud_lockptr(&the_mm, pud);

	read_lock_mm();
	mutex_lock(&hugetlb_fault_mutex);
	lock_ptl(ptl);
	if (pud_none(*pud)) {
		set_pud(pud, pud_mkhuge(pfn_pud(HUGE_PAGE_PFN, PAGE_SHARED)));
		__wc_cover("promoted");
	}
	unlock_ptl(ptl);
	mutex_unlock(&hugetlb_fault_mutex);
	read_unlock_mm();
}

void hugetlb_promote_1g(unsigned long start, unsigned long length)
{
	unmap_small_pages(start, length);
	hugetlb_fault(start & PUD_MASK);
}
