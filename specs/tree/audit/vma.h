/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one mapping of wc_mm: all of it, of no file, with no flags.
 */
#ifndef WALKCHECK_TREE_VMA_H
#define WALKCHECK_TREE_VMA_H

static struct vm_area_struct wc_vma wc_world = {
	.vm_end = (1UL << 47) - PAGE_SIZE,
	.vm_mm = &wc_mm,
};
wc_given(wc_vma.vm_start);
wc_given(wc_vma.vm_pgoff);
wc_given(wc_vma.vm_file);
wc_given(wc_vma.vm_ops);
wc_given(wc_vma.vm_flags);

#endif
