/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The posted walk (W2): kvm_lookup_address_level_in_mm(), a form of the fix that was reviewed in
 * April 2022 and not merged.
 *
 * Interrupts are off and each word is read into a local, but the next table's address is computed
 * through the pointer into the table: the p4d and the pud word (with 5-level paging the pgd word
 * too) are loaded a second time, after they were tested. Only the last step, to the PTE, uses the
 * copy. What is not mapped gives PG_LEVEL_NONE.
 *
 * To be dropped:
 * irqs_off  interrupts stay on
 */

static int level_in_mm(struct mm_struct *mm, unsigned long address)
{
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;
	pte_t pte;

	pgdp = pgd_offset(mm, address);
	pgd = READ_ONCE(*pgdp);
	if (pgd_none(pgd))
		return PG_LEVEL_NONE;

	p4dp = p4d_offset(pgdp, address);
	p4d = READ_ONCE(*p4dp);
	if (p4d_none(p4d) || !p4d_present(p4d))
		return PG_LEVEL_NONE;
	if (p4d_large(p4d))
		return PG_LEVEL_512G;

	pudp = pud_offset(p4dp, address);
	pud = READ_ONCE(*pudp);
	if (pud_none(pud) || !pud_present(pud))
		return PG_LEVEL_NONE;
	if (pud_large(pud))
		return PG_LEVEL_1G;

	pmdp = pmd_offset(pudp, address);
	pmd = READ_ONCE(*pmdp);
	if (pmd_none(pmd) || !pmd_present(pmd))
		return PG_LEVEL_NONE;
	if (pmd_large(pmd))
		return PG_LEVEL_2M;

	pte = READ_ONCE(*pte_offset_kernel(&pmd, address));
	return pte_present(pte) ? PG_LEVEL_4K : PG_LEVEL_NONE;
}

int kvm_lookup_address_level_in_mm(unsigned long address)
{
	unsigned long flags = 0;
	int level;

	__wc_walk_begin(address);
	if (!DROPPED(irqs_off))
		local_irq_save(flags);
	level = level_in_mm(&the_mm, address);
	if (!DROPPED(irqs_off))
		local_irq_restore(flags);

	if (level == PG_LEVEL_NONE)
		__wc_cover("walk_saw_none");
	else
		__wc_cover("walk_saw_mapping");
	__wc_walk_end(level);
	return level;
}
