/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A first touch of anonymous memory (M12): the tables that are missing are made, and the page's
 * entry goes from none to present. handle_mm_fault(), do_anonymous_page(), mm/memory.c, and
 * do_huge_pmd_anonymous_page(), mm/huge_memory.c, of 6.1. KVM is told nothing: there was nothing.
 * The PTE is taken as in 6.5 and later, see lock_pte(): its table may go while mmap_lock is held for
 * read. Where it has, the fault ends, to be taken again, as where the kernel's finds none.
 *
 * Who loses the race for a table frees its own, which nobody has seen. The table that is deposited
 * with a huge page is left out. Two faults on one address get the same frame.
 *
 * -DHUGE=1  a huge page, where the PMD word is none
 *
 * To be dropped:
 * recheck  the entry is set without a look at what is there under the lock
 */
#include "tables.h"

#ifndef HUGE
#define HUGE 0
#endif

static void p4d_alloc(pgd_t *pgd, unsigned long address)
{
	p4d_t *new_table;

	if (!pgtable_l5_enabled() || !pgd_none(*pgd))
		return;
	new_table = p4d_alloc_one(&the_mm, address);
	lock_ptl(&the_mm.page_table_lock);
	if (pgd_present(*pgd))
		p4d_free(&the_mm, new_table);
	else
		pgd_populate(&the_mm, pgd, new_table);
	unlock_ptl(&the_mm.page_table_lock);
}

static void pud_alloc(p4d_t *p4d, unsigned long address)
{
	pud_t *new_table;

	if (!p4d_none(*p4d))
		return;
	new_table = pud_alloc_one(&the_mm, address);
	lock_ptl(&the_mm.page_table_lock);
	if (p4d_present(*p4d))
		pud_free(&the_mm, new_table);
	else
		p4d_populate(&the_mm, p4d, new_table);
	unlock_ptl(&the_mm.page_table_lock);
}

static void pmd_alloc(pud_t *pud, unsigned long address)
{
	spinlock_t *ptl = pud_lockptr(&the_mm, pud);
	pmd_t *new_table;

	if (!pud_none(*pud))
		return;
	new_table = pmd_alloc_one(&the_mm, address);
	lock_ptl(ptl);
	if (pud_present(*pud))
		pmd_free(&the_mm, new_table);
	else
		pud_populate(&the_mm, pud, new_table);
	unlock_ptl(ptl);
}

static void pte_alloc(pmd_t *pmd)
{
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);
	pgtable_t new_table;

	if (!pmd_none(*pmd))
		return;
	new_table = pte_alloc_one(&the_mm);
	lock_ptl(pml);
	if (pmd_none(*pmd)) {
		smp_wmb();
		pmd_populate(&the_mm, pmd, new_table);
		new_table = NULL;
	}
	unlock_ptl(pml);
	if (new_table)
		pte_free(&the_mm, new_table);
}

static void __do_huge_pmd_anonymous_page(pmd_t *pmd, unsigned long haddr)
{
	pmd_t entry = pmd_mkhuge(pfn_pmd(FAULTED_HUGE_PFN, PAGE_SHARED));
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);

	lock_ptl(pml);
	if (DROPPED(recheck) || pmd_none(*pmd)) {
		set_pmd_at(&the_mm, haddr, pmd, entry);
		__wc_cover("faulted_in");
	}
	unlock_ptl(pml);
}

static void do_anonymous_page(pmd_t *pmd, unsigned long address)
{
	pte_t entry = pfn_pte(small_page(FAULTED_PFN, address), PAGE_SHARED);
	spinlock_t *ptl;
	pte_t *ptep = lock_pte(pmd, address, &ptl);

	if (!ptep)
		return;
	if (DROPPED(recheck) || pte_none(*ptep)) {
		set_pte_at(&the_mm, address, ptep, entry);
		__wc_cover("faulted_in");
	}
	unlock_pte(ptl);
}

static void handle_pmd_fault(pmd_t *pmd, unsigned long address)
{
	if (HUGE && pmd_none(*pmd)) {
		__do_huge_pmd_anonymous_page(pmd, address & PMD_MASK);
		return;
	}
	pte_alloc(pmd);
	/* Another fault may have been for a huge page. */
	if (!pmd_none_or_trans_huge_or_clear_bad(pmd))
		do_anonymous_page(pmd, address);
}

/* With mmap_lock held. */
static void handle_mm_fault(unsigned long address)
{
	pgd_t *pgd = pgd_offset(&the_mm, address);
	p4d_t *p4d;
	pud_t *pud;

	p4d_alloc(pgd, address);
	p4d = p4d_offset(pgd, address);
	pud_alloc(p4d, address);
	pud = pud_offset(p4d, address);
	pmd_alloc(pud, address);
	if (!pud_large(*pud))
		handle_pmd_fault(pmd_offset(pud, address), address);
}

void fault_in(unsigned long address)
{
	read_lock_mm();
	handle_mm_fault(address);
	read_unlock_mm();
}
