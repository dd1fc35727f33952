/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * madvise(MADV_DONTNEED) (M2): the entries of a range go, the tables stay. zap_page_range_single()
 * of 6.1, mm/memory.c: the flush comes after the notifier's end. What can be dropped: see unmap.h.
 */
#include "unmap.h"

void madvise_dontneed(unsigned long start, unsigned long length)
{
	struct unmapping u = {.start = start, .end = start + length, .every = true};

	/* do_madvise() is done before it takes a lock. */
	if (!length)
		return;
	read_lock_mm();
	tlb_gather_mmu(&u.tlb, &the_mm);
	unmap_vmas(&u, start, start + length - PAGE_SIZE);
	tlb_finish_mmu(&u.tlb);
	read_unlock_mm();
}
