/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frame and the flags in a page-table word, and how a word is made of them.
 * Stands for the rest of arch/x86/include/asm/pgtable.h and for pgtable-invert.h.
 *
 * A word that is neither zero nor present keeps its frame inverted (L1TF). The next table's
 * address is taken without looking at that, as in the kernel: a walk that follows a word which is
 * not a table goes astray, and that is what is looked for.
 *
 * Compared with 6.1 and 6.12. What differs: the dirty bit of a word without RW, and mkwrite's area,
 * both since 6.6 (below). Page-table isolation is built in: NX does not make a p4d or pgd bad.
 */
#ifndef WALKCHECK_PGTABLE_FRAMES_H
#define WALKCHECK_PGTABLE_FRAMES_H

static inline u64 protnone_mask(u64 word)
{
	return word && !(word & _PAGE_PRESENT) ? ~0ULL : 0;
}

static inline pmdval_t pmd_pfn_mask(pmd_t pmd)
{
	return pmd.pmd & _PAGE_PSE ? PHYSICAL_PMD_PAGE_MASK : PTE_PFN_MASK;
}

static inline pudval_t pud_pfn_mask(pud_t pud)
{
	return pud.pud & _PAGE_PSE ? PHYSICAL_PUD_PAGE_MASK : PTE_PFN_MASK;
}

static inline pteval_t pte_flags(pte_t pte)
{
	return pte.pte & PTE_FLAGS_MASK;
}

static inline pmdval_t pmd_flags(pmd_t pmd)
{
	return pmd.pmd & ~pmd_pfn_mask(pmd);
}

static inline pudval_t pud_flags(pud_t pud)
{
	return pud.pud & ~pud_pfn_mask(pud);
}

static inline p4dval_t p4d_flags(p4d_t p4d)
{
	return p4d.p4d & PTE_FLAGS_MASK;
}

static inline pgdval_t pgd_flags(pgd_t pgd)
{
	return pgd.pgd & PTE_FLAGS_MASK;
}

static inline unsigned long pte_pfn(pte_t pte)
{
	return ((pte.pte ^ protnone_mask(pte.pte)) & PTE_PFN_MASK) >> PAGE_SHIFT;
}

static inline unsigned long pmd_pfn(pmd_t pmd)
{
	return ((pmd.pmd ^ protnone_mask(pmd.pmd)) & pmd_pfn_mask(pmd)) >> PAGE_SHIFT;
}

static inline unsigned long pud_pfn(pud_t pud)
{
	return ((pud.pud ^ protnone_mask(pud.pud)) & pud_pfn_mask(pud)) >> PAGE_SHIFT;
}

static inline unsigned long p4d_pfn(p4d_t p4d)
{
	return (p4d.p4d & PTE_PFN_MASK) >> PAGE_SHIFT;
}

static inline unsigned long pgd_pfn(pgd_t pgd)
{
	return (pgd.pgd & PTE_PFN_MASK) >> PAGE_SHIFT;
}

/* --- the table that a word points to --- */

static inline unsigned long pmd_page_vaddr(pmd_t pmd)
{
	return (unsigned long)__va(pmd.pmd & pmd_pfn_mask(pmd));
}

static inline pmd_t *pud_pgtable(pud_t pud)
{
	return (pmd_t *)__va(pud.pud & pud_pfn_mask(pud));
}

static inline pud_t *p4d_pgtable(p4d_t p4d)
{
	return (pud_t *)__va(p4d.p4d & PTE_PFN_MASK);
}

static inline unsigned long pgd_page_vaddr(pgd_t pgd)
{
	return (unsigned long)__va(pgd.pgd & PTE_PFN_MASK);
}

static inline struct page *pte_page(pte_t pte)
{
	return pfn_to_page(pte_pfn(pte));
}

static inline struct page *pmd_page(pmd_t pmd)
{
	return pfn_to_page(pmd_pfn(pmd));
}

static inline struct page *pud_page(pud_t pud)
{
	return pfn_to_page(pud_pfn(pud));
}

static inline struct page *p4d_page(p4d_t p4d)
{
	return pfn_to_page(p4d_pfn(p4d));
}

static inline struct page *pgd_page(pgd_t pgd)
{
	return pfn_to_page(pgd_pfn(pgd));
}

static inline pgtable_t pmd_pgtable(pmd_t pmd)
{
	return pmd_page(pmd);
}

/* --- is it a table, and nothing else? --- */

static inline int pmd_bad(pmd_t pmd)
{
	return (pmd_flags(pmd) & ~(_PAGE_USER | _PAGE_ACCESSED)) !=
	       (_KERNPG_TABLE & ~_PAGE_ACCESSED);
}

static inline int pud_bad(pud_t pud)
{
	return (pud_flags(pud) & ~(_KERNPG_TABLE | _PAGE_USER)) != 0;
}

static inline int p4d_bad(p4d_t p4d)
{
	return (p4d_flags(p4d) & ~(_KERNPG_TABLE | _PAGE_USER | _PAGE_NX)) != 0;
}

static inline int pgd_bad(pgd_t pgd)
{
	if (!pgtable_l5_enabled())
		return 0;
	return (pgd_flags(pgd) & ~(_PAGE_USER | _PAGE_NX)) != _KERNPG_TABLE;
}

