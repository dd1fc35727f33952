/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The merged walk, and then mmu_lock taken and dropped once, as a fault does with its answer.
 */
#include <walkers/host_pfn_mapping_level.c>

int w3_then_lock(unsigned long address)
{
	int level = host_pfn_mapping_level(address);

	write_lock(&the_kvm.mmu_lock);
	write_unlock(&the_kvm.mmu_lock);
	return level;
}
