/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Teardown: unhook a word, flush, free the table. Stands for mm/mmu_gather.c and
 * include/asm-generic/tlb.h; what is gathered here is tables, not data pages.
 *
 * What the free waits for is the scheme:
 *   T1  flush by IPI, then free at once             x86 without RCU table freeing, to 6.14
 *   T2  batch by call_rcu, or, where the batch's page cannot be allocated, interrupt every CPU
 *       and free; either may happen at each free    x86 with paravirt, 4.14 to 6.14
 *   T3  flush without IPI, then free at once        x86 guests before 4.14 (9e52fc2b50de)
 *   T4  always RCU                                  6.14 and later
 *   T7  interrupt every CPU, then free one table    T2 when every allocation fails; collapse
 *
 * It is given as features: WALKCHECK_FLUSH_IPI, see tlb.h; WALKCHECK_RCU_TABLE_FREE, which is
 * CONFIG_MMU_GATHER_RCU_TABLE_FREE; and, of the page for the batch, WALKCHECK_BATCH_PAGE_MAY_FAIL
 * and WALKCHECK_BATCH_PAGE_FAILS.
 *
 * Compared with these and arch/x86/include/asm/tlb.h of 6.1 and 6.12, which agree. What differs: a
 * gather that ends while another is under way flushes only its own, and the end of an area without
 * struct pages flushes nothing, so that nobody waits for more than there. Under T2 a batch that has
 * been begun may still lack its page, which is one more way besides the kernel's.
 * mm->tlb_flush_pending is not kept, see pte_accessible().
 */
#ifndef WALKCHECK_MMU_GATHER_H
#define WALKCHECK_MMU_GATHER_H

/* The kernel's batch holds some 500 tables; ours is emptied early in the same way. */
#define MAX_TABLE_BATCH 8

struct mmu_gather {
	struct mm_struct *mm;
	unsigned long start;
	unsigned long end;
	unsigned long fullmm;
	unsigned long freed_tables;
	unsigned long cleared;
	unsigned long nr;
	void *tables[MAX_TABLE_BATCH];
};

static inline void tlb_gather_mmu(struct mmu_gather *tlb, struct mm_struct *mm)
{
	tlb->mm = mm;
	tlb->start = ~0UL;
	tlb->end = 0;
	tlb->fullmm = 0;
	tlb->freed_tables = 0;
	tlb->cleared = 0;
	tlb->nr = 0;
}

static inline void tlb_gather_mmu_fullmm(struct mmu_gather *tlb, struct mm_struct *mm)
{
	tlb_gather_mmu(tlb, mm);
	tlb->fullmm = 1;
}

static inline void __tlb_adjust_range(struct mmu_gather *tlb, unsigned long address,
				      unsigned int size)
{
	tlb->start = min(tlb->start, address);
	tlb->end = max(tlb->end, address + size);
	tlb->cleared = 1;
}

/* What was not changed need not be flushed. */
static inline void tlb_flush_mmu_tlbonly(struct mmu_gather *tlb)
{
	if (!tlb->freed_tables && !tlb->cleared)
		return;
	flush_tlb_mm_range(tlb->mm, tlb->start, tlb->end, PAGE_SHIFT, tlb->freed_tables);
	tlb->start = ~0UL;
	tlb->end = 0;
	tlb->freed_tables = 0;
	tlb->cleared = 0;
}

/* Where no batch gets its page, none is ever gathered: then call_rcu() is not even in the program. */
static inline void __wc_free_gathered_table(void *table)
{
	if (WALKCHECK_RCU_TABLE_FREE && !WALKCHECK_BATCH_PAGE_FAILS)
		__wc_free_table_rcu(table);
	else
		__wc_free_table(table);
}

static inline void tlb_flush_mmu_free(struct mmu_gather *tlb)
{
	unsigned long i;

	for (i = 0; i < tlb->nr; i++)
		__wc_free_gathered_table(tlb->tables[i]);
	tlb->nr = 0;
}

static inline void tlb_flush_mmu(struct mmu_gather *tlb)
{
	tlb_flush_mmu_tlbonly(tlb);
	tlb_flush_mmu_free(tlb);
}

static inline void tlb_finish_mmu(struct mmu_gather *tlb)
{
	tlb_flush_mmu(tlb);
}

static inline bool __wc_no_batch_page(void)
{
	if (WALKCHECK_BATCH_PAGE_MAY_FAIL)
		return __wc_choose(2);
	return WALKCHECK_BATCH_PAGE_FAILS;
}

static inline void tlb_remove_table(struct mmu_gather *tlb, void *table)
{
	if (__wc_no_batch_page()) {
		tlb_flush_mmu_tlbonly(tlb);
		tlb_remove_table_sync_one();
		__wc_free_table(table);
		return;
	}
	tlb->tables[tlb->nr++] = table;
	if (tlb->nr == MAX_TABLE_BATCH)
		tlb_flush_mmu(tlb);
}

/* --- a table is unhooked, and freed when the gather is flushed --- */

static inline void __wc_free_table_tlb(struct mmu_gather *tlb, unsigned long table,
				       unsigned long address)
{
	__tlb_adjust_range(tlb, address, PAGE_SIZE);
	tlb->freed_tables = 1;
	tlb_remove_table(tlb, (void *)(table & PAGE_MASK));
}

static inline void pte_free_tlb(struct mmu_gather *tlb, pgtable_t pte, unsigned long address)
{
	__wc_free_table_tlb(tlb, (unsigned long)page_to_virt(pte), address);
}

static inline void pmd_free_tlb(struct mmu_gather *tlb, pmd_t *pmd, unsigned long address)
{
	__wc_free_table_tlb(tlb, (unsigned long)pmd, address);
}

static inline void pud_free_tlb(struct mmu_gather *tlb, pud_t *pud, unsigned long address)
{
	__wc_free_table_tlb(tlb, (unsigned long)pud, address);
}

/* A folded level has no table of its own. */
static inline void p4d_free_tlb(struct mmu_gather *tlb, p4d_t *p4d, unsigned long address)
{
	if (pgtable_l5_enabled())
		__wc_free_table_tlb(tlb, (unsigned long)p4d, address);
}

/* --- an entry is cleared; its data page is not followed further --- */

static inline void tlb_remove_tlb_entry(struct mmu_gather *tlb, pte_t *ptep, unsigned long address)
{
	(void)ptep;
	__tlb_adjust_range(tlb, address, PAGE_SIZE);
}

static inline void tlb_remove_pmd_tlb_entry(struct mmu_gather *tlb, pmd_t *pmdp,
					    unsigned long address)
{
	(void)pmdp;
	__tlb_adjust_range(tlb, address, PMD_SIZE);
}

static inline void tlb_remove_pud_tlb_entry(struct mmu_gather *tlb, pud_t *pudp,
					    unsigned long address)
{
	(void)pudp;
	__tlb_adjust_range(tlb, address, PUD_SIZE);
}

static inline void tlb_change_page_size(struct mmu_gather *tlb, unsigned int page_size)
{
	(void)tlb;
	(void)page_size;
}

static inline void tlb_start_vma(struct mmu_gather *tlb, struct vm_area_struct *vma)
{
	(void)tlb;
	(void)vma;
}

static inline void tlb_end_vma(struct mmu_gather *tlb, struct vm_area_struct *vma)
{
	(void)tlb;
	(void)vma;
}

#endif
