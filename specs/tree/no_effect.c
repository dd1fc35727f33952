/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel functions without an effect on what is modelled. Each says why: nobody who walks or frees
 * page tables reads what it writes.
 */
#include <asm/paravirt.h>
#include <linux/mmap_lock.h>
#include <linux/vmstat.h>

/* Statistics: how much memory is used for what. */
WC_REPLACES(mod_lruvec_page_state);
void __cut_mod_lruvec_page_state(struct page *page, enum node_stat_item index, int value)
{
}

WC_REPLACES(lruvec_stat_mod_folio);
void __cut_lruvec_stat_mod_folio(struct folio *folio, enum node_stat_item index, int value)
{
}

/* Tracing of mmap_lock: who reads it is outside the kernel. */
WC_REPLACES(__mmap_lock_trace_start_locking);
void __cut___mmap_lock_trace_start_locking(struct mm_struct *mm, bool write)
{
}

WC_REPLACES(__mmap_lock_trace_acquire_returned);
void __cut___mmap_lock_trace_acquire_returned(struct mm_struct *mm, bool write, bool success)
{
}

WC_REPLACES(__mmap_lock_trace_released);
void __cut___mmap_lock_trace_released(struct mm_struct *mm, bool write)
{
}

#ifdef CONFIG_PARAVIRT_XXL
#error "a Xen guest is told of page tables, which is not modelled: --config XEN_PV=n leaves it out"
#endif
