/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A mapping of a huge page becomes one of small pages (M4): __split_huge_pmd() and
 * __split_huge_pmd_locked() of 6.1, mm/huge_memory.c. Whoever changes a part of a huge page does this
 * first.
 *
 * The word goes from huge page to mid-split to table, and is none at no time; of a file's page it
 * goes to none, and the small pages are faulted in later. KVM is told of the whole 2M. The table is
 * the one that was deposited with the huge page: here it is allocated when the split begins. Of its
 * 512 entries only those of some pages are filled, to keep executions short: the others stay none.
 *
 * -DPAGES=n  how many, a power of two: the address's own and its neighbours; default 2; beyond 8 the
 *            scenario needs a larger bound for loops
 * -DFILE=1   a file's huge page
 *
 * To be dropped:
 * split_notifier              KVM is not told of the split
 * split_invalidate            the word stays a huge page until the table is in its place: only
 *                             hardware can tell
 * split_fill_before_populate  the table is hooked up before it is filled
 */
#ifndef WALKCHECK_MUTATORS_SPLIT_H
#define WALKCHECK_MUTATORS_SPLIT_H

#include "tables.h"

#ifndef PAGES
#define PAGES 2UL
#endif
#ifndef FILE
#define FILE 0
#endif

/* Of the table's pages in groups of PAGES, the group that the address is in. */
static void fill_pte_table(pte_t *table, unsigned long pfn, pgprot_t prot, unsigned long address)
{
	unsigned long first = pte_index(address) & -(unsigned long)PAGES;
	unsigned long i;

	for (i = first; i < first + PAGES; i++)
		set_pte(table + i, pfn_pte(pfn + i, prot));
}

static void __split_huge_pmd_locked(pmd_t *pmd, unsigned long address, pgtable_t deposited)
{
	unsigned long haddr = address & PMD_MASK;
	pmd_t old = DROPPED(split_invalidate) ? *pmd : pmdp_invalidate(&the_vma, haddr, pmd);
	pgprot_t prot = __pgprot(pmd_flags(old) & ~_PAGE_PSE);
	pte_t *table = page_to_virt(deposited);

	if (DROPPED(split_fill_before_populate))
		pmd_populate(&the_mm, pmd, deposited);
	fill_pte_table(table, pmd_pfn(old), prot, address);
	smp_wmb();
	if (!DROPPED(split_fill_before_populate))
		pmd_populate(&the_mm, pmd, deposited);
}

/* Whether there was a huge page to be split. */
static bool __split_huge_pmd(pmd_t *pmd, unsigned long address)
{
	pgtable_t deposited = FILE ? NULL : pte_alloc_one(&the_mm);
	unsigned long haddr = address & PMD_MASK;
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);
	struct mmu_notifier_range range;
	bool huge;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, &the_mm, haddr, haddr + PMD_SIZE);
	if (!DROPPED(split_notifier))
		mmu_notifier_invalidate_range_start(&range);
	lock_ptl(pml);
	huge = pmd_trans_huge(*pmd);
	if (huge && FILE)
		pmdp_huge_clear_flush(&the_vma, haddr, pmd);
	else if (huge)
		__split_huge_pmd_locked(pmd, address, deposited);
	unlock_ptl(pml);
	if (!DROPPED(split_notifier))
		mmu_notifier_invalidate_range_only_end(&range);
	if (!huge && deposited)
		pte_free(&the_mm, deposited);
	return huge;
}

#endif
