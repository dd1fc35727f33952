/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two halves of an unmapping: unmap_vmas() takes the entries out, between the notifier's start
 * and end; free_pgtables() then takes the tables, from the bottom up. After mm/memory.c of 6.1, from
 * unmap_vmas() and unmap_page_range() to zap_pte_range(), and from free_pgtables() to
 * free_pte_range(). A table goes only if all that it spans lies within [floor, ceiling), where a
 * ceiling of 0 is none: otherwise a neighbouring area still needs it.
 *
 * Of the range either every entry is looked at, or only those that are on the way to two addresses,
 * see munmap_range.c: there words may be anything, so they are read again to see whether they are bad.
 * Where all entries are looked at that would only make each trace longer: there it is left out. Else
 * a word is read once per half, where the kernel reads it anew for each question.
 *
 * A 2M page of which the range has a part is split (split.h); of a 1G page the word is cleared, as
 * __split_huge_pud() does. No table is deposited with either. What is neither a table nor a page nor
 * none is cleared where the range covers it; a migration entry of which the range has a part would
 * be split, which is not modelled: it stays.
 *
 * To be dropped: see split.h, tables.h, kernel/mmu_notifier.h and kernel/tlb.h.
 */
#ifndef WALKCHECK_MUTATORS_UNMAP_H
#define WALKCHECK_MUTATORS_UNMAP_H

#include "split.h"

struct unmapping {
	struct mmu_gather tlb;
	unsigned long start, end;
	unsigned long floor, ceiling;
	bool every; /* entry of the range is looked at */
};

/*
 * How the range lies to one entry's span. Each is one test, so that no more is told apart than what
 * the run depends on; aligned numbers are compared, which takes no sum that could overflow.
 */
static bool meets(const struct unmapping *u, unsigned long address, unsigned long size)
{
	unsigned long base = address & -size;

	if (u->every)
		return true;
	return ((u->start & -size) <= base) & (base < u->end);
}

static bool covers(const struct unmapping *u, unsigned long address, unsigned long size)
{
	unsigned long base = address & -size;

	return (u->start <= base) & (base < (u->end & -size));
}

/* Whether nobody but the range needs the table of the entry that spans `size`. */
static bool serves_only(const struct unmapping *u, unsigned long address, unsigned long size)
{
	unsigned long base = address & -size;

	return meets(u, address, size) & (u->floor <= base) &
	       (!u->ceiling | (base < (u->ceiling & -size)));
}

/*
 * From the entry of `address` to that of `last`, which is a page's address: whether they are one, else
 * the address from which to go on, and the last below the first entry.
 */
static bool have_one_entry(unsigned long address, unsigned long last, unsigned long size)
{
	return !((address ^ last) & -size);
}

static unsigned long next_entry(const struct unmapping *u, unsigned long address,
				unsigned long last, unsigned long size)
{
	return u->every ? (address & -size) + size : last;
}

static unsigned long last_below(const struct unmapping *u, unsigned long address,
				unsigned long last, unsigned long size)
{
	if (have_one_entry(address, last, size))
		return last;
	return u->every ? next_entry(u, address, last, size) - PAGE_SIZE : address;
}

/* A bad word is cleared, as in the kernel; where every entry is looked at there is none. */
static bool pud_turned_out_bad(const struct unmapping *u, pud_t *pud)
{
	return !u->every && pud_none_or_clear_bad(pud);
}

static bool pmd_turned_out_bad(const struct unmapping *u, pmd_t *pmd)
{
	return !u->every && pmd_none_or_clear_bad(pmd);
}

static void zap_pte(struct unmapping *u, pte_t *pte, unsigned long address)
{
	if (!meets(u, address, PAGE_SIZE) || pte_none(*pte))
		return;
	ptep_get_and_clear_full(u->tlb.mm, address, pte, (int)u->tlb.fullmm);
	tlb_remove_tlb_entry(&u->tlb, pte, address);
}

static void zap_pte_range(struct unmapping *u, pmd_t table, unsigned long first, unsigned long last)
{
	spinlock_t *ptl = pte_lockptr(u->tlb.mm, &table);
	unsigned long address;

	lock_ptl(ptl);
	for (address = first;; address = next_entry(u, address, last, PAGE_SIZE)) {
		zap_pte(u, pte_offset_kernel(&table, address), address);
		if (have_one_entry(address, last, PAGE_SIZE))
			break;
	}
	unlock_ptl(ptl);
}

