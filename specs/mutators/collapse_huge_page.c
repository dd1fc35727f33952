/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small pages become one huge page (M5): khugepaged's collapse_huge_page() of 6.1, mm/khugepaged.c.
 *
 * The PMD word goes from table to none inside the notifier's range; after its end every CPU is
 * interrupted once, which waits for walks with interrupts off; then the PTEs are taken down, the
 * huge entry is set and the old PTE table deposited with it. Nobody may walk a deposited table,
 * so a later zap of the huge page frees it at once: that zap (M2, zap_huge_pmd()) ends this spec.
 * Left out: the isolation of the small pages, their copying, and how all of it is undone.
 *
 * To be dropped:
 * sync      no interrupt in between: before 2ba99c5e0881 (6.1)
 * notifier  KVM is told nothing
 * zap       the huge page stays, and the deposited table with it
 */
#include "tables.h"

/* Its name in a scenario's `define`, before there was `drop`. */
#ifdef WITHOUT_SYNC
#define WALKCHECK_DROP_sync WITHOUT_SYNC
#endif

/* Where the copy of the small pages goes: any 2M of memory without a table in it. */
#define HUGE_PAGE_PFN (0x80000000UL >> PAGE_SHIFT)

static pmd_t detach_pte_table(pmd_t *pmd, unsigned long haddr)
{
	struct mmu_notifier_range range;
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);
	pmd_t old;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, &the_mm, haddr, haddr + PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	lock_ptl(pml);
	old = pmdp_collapse_flush(&the_vma, haddr, pmd);
	unlock_ptl(pml);
	mmu_notifier_invalidate_range_end(&range);
	if (!DROPPED(sync))
		tlb_remove_table_sync_one();
	return old;
}

/* The one small page that the scenario mapped; the other entries of the table are none. */
static void take_down_pte(pmd_t old, unsigned long address)
{
	spinlock_t *ptl = pte_lockptr(&the_mm, &old);

	lock_ptl(ptl);
	pte_clear(&the_mm, address, pte_offset_kernel(&old, address));
	unlock_ptl(ptl);
}

static void set_huge_pmd(pmd_t *pmd, unsigned long haddr)
{
	pmd_t huge = pmd_mkhuge(pfn_pmd(HUGE_PAGE_PFN, PAGE_SHARED));
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);

	lock_ptl(pml);
	set_pmd_at(&the_mm, haddr, pmd, huge);
	unlock_ptl(pml);
}

/* MADV_DONTNEED of it, if it is still there: no lock was held since the collapse. */
static void zap_huge_pmd(unsigned long haddr, pgtable_t deposited)
{
	pmd_t *pmd = mm_find_pmd(&the_mm, haddr);
	struct mmu_notifier_range range;
	struct mmu_gather tlb;
	spinlock_t *pml;

	if (!pmd || !pmd_trans_huge(*pmd))
		return;
	tlb_gather_mmu(&tlb, &the_mm);
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, &the_mm, haddr, haddr + PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	pml = pmd_lockptr(&the_mm, pmd);
	lock_ptl(pml);
	if (pmd_trans_huge(*pmd)) {
		pmdp_huge_get_and_clear(&the_mm, haddr, pmd);
		tlb_remove_pmd_tlb_entry(&tlb, pmd, haddr);
		pte_free(&the_mm, deposited);
	}
	unlock_ptl(pml);
	mmu_notifier_invalidate_range_end(&range);
	tlb_finish_mmu(&tlb);
}

void collapse_huge_page(unsigned long address)
{
	unsigned long haddr = address & PMD_MASK;
	pmd_t *pmd;
	pmd_t old;

	write_lock_mm();
	pmd = mm_find_pmd(&the_mm, address);
	old = pmd ? pmd_read_atomic(pmd) : __pmd(0);
	if (!pmd_present(old) || pmd_large(old)) {
		write_unlock_mm();
		return;
	}
	write_lock_rmap();
	old = detach_pte_table(pmd, haddr);
	take_down_pte(old, address);
	write_unlock_rmap();
	set_huge_pmd(pmd, haddr);
	write_unlock_mm();

	__wc_cover("collapsed");
	if (DROPPED(zap))
		return;
	read_lock_mm();
	zap_huge_pmd(haddr, pmd_pgtable(old));
	read_unlock_mm();
}
