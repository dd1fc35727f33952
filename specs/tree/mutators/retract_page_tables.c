/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs retract_page_tables() of the tree's own mm/khugepaged.c, as khugepaged does when it has put a
 * huge page in place of a file's small ones: it takes the page table of each mapping of that part of
 * the file. One mapping is there. It has each page of the file at the address that is the page's
 * offset in the file, so that it covers whatever address a scenario asks for.
 *
 * Unlike in the kernel the small pages are still mapped: it is the table that is looked at.
 */
#include "tree/world.h"

#define WC_FILE_PAGES ((1UL << 47) >> PAGE_SHIFT)

static struct vm_area_struct wc_vma;

static struct address_space wc_mapping wc_world = {
	.i_mmap = {
		.rb_root = { .rb_node = &wc_vma.shared.rb },
		.rb_leftmost = &wc_vma.shared.rb,
	},
};

static struct vm_area_struct wc_vma wc_world = {
	.vm_end = WC_FILE_PAGES << PAGE_SHIFT,
	.vm_mm = &wc_mm,
	.shared = {
		.rb = { .__rb_parent_color = 1 /* black */ },
		.rb_subtree_last = WC_FILE_PAGES - 1,
	},
};
wc_given(wc_vma.vm_start);
wc_given(wc_vma.vm_pgoff);
/* The only node of its tree. */
wc_given(wc_vma.shared.rb);
/* A shared mapping that nobody watches with userfaultfd; of the file itself nothing is asked. */
wc_given(wc_vma.anon_vma);
wc_given(wc_vma.vm_file);
wc_given(wc_vma.vm_flags);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
static struct collapse_control wc_collapse wc_world = { .is_khugepaged = true };
#endif

static pmd_t *pmd_at(unsigned long address)
{
	p4d_t *p4d = p4d_offset(pgd_offset(&wc_mm, address), address);

	return pmd_offset(pud_offset(p4d, address), address);
}

void retract(unsigned long address)
{
	pgoff_t offset = (address & PMD_MASK) >> PAGE_SHIFT;

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	/* No target: that is MADV_COLLAPSE's. */
	retract_page_tables(&wc_mapping, offset, NULL, 0, NULL, &wc_collapse);
#else
	retract_page_tables(&wc_mapping, offset);
#endif
	if (pmd_none(READ_ONCE(*pmd_at(address))))
		__wc_cover("retracted");
}
