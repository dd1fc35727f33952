/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs host_pfn_mapping_level() of the tree's own arch/x86/kvm/mmu/mmu.c.
 */
#include "tree/world.h"
#include "tree/audit/kvm.h"

int walk_host_pfn_mapping_level(unsigned long address)
{
	int level;

	__wc_walk_begin(address);
	level = host_pfn_mapping_level(&wc_kvm, address >> PAGE_SHIFT, &wc_slot);
	if (level > PG_LEVEL_4K)
		__wc_cover("walk_saw_huge");
	else
		__wc_cover("walk_saw_4k");
	__wc_walk_end(level);
	return level;
}
