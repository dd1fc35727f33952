/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a walk of the host's tables would say if it took no time: for invariants, which look at one
 * state at a time. Of no kernel file.
 *
 * A word counts as a mapping where the kernel's own predicate calls it present: a PROT_NONE entry
 * and a huge page in the middle of a split are mapped, a migration or swap entry is not.
 */
#ifndef WALKCHECK_MAPPING_H
#define WALKCHECK_MAPPING_H

struct mapping {
	int level;	   /* PG_LEVEL_NONE: not mapped */
	bool accessible;   /* the hardware could use it: neither PROT_NONE nor mid-split */
	unsigned long pfn; /* of the address's own 4K */
	/*
	 * The lock of the last word that was looked at. While it is held, what the word says may be
	 * on its way to what it said before.
	 */
	const volatile void *lock;
};

static inline struct mapping not_mapped(const volatile void *lock)
{
	return (struct mapping){.level = PG_LEVEL_NONE, .lock = lock};
}

static inline struct mapping mapped(int level, unsigned long leaf, unsigned long pfn,
				    unsigned long address, const volatile void *lock)
{
	unsigned long within = (address & (KVM_HPAGE_SIZE(level) - 1)) >> PAGE_SHIFT;

	return (struct mapping){.level = level,
				.accessible = !!(leaf & _PAGE_PRESENT),
				.pfn = pfn + within,
				.lock = lock};
}

static inline struct mapping mapping_of(struct mm_struct *mm, unsigned long address)
{
	pgd_t *pgd = pgd_offset(mm, address);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	if (pgtable_l5_enabled() && !pgd_present(*pgd))
		return not_mapped(&mm->page_table_lock);
	p4d = p4d_offset(pgd, address);
	if (!__wc_table_is_live(p4d) || !p4d_present(*p4d))
		return not_mapped(&mm->page_table_lock);

	pud = pud_offset(p4d, address);
	if (!__wc_table_is_live(pud) || !pud_present(*pud))
		return not_mapped(&mm->page_table_lock);
	if (pud_large(*pud))
		return mapped(PG_LEVEL_1G, pud_val(*pud), pud_pfn(*pud), address,
			      &mm->page_table_lock);

	pmd = pmd_offset(pud, address);
	if (!__wc_table_is_live(pmd) || !pmd_present(*pmd))
		return not_mapped(pmd_lockptr(mm, pmd));
	if (pmd_large(*pmd))
		return mapped(PG_LEVEL_2M, pmd_val(*pmd), pmd_pfn(*pmd), address,
			      pmd_lockptr(mm, pmd));

	pte = pte_offset_kernel(pmd, address);
	if (!__wc_table_is_live(pte) || !pte_present(*pte))
		return not_mapped(pte_lockptr(mm, pmd));
	return mapped(PG_LEVEL_4K, pte_val(*pte), pte_pfn(*pte), address, pte_lockptr(mm, pmd));
}

#endif
