/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The locks of page-table pages: one per PTE table and per PMD table, and the mm's own for what
 * is above. Stands for the ptlock part of include/linux/mm.h with split locks on.
 *
 * A table's lock goes by the table's own address, so that a trace can name it. As in the kernel,
 * finding the lock of a PTE table reads the PMD word.
 *
 * Compared with include/linux/{mm,huge_mm}.h and mm/huge_memory.c of 6.1 and 6.12, which agree;
 * since 6.5 ptlock_ptr() is asked by the table's descriptor.
 */
#ifndef WALKCHECK_PGTABLE_LOCK_H
#define WALKCHECK_PGTABLE_LOCK_H

static inline spinlock_t *__attribute__((__overloadable__)) ptlock_ptr(struct page *page)
{
	return (spinlock_t *)page_to_virt(page);
}

static inline spinlock_t *__attribute__((__overloadable__)) ptlock_ptr(struct ptdesc *ptdesc)
{
	return ptlock_ptr(ptdesc_page(ptdesc));
}

static inline spinlock_t *pte_lockptr(struct mm_struct *mm, pmd_t *pmd)
{
	(void)mm;
	return ptlock_ptr(pmd_page(*pmd));
}

static inline spinlock_t *pmd_lockptr(struct mm_struct *mm, pmd_t *pmd)
{
	(void)mm;
	return ptlock_ptr(virt_to_page(pmd));
}

static inline spinlock_t *pud_lockptr(struct mm_struct *mm, pud_t *pud)
{
	(void)pud;
	return &mm->page_table_lock;
}

static inline spinlock_t *pmd_lock(struct mm_struct *mm, pmd_t *pmd)
{
	spinlock_t *ptl = pmd_lockptr(mm, pmd);

	spin_lock(ptl);
	return ptl;
}

static inline spinlock_t *pud_lock(struct mm_struct *mm, pud_t *pud)
{
	spinlock_t *ptl = pud_lockptr(mm, pud);

	spin_lock(ptl);
	return ptl;
}

static inline spinlock_t *pmd_trans_huge_lock(pmd_t *pmd, struct vm_area_struct *vma)
{
	spinlock_t *ptl;

	if (!is_swap_pmd(*pmd) && !pmd_trans_huge(*pmd) && !pmd_devmap(*pmd))
		return NULL;
	ptl = pmd_lock(vma->vm_mm, pmd);
	if (is_swap_pmd(*pmd) || pmd_trans_huge(*pmd) || pmd_devmap(*pmd))
		return ptl;
	spin_unlock(ptl);
	return NULL;
}

static inline spinlock_t *pud_trans_huge_lock(pud_t *pud, struct vm_area_struct *vma)
{
	spinlock_t *ptl;

	if (!pud_trans_huge(*pud) && !pud_devmap(*pud))
		return NULL;
	ptl = pud_lock(vma->vm_mm, pud);
	if (pud_trans_huge(*pud) || pud_devmap(*pud))
		return ptl;
	spin_unlock(ptl);
	return NULL;
}

#endif
