/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A huge page is split into small ones where it is mapped (M4), and nothing else: what reclaim or a
 * partial munmap() do first. See split.h, also for what
 * can be dropped.
 */
#include "split.h"

void split_huge_pmd(unsigned long address)
{
	pmd_t *pmd;

	read_lock_mm();
	pmd = mm_find_pmd(&the_mm, address);
	if (pmd && pmd_trans_huge(*pmd) && __split_huge_pmd(pmd, address))
		__wc_cover("split");
	read_unlock_mm();
}
