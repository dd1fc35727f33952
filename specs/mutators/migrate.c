/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A page moves to another frame (M8): its entry becomes a migration entry, the page is copied, and
 * the entry becomes that of the copy. try_to_migrate_one() of 6.1, mm/rmap.c,
 * set_pmd_migration_entry(), mm/huge_memory.c, and what remove_migration_ptes() does then.
 *
 * Meanwhile a PMD migration entry is neither none nor present, and no huge page. Reclaim's swap
 * entry takes the same way. Both hold the page's rmap lock and not mmap_lock; that munmap() takes
 * the rmap lock, too, before its tables go is not modelled, so the two must not meet.
 *
 * To be dropped:
 * restore  the migration entry stays
 */
#include "tables.h"

#define SWP_MIGRATION_WRITE 30UL

/* Type above, complemented frame number below, and none of P, PSE and PROTNONE. */
static unsigned long migration_word(unsigned long pfn)
{
	return (SWP_MIGRATION_WRITE << 59) | ((~pfn << 14) >> 5);
}

static void set_pte_migration_entry(pmd_t *pmd, unsigned long address)
{
	spinlock_t *ptl = pte_lockptr(&the_mm, pmd);
	pte_t *ptep = pte_offset_kernel(pmd, address);
	pte_t old;

	lock_ptl(ptl);
	if (pte_present(*ptep)) {
		old = ptep_clear_flush(&the_vma, address, ptep);
		set_pte_at(&the_mm, address, ptep, __pte(migration_word(pte_pfn(old))));
		__wc_cover("migrating");
	}
	unlock_ptl(ptl);
}

static void set_pmd_migration_entry(pmd_t *pmd, unsigned long address)
{
	unsigned long haddr = address & PMD_MASK;
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);
	pmd_t old;

	lock_ptl(pml);
	if (pmd_trans_huge(*pmd)) {
		old = pmdp_invalidate(&the_vma, haddr, pmd);
		set_pmd_at(&the_mm, haddr, pmd, __pmd(migration_word(pmd_pfn(old))));
		__wc_cover("migrating");
	}
	unlock_ptl(pml);
}

static void try_to_migrate_one(pmd_t *pmd, unsigned long address, bool huge)
{
	unsigned long size = huge ? PMD_SIZE : PAGE_SIZE;
	unsigned long start = address & -size;
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, &the_mm, start, start + size);
	mmu_notifier_invalidate_range_start(&range);
	if (huge)
		set_pmd_migration_entry(pmd, address);
	else
		set_pte_migration_entry(pmd, address);
	mmu_notifier_invalidate_range_end(&range);
}

static void remove_migration_pte(pmd_t *pmd, unsigned long address)
{
	spinlock_t *ptl = pte_lockptr(&the_mm, pmd);
	pte_t *ptep = pte_offset_kernel(pmd, address);

	lock_ptl(ptl);
	if (is_swap_pte(*ptep))
		set_pte_at(&the_mm, address, ptep,
			   pfn_pte(small_page(MIGRATED_PFN, address), PAGE_SHARED));
	unlock_ptl(ptl);
}

static void remove_migration_pmd(pmd_t *pmd, unsigned long address)
{
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);

	lock_ptl(pml);
	if (is_pmd_migration_entry(*pmd))
		set_pmd_at(&the_mm, address & PMD_MASK, pmd,
			   pmd_mkhuge(pfn_pmd(MIGRATED_HUGE_PFN, PAGE_SHARED)));
	unlock_ptl(pml);
}

static bool find_and_migrate(unsigned long address, bool *huge)
{
	pmd_t *pmdp = mm_find_pmd(&the_mm, address);
	pmd_t pmd;

	if (!pmdp)
		return false;
	pmd = pmd_read_atomic(pmdp);
	if (!pmd_present(pmd))
		return false;
	*huge = pmd_trans_huge(pmd);
	try_to_migrate_one(pmdp, address, *huge);
	return true;
}

static void find_and_restore(unsigned long address, bool huge)
{
	pmd_t *pmdp = mm_find_pmd(&the_mm, address);

	if (pmdp && huge)
		remove_migration_pmd(pmdp, address);
	else if (pmdp && !pmd_none_or_trans_huge_or_clear_bad(pmdp))
		remove_migration_pte(pmdp, address);
}

void migrate(unsigned long address)
{
	bool huge = false;
	bool found;

	read_lock_rmap();
	found = find_and_migrate(address, &huge);
	read_unlock_rmap();
	if (!found || DROPPED(restore))
		return;
	read_lock_rmap();
	find_and_restore(address, huge);
	read_unlock_rmap();
}
