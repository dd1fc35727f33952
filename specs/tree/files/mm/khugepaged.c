/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where retract_page_tables() to 6.5 does not get mmap_lock it notes the address for a later pass of
 * khugepaged, in a hash table of mms. No table is looked at, and that pass is not this one.
 */
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
WC_REPLACES(khugepaged_add_pte_mapped_thp);
bool __cut_khugepaged_add_pte_mapped_thp(struct mm_struct *mm, unsigned long addr)
{
	return __wc_choose(2);
}
#endif
