/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a word and an address to the word below. Stands for include/linux/pgtable.h. What maps a PTE
 * table is in pte_map.h. Compared with 6.1 and 6.12, which agree.
 *
 * The helpers read the word through the pointer that they are given: with a pointer into the
 * table that is another load of memory, with the address of a local copy it is none. With 4-level
 * paging the p4d level is folded and p4d_offset() hands its own argument back.
 */
#ifndef WALKCHECK_PGTABLE_OFFSET_H
#define WALKCHECK_PGTABLE_OFFSET_H

static inline unsigned long pte_index(unsigned long address)
{
	return (address >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);
}

static inline unsigned long pmd_index(unsigned long address)
{
	return (address >> PMD_SHIFT) & (PTRS_PER_PMD - 1);
}

static inline unsigned long pud_index(unsigned long address)
{
	return (address >> PUD_SHIFT) & (PTRS_PER_PUD - 1);
}

static inline unsigned long p4d_index(unsigned long address)
{
	return (address >> P4D_SHIFT) & (PTRS_PER_P4D - 1);
}

static inline unsigned long pgd_index(unsigned long address)
{
	return (address >> PGDIR_SHIFT) & (PTRS_PER_PGD - 1);
}

static inline pgd_t *pgd_offset_pgd(pgd_t *pgd, unsigned long address)
{
	return pgd + pgd_index(address);
}

#define pgd_offset(mm, address) pgd_offset_pgd((mm)->pgd, (address))

static inline p4d_t *p4d_offset(pgd_t *pgd, unsigned long address)
{
	if (!pgtable_l5_enabled())
		return (p4d_t *)pgd;
	return (p4d_t *)pgd_page_vaddr(*pgd) + p4d_index(address);
}

static inline pud_t *pud_offset(p4d_t *p4d, unsigned long address)
{
	return p4d_pgtable(*p4d) + pud_index(address);
}

static inline pmd_t *pmd_offset(pud_t *pud, unsigned long address)
{
	return pud_pgtable(*pud) + pmd_index(address);
}

static inline pte_t *pte_offset_kernel(pmd_t *pmd, unsigned long address)
{
	return (pte_t *)pmd_page_vaddr(*pmd) + pte_index(address);
}

/* For lockless walks: the word that was read, and no second look at memory. */
#define p4d_offset_lockless(pgdp, pgd, address) ((void)(pgdp), p4d_offset(&(pgd), (address)))

static inline pud_t *pud_offset_lockless(p4d_t *p4dp, p4d_t p4d, unsigned long address)
{
	(void)p4dp;
	return p4d_pgtable(p4d) + pud_index(address);
}

static inline pmd_t *pmd_offset_lockless(pud_t *pudp, pud_t pud, unsigned long address)
{
	(void)pudp;
	return pud_pgtable(pud) + pmd_index(address);
}

/* --- the next address to look at, `end` at the latest --- */

#define __WC_ADDR_END(name, size)                                                                  \
	static inline unsigned long name(unsigned long address, unsigned long end)                 \
	{                                                                                          \
		unsigned long boundary = (address + (size)) & ~((size)-1);                         \
                                                                                                   \
		return boundary - 1 < end - 1 ? boundary : end;                                    \
	}
__WC_ADDR_END(pmd_addr_end, PMD_SIZE)
__WC_ADDR_END(pud_addr_end, PUD_SIZE)
__WC_ADDR_END(pgd_addr_end, PGDIR_SIZE)
#undef __WC_ADDR_END

static inline unsigned long p4d_addr_end(unsigned long address, unsigned long end)
{
	unsigned long boundary = (address + P4D_SIZE) & P4D_MASK;

	if (!pgtable_l5_enabled())
		return end;
	return boundary - 1 < end - 1 ? boundary : end;
}

/* --- how much a leaf maps --- */

static inline unsigned long pte_leaf_size(pte_t pte)
{
	(void)pte;
	return PAGE_SIZE;
}

/* Since 6.10 (perf): the PMD word is of use to architectures with larger leaves in a PTE table. */
static inline unsigned long __pte_leaf_size(pmd_t pmd, pte_t pte)
{
	(void)pmd;
	return pte_leaf_size(pte);
}

static inline unsigned long pmd_leaf_size(pmd_t pmd)
{
	(void)pmd;
	return PMD_SIZE;
}

static inline unsigned long pud_leaf_size(pud_t pud)
{
	(void)pud;
	return PUD_SIZE;
}

static inline unsigned long p4d_leaf_size(p4d_t p4d)
{
	(void)p4d;
	return P4D_SIZE;
}

static inline unsigned long pgd_leaf_size(pgd_t pgd)
{
	(void)pgd;
	return PGDIR_SIZE;
}

#endif
