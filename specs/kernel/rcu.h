/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RCU. Stands for include/linux/rcupdate.h. Since 4.20 a region with interrupts or preemption off is
 * a read-side section too; the machine knows. Callbacks exist for page tables only: see
 * pte_free_defer() and mmu_gather.h.
 *
 * Compared with that file and kernel/rcu/tree.c of 6.1 and 6.12, which agree. To sleep in a section
 * is a fault. The condition of rcu_dereference_protected() is asserted, as under PROVE_RCU; that of
 * rcu_dereference_check() is not: it need not hold in a section, and who is in one cannot be asked.
 */
#ifndef WALKCHECK_RCU_H
#define WALKCHECK_RCU_H

#define rcu_read_lock() __wc_rcu_read_lock()
#define rcu_read_unlock() __wc_rcu_read_unlock()
#define rcu_read_lock_sched() __wc_preempt_disable()
#define rcu_read_unlock_sched() __wc_preempt_enable()
#define synchronize_rcu() __wc_synchronize_rcu()
#define synchronize_rcu_expedited() __wc_synchronize_rcu()

#define rcu_dereference(pointer) READ_ONCE(pointer)
#define rcu_dereference_raw(pointer) READ_ONCE(pointer)
#define rcu_dereference_sched(pointer) READ_ONCE(pointer)
#define rcu_dereference_check(pointer, condition) ((void)(condition), READ_ONCE(pointer))
#define rcu_dereference_protected(pointer, condition)                                              \
	({                                                                                         \
		__wc_assert(!!(condition), "rcu_dereference_protected(" #pointer ")");             \
		(pointer);                                                                         \
	})
#define rcu_access_pointer(pointer) READ_ONCE(pointer)
#define rcu_assign_pointer(pointer, value) smp_store_release(&(pointer), value)
#define RCU_INIT_POINTER(pointer, value) WRITE_ONCE(pointer, value)

#endif
