/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A page becomes PROT_NONE (M7), by mprotect() or by NUMA balancing: change_pmd_range(),
 * change_pte_range() of 6.1, mm/mprotect.c, and change_huge_pmd(), mm/huge_memory.c.
 *
 * A PTE is none for a moment; a huge page that is changed as a whole looks as in the middle of a
 * split; one that is changed in part is split first. How the address is mapped decides. The end of
 * the notifier comes before the flush, as in the kernel.
 *
 * -DNUMA=1          mmap_lock is held for read, as by NUMA balancing; by mprotect() for write
 * -DZERO_WINDOW=1   a huge page, too, is none for a moment: before ced108037c2a (4.12)
 * -DRESTORE=1       then the protection is lifted again, as by a NUMA fault: KVM is told nothing
 */
#include "split.h"

#ifndef NUMA
#define NUMA 0
#endif
#ifndef ZERO_WINDOW
#define ZERO_WINDOW 0
#endif
#ifndef RESTORE
#define RESTORE 0
#endif

static pte_t with_prot(pte_t pte, pgprot_t prot)
{
	unsigned long kept = pte_flags(pte) & (_PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_SOFT_DIRTY);

	return pfn_pte(pte_pfn(pte), __pgprot(pgprot_val(prot) | kept));
}

static pmd_t huge_with_prot(pmd_t pmd, pgprot_t prot)
{
	unsigned long kept = pmd_flags(pmd) & (_PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_SOFT_DIRTY);

	return pfn_pmd(pmd_pfn(pmd), __pgprot(pgprot_val(prot) | kept | _PAGE_PSE));
}

static void change_pte_range(pmd_t *pmd, unsigned long address, pgprot_t prot)
{
	spinlock_t *ptl = pte_lockptr(&the_mm, pmd);
	pte_t *ptep = pte_offset_kernel(pmd, address);
	pte_t old;

	lock_ptl(ptl);
	if (pte_present(*ptep)) {
		old = ptep_get_and_clear(&the_mm, address, ptep);
		set_pte_at(&the_mm, address, ptep, with_prot(old, prot));
		__wc_cover("changed_pte");
	}
	unlock_ptl(ptl);
}

/* Whether there was a huge page. */
static bool change_huge_pmd(pmd_t *pmd, unsigned long haddr, pgprot_t prot)
{
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);
	bool huge;
	pmd_t old;

	lock_ptl(pml);
	huge = pmd_trans_huge(*pmd);
	if (huge) {
		old = ZERO_WINDOW ? pmdp_huge_get_and_clear(&the_mm, haddr, pmd)
				  : pmdp_invalidate_ad(&the_vma, haddr, pmd);
		set_pmd_at(&the_mm, haddr, pmd, huge_with_prot(old, prot));
		__wc_cover("changed_huge");
	}
	unlock_ptl(pml);
	return huge;
}

static void change_pmd_range(pmd_t *pmd, unsigned long start, unsigned long end)
{
	if (pmd_trans_huge(*pmd)) {
		if (end - start != PMD_SIZE)
			__split_huge_pmd(pmd, start);
		else if (change_huge_pmd(pmd, start, PAGE_NONE))
			return;
	}
	if (!pmd_none_or_trans_huge_or_clear_bad(pmd))
		change_pte_range(pmd, start, PAGE_NONE);
}

static void restore_huge_pmd(pmd_t *pmd, unsigned long haddr)
{
	spinlock_t *pml = pmd_lockptr(&the_mm, pmd);

	lock_ptl(pml);
	if (pmd_trans_huge(*pmd))
		set_pmd_at(&the_mm, haddr, pmd, huge_with_prot(*pmd, PAGE_SHARED));
	unlock_ptl(pml);
}

/* What the fault of whoever touches the page does: the word as it is, with access again. */
static void restore_access(unsigned long address)
{
	pmd_t *pmd;

	read_lock_mm();
	pmd = mm_find_pmd(&the_mm, address);
	if (pmd && pmd_trans_huge(*pmd))
		restore_huge_pmd(pmd, address & PMD_MASK);
	else if (pmd && !pmd_none_or_trans_huge_or_clear_bad(pmd))
		change_pte_range(pmd, address, PAGE_SHARED);
	read_unlock_mm();
}

static void change_protection_range(pmd_t *pmd, unsigned long start, unsigned long end)
{
	struct mmu_notifier_range range;
	struct mmu_gather tlb;

	tlb_gather_mmu(&tlb, &the_mm);
	mmu_notifier_range_init(&range, MMU_NOTIFY_PROTECTION_VMA, 0, &the_mm, start, end);
	mmu_notifier_invalidate_range_start(&range);
	change_pmd_range(pmd, start, end);
	mmu_notifier_invalidate_range_end(&range);
	__tlb_adjust_range(&tlb, start, PAGE_SIZE);
	tlb_finish_mmu(&tlb);
}

/* One small page or one huge one, or one small page of a huge one. */
void change_protection(unsigned long start, unsigned long length)
{
	pmd_t *pmd;

	/* do_mprotect_pkey() is done before it takes a lock. */
	if (!length)
		return;
	if (NUMA)
		read_lock_mm();
	else
		write_lock_mm();
	pmd = mm_find_pmd(&the_mm, start);
	if (pmd && !pmd_present(*pmd))
		pmd = NULL;
	if (pmd)
		change_protection_range(pmd, start, start + length);
	if (NUMA)
		read_unlock_mm();
	else
		write_unlock_mm();
	if (pmd && RESTORE)
		restore_access(start);
}
