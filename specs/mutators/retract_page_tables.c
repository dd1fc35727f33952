/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PTE table of a file mapping goes, so that the huge page in the page cache can be mapped
 * instead (M6): collapse_and_free_pmd() and its caller collapse_pte_mapped_thp() of 6.1,
 * mm/khugepaged.c. Unlike M5 the table is freed on the spot, inside the notifier's range.
 *
 * -DWITHOUT_SYNC=1      no interrupt before the free: before 2ba99c5e0881 (6.1)
 * -DWITHOUT_NOTIFIER=1  KVM is told nothing: before f268f6cf875f (6.1)
 * -DDEFER=1             the table is freed by RCU: 6.6 and later (1d65b771bc08)
 */
#include "tables.h"

#ifndef WITHOUT_SYNC
#define WITHOUT_SYNC 0
#endif
#ifndef DEFER
#define DEFER 0
#endif

static void collapse_and_free(pmd_t *pmd, unsigned long haddr)
{
	struct mmu_notifier_range range;
	pmd_t old;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, &the_mm, haddr, haddr + PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	old = pmdp_collapse_flush(&the_vma, haddr, pmd);
	if (!DEFER && !WITHOUT_SYNC)
		tlb_remove_table_sync_one();
	mmu_notifier_invalidate_range_end(&range);
	if (DEFER)
		pte_free_defer(&the_mm, pmd_pgtable(old));
	else
		pte_free(&the_mm, pmd_pgtable(old));
}

void retract_page_tables(unsigned long address)
{
	unsigned long haddr = address & PMD_MASK;
	pmd_t *pmd;
	pmd_t old;

	write_lock_mm();
	i_mmap_lock_write(the_vma.vm_file->f_mapping);
	pmd = find_pmd(address);
	old = pmd ? pmd_read_atomic(pmd) : __pmd(0);
	if (pmd_present(old) && !pmd_large(old)) {
		collapse_and_free(pmd, haddr);
		__wc_cover("retracted");
	}
	i_mmap_unlock_write(the_vma.vm_file->f_mapping);
	write_unlock_mm();
}
