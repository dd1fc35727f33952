/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs the walk of get_user_pages_fast() of the tree's own mm/gup.c, which turns interrupts off
 * itself: lockless_pages_from_mm() to 6.7, gup_fast() later. One page is asked for, to be read.
 *
 * For: lockless_pages_from_mm, gup_fast
 */
#include "tree/world.h"

int walk_gup_fast(unsigned long address)
{
	struct page *pages[1];
	unsigned long got;

	__wc_walk_begin(address);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
	got = gup_fast(address, address + PAGE_SIZE, FOLL_GET | FOLL_FAST_ONLY, pages);
#else
	got = lockless_pages_from_mm(address, address + PAGE_SIZE, FOLL_GET | FOLL_FAST_ONLY, pages);
#endif
	if (got)
		__wc_cover("page_found");
	return got;
}
