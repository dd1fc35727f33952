/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page-table operations made of the ones before: allocating and hooking up a table, taking an
 * entry out, with its flush. Stands for asm/pgalloc.h, mm/pgtable-generic.c and the *p_* part of
 * arch/x86/include/asm/pgtable.h.
 *
 * Compared with these and arch/x86/mm/pgtable.c of 6.1 and 6.12: the words, atomic or not, and
 * which operation flushes. What differs between them: how write protection keeps the dirty bit,
 * below; and pte_free_defer() is of 6.5. What differs here: an allocation never fails, as those of
 * one page do for a task that is being killed alone. What debug kernels assert of the word is left
 * out, as it reads the word once more; so is page_table_check.
 */
#ifndef WALKCHECK_PGTABLE_GENERIC_H
#define WALKCHECK_PGTABLE_GENERIC_H

/* --- tables --- */

static inline pgtable_t pte_alloc_one(struct mm_struct *mm)
{
	(void)mm;
	return virt_to_page(__wc_alloc_table());
}

static inline pmd_t *pmd_alloc_one(struct mm_struct *mm, unsigned long address)
{
	(void)mm;
	(void)address;
	return __wc_alloc_table();
}

static inline pud_t *pud_alloc_one(struct mm_struct *mm, unsigned long address)
{
	(void)mm;
	(void)address;
	return __wc_alloc_table();
}

static inline p4d_t *p4d_alloc_one(struct mm_struct *mm, unsigned long address)
{
	(void)mm;
	(void)address;
	return __wc_alloc_table();
}

/* Frees at once: the caller has seen to it that nobody walks the table. */
static inline void pte_free(struct mm_struct *mm, pgtable_t pte)
{
	(void)mm;
	__wc_free_table(page_to_virt(pte));
}

static inline void pte_free_defer(struct mm_struct *mm, pgtable_t pte)
{
	(void)mm;
	__wc_free_table_rcu(page_to_virt(pte));
}

static inline void pmd_free(struct mm_struct *mm, pmd_t *pmd)
{
	(void)mm;
	__wc_free_table(pmd);
}

static inline void pud_free(struct mm_struct *mm, pud_t *pud)
{
	(void)mm;
	__wc_free_table(pud);
}

static inline void p4d_free(struct mm_struct *mm, p4d_t *p4d)
{
	(void)mm;
	if (pgtable_l5_enabled())
		__wc_free_table(p4d);
}

static inline void pmd_populate(struct mm_struct *mm, pmd_t *pmd, pgtable_t pte)
{
	(void)mm;
	set_pmd(pmd, __pmd((page_to_pfn(pte) << PAGE_SHIFT) | _PAGE_TABLE));
}

static inline void pud_populate(struct mm_struct *mm, pud_t *pud, pmd_t *pmd)
{
	(void)mm;
	set_pud(pud, __pud(__pa(pmd) | _PAGE_TABLE));
}

static inline void p4d_populate(struct mm_struct *mm, p4d_t *p4d, pud_t *pud)
{
	(void)mm;
	set_p4d(p4d, __p4d(__pa(pud) | _PAGE_TABLE));
}

static inline void pgd_populate(struct mm_struct *mm, pgd_t *pgd, p4d_t *p4d)
{
	(void)mm;
	if (pgtable_l5_enabled())
		set_pgd(pgd, __pgd(__pa(p4d) | _PAGE_TABLE));
}

/* --- entries --- */

static inline void set_pte_at(struct mm_struct *mm, unsigned long address, pte_t *ptep, pte_t pte)
{
	(void)mm;
	(void)address;
	set_pte(ptep, pte);
}

static inline void set_pmd_at(struct mm_struct *mm, unsigned long address, pmd_t *pmdp, pmd_t pmd)
{
	(void)mm;
	(void)address;
	set_pmd(pmdp, pmd);
}

static inline void set_pud_at(struct mm_struct *mm, unsigned long address, pud_t *pudp, pud_t pud)
{
	(void)mm;
	(void)address;
	set_pud(pudp, pud);
}

static inline void pte_clear(struct mm_struct *mm, unsigned long address, pte_t *ptep)
{
	(void)mm;
	(void)address;
	set_pte(ptep, __pte(0));
}

static inline pte_t ptep_get_and_clear(struct mm_struct *mm, unsigned long address, pte_t *ptep)
{
	(void)mm;
	(void)address;
	return xchg(ptep, __pte(0));
}

/* When the whole mm goes nobody else is left to change the entry, and no exchange is needed. */
static inline pte_t ptep_get_and_clear_full(struct mm_struct *mm, unsigned long address,
					    pte_t *ptep, int full)
{
	pte_t pte;

	if (!full)
		return ptep_get_and_clear(mm, address, ptep);
	pte = *ptep;
	set_pte(ptep, __pte(0));
	return pte;
}

