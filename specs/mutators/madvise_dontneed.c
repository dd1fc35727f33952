/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * madvise(MADV_DONTNEED) (M2): the entries of a range go, the tables stay. zap_page_range_single()
 * of 6.1, mm/memory.c: the flush comes after the notifier's end. What can be
 * left out: see split.h, tables.h, kernel/mmu_notifier.h and kernel/tlb.h.
 */
#include "unmap.h"

void madvise_dontneed(unsigned long start, unsigned long length)
{
	struct mmu_gather tlb;

	read_lock_mm();
	tlb_gather_mmu(&tlb, &the_mm);
	unmap_range(&tlb, start, start + length);
	tlb_finish_mmu(&tlb);
	read_unlock_mm();
}