/* False if it is no huge page any more: another mutator with mmap_lock for read was faster. */
static bool zap_huge_pmd(struct mmu_gather *tlb, pmd_t *pmd, unsigned long address)
{
	spinlock_t *ptl = pmd_lockptr(tlb->mm, pmd);
	bool huge;

	lock_ptl(ptl);
	huge = pmd_huge(*pmd);
	if (huge) {
		pmdp_huge_get_and_clear(tlb->mm, address, pmd);
		tlb_remove_pmd_tlb_entry(tlb, pmd, address);
	}
	unlock_ptl(ptl);
	return huge;
}

static void zap_pmd(struct unmapping *u, pmd_t *pmdp, unsigned long first, unsigned long last)
{
	bool whole = covers(u, first, PMD_SIZE);
	pmd_t pmd = *pmdp;

	if (pmd_none(pmd) || !meets(u, first, PMD_SIZE))
		return;
	if (pmd_trans_huge(pmd) && !whole) {
		__split_huge_pmd(pmdp, first);
		pmd = *pmdp;
	}
	if (pmd_huge(pmd) && whole && !zap_huge_pmd(&u->tlb, pmdp, first))
		pmd = *pmdp;
	if (!pmd_huge(pmd) && !pmd_none(pmd))
		zap_pte_range(u, pmd, first, last);
}

static void zap_pmd_range(struct unmapping *u, pud_t table, unsigned long first, unsigned long last)
{
	unsigned long address;

	for (address = first;; address = next_entry(u, address, last, PMD_SIZE)) {
		zap_pmd(u, pmd_offset(&table, address), address,
			last_below(u, address, last, PMD_SIZE));
		if (have_one_entry(address, last, PMD_SIZE))
			break;
	}
}

static void zap_huge_pud(struct mmu_gather *tlb, pud_t *pud, unsigned long address)
{
	spinlock_t *ptl = pud_lockptr(tlb->mm, pud);

	lock_ptl(ptl);
	pudp_huge_get_and_clear(tlb->mm, address, pud);
	tlb_remove_pud_tlb_entry(tlb, pud, address);
	unlock_ptl(ptl);
}

static void __split_huge_pud(pud_t *pud, unsigned long address)
{
	unsigned long haddr = address & PUD_MASK;
	spinlock_t *ptl = pud_lockptr(&the_mm, pud);
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, &the_mm, haddr, haddr + PUD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	lock_ptl(ptl);
	if (pud_trans_huge(*pud)) {
		pudp_huge_get_and_clear(&the_mm, haddr, pud);
		flush_pud_tlb_range(&the_vma, haddr, haddr + PUD_SIZE);
	}
	unlock_ptl(ptl);
	mmu_notifier_invalidate_range_only_end(&range);
}

static void zap_pud(struct unmapping *u, pud_t *pudp, unsigned long first, unsigned long last)
{
	pud_t pud = *pudp;

	if (pud_none(pud) || !meets(u, first, PUD_SIZE))
		return;
	if (pud_trans_huge(pud)) {
		if (covers(u, first, PUD_SIZE))
			zap_huge_pud(&u->tlb, pudp, first);
		else
			__split_huge_pud(pudp, first);
	} else if (!pud_turned_out_bad(u, pudp)) {
		zap_pmd_range(u, pud, first, last);
	}
}

static void zap_pud_range(struct unmapping *u, p4d_t table, unsigned long first, unsigned long last)
{
	unsigned long address;

	for (address = first;; address = next_entry(u, address, last, PUD_SIZE)) {
		zap_pud(u, pud_offset(&table, address), address,
			last_below(u, address, last, PUD_SIZE));
		if (have_one_entry(address, last, PUD_SIZE))
			break;
	}
}

/* From the entry of `first` to that of `address`: p4d_offset() would read the word above again. */
static p4d_t *p4d_from(p4d_t *p4d, unsigned long first, unsigned long address)
{
	return p4d + (p4d_index(address) - p4d_index(first));
}

static void zap_p4d_range(struct unmapping *u, pgd_t *pgd, unsigned long first, unsigned long last)
{
	p4d_t *p4dp = p4d_offset(pgd, first);
	unsigned long address;

	for (address = first;; address = next_entry(u, address, last, P4D_SIZE)) {
		p4d_t p4d = *p4d_from(p4dp, first, address);

		if (!p4d_none(p4d))
			zap_pud_range(u, p4d, address, last_below(u, address, last, P4D_SIZE));
		if (have_one_entry(address, last, P4D_SIZE))
			break;
	}
}

