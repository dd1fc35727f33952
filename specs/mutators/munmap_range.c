/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * munmap() of any range (M1), as two addresses see it: of all words in the range only those are
 * looked at that are on the way to `first` or `last`, which may be one address. So the run is
 * finite however long the range is, and whatever the neighbours are: for scenarios that leave it
 * open. The order of the changes is that of munmap.c, which goes through every word.
 *
 * It is the same for whoever looks up these two addresses, if nothing else is mapped. What is left
 * out then is that munmap() reads words that are none, which only it would change, and the locks
 * of page tables that it takes for the sake of other words.
 *
 * [floor, start) and [end, ceiling) are the gaps to the neighbouring areas; a ceiling of 0 is none.
 * A 2M page of which the range has a part is split, and of its small pages those around the
 * address are there (split.h); of a 1G page the word is cleared, as __split_huge_pud() does.
 * What is neither a table nor a page nor none is cleared where the range covers it; a migration
 * entry of which the range has a part would be split, which is not modelled: it stays.
 */
#include "unmap.h"

struct unmapping {
	struct mmu_gather tlb;
	unsigned long start, end;
	unsigned long floor, ceiling;
};

/*
 * How the range lies to one entry's span. Each is one test, so that no more is told apart than what
 * the run depends on; aligned numbers are compared, which takes no sum that could overflow.
 */
static bool meets(const struct unmapping *u, unsigned long address, unsigned long size)
{
	unsigned long base = address & -size;

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

static bool have_one_entry(unsigned long first, unsigned long last, unsigned long size)
{
	return !((first ^ last) & -size);
}

static void zap_pte(struct unmapping *u, pte_t *pte, unsigned long address)
{
	if (!meets(u, address, PAGE_SIZE) || pte_none(*pte))
		return;
	ptep_get_and_clear_full(u->tlb.mm, address, pte, (int)u->tlb.fullmm);
	tlb_remove_tlb_entry(&u->tlb, pte, address);
}

static void zap_pte_table(struct unmapping *u, pmd_t table, unsigned long first, unsigned long last)
{
	spinlock_t *ptl = pte_lockptr(u->tlb.mm, &table);

	lock_ptl(ptl);
	zap_pte(u, pte_offset_kernel(&table, first), first);
	if (!have_one_entry(first, last, PAGE_SIZE))
		zap_pte(u, pte_offset_kernel(&table, last), last);
	unlock_ptl(ptl);
}

static void zap_pmd(struct unmapping *u, pmd_t *pmdp, unsigned long first, unsigned long last)
{
	bool whole = covers(u, first, PMD_SIZE);
	pmd_t pmd = *pmdp;

	if (pmd_none(pmd) || !meets(u, first, PMD_SIZE))
		return;
	if (pmd_trans_huge(pmd) && !whole) {
		split_huge_pmd_at(pmdp, first);
		pmd = *pmdp;
	}
	if (!pmd_huge(pmd))
		zap_pte_table(u, pmd, first, last);
	else if (whole)
		zap_huge_pmd_entry(&u->tlb, pmdp, first);
}

static void zap_pmd_table(struct unmapping *u, pud_t table, unsigned long first, unsigned long last)
{
	unsigned long address;

	for (address = first;; address = last) {
		bool both = have_one_entry(address, last, PMD_SIZE);

		zap_pmd(u, pmd_offset(&table, address), address, both ? last : address);
		if (both)
			break;
	}
}

static void split_huge_pud_at(pud_t *pud, unsigned long address)
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
			zap_huge_pud_entry(&u->tlb, pudp, first);
		else
			split_huge_pud_at(pudp, first);
	} else if (!pud_none_or_clear_bad(pudp)) {
		zap_pmd_table(u, pud, first, last);
	}
}

static void zap_pud_table(struct unmapping *u, p4d_t table, unsigned long first, unsigned long last)
{
	unsigned long address;

	for (address = first;; address = last) {
		bool both = have_one_entry(address, last, PUD_SIZE);

		zap_pud(u, pud_offset(&table, address), address, both ? last : address);
		if (both)
			break;
	}
}

static void zap_p4d(struct unmapping *u, p4d_t *p4dp, unsigned long first, unsigned long last)
{
	p4d_t p4d = *p4dp;

	if (!p4d_none(p4d))
		zap_pud_table(u, p4d, first, last);
}

