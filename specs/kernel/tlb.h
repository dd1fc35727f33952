/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TLB flushes, as far as a software walk can tell one: whether it interrupts the other CPUs and
 * waits for them. Stands for arch/x86/include/asm/tlbflush.h and arch/x86/mm/tlb.c.
 *
 * Under T1 a flush is an IPI to every CPU, which is the feature WALKCHECK_FLUSH_IPI. Under the other
 * schemes it is not, which is the weaker promise and the reason why they exist: a paravirtual flush
 * skips preempted vCPUs, INVLPGB is a broadcast without interrupts. A CPU's `define` may give it the
 * feature, or take it away.
 *
 * To be dropped:
 * flush  none is done
 *
 * Compared with these, mm/mmu_gather.c, mm/rmap.c of 6.1 and 6.12, which agree. Every CPU runs the
 * mm and none is lazy, so that nobody is left out whom an IPI there would reach. Empty here:
 * flush_tlb_batched_pending(), as no unmapping is batched; flush_cache_range() and the lazy MMU
 * mode, which are empty on x86 without Xen. tlb_remove_table_sync_rcu() is newer than both.
 */
#ifndef WALKCHECK_TLB_H
#define WALKCHECK_TLB_H

static inline void flush_tlb_mm_range(struct mm_struct *mm, unsigned long start, unsigned long end,
				      unsigned int stride_shift, bool freed_tables)
{
	(void)mm;
	(void)start;
	(void)end;
	(void)stride_shift;
	(void)freed_tables;
	if (DROPPED(flush))
		return;
	if (WALKCHECK_FLUSH_IPI)
		__wc_ipi_broadcast();
	else
		__wc_fence();
}

static inline void flush_tlb_mm(struct mm_struct *mm)
{
	flush_tlb_mm_range(mm, 0, ~0UL, PAGE_SHIFT, true);
}

static inline void flush_tlb_range(struct vm_area_struct *vma, unsigned long start,
				   unsigned long end)
{
	flush_tlb_mm_range(vma->vm_mm, start, end, PAGE_SHIFT, true);
}

static inline void flush_pmd_tlb_range(struct vm_area_struct *vma, unsigned long start,
				       unsigned long end)
{
	flush_tlb_range(vma, start, end);
}

static inline void flush_pud_tlb_range(struct vm_area_struct *vma, unsigned long start,
				       unsigned long end)
{
	flush_tlb_range(vma, start, end);
}

static inline void flush_tlb_page(struct vm_area_struct *vma, unsigned long address)
{
	flush_tlb_mm_range(vma->vm_mm, address, address + PAGE_SIZE, PAGE_SHIFT, false);
}

static inline void flush_tlb_batched_pending(struct mm_struct *mm)
{
	(void)mm;
}

static inline void flush_cache_range(struct vm_area_struct *vma, unsigned long start,
				     unsigned long end)
{
	(void)vma;
	(void)start;
	(void)end;
}

/*
 * Interrupts every CPU, so it waits for walks that have interrupts off; it is no RCU grace
 * period. Nothing where tables are not freed by RCU: there the flush itself interrupts.
 */
static inline void tlb_remove_table_sync_one(void)
{
#ifdef CONFIG_MMU_GATHER_RCU_TABLE_FREE
	__wc_ipi_broadcast();
#endif
}

static inline void tlb_remove_table_sync_rcu(void)
{
	__wc_synchronize_rcu();
}

static inline void arch_enter_lazy_mmu_mode(void)
{
}

static inline void arch_leave_lazy_mmu_mode(void)
{
}

#endif