static void unmap_page_range(struct unmapping *u, unsigned long first, unsigned long last)
{
	unsigned long address;

	for (address = first;; address = next_entry(u, address, last, PGDIR_SIZE)) {
		pgd_t *pgd = pgd_offset(u->tlb.mm, address);

		if (!pgtable_l5_enabled() || !pgd_none(*pgd))
			zap_p4d_range(u, pgd, address, last_below(u, address, last, PGDIR_SIZE));
		if (have_one_entry(address, last, PGDIR_SIZE))
			break;
	}
}

/* KVM is told before the first entry goes, and told that it is over before any table does. */
static void unmap_vmas(struct unmapping *u, unsigned long first, unsigned long last)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, u->tlb.mm, u->start, u->end);
	mmu_notifier_invalidate_range_start(&range);
	unmap_page_range(u, first, last);
	mmu_notifier_invalidate_range_end(&range);
}

static void free_pte_range(struct unmapping *u, pmd_t *pmdp, unsigned long address)
{
	pmd_t pmd = *pmdp;

	if (pmd_none(pmd) || !serves_only(u, address, PMD_SIZE) || pmd_turned_out_bad(u, pmdp))
		return;
	pmd_clear(pmdp);
	pte_free_tlb(&u->tlb, pmd_pgtable(pmd), address);
}

static void free_pmd_range(struct unmapping *u, pud_t *pudp, unsigned long first,
			   unsigned long last)
{
	unsigned long address;
	pud_t pud = *pudp;

	if (pud_none(pud) || !meets(u, first, PUD_SIZE) || pud_turned_out_bad(u, pudp))
		return;
	for (address = first;; address = next_entry(u, address, last, PMD_SIZE)) {
		free_pte_range(u, pmd_offset(&pud, address), address);
		if (have_one_entry(address, last, PMD_SIZE))
			break;
	}
	if (!serves_only(u, first, PUD_SIZE))
		return;
	pud_clear(pudp);
	pmd_free_tlb(&u->tlb, pmd_offset(&pud, first & PUD_MASK), first);
}

static void free_pud_range(struct unmapping *u, p4d_t *p4dp, unsigned long first,
			   unsigned long last)
{
	unsigned long address;
	p4d_t p4d = *p4dp;

	if (p4d_none(p4d))
		return;
	for (address = first;; address = next_entry(u, address, last, PUD_SIZE)) {
		free_pmd_range(u, pud_offset(&p4d, address), address,
			       last_below(u, address, last, PUD_SIZE));
		if (have_one_entry(address, last, PUD_SIZE))
			break;
	}
	if (!serves_only(u, first, P4D_SIZE))
		return;
	p4d_clear(p4dp);
	pud_free_tlb(&u->tlb, pud_offset(&p4d, first & P4D_MASK), first);
}

static void free_p4d_range(struct unmapping *u, pgd_t *pgd, unsigned long first, unsigned long last)
{
	p4d_t *p4dp = p4d_offset(pgd, first);
	unsigned long address;

	for (address = first;; address = next_entry(u, address, last, P4D_SIZE)) {
		free_pud_range(u, p4d_from(p4dp, first, address), address,
			       last_below(u, address, last, P4D_SIZE));
		if (have_one_entry(address, last, P4D_SIZE))
			break;
	}
	/* A folded level has neither a word to clear nor a table to free. */
	if (!pgtable_l5_enabled() || !serves_only(u, first, PGDIR_SIZE))
		return;
	pgd_clear(pgd);
	p4d_free_tlb(&u->tlb, p4dp, first);
}

/* free_pgd_range(), of the one area that there is. */
static void free_pgtables(struct unmapping *u, unsigned long first, unsigned long last)
{
	unsigned long address;

	for (address = first;; address = next_entry(u, address, last, PGDIR_SIZE)) {
		pgd_t *pgd = pgd_offset(u->tlb.mm, address);

		if (!pgtable_l5_enabled() || !pgd_none(*pgd))
			free_p4d_range(u, pgd, address, last_below(u, address, last, PGDIR_SIZE));
		if (have_one_entry(address, last, PGDIR_SIZE))
			break;
	}
}

/* The limits that a neighbour leaves who shares the table above those of `levels` (1: PTE). */
static unsigned long floor_for(unsigned long start, int levels)
{
	return levels > 3 ? 0 : start & -(1UL << (PMD_SHIFT + 9 * (levels - 1)));
}

static unsigned long ceiling_for(unsigned long end, int levels)
{
	return levels > 3 ? 0 : ALIGN(end, 1UL << (PMD_SHIFT + 9 * (levels - 1)));
}

#endif