static void zap_pgd(struct unmapping *u, unsigned long first, unsigned long last)
{
	unsigned long address;
	pgd_t *pgd = pgd_offset(u->tlb.mm, first);

	if (pgtable_l5_enabled() && pgd_none(*pgd))
		return;
	for (address = first;; address = last) {
		bool both = have_one_entry(address, last, P4D_SIZE);

		zap_p4d(u, p4d_offset(pgd, address), address, both ? last : address);
		if (both)
			break;
	}
}

static void zap_pgd_table(struct unmapping *u, unsigned long first, unsigned long last)
{
	unsigned long address;

	for (address = first;; address = last) {
		bool both = have_one_entry(address, last, PGDIR_SIZE);

		zap_pgd(u, address, both ? last : address);
		if (both)
			break;
	}
}

static void free_pte_table(struct unmapping *u, pmd_t *pmdp, unsigned long address)
{
	pmd_t pmd = *pmdp;

	if (pmd_none(pmd) || !serves_only(u, address, PMD_SIZE) || pmd_none_or_clear_bad(pmdp))
		return;
	pmd_clear(pmdp);
	pte_free_tlb(&u->tlb, pmd_pgtable(pmd), address);
}

static void free_pmd_table(struct unmapping *u, pud_t *pudp, unsigned long first,
			   unsigned long last)
{
	pud_t pud = *pudp;

	if (pud_none(pud) || !meets(u, first, PUD_SIZE) || pud_none_or_clear_bad(pudp))
		return;
	free_pte_table(u, pmd_offset(&pud, first), first);
	if (!have_one_entry(first, last, PMD_SIZE))
		free_pte_table(u, pmd_offset(&pud, last), last);
	if (!serves_only(u, first, PUD_SIZE))
		return;
	pud_clear(pudp);
	pmd_free_tlb(&u->tlb, pmd_offset(&pud, first & PUD_MASK), first);
}

static void free_pud_table(struct unmapping *u, p4d_t *p4dp, unsigned long first,
			   unsigned long last)
{
	unsigned long address;
	p4d_t p4d = *p4dp;

	if (p4d_none(p4d))
		return;
	for (address = first;; address = last) {
		bool both = have_one_entry(address, last, PUD_SIZE);

		free_pmd_table(u, pud_offset(&p4d, address), address, both ? last : address);
		if (both)
			break;
	}
	if (!serves_only(u, first, P4D_SIZE))
		return;
	p4d_clear(p4dp);
	pud_free_tlb(&u->tlb, pud_offset(&p4d, first & P4D_MASK), first);
}

static void free_p4d_table(struct unmapping *u, unsigned long first, unsigned long last)
{
	unsigned long address;
	pgd_t *pgd = pgd_offset(u->tlb.mm, first);
	p4d_t *table = p4d_offset(pgd, first & PGDIR_MASK);

	if (pgtable_l5_enabled() && pgd_none(*pgd))
		return;
	for (address = first;; address = last) {
		bool both = have_one_entry(address, last, P4D_SIZE);

		free_pud_table(u, p4d_offset(pgd, address), address, both ? last : address);
		if (both)
			break;
	}
	/* A folded level has neither a word to clear nor a table to free. */
	if (!pgtable_l5_enabled() || !serves_only(u, first, PGDIR_SIZE))
		return;
	pgd_clear(pgd);
	p4d_free_tlb(&u->tlb, table, first);
}

static void free_tables(struct unmapping *u, unsigned long first, unsigned long last)
{
	unsigned long address;

	for (address = first;; address = last) {
		bool both = have_one_entry(address, last, PGDIR_SIZE);

		free_p4d_table(u, address, both ? last : address);
		if (both)
			break;
	}
}

void munmap_range(unsigned long start, unsigned long end, unsigned long floor,
		  unsigned long ceiling, unsigned long first, unsigned long last)
{
	struct unmapping u = {.start = start, .end = end, .floor = floor, .ceiling = ceiling};
	struct mmu_notifier_range range;

	write_lock_mm();
	tlb_gather_mmu(&u.tlb, &the_mm);
	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, &the_mm, start, end);
	mmu_notifier_invalidate_range_start(&range);
	zap_pgd_table(&u, first, last);
	mmu_notifier_invalidate_range_end(&range);
	free_tables(&u, first, last);
	tlb_finish_mmu(&u.tlb);
	write_unlock_mm();
}
