/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs lookup_address_in_pgd() as it stands in a kernel tree (arch/x86/mm/pat/set_memory.c) the
 * way KVM's old host_pfn_mapping_level() did: on the VM's mm, with interrupts on; none means 4K.
 */

int walk_lookup_address_in_pgd(unsigned long address)
{
	unsigned int level = PG_LEVEL_NONE;
	pte_t *entry;

	__wc_walk_begin(address);
	entry = lookup_address_in_pgd(pgd_offset(&the_mm, address), address, &level);
	if (entry) {
		__wc_cover("walk_saw_mapping");
	} else {
		__wc_cover("walk_saw_none");
		level = PG_LEVEL_4K;
	}
	__wc_walk_end(level);
	return (int)level;
}
