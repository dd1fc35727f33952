/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs perf_get_pgtable_size() as it stands in a kernel tree (kernel/events/core.c): perf's
 * lockless walk down to the PTE, with interrupts off as its caller has them.
 *
 * To be dropped:
 * irqs_off  interrupts stay on
 */

int walk_perf_get_pgtable_size(unsigned long address)
{
	unsigned long flags = 0;
	u64 size;

	__wc_walk_begin(address);
	if (!DROPPED(irqs_off))
		local_irq_save(flags);
	size = perf_get_pgtable_size(&the_mm, address);
	if (!DROPPED(irqs_off))
		local_irq_restore(flags);

	if (size)
		__wc_cover("walk_saw_mapping");
	else
		__wc_cover("walk_saw_none");
	__wc_walk_end(size == PUD_SIZE	 ? PG_LEVEL_1G
		      : size == PMD_SIZE ? PG_LEVEL_2M
		      : size		 ? PG_LEVEL_4K
					 : PG_LEVEL_NONE);
	return (int)(size >> PAGE_SHIFT);
}
