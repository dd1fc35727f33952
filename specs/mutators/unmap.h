/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two halves of an unmap: unmap_range() takes the entries out, free_page_tables() then the
 * tables, from the bottom up. After mm/memory.c: unmap_vmas() and free_pgtables() of 6.1. A table
 * goes only if all that it spans lies within [floor, ceiling), where 0 means no limit: otherwise a
 * neighbouring area still needs it. The kernel reads a word anew for each question, which makes no
 * difference but a longer trace: here a word is read once per half. A 2M page is split where the
 * range covers a part of it, a 1G page must not be; no table is deposited with either.
 * What can be left out: see split.h, tables.h, kernel/mmu_notifier.h and kernel/tlb.h.
 */
#ifndef WALKCHECK_MUTATORS_UNMAP_H
#define WALKCHECK_MUTATORS_UNMAP_H

#include "split.h"

static void zap_ptes(struct mmu_gather *tlb, pmd_t table, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl = pte_lockptr(tlb->mm, &table);
	pte_t *pte = pte_offset_kernel(&table, addr);

	lock_ptl(ptl);
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		if (pte_none(*pte))
			continue;
		ptep_get_and_clear_full(tlb->mm, addr, pte, (int)tlb->fullmm);
		tlb_remove_tlb_entry(tlb, pte, addr);
	}
	unlock_ptl(ptl);
}

/* False if it is no huge page any more: another mutator with mmap_lock for read was faster. */
static bool zap_huge_pmd_entry(struct mmu_gather *tlb, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl = pmd_lockptr(tlb->mm, pmd);
	bool huge;

	lock_ptl(ptl);
	huge = pmd_huge(*pmd);
	if (huge) {
		pmdp_huge_get_and_clear(tlb->mm, addr, pmd);
		tlb_remove_pmd_tlb_entry(tlb, pmd, addr);
	}
	unlock_ptl(ptl);
	return huge;
}

static void zap_pmds(struct mmu_gather *tlb, pud_t table, unsigned long addr, unsigned long end)
{
	pmd_t *pmdp = pmd_offset(&table, addr);
	unsigned long next;

	for (; addr != end; pmdp++, addr = next) {
		pmd_t pmd = *pmdp;

		next = pmd_addr_end(addr, end);
		if (pmd_trans_huge(pmd) && next - addr != PMD_SIZE) {
			split_huge_pmd_at(pmdp, addr);
			pmd = *pmdp;
		}
		if (pmd_huge(pmd) && !zap_huge_pmd_entry(tlb, pmdp, addr))
			pmd = *pmdp;
		if (!pmd_none(pmd) && !pmd_huge(pmd))
			zap_ptes(tlb, pmd, addr, next);
	}
}

static void zap_huge_pud_entry(struct mmu_gather *tlb, pud_t *pud, unsigned long addr)
{
	spinlock_t *ptl = pud_lockptr(tlb->mm, pud);

	lock_ptl(ptl);
	pudp_huge_get_and_clear(tlb->mm, addr, pud);
	tlb_remove_pud_tlb_entry(tlb, pud, addr);
	unlock_ptl(ptl);
}

static void zap_puds(struct mmu_gather *tlb, p4d_t table, unsigned long addr, unsigned long end)
{
	pud_t *pudp = pud_offset(&table, addr);
	unsigned long next;

	for (; addr != end; pudp++, addr = next) {
		pud_t pud = *pudp;

		next = pud_addr_end(addr, end);
		if (pud_trans_huge(pud)) {
			BUG_ON(next - addr != PUD_SIZE);
			zap_huge_pud_entry(tlb, pudp, addr);
		} else if (!pud_none(pud)) {
			zap_pmds(tlb, pud, addr, next);
		}
	}
}

static void zap_p4ds(struct mmu_gather *tlb, pgd_t *pgdp, unsigned long addr, unsigned long end)
{
	p4d_t *p4dp = p4d_offset(pgdp, addr);
	unsigned long next;

	for (; addr != end; p4dp++, addr = next) {
		p4d_t p4d = *p4dp;

		next = p4d_addr_end(addr, end);
		if (!p4d_none(p4d))
			zap_puds(tlb, p4d, addr, next);
	}
}

