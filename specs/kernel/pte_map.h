/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mapping a PTE table, to look at it or to change it. All of memory is mapped, so it is about which
 * table, and for how long. Stands for pte_offset_map() and its like: include/linux/{pgtable,mm}.h,
 * mm/pgtable-generic.c. Compared with 6.1 and 6.12; the versions in between by the commits named.
 *
 * Until 6.4 they take whatever the PMD word says for a table, and hold nothing. Since 6.5
 * (0d940a9b270b) they return NULL where the word has no table, and pte_offset_map_lock() looks at
 * the word again under the lock. Since 6.6 (a349d72fd9ef) they enter a read-side section, which
 * pte_unmap() leaves, so that the table lives as long as it is mapped.
 */
#ifndef WALKCHECK_PTE_MAP_H
#define WALKCHECK_PTE_MAP_H

#if WALKCHECK_KERNEL >= 606
#define __WC_PTE_MAP_ENTER() rcu_read_lock()
#define __WC_PTE_MAP_LEAVE() rcu_read_unlock()
#else
#define __WC_PTE_MAP_ENTER() ((void)0)
#define __WC_PTE_MAP_LEAVE() ((void)0)
#endif

static inline void pte_unmap(pte_t *pte)
{
	(void)pte;
	__WC_PTE_MAP_LEAVE();
}

static inline void pte_unmap_unlock(pte_t *pte, spinlock_t *ptl)
{
	spin_unlock(ptl);
	pte_unmap(pte);
}

#if WALKCHECK_KERNEL >= 605

static inline pte_t *__pte_offset_map(pmd_t *pmd, unsigned long address, pmd_t *pmdvalp)
{
	pmd_t pmdval;

	__WC_PTE_MAP_ENTER();
	pmdval = pmdp_get_lockless(pmd);
	if (pmdvalp)
		*pmdvalp = pmdval;
	if (pmd_none(pmdval) || is_pmd_migration_entry(pmdval) || pmd_trans_huge(pmdval) ||
	    pmd_devmap(pmdval))
		goto nomap;
	if (unlikely(pmd_bad(pmdval))) {
		pmd_clear(pmd);
		goto nomap;
	}
	return pte_offset_kernel(&pmdval, address);
nomap:
	__WC_PTE_MAP_LEAVE();
	return NULL;
}

static inline pte_t *pte_offset_map(pmd_t *pmd, unsigned long address)
{
	return __pte_offset_map(pmd, address, NULL);
}

static inline pte_t *pte_offset_map_nolock(struct mm_struct *mm, pmd_t *pmd, unsigned long address,
					   spinlock_t **ptlp)
{
	pmd_t pmdval;
	pte_t *pte = __pte_offset_map(pmd, address, &pmdval);

	if (pte)
		*ptlp = pte_lockptr(mm, &pmdval);
	return pte;
}

static inline pte_t *pte_offset_map_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long address,
					 spinlock_t **ptlp)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	for (;;) {
		pte = __pte_offset_map(pmd, address, &pmdval);
		if (!pte)
			return NULL;
		ptl = pte_lockptr(mm, &pmdval);
		spin_lock(ptl);
		if (pmd_same(pmdval, pmdp_get_lockless(pmd))) {
			*ptlp = ptl;
			return pte;
		}
		pte_unmap_unlock(pte, ptl);
	}
}

#else

static inline pte_t *pte_offset_map(pmd_t *pmd, unsigned long address)
{
	return pte_offset_kernel(pmd, address);
}

static inline pte_t *pte_offset_map_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long address,
					 spinlock_t **ptlp)
{
	spinlock_t *ptl = pte_lockptr(mm, pmd);
	pte_t *pte = pte_offset_map(pmd, address);

	*ptlp = ptl;
	spin_lock(ptl);
	return pte;
}

#endif
#endif
