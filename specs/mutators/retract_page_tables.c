/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PTE table of a file mapping goes, so that the huge page in the page cache can be mapped
 * instead (M6): collapse_and_free_pmd() and its caller collapse_pte_mapped_thp() of 6.1,
 * mm/khugepaged.c. Unlike M5 the table is freed on the spot, inside the notifier's range.
 *
 * To be dropped:
 * sync      no interrupt before the free: before 2ba99c5e0881 (6.1)
 * notifier  KVM is told nothing: before f268f6cf875f (6.1)
 *
 * -DDEFER=1  the table is freed by RCU: 6.6 and later (1d65b771bc08)
 *
 * That form is retract_page_tables() of 6.6: mmap_lock is not taken, and i_mmap_rwsem for read. The
 * word is cleared under the PMD table's lock and, nested in it, the PTE table's, so that who holds
 * either may rely on it. What the word was before is looked at again under the first, as since 6.13;
 * until then the page's lock was taken to keep it. Split locks are on, so the two are never the same.
 */
#include "tables.h"

/* Its name in a scenario's `define`, before there was `drop`. */
#ifdef WITHOUT_SYNC
#define WALKCHECK_DROP_sync WITHOUT_SYNC
#endif

#ifndef DEFER
#define DEFER 0
#endif

static bool is_table(pmd_t pmd)
{
	return pmd_present(pmd) && !pmd_large(pmd);
}

static void collapse_and_free_pmd(pmd_t *pmd, unsigned long haddr)
{
	struct mmu_notifier_range range;
	pmd_t old;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, &the_mm, haddr, haddr + PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	old = pmdp_collapse_flush(&the_vma, haddr, pmd);
	if (!DROPPED(sync))
		tlb_remove_table_sync_one();
	mmu_notifier_invalidate_range_end(&range);
	pte_free(&the_mm, pmd_pgtable(old));
	__wc_cover("retracted");
}

/* With mmap_lock and i_mmap_rwsem held for write. */
static void retract_at_once(unsigned long address)
{
	pmd_t *pmd = mm_find_pmd(&the_mm, address);

	if (pmd && is_table(pmd_read_atomic(pmd)))
		collapse_and_free_pmd(pmd, address & PMD_MASK);
}

/* The word as it was, under the locks of both tables; __pmd(0) where it is no table any more. */
static pmd_t unhook_under_locks(pmd_t *pmd, unsigned long haddr)
{
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);
	pmd_t old = __pmd(0);
	spinlock_t *ptl;

	lock_ptl(pml);
	if (is_table(*pmd)) {
		ptl = pte_lockptr(&the_mm, pmd);
		lock_ptl(ptl);
		old = pmdp_collapse_flush(&the_vma, haddr, pmd);
		unlock_ptl(ptl);
	}
	unlock_ptl(pml);
	return old;
}

/* With i_mmap_rwsem held for read. */
static void retract_deferred(unsigned long address)
{
	unsigned long haddr = address & PMD_MASK;
	struct mmu_notifier_range range;
	pmd_t *pmd = mm_find_pmd(&the_mm, address);
	pmd_t old;

	if (!pmd || !is_table(pmd_read_atomic(pmd)))
		return;
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, &the_mm, haddr, haddr + PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	old = unhook_under_locks(pmd, haddr);
	mmu_notifier_invalidate_range_end(&range);
	if (!pmd_none(old)) {
		pte_free_defer(&the_mm, pmd_pgtable(old));
		__wc_cover("retracted");
	}
}

void retract_page_tables(unsigned long address)
{
	if (DEFER) {
		i_mmap_lock_read(the_vma.vm_file->f_mapping);
		retract_deferred(address);
		i_mmap_unlock_read(the_vma.vm_file->f_mapping);
		return;
	}
	write_lock_mm();
	i_mmap_lock_write(the_vma.vm_file->f_mapping);
	retract_at_once(address);
	i_mmap_unlock_write(the_vma.vm_file->f_mapping);
	write_unlock_mm();
}
