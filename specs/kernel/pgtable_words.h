/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a page-table word says: none, present, leaf.
 * Stands for the predicates of arch/x86/include/asm/pgtable.h, and for include/linux/swapops.h
 * as far as it asks of a word what it is.
 *
 * Which bits each predicate looks at differs from level to level on purpose: a PMD counts as
 * present while PSE is set, because a huge page that is being split is not gone.
 *
 * Compared, predicate by predicate, with arch/x86/include/asm/pgtable.h of 6.1 and of 6.12. What
 * differs: pud_leaf() (below); a dirty page that is write-protected keeps its bit elsewhere since
 * 6.6 (_PAGE_SAVED_DIRTY); p?d_large() and p?d_huge() are gone in 6.12, and stay here for specs.
 * pmd_trans_huge() and pte_devmap() leave out their tests of a processor's features: they have them.
 * Shadow stacks are off: pte_write() and pmd_write() of 6.12 also ask for them. The second
 * half of pmd_none() and its like, the Knights Landing erratum, is in both.
 */
#ifndef WALKCHECK_PGTABLE_WORDS_H
#define WALKCHECK_PGTABLE_WORDS_H

#define __pte(value) ((pte_t){(value)})
#define __pmd(value) ((pmd_t){(value)})
#define __pud(value) ((pud_t){(value)})
#define __p4d(value) ((p4d_t){(value)})
#define __pgd(value) ((pgd_t){(value)})

static inline pteval_t pte_val(pte_t pte)
{
	return pte.pte;
}

static inline pmdval_t pmd_val(pmd_t pmd)
{
	return pmd.pmd;
}

static inline pudval_t pud_val(pud_t pud)
{
	return pud.pud;
}

static inline p4dval_t p4d_val(p4d_t p4d)
{
	return p4d.p4d;
}

static inline pgdval_t pgd_val(pgd_t pgd)
{
	return pgd.pgd;
}

/* --- none --- */

static inline int pte_none(pte_t pte)
{
	return !(pte.pte & ~_PAGE_KNL_ERRATUM_MASK);
}

static inline int pmd_none(pmd_t pmd)
{
	return !(pmd.pmd & ~_PAGE_KNL_ERRATUM_MASK);
}

static inline int pud_none(pud_t pud)
{
	return !(pud.pud & ~_PAGE_KNL_ERRATUM_MASK);
}

static inline int p4d_none(p4d_t p4d)
{
	return !(p4d.p4d & ~_PAGE_KNL_ERRATUM_MASK);
}

static inline int pgd_none(pgd_t pgd)
{
	return pgtable_l5_enabled() ? !pgd.pgd : 0;
}

/* --- present --- */

static inline int pte_present(pte_t pte)
{
	return !!(pte.pte & (_PAGE_PRESENT | _PAGE_PROTNONE));
}

static inline int pmd_present(pmd_t pmd)
{
	return !!(pmd.pmd & (_PAGE_PRESENT | _PAGE_PROTNONE | _PAGE_PSE));
}

static inline int pud_present(pud_t pud)
{
	return !!(pud.pud & _PAGE_PRESENT);
}

static inline int p4d_present(p4d_t p4d)
{
	return !!(p4d.p4d & _PAGE_PRESENT);
}

static inline int pgd_present(pgd_t pgd)
{
	return pgtable_l5_enabled() ? !!(pgd.pgd & _PAGE_PRESENT) : 1;
}

/* --- leaf: 6.1 says large, 6.12 says leaf --- */

static inline int pmd_large(pmd_t pmd)
{
	return !!(pmd.pmd & _PAGE_PSE);
}

static inline int pmd_leaf(pmd_t pmd)
{
	return pmd_large(pmd);
}

static inline int pud_large(pud_t pud)
{
	return (pud.pud & (_PAGE_PSE | _PAGE_PRESENT)) == (_PAGE_PSE | _PAGE_PRESENT);
}

/* Up to 6.11 another name of pud_large; 6.12 drops the demand that it be present. */
static inline int pud_leaf(pud_t pud)
{
#if WALKCHECK_KERNEL >= 612
	return !!(pud.pud & _PAGE_PSE);
#else
	return pud_large(pud);
#endif
}

static inline int p4d_large(p4d_t p4d)
{
	(void)p4d;
	return 0;
}

static inline int p4d_leaf(p4d_t p4d)
{
	return p4d_large(p4d);
}

static inline int pgd_large(pgd_t pgd)
{
	(void)pgd;
	return 0;
}

