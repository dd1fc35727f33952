/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A batch of page tables is freed when all readers are out. In place of tlb_remove_table_free() of
 * mm/mmu_gather.c where CONFIG_MMU_GATHER_RCU_TABLE_FREE is set, which has call_rcu() run
 * tlb_remove_table_rcu(): that frees the tables one after the other and then the batch itself.
 *
 * In place of tlb_remove_table_smp_sync() too, which does nothing.
 */
#include <linux/smp.h>

#ifdef CONFIG_MMU_GATHER_RCU_TABLE_FREE
WC_REPLACES(tlb_remove_table_free);
void __cut_tlb_remove_table_free(struct mmu_table_batch *batch)
{
	for (unsigned int i = 0; i < batch->nr; i++)
		__wc_free_table_rcu(page_address(batch->tables[i]));
}

WC_REPLACES(tlb_remove_table_smp_sync);
void __cut_tlb_remove_table_smp_sync(void *arg)
{
}

/* For smp_call_function(), in environment.c. */
extern const smp_call_func_t wc_handler_that_does_nothing;
const smp_call_func_t wc_handler_that_does_nothing = tlb_remove_table_smp_sync;
#endif