static inline pmd_t pmdp_huge_get_and_clear(struct mm_struct *mm, unsigned long address,
					    pmd_t *pmdp)
{
	(void)mm;
	(void)address;
	return xchg(pmdp, __pmd(0));
}

static inline pmd_t pmdp_huge_get_and_clear_full(struct vm_area_struct *vma, unsigned long address,
						 pmd_t *pmdp, int full)
{
	(void)full;
	return pmdp_huge_get_and_clear(vma->vm_mm, address, pmdp);
}

static inline pud_t pudp_huge_get_and_clear(struct mm_struct *mm, unsigned long address,
					    pud_t *pudp)
{
	(void)mm;
	(void)address;
	return xchg(pudp, __pud(0));
}

/* Whether a TLB may have it: of PROT_NONE if a flush is pending, which is not kept, so either. */
static inline bool pte_accessible(struct mm_struct *mm, pte_t pte)
{
	(void)mm;
	if (pte.pte & _PAGE_PRESENT)
		return true;
	return (pte.pte & _PAGE_PROTNONE) && __wc_choose(2);
}

static inline pte_t ptep_clear_flush(struct vm_area_struct *vma, unsigned long address, pte_t *ptep)
{
	pte_t pte = ptep_get_and_clear(vma->vm_mm, address, ptep);

	if (pte_accessible(vma->vm_mm, pte))
		flush_tlb_page(vma, address);
	return pte;
}

static inline pmd_t pmdp_huge_clear_flush(struct vm_area_struct *vma, unsigned long address,
					  pmd_t *pmdp)
{
	pmd_t pmd = pmdp_huge_get_and_clear(vma->vm_mm, address, pmdp);

	flush_pmd_tlb_range(vma, address, address + HPAGE_PMD_SIZE);
	return pmd;
}

static inline pmd_t pmdp_establish(struct vm_area_struct *vma, unsigned long address, pmd_t *pmdp,
				   pmd_t pmd)
{
	(void)vma;
	(void)address;
	return xchg(pmdp, pmd);
}

static inline pmd_t pmdp_invalidate(struct vm_area_struct *vma, unsigned long address, pmd_t *pmdp)
{
	pmd_t old = pmdp_establish(vma, address, pmdp, pmd_mkinvalid(*pmdp));

	flush_pmd_tlb_range(vma, address, address + HPAGE_PMD_SIZE);
	return old;
}

/* Flushes nothing: the caller's gather will. */
static inline pmd_t pmdp_invalidate_ad(struct vm_area_struct *vma, unsigned long address,
				       pmd_t *pmdp)
{
	return pmdp_establish(vma, address, pmdp, pmd_mkinvalid(*pmdp));
}

/* Unhooks a PTE table that a huge page will replace; flushes small entries, not a huge one. */
static inline pmd_t pmdp_collapse_flush(struct vm_area_struct *vma, unsigned long address,
					pmd_t *pmdp)
{
	pmd_t pmd = pmdp_huge_get_and_clear(vma->vm_mm, address, pmdp);

	flush_tlb_range(vma, address, address + HPAGE_PMD_SIZE);
	return pmd;
}

/* Since 6.6 DIRTY moves to SAVED_DIRTY in the same exchange. */
#if WALKCHECK_KERNEL >= 606
static inline void ptep_set_wrprotect(struct mm_struct *mm, unsigned long address, pte_t *ptep)
{
	pte_t old = READ_ONCE(*ptep);

	(void)mm;
	(void)address;
	while (!try_cmpxchg(&ptep->pte, &old.pte, pte_wrprotect(old).pte))
		;
}

static inline void pmdp_set_wrprotect(struct mm_struct *mm, unsigned long address, pmd_t *pmdp)
{
	pmd_t old = READ_ONCE(*pmdp);

	(void)mm;
	(void)address;
	while (!try_cmpxchg(&pmdp->pmd, &old.pmd, pmd_wrprotect(old).pmd))
		;
}
#else
static inline void ptep_set_wrprotect(struct mm_struct *mm, unsigned long address, pte_t *ptep)
{
	(void)mm;
	(void)address;
	__atomic_fetch_and(&ptep->pte, ~_PAGE_RW, __ATOMIC_SEQ_CST);
}

static inline void pmdp_set_wrprotect(struct mm_struct *mm, unsigned long address, pmd_t *pmdp)
{
	(void)mm;
	(void)address;
	__atomic_fetch_and(&pmdp->pmd, ~_PAGE_RW, __ATOMIC_SEQ_CST);
}
#endif

#endif