/* --- making words --- */

static inline unsigned long __wc_leaf_word(unsigned long pfn, unsigned long mask, pgprot_t prot)
{
	unsigned long frame = (pfn << PAGE_SHIFT) ^ protnone_mask(pgprot_val(prot));

	return (frame & mask) | pgprot_val(prot);
}

static inline pte_t pfn_pte(unsigned long pfn, pgprot_t prot)
{
	return __pte(__wc_leaf_word(pfn, PHYSICAL_PAGE_MASK, prot));
}

static inline pmd_t pfn_pmd(unsigned long pfn, pgprot_t prot)
{
	return __pmd(__wc_leaf_word(pfn, PHYSICAL_PMD_PAGE_MASK, prot));
}

static inline pud_t pfn_pud(unsigned long pfn, pgprot_t prot)
{
	return __pud(__wc_leaf_word(pfn, PHYSICAL_PUD_PAGE_MASK, prot));
}

static inline pte_t mk_pte(struct page *page, pgprot_t prot)
{
	return pfn_pte(page_to_pfn(page), prot);
}

static inline pmd_t mk_pmd(struct page *page, pgprot_t prot)
{
	return pfn_pmd(page_to_pfn(page), prot);
}

static inline pmd_t pmd_mkhuge(pmd_t pmd)
{
	return __pmd(pmd.pmd | _PAGE_PSE);
}

static inline pud_t pud_mkhuge(pud_t pud)
{
	return __pud(pud.pud | _PAGE_PSE);
}

static inline pmd_t mk_huge_pmd(struct page *page, pgprot_t prot)
{
	return pmd_mkhuge(mk_pmd(page, prot));
}

/* DIRTY moves to SAVED_DIRTY where RW is not set, and back where it is; before 6.6 it stays. */
static inline u64 __wc_saved_dirty(u64 word)
{
	if (_PAGE_SAVED_DIRTY == 0)
		return word;
	if (!(word & _PAGE_RW) && (word & _PAGE_DIRTY))
		return (word & ~_PAGE_DIRTY) | _PAGE_SAVED_DIRTY;
	if ((word & _PAGE_RW) && (word & _PAGE_SAVED_DIRTY))
		return (word & ~_PAGE_SAVED_DIRTY) | _PAGE_DIRTY;
	return word;
}

#define __WC_FLAG_HELPERS(level)                                                                   \
	static inline level##_t level##_mkyoung(level##_t word)                                    \
	{                                                                                          \
		return (level##_t){word.level | _PAGE_ACCESSED};                                   \
	}                                                                                          \
	static inline level##_t level##_mkold(level##_t word)                                      \
	{                                                                                          \
		return (level##_t){word.level & ~_PAGE_ACCESSED};                                  \
	}                                                                                          \
	static inline level##_t level##_mkdirty(level##_t word)                                    \
	{                                                                                          \
		u64 dirty = word.level | _PAGE_DIRTY | _PAGE_SOFT_DIRTY;                           \
                                                                                                   \
		return (level##_t){__wc_saved_dirty(dirty)};                                       \
	}                                                                                          \
	static inline level##_t level##_mkclean(level##_t word)                                    \
	{                                                                                          \
		return (level##_t){word.level & ~_PAGE_DIRTY_BITS};                                \
	}                                                                                          \
	static inline level##_t level##_mkwrite_novma(level##_t word)                              \
	{                                                                                          \
		return (level##_t){word.level | _PAGE_RW};                                         \
	}                                                                                          \
	static inline level##_t level##_wrprotect(level##_t word)                                  \
	{                                                                                          \
		return (level##_t){__wc_saved_dirty(word.level & ~_PAGE_RW)};                      \
	}
__WC_FLAG_HELPERS(pte)
__WC_FLAG_HELPERS(pmd)
__WC_FLAG_HELPERS(pud)
#undef __WC_FLAG_HELPERS

static inline pud_t pud_mkwrite(pud_t pud)
{
	return __pud(__wc_saved_dirty(pud.pud | _PAGE_RW));
}

/* Since 6.6 the area decides whether it is a shadow stack's; here none is. */
#if WALKCHECK_KERNEL >= 606
struct vm_area_struct;

static inline pte_t pte_mkwrite(pte_t pte, struct vm_area_struct *vma)
{
	(void)vma;
	return __pte(__wc_saved_dirty(pte.pte | _PAGE_RW));
}

static inline pmd_t pmd_mkwrite(pmd_t pmd, struct vm_area_struct *vma)
{
	(void)vma;
	return __pmd(__wc_saved_dirty(pmd.pmd | _PAGE_RW));
}
#else
static inline pte_t pte_mkwrite(pte_t pte)
{
	return pte_mkwrite_novma(pte);
}

static inline pmd_t pmd_mkwrite(pmd_t pmd)
{
	return pmd_mkwrite_novma(pmd);
}
#endif

/* The first half of a THP split: gone for hardware, still there for pmd_present(). */
static inline pmd_t pmd_mkinvalid(pmd_t pmd)
{
	unsigned long flags = pmd_flags(pmd) & ~(_PAGE_PRESENT | _PAGE_PROTNONE);

	return pfn_pmd(pmd_pfn(pmd), __pgprot(flags));
}

#endif
