/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs perf_get_pgtable_size() of the tree's own kernel/events/core.c as perf_get_page_size() does,
 * with interrupts off. KEEPS_IRQS=1 leaves them as they are.
 */
#include "tree/world.h"

#ifdef WC_IN_CONTEXT
#define KEEPS_IRQS 1
#endif
#ifndef KEEPS_IRQS
#define KEEPS_IRQS 0
#endif

unsigned long walk_perf_get_pgtable_size(unsigned long address)
{
	unsigned long flags, size;

	__wc_walk_begin(address);
	if (!KEEPS_IRQS)
		local_irq_save(flags);
	size = perf_get_pgtable_size(&wc_mm, address);
	if (!KEEPS_IRQS)
		local_irq_restore(flags);
	if (size == PAGE_SIZE)
		__wc_cover("walk_saw_4k");
	if (size > PAGE_SIZE)
		__wc_cover("walk_saw_huge");
	return size;
}
