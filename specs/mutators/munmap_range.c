/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * munmap() of any range (M1), as two addresses see it: of all words in the range only those are
 * looked at that are on the way to `first` or `last`, which may be one address. So the run is
 * finite however long the range is, and whatever the neighbours are: for scenarios that leave it
 * open. All else is as in munmap.c, which goes through every word: see unmap.h.
 *
 * It is the same for whoever looks up these two addresses, if nothing else is mapped. What is left
 * out then is that munmap() reads words that are none, which only it would change, and the locks
 * of page tables that it takes for the sake of other words.
 *
 * [floor, start) and [end, ceiling) are the gaps to the neighbouring areas; a ceiling of 0 is none.
 * Of a 2M page that is split those small pages are there that are around the address (split.h).
 */
#include "unmap.h"

void munmap_range(unsigned long start, unsigned long end, unsigned long floor,
		  unsigned long ceiling, unsigned long first, unsigned long last)
{
	struct unmapping u = {.start = start, .end = end, .floor = floor, .ceiling = ceiling};

	write_lock_mm();
	tlb_gather_mmu(&u.tlb, &the_mm);
	unmap_vmas(&u, first, last);
	free_pgtables(&u, first, last);
	tlb_finish_mmu(&u.tlb);
	write_unlock_mm();
}
