/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What mutators share: finding a word, its lock, where new data pages are. After mm_find_pmd() of
 * 6.1, mm/rmap.c, and pte_offset_map_lock() of 6.5, mm/pgtable-generic.c.
 *
 * Locks that can be dropped; only another mutator can tell:
 * ptl        those of page tables
 * mmap_lock  that of the mm
 * rmap_lock  that of the reverse map of anonymous pages
 */
#ifndef WALKCHECK_MUTATORS_TABLES_H
#define WALKCHECK_MUTATORS_TABLES_H

/* Its name in a scenario's `define`, before there was `drop`. */
#ifdef WITHOUT_MMAP_LOCK
#define WALKCHECK_DROP_mmap_lock WITHOUT_MMAP_LOCK
#endif

/*
 * Data pages that come new: frames without a table, apart from those of the scenario, aligned for a
 * huge page. A small page lies in its 2M where its address does, so neighbours are neighbours.
 */
#define FAULTED_PFN 0x40000UL
#define FAULTED_HUGE_PFN 0x48000UL
#define MIGRATED_PFN 0x50000UL
#define MIGRATED_HUGE_PFN 0x58000UL
#define COPIED_PFN 0x60000UL

static inline unsigned long small_page(unsigned long pfn, unsigned long address)
{
	return pfn + pte_index(address);
}

static inline void lock_ptl(spinlock_t *ptl)
{
	if (!DROPPED(ptl))
		spin_lock(ptl);
}

static inline void unlock_ptl(spinlock_t *ptl)
{
	if (!DROPPED(ptl))
		spin_unlock(ptl);
}

static inline void read_lock_mm(void)
{
	if (!DROPPED(mmap_lock))
		mmap_read_lock(&the_mm);
}

static inline void read_unlock_mm(void)
{
	if (!DROPPED(mmap_lock))
		mmap_read_unlock(&the_mm);
}

static inline void write_lock_mm(void)
{
	if (!DROPPED(mmap_lock))
		mmap_write_lock(&the_mm);
}

static inline void write_unlock_mm(void)
{
	if (!DROPPED(mmap_lock))
		mmap_write_unlock(&the_mm);
}

static inline void read_lock_rmap(void)
{
	if (!DROPPED(rmap_lock))
		anon_vma_lock_read(the_vma.anon_vma);
}

static inline void read_unlock_rmap(void)
{
	if (!DROPPED(rmap_lock))
		anon_vma_unlock_read(the_vma.anon_vma);
}

static inline void write_lock_rmap(void)
{
	if (!DROPPED(rmap_lock))
		anon_vma_lock_write(the_vma.anon_vma);
}

static inline void write_unlock_rmap(void)
{
	if (!DROPPED(rmap_lock))
		anon_vma_unlock_write(the_vma.anon_vma);
}

/* The word in the PMD table, or NULL where there is no such table. */
static inline pmd_t *mm_find_pmd(struct mm_struct *mm, unsigned long address)
{
	pgd_t *pgd = pgd_offset(mm, address);
	p4d_t *p4d;
	pud_t *pud;

	if (!pgd_present(*pgd))
		return NULL;
	p4d = p4d_offset(pgd, address);
	if (!p4d_present(*p4d))
		return NULL;
	pud = pud_offset(p4d, address);
	if (!pud_present(*pud) || pud_large(*pud))
		return NULL;
	return pmd_offset(pud, address);
}

/*
 * A PTE under its table's lock, or NULL where the PMD word has no table: pte_offset_map_lock() of
 * 6.5 and later, in a read-side section, so that the table and its lock outlive the wait for the
 * lock, and with a second look at the PMD word under it. 6.1 looks once, which is enough where no
 * table goes without mmap_lock held for write; to look again does no harm there.
 */
static inline pte_t *lock_pte(pmd_t *pmdp, unsigned long address, spinlock_t **ptlp)
{
	for (;;) {
		pmd_t pmd;

		rcu_read_lock();
		pmd = READ_ONCE(*pmdp);
		if (!pmd_present(pmd) || pmd_large(pmd)) {
			rcu_read_unlock();
			return NULL;
		}
		*ptlp = pte_lockptr(&the_mm, &pmd);
		lock_ptl(*ptlp);
		if (pmd_same(pmd, READ_ONCE(*pmdp)))
			return pte_offset_kernel(&pmd, address);
		unlock_ptl(*ptlp);
		rcu_read_unlock();
	}
}

static inline void unlock_pte(spinlock_t *ptl)
{
	unlock_ptl(ptl);
	rcu_read_unlock();
}

/* Of the_mm: for a spec that has no other. */
static inline pmd_t *find_pmd(unsigned long address)
{
	return mm_find_pmd(&the_mm, address);
}

#endif
