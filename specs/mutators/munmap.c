/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * munmap() of a range (M1), after mm/mmap.c and mm/memory.c of 6.1: the entries go between the
 * notifier's start and end; then, after its end, the tables are unhooked from the bottom up; then
 * comes the flush, and the tables are freed as the scheme says.
 *
 * That the area leaves the area tree is not modelled: nothing here looks areas up. What can be
 * dropped: see unmap.h.
 *
 * -DTABLES=n     how far up tables go: 1 PTE tables, 2 PMD tables too, 3 PUD tables too, 4 (default)
 *                all but the top; less where a neighbouring mapping still needs what is above
 * -DDOWNGRADE=1  gives mmap_lock's write half back before the unmapping, as munmap() does if it may
 */
#include "unmap.h"

#ifndef TABLES
#define TABLES 4
#endif
#ifndef DOWNGRADE
#define DOWNGRADE 0
#endif

void munmap(unsigned long start, unsigned long length)
{
	unsigned long end = start + length;
	struct unmapping u = {
	    .start = start,
	    .end = end,
	    .floor = floor_for(start, TABLES),
	    .ceiling = ceiling_for(end, TABLES),
	    .every = true,
	};

	/* Refused. That mmap_lock is taken and given back for it is left out. */
	if (!length)
		return;
	write_lock_mm();
	if (DOWNGRADE)
		mmap_write_downgrade(&the_mm);

	tlb_gather_mmu(&u.tlb, &the_mm);
	unmap_vmas(&u, start, end - PAGE_SIZE);
	free_pgtables(&u, start, end - PAGE_SIZE);
	tlb_finish_mmu(&u.tlb);

	if (DOWNGRADE)
		mmap_read_unlock(&the_mm);
	else
		write_unlock_mm();
}
