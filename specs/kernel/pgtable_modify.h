/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changing a page-table word, one store or one exchange each. Stands for the setters of
 * arch/x86/include/asm/{pgtable,pgtable_64}.h and of include/linux/pgtable.h. The copy that page
 * table isolation keeps of the top level is left out: no software walk reads it.
 *
 * Compared with these of 6.1 and 6.12: how often each reads and writes its word, and which reads
 * are READ_ONCE(). What differs: the p?dp_get() of upper levels are of 6.12; pmd_read_atomic() and
 * pmd_none_or_trans_huge_or_clear_bad() are gone in 6.12, and stay here for specs. The message
 * about a bad word is left out, and with it one more look at that word.
 */
#ifndef WALKCHECK_PGTABLE_MODIFY_H
#define WALKCHECK_PGTABLE_MODIFY_H

static inline void set_pte(pte_t *ptep, pte_t pte)
{
	WRITE_ONCE(ptep->pte, pte.pte);
}

static inline void set_pmd(pmd_t *pmdp, pmd_t pmd)
{
	WRITE_ONCE(pmdp->pmd, pmd.pmd);
}

static inline void set_pud(pud_t *pudp, pud_t pud)
{
	WRITE_ONCE(pudp->pud, pud.pud);
}

static inline void set_p4d(p4d_t *p4dp, p4d_t p4d)
{
	WRITE_ONCE(p4dp->p4d, p4d.p4d);
}

static inline void set_pgd(pgd_t *pgdp, pgd_t pgd)
{
	WRITE_ONCE(pgdp->pgd, pgd.pgd);
}

static inline void pmd_clear(pmd_t *pmdp)
{
	set_pmd(pmdp, __pmd(0));
}

static inline void pud_clear(pud_t *pudp)
{
	set_pud(pudp, __pud(0));
}

static inline void p4d_clear(p4d_t *p4dp)
{
	set_p4d(p4dp, __p4d(0));
}

/* The same word as the p4d where that level is folded: whoever clears the p4d has done it. */
static inline void pgd_clear(pgd_t *pgdp)
{
	if (pgtable_l5_enabled())
		set_pgd(pgdp, __pgd(0));
}

/* --- reading one word once --- */

static inline pte_t ptep_get(pte_t *ptep)
{
	return READ_ONCE(*ptep);
}

static inline pte_t ptep_get_lockless(pte_t *ptep)
{
	return READ_ONCE(*ptep);
}

static inline pmd_t pmdp_get(pmd_t *pmdp)
{
	return READ_ONCE(*pmdp);
}

static inline pmd_t pmdp_get_lockless(pmd_t *pmdp)
{
	return READ_ONCE(*pmdp);
}

/* One load, as it is one word; but a plain one. */
static inline pmd_t pmd_read_atomic(pmd_t *pmdp)
{
	return *pmdp;
}

static inline pud_t pudp_get(pud_t *pudp)
{
	return READ_ONCE(*pudp);
}

static inline p4d_t p4dp_get(p4d_t *p4dp)
{
	return READ_ONCE(*p4dp);
}

static inline pgd_t pgdp_get(pgd_t *pgdp)
{
	return READ_ONCE(*pgdp);
}

/* --- none, or cleared because it made no sense --- */

static inline int pgd_none_or_clear_bad(pgd_t *pgd)
{
	if (pgd_none(*pgd))
		return 1;
	if (unlikely(pgd_bad(*pgd))) {
		pgd_clear(pgd);
		return 1;
	}
	return 0;
}

static inline int p4d_none_or_clear_bad(p4d_t *p4d)
{
	if (p4d_none(*p4d))
		return 1;
	if (unlikely(p4d_bad(*p4d))) {
		p4d_clear(p4d);
		return 1;
	}
	return 0;
}

static inline int pud_none_or_clear_bad(pud_t *pud)
{
	if (pud_none(*pud))
		return 1;
	if (unlikely(pud_bad(*pud))) {
		pud_clear(pud);
		return 1;
	}
	return 0;
}

static inline int pmd_none_or_clear_bad(pmd_t *pmd)
{
	if (pmd_none(*pmd))
		return 1;
	if (unlikely(pmd_bad(*pmd))) {
		pmd_clear(pmd);
		return 1;
	}
	return 0;
}

/* With mmap_lock held for read only, a huge page may come up between the tests: one look. */
static inline int pmd_none_or_trans_huge_or_clear_bad(pmd_t *pmd)
{
	pmd_t pmdval = pmd_read_atomic(pmd);

	barrier();
	if (pmd_none(pmdval) || pmd_trans_huge(pmdval) || is_swap_pmd(pmdval))
		return 1;
	if (unlikely(pmd_bad(pmdval))) {
		pmd_clear(pmd);
		return 1;
	}
	return 0;
}

#endif
