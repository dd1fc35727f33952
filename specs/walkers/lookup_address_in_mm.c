/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The old walk (W1): lookup_address_in_mm() of arch/x86/mm/pat/set_memory.c, as KVM x86 used it from
 * 13c72c060f1b (2020) to 44187235cbcc (2022), and what its caller made of the answer.
 *
 * Interrupts stay on and nothing is pinned. Every question is a plain load of its own: none,
 * large, present, and once more to find the next table. The PMD word's last load is arithmetic
 * only: the PTE is never read. A word that is neither none nor present gives its own level.
 */

static pte_t *entry_and_level(pgd_t *pgd, unsigned long address, int *level)
{
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;

	if (pgd_none(*pgd))
		return NULL;

	p4d = p4d_offset(pgd, address);
	if (p4d_none(*p4d))
		return NULL;
	*level = PG_LEVEL_512G;
	if (p4d_large(*p4d) || !p4d_present(*p4d))
		return (pte_t *)p4d;

	pud = pud_offset(p4d, address);
	if (pud_none(*pud))
		return NULL;
	*level = PG_LEVEL_1G;
	if (pud_large(*pud) || !pud_present(*pud))
		return (pte_t *)pud;

	pmd = pmd_offset(pud, address);
	if (pmd_none(*pmd))
		return NULL;
	*level = PG_LEVEL_2M;
	if (pmd_large(*pmd) || !pmd_present(*pmd))
		return (pte_t *)pmd;

	*level = PG_LEVEL_4K;
	return pte_offset_kernel(pmd, address);
}

int lookup_address_in_mm(unsigned long address)
{
	int level = PG_LEVEL_NONE;
	pte_t *entry;

	__wc_walk_begin(address);
	entry = entry_and_level(pgd_offset(&the_mm, address), address, &level);
	if (entry) {
		__wc_cover("walk_saw_mapping");
	} else {
		__wc_cover("walk_saw_none");
		level = PG_LEVEL_4K;
	}
	__wc_walk_end(level);
	return level;
}
