/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The walk down real tables: tables are allocated, hooked up with the populate helpers and found
 * again through the offset helpers, by pointer and by copy, for two addresses that differ in one
 * index, chosen. What is below is then taken out and given back.
 */

static unsigned long chosen_address(void)
{
	unsigned long address = 0x7f5a40301000UL;
	unsigned long shift = 12 + 9 * __wc_choose(4);

	return address ^ (__wc_choose(2) ? 1UL << shift : 0);
}

static pud_t *hook_up_pud(unsigned long address)
{
	pgd_t *pgd = pgd_offset(&the_mm, address);
	p4d_t *p4d;

	__wc_assert((unsigned long)pgd == 0x1000000UL + 8 * pgd_index(address), "pgd_offset");
	if (pgtable_l5_enabled())
		pgd_populate(&the_mm, pgd, p4d_alloc_one(&the_mm, address));
	p4d = p4d_offset(pgd, address);
	__wc_assert(pgtable_l5_enabled() || (unsigned long)p4d == (unsigned long)pgd, "folded");
	p4d_populate(&the_mm, p4d, pud_alloc_one(&the_mm, address));
	return pud_offset(p4d, address);
}

static void check_copies(pud_t *pudp, pmd_t *pmdp, pte_t *ptep, unsigned long address)
{
	pgd_t pgd = *pgd_offset(&the_mm, address);
	p4d_t p4d = *p4d_offset(&pgd, address);
	pud_t pud = *pudp;
	pmd_t pmd = *pmdp;

	__wc_assert(pud_offset(&p4d, address) == pudp, "pud_offset of a copy");
	__wc_assert(pud_offset_lockless(NULL, p4d, address) == pudp, "pud_offset_lockless");
	__wc_assert(pmd_offset(&pud, address) == pmdp, "pmd_offset of a copy");
	__wc_assert(pmd_offset_lockless(NULL, pud, address) == pmdp, "pmd_offset_lockless");
	__wc_assert(pte_offset_kernel(&pmd, address) == ptep, "pte_offset_kernel of a copy");
	__wc_assert(!pud_bad(pud) && !pmd_bad(pmd) && !p4d_bad(p4d) && !pgd_bad(pgd), "tables");
}

void pgtable_offset(void)
{
	unsigned long address = chosen_address();
	pud_t *pudp = hook_up_pud(address);
	pmd_t *pmdp;
	pte_t *ptep;

	pud_populate(&the_mm, pudp, pmd_alloc_one(&the_mm, address));
	pmdp = pmd_offset(pudp, address);
	pmd_populate(&the_mm, pmdp, pte_alloc_one(&the_mm));
	ptep = pte_offset_map(pmdp, address);
	set_pte_at(&the_mm, address, ptep, pfn_pte(0x12345, PAGE_SHARED));

	__wc_assert((unsigned long)ptep % PAGE_SIZE == 8 * ((address >> 12) & 511), "pte index");
	__wc_assert((unsigned long)pmdp % PAGE_SIZE == 8 * ((address >> 21) & 511), "pmd index");
	__wc_assert((unsigned long)pudp % PAGE_SIZE == 8 * ((address >> 30) & 511), "pud index");
	check_copies(pudp, pmdp, ptep, address);
	__wc_assert(pte_lockptr(&the_mm, pmdp) == (spinlock_t *)((unsigned long)ptep & PAGE_MASK),
		    "a PTE table's lock goes by the table");
	__wc_assert(pte_pfn(ptep_get_and_clear(&the_mm, address, ptep)) == 0x12345, "pfn_pte");
	__wc_assert(pte_none(*ptep), "cleared");
	pte_free(&the_mm, pmd_pgtable(*pmdp));
	__wc_cover("walked");
}
