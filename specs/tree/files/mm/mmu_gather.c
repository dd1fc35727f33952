/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A batch of page tables is freed when all readers are out. In place of tlb_remove_table_free() of
 * mm/mmu_gather.c where CONFIG_MMU_GATHER_RCU_TABLE_FREE is set, which has call_rcu() run
 * tlb_remove_table_rcu(): that frees the tables one after the other and then the batch itself.
 */
#ifdef CONFIG_MMU_GATHER_RCU_TABLE_FREE
WC_REPLACES(tlb_remove_table_free);
void __cut_tlb_remove_table_free(struct mmu_table_batch *batch)
{
	for (unsigned int i = 0; i < batch->nr; i++)
		__wc_free_table_rcu(page_address(batch->tables[i]));
}
#endif
