/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contexts that walkcheck audit runs a walk in, each by the kernel's own functions. To be
 * included behind wc_audited(), which is the walk.
 */
#ifndef WALKCHECK_TREE_CONTEXTS_H
#define WALKCHECK_TREE_CONTEXTS_H

#include <linux/irqflags.h>
#include <linux/mmap_lock.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>

void in_nothing(unsigned long address)
{
	wc_audited(address);
}

void in_irqs_off(unsigned long address)
{
	local_irq_disable();
	wc_audited(address);
	local_irq_enable();
}

void in_rcu(unsigned long address)
{
	rcu_read_lock();
	wc_audited(address);
	rcu_read_unlock();
}

void in_mmap_lock(unsigned long address)
{
	mmap_read_lock(&wc_mm);
	wc_audited(address);
	mmap_read_unlock(&wc_mm);
}

#ifdef KVM_HAVE_MMU_RWLOCK
void in_mmu_lock(unsigned long address)
{
	write_lock(&wc_kvm.mmu_lock);
	wc_audited(address);
	write_unlock(&wc_kvm.mmu_lock);
}
#else
/* No guests here, or of another kind: nobody takes it but the walk. */
static DEFINE_SPINLOCK(wc_mmu_lock);
void in_mmu_lock(unsigned long address)
{
	spin_lock(&wc_mmu_lock);
	wc_audited(address);
	spin_unlock(&wc_mmu_lock);
}
#endif

#endif
