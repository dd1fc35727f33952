/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs host_pfn_mapping_level() of the tree's own arch/x86/kvm/mmu/mmu.c.
 */
#include "tree/world.h"

static struct kvm wc_kvm wc_world = { .mm = &wc_mm };
static struct kvm_memory_slot wc_slot wc_world = { .npages = 1UL << 36 };
wc_given(wc_slot.base_gfn);
wc_given(wc_slot.userspace_addr);

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