/* KVM is told before the first entry goes, and told that it is over before any table does. */
static void unmap_range(struct mmu_gather *tlb, unsigned long start, unsigned long end)
{
	struct mmu_notifier_range range;
	pgd_t *pgd = pgd_offset(tlb->mm, start);
	unsigned long addr = start;
	unsigned long next;

	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, tlb->mm, start, end);
	mmu_notifier_invalidate_range_start(&range);
	for (; addr != end; pgd++, addr = next) {
		next = pgd_addr_end(addr, end);
		if (!pgtable_l5_enabled() || !pgd_none(*pgd))
			zap_p4ds(tlb, pgd, addr, next);
	}
	mmu_notifier_invalidate_range_end(&range);
}

/*
 * Whether addr..end is all that is left in the span of one entry that covers `size` bytes, so
 * that the table which the entry points to serves nobody else.
 */
static bool spans_only(unsigned long addr, unsigned long end, unsigned long size,
		       unsigned long floor, unsigned long ceiling)
{
	if ((addr & -size) < floor)
		return false;
	if (!ceiling)
		return true;
	ceiling &= -size;
	return ceiling && end - 1 <= ceiling - 1;
}

static void free_ptes(struct mmu_gather *tlb, pmd_t *pmdp, unsigned long start, unsigned long end,
		      unsigned long floor, unsigned long ceiling)
{
	pmd_t pmd = *pmdp;

	if (pmd_none(pmd) || !spans_only(start, end, PMD_SIZE, floor, ceiling))
		return;
	pmd_clear(pmdp);
	pte_free_tlb(tlb, pmd_pgtable(pmd), start);
}

static void free_pmds(struct mmu_gather *tlb, pud_t *pudp, unsigned long start, unsigned long end,
		      unsigned long floor, unsigned long ceiling)
{
	pud_t pud = *pudp;
	pmd_t *table = pmd_offset(&pud, start);
	pmd_t *pmdp = table;
	unsigned long addr = start;
	unsigned long next;

	if (pud_none(pud))
		return;
	for (; addr != end; pmdp++, addr = next) {
		next = pmd_addr_end(addr, end);
		free_ptes(tlb, pmdp, addr, next, floor, ceiling);
	}
	if (!spans_only(start, end, PUD_SIZE, floor, ceiling))
		return;
	pud_clear(pudp);
	pmd_free_tlb(tlb, table, start);
}

static void free_puds(struct mmu_gather *tlb, p4d_t *p4dp, unsigned long start, unsigned long end,
		      unsigned long floor, unsigned long ceiling)
{
	p4d_t p4d = *p4dp;
	pud_t *table = pud_offset(&p4d, start);
	pud_t *pudp = table;
	unsigned long addr = start;
	unsigned long next;

	if (p4d_none(p4d))
		return;
	for (; addr != end; pudp++, addr = next) {
		next = pud_addr_end(addr, end);
		free_pmds(tlb, pudp, addr, next, floor, ceiling);
	}
	if (!spans_only(start, end, P4D_SIZE, floor, ceiling))
		return;
	p4d_clear(p4dp);
	pud_free_tlb(tlb, table, start);
}

static void free_p4ds(struct mmu_gather *tlb, pgd_t *pgdp, unsigned long start, unsigned long end,
		      unsigned long floor, unsigned long ceiling)
{
	p4d_t *table = p4d_offset(pgdp, start);
	p4d_t *p4dp = table;
	unsigned long addr = start;
	unsigned long next;

	for (; addr != end; p4dp++, addr = next) {
		next = p4d_addr_end(addr, end);
		free_puds(tlb, p4dp, addr, next, floor, ceiling);
	}
	/* A folded level has neither a word to clear nor a table to free. */
	if (!pgtable_l5_enabled() || !spans_only(start, end, PGDIR_SIZE, floor, ceiling))
		return;
	pgd_clear(pgdp);
	p4d_free_tlb(tlb, table, start);
}

static void free_page_tables(struct mmu_gather *tlb, unsigned long start, unsigned long end,
			     unsigned long floor, unsigned long ceiling)
{
	pgd_t *pgd = pgd_offset(tlb->mm, start);
	unsigned long addr = start;
	unsigned long next;

	for (; addr != end; pgd++, addr = next) {
		next = pgd_addr_end(addr, end);
		if (!pgtable_l5_enabled() || !pgd_none(*pgd))
			free_p4ds(tlb, pgd, addr, next, floor, ceiling);
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
