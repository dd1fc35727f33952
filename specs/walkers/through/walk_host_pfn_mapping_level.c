/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs host_pfn_mapping_level() as it stands in a kernel tree (arch/x86/kvm/mmu/mmu.c, 5.18 and
 * later, in the form that takes the VM, a guest frame and its memslot).
 */

int walk_host_pfn_mapping_level(unsigned long address)
{
	int level;

	__wc_walk_begin(address);
	level = host_pfn_mapping_level(&the_kvm, address >> PAGE_SHIFT, &the_memslot);
	if (level > PG_LEVEL_4K)
		__wc_cover("walk_saw_huge");
	else
		__wc_cover("walk_saw_4k");
	__wc_walk_end(level);
	return level;
}
