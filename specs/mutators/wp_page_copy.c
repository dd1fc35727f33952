/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A write to a page that is shared gets a copy (M13): wp_page_copy() of 6.1, mm/memory.c. The PTE
 * is none for a moment, and then maps another frame. KSM's replace_page() takes the same steps.
 *
 * Any small page will do, writable or not. The copy is made before the lock is taken, so the entry
 * is compared with what it was then.
 *
 * To be dropped:
 * clear    the old entry is replaced by the new one at once: only hardware can tell
 * recheck  the entry is set even if it has changed
 */
#include "tables.h"

static void replace_pte(pmd_t *pmd, pte_t *ptep, pte_t old, unsigned long address)
{
	pte_t copy = pfn_pte(small_page(COPIED_PFN, address), PAGE_SHARED);
	spinlock_t *ptl = pte_lockptr(&the_mm, pmd);

	lock_ptl(ptl);
	if (DROPPED(recheck) || pte_same(*ptep, old)) {
		if (!DROPPED(clear))
			ptep_clear_flush(&the_vma, address, ptep);
		set_pte_at(&the_mm, address, ptep, pte_mkdirty(copy));
		__wc_cover("copied");
	}
	unlock_ptl(ptl);
}

void wp_page_copy(unsigned long address)
{
	unsigned long page = address & PAGE_MASK;
	struct mmu_notifier_range range;
	pte_t *ptep, old;
	pmd_t *pmd;

	read_lock_mm();
	pmd = mm_find_pmd(&the_mm, address);
	if (!pmd || pmd_none_or_trans_huge_or_clear_bad(pmd))
		goto out;
	ptep = pte_offset_kernel(pmd, page);
	old = *ptep;
	if (!pte_present(old))
		goto out;
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, &the_mm, page, page + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	replace_pte(pmd, ptep, old, page);
	mmu_notifier_invalidate_range_only_end(&range);
out:
	read_unlock_mm();
}
