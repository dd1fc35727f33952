/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel functions without an effect on what is modelled. Each says why: nobody who walks or frees
 * page tables reads what it writes.
 */
#include <asm/paravirt.h>
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

#ifdef CONFIG_PARAVIRT_XXL
#error "a Xen guest is told of page tables: what it does with them is not modelled"
#endif
