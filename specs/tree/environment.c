/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What flushing and freeing page tables comes down to on the machine that the kernel runs on, and
 * how its own mm/mmu_gather.c is told. The scenario's [machine] says which it is:
 *
 *   T1  bare metal: a flush interrupts every CPU and waits; a table is freed when it is flushed
 *   T2  a guest with paravirtual flush: no IPI is promised; tables are freed by tlb_remove_table()
 *   T3  a flush without IPI, and freeing as on bare metal: what guests did before 4.14, as a control
 *
 * In place of flush_tlb_mm_range() of arch/x86/mm/tlb.c, paravirt_tlb_remove_table() of
 * arch/x86/include/asm/paravirt.h with native_tlb_remove_table() and kvm_setup_pv_tlb_flush() behind
 * it, smp_call_function() of kernel/smp.c, and the freeing of pages.
 */
#include <asm/paravirt.h>
#include <asm/tlb.h>
#include <linux/pagemap.h>
#include <linux/smp.h>
#include <linux/swap.h>

WC_REPLACES(flush_tlb_mm_range);
void __cut_flush_tlb_mm_range(struct mm_struct *mm, unsigned long start, unsigned long end,
			      unsigned int stride_shift, bool freed_tables)
{
	if (WALKCHECK_FLUSH_IPI)
		__wc_ipi_broadcast();
	else
		__wc_fence();
}

#ifdef CONFIG_PARAVIRT
WC_REPLACES(paravirt_tlb_remove_table);
void __cut_paravirt_tlb_remove_table(struct mmu_gather *tlb, void *table)
{
	if (WALKCHECK_RCU_TABLE_FREE)
		tlb_remove_table(tlb, table);
	else
		tlb_remove_page(tlb, table);
}
#endif

/*
 * An interrupt is all that the other CPUs get: right where the handler does nothing, such as that of
 * tlb_remove_table_sync_one(), which files/mm/mmu_gather.c names.
 */
extern const smp_call_func_t wc_handler_that_does_nothing;

/* Nothing defines it: to reach it ends the run. */
void wc_other_handlers_of_smp_call_function_are_not_modelled(void);

WC_REPLACES(smp_call_function);
void __cut_smp_call_function(smp_call_func_t function, void *info, int wait)
{
	if (function != wc_handler_that_does_nothing || !wait)
		wc_other_handlers_of_smp_call_function_are_not_modelled();
	__wc_ipi_broadcast();
}

static void wc_free_page(struct page *page)
{
	if (wc_is_table(page))
		__wc_free_table(page_address(page));
}

WC_REPLACES(__free_pages);
void __cut___free_pages(struct page *page, unsigned int order)
{
	wc_free_page(page);
}

/* In place of mm/pgtable-generic.c's, whose call_rcu() runs pte_free_now(). */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0) && defined(CONFIG_TRANSPARENT_HUGEPAGE)
WC_REPLACES(pte_free_defer);
void __cut_pte_free_defer(struct mm_struct *mm, pgtable_t table)
{
	__wc_free_table_rcu(page_address(table));
}
#endif

WC_REPLACES(free_page_and_swap_cache);
void __cut_free_page_and_swap_cache(struct page *page)
{
	wc_free_page(page);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
WC_REPLACES(free_pages_and_swap_cache);
void __cut_free_pages_and_swap_cache(struct encoded_page **pages, int nr)
{
	for (int i = 0; i < nr; i++)
		wc_free_page(encoded_page_ptr(pages[i]));
}
#else
WC_REPLACES(free_pages_and_swap_cache);
void __cut_free_pages_and_swap_cache(struct page **pages, int nr)
{
	for (int i = 0; i < nr; i++)
		wc_free_page(pages[i]);
}
#endif