static inline int pgd_leaf(pgd_t pgd)
{
	return pgd_large(pgd);
}

static inline int pmd_devmap(pmd_t pmd)
{
	return !!(pmd.pmd & _PAGE_DEVMAP);
}

static inline int pud_devmap(pud_t pud)
{
	return !!(pud.pud & _PAGE_DEVMAP);
}

static inline int pgd_devmap(pgd_t pgd)
{
	(void)pgd;
	return 0;
}

static inline int pmd_trans_huge(pmd_t pmd)
{
	return (pmd.pmd & (_PAGE_PSE | _PAGE_DEVMAP)) == _PAGE_PSE;
}

static inline int pud_trans_huge(pud_t pud)
{
	return (pud.pud & (_PAGE_PSE | _PAGE_DEVMAP)) == _PAGE_PSE;
}

/* hugetlb's view: anything but none and a table, so migration and hwpoison entries too. */
static inline int pmd_huge(pmd_t pmd)
{
	return !pmd_none(pmd) && (pmd.pmd & (_PAGE_PRESENT | _PAGE_PSE)) != _PAGE_PRESENT;
}

static inline int pud_huge(pud_t pud)
{
	return !!(pud.pud & _PAGE_PSE);
}

static inline int p4d_huge(p4d_t p4d)
{
	return p4d_large(p4d);
}

static inline int pgd_huge(pgd_t pgd)
{
	return pgd_large(pgd);
}

/* Huge page directories are powerpc's. */
static inline hugepd_t __hugepd(unsigned long word)
{
	return (hugepd_t){word};
}

static inline int is_hugepd(hugepd_t hugepd)
{
	(void)hugepd;
	return 0;
}

/* --- other questions --- */

static inline int pte_protnone(pte_t pte)
{
	return (pte.pte & (_PAGE_PROTNONE | _PAGE_PRESENT)) == _PAGE_PROTNONE;
}

static inline int pmd_protnone(pmd_t pmd)
{
	return (pmd.pmd & (_PAGE_PROTNONE | _PAGE_PRESENT)) == _PAGE_PROTNONE;
}

static inline int is_swap_pmd(pmd_t pmd)
{
	return !pmd_none(pmd) && !pmd_present(pmd);
}

static inline int is_pmd_migration_entry(pmd_t pmd)
{
	return is_swap_pmd(pmd);
}

static inline int is_swap_pte(pte_t pte)
{
	return !pte_none(pte) && !pte_present(pte);
}

static inline int pte_write(pte_t pte)
{
	return !!(pte.pte & _PAGE_RW);
}

static inline int pte_dirty(pte_t pte)
{
	return !!(pte.pte & _PAGE_DIRTY_BITS);
}

static inline int pte_young(pte_t pte)
{
	return !!(pte.pte & _PAGE_ACCESSED);
}

static inline int pte_special(pte_t pte)
{
	return !!(pte.pte & _PAGE_SPECIAL);
}

static inline int pte_devmap(pte_t pte)
{
	return (pte.pte & (_PAGE_PRESENT | _PAGE_DEVMAP)) == (_PAGE_PRESENT | _PAGE_DEVMAP);
}

static inline int pmd_write(pmd_t pmd)
{
	return !!(pmd.pmd & _PAGE_RW);
}

static inline int pmd_dirty(pmd_t pmd)
{
	return !!(pmd.pmd & _PAGE_DIRTY_BITS);
}

static inline int pmd_young(pmd_t pmd)
{
	return !!(pmd.pmd & _PAGE_ACCESSED);
}

static inline int pud_write(pud_t pud)
{
	return !!(pud.pud & _PAGE_RW);
}

static inline int pte_same(pte_t a, pte_t b)
{
	return a.pte == b.pte;
}

static inline int pmd_same(pmd_t a, pmd_t b)
{
	return a.pmd == b.pmd;
}

/* Whether user space may access through the word; used where no lock is held. */
static inline bool __pte_access_permitted(unsigned long word, bool write)
{
	unsigned long need = _PAGE_PRESENT | _PAGE_USER | (write ? _PAGE_RW : 0);

	return (word & need) == need;
}

static inline bool pte_access_permitted(pte_t pte, bool write)
{
	return __pte_access_permitted(pte.pte, write);
}

static inline bool pmd_access_permitted(pmd_t pmd, bool write)
{
	return __pte_access_permitted(pmd.pmd, write);
}

static inline bool pud_access_permitted(pud_t pud, bool write)
{
	return __pte_access_permitted(pud.pud, write);
}

#endif
