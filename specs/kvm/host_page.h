/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which host page backs an address: get_user_pages_fast() as far as a fault needs it, after
 * mm/gup.c of 6.1. Interrupts are off, each word is read once, and with the page in hand the last
 * word is read again, above a PTE the PMD word too: if one has changed, the page is let go.
 *
 * Where the fast way finds nothing the fault gives up, unless it is given the slow way. Pages have
 * no reference counts here.
 *
 * -DSLOW_PATH=1  the slow way: with mmap_lock held for read, what is not mapped is faulted in, and
 *                looked up under its lock. Areas are not looked up, so it is not for after
 *                munmap(). mutators/fault_in.c has options for it
 *
 * To be dropped:
 * pmd_recheck  the PMD word is not read again: before 70cbc3cc78a9 (6.1)
 */
#ifndef WALKCHECK_KVM_HOST_PAGE_H
#define WALKCHECK_KVM_HOST_PAGE_H

#include "page_fault.h"

#ifndef SLOW_PATH
#define SLOW_PATH 0
#endif

/* The leaf maps `pages` small pages from `pfn` on; the fault's own is one of them. */
static bool host_page_found(struct kvm_page_fault *fault, kvm_pfn_t pfn, unsigned long pages,
			    bool writable)
{
	fault->pfn = pfn + ((fault->hva >> PAGE_SHIFT) & (pages - 1));
	fault->map_writable = writable;
	return true;
}

static bool host_small_page(struct kvm_page_fault *fault, pmd_t *pmdp, pmd_t pmd)
{
	pte_t *ptep = pte_offset_kernel(&pmd, fault->hva);
	pte_t pte = ptep_get_lockless(ptep);

	if (pte_protnone(pte) || !pte_access_permitted(pte, fault->write))
		return false;
	if (!DROPPED(pmd_recheck) && !pmd_same(pmd, READ_ONCE(*pmdp)))
		return false;
	if (!pte_same(pte, ptep_get(ptep)))
		return false;
	return host_page_found(fault, pte_pfn(pte), 1, pte_write(pte));
}

static bool host_pmd_page(struct kvm_page_fault *fault, pud_t *pudp, pud_t pud)
{
	pmd_t *pmdp = pmd_offset_lockless(pudp, pud, fault->hva);
	pmd_t pmd = READ_ONCE(*pmdp);

	if (!pmd_present(pmd))
		return false;
	if (!pmd_large(pmd))
		return host_small_page(fault, pmdp, pmd);
	if (pmd_protnone(pmd) || !pmd_access_permitted(pmd, fault->write))
		return false;
	if (!pmd_same(pmd, READ_ONCE(*pmdp)))
		return false;
	return host_page_found(fault, pmd_pfn(pmd), PTRS_PER_PTE, pmd_write(pmd));
}

static bool host_pud_page(struct kvm_page_fault *fault, p4d_t *p4dp, p4d_t p4d)
{
	pud_t *pudp = pud_offset_lockless(p4dp, p4d, fault->hva);
	pud_t pud = READ_ONCE(*pudp);

	if (!pud_present(pud))
		return false;
	if (!pud_large(pud))
		return host_pmd_page(fault, pudp, pud);
	if (!pud_access_permitted(pud, fault->write))
		return false;
	if (pud_val(pud) != pud_val(READ_ONCE(*pudp)))
		return false;
	return host_page_found(fault, pud_pfn(pud), PUD_SIZE / PAGE_SIZE, pud_write(pud));
}

static bool host_page_fast(struct kvm_page_fault *fault)
{
	pgd_t *pgdp = pgd_offset(&the_mm, fault->hva);
	pgd_t pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp, p4d;

	if (pgd_none(pgd))
		return false;
	p4dp = p4d_offset_lockless(pgdp, pgd, fault->hva);
	p4d = READ_ONCE(*p4dp);
	return p4d_present(p4d) && host_pud_page(fault, p4dp, p4d);
}

#if SLOW_PATH
#include <mutators/fault_in.c>

static bool follow_small_page(struct kvm_page_fault *fault, pmd_t *pmd)
{
	spinlock_t *ptl = pte_lockptr(&the_mm, pmd);
	pte_t pte;

	spin_lock(ptl);
	pte = *pte_offset_kernel(pmd, fault->hva);
	spin_unlock(ptl);
	return !pte_protnone(pte) && pte_access_permitted(pte, fault->write) &&
	       host_page_found(fault, pte_pfn(pte), 1, pte_write(pte));
}

static bool follow_huge_page(struct kvm_page_fault *fault, pmd_t *pmdp)
{
	spinlock_t *pml = pmd_lock(&the_mm, pmdp);
	pmd_t pmd = *pmdp;

	spin_unlock(pml);
	return pmd_large(pmd) && !pmd_protnone(pmd) && pmd_access_permitted(pmd, fault->write) &&
	       host_page_found(fault, pmd_pfn(pmd), PTRS_PER_PTE, pmd_write(pmd));
}

static bool host_page_slow(struct kvm_page_fault *fault)
{
	bool found = false;
	pmd_t *pmd;

	mmap_read_lock(&the_mm);
	handle_mm_fault(fault->hva);
	pmd = mm_find_pmd(&the_mm, fault->hva);
	if (pmd && pmd_trans_huge(*pmd))
		found = follow_huge_page(fault, pmd);
	else if (pmd && !pmd_none_or_trans_huge_or_clear_bad(pmd))
		found = follow_small_page(fault, pmd);
	mmap_read_unlock(&the_mm);
	return found;
}
#else
static bool host_page_slow(struct kvm_page_fault *fault)
{
	(void)fault;
	return false;
}
#endif

static bool find_host_page(struct kvm_page_fault *fault)
{
	unsigned long flags;
	bool found;

	local_irq_save(flags);
	found = host_page_fast(fault);
	local_irq_restore(flags);
	return found || host_page_slow(fault);
}

#endif
