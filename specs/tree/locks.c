/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Locks are the machine's, named by their address; their memory is never looked at. In place of
 * include/linux/{spinlock,rwlock,rwsem,mutex}.h and kernel/locking/. The lock of a page table is in
 * the table's page, so that it dies with the table: in place of pte_lockptr() and pmd_lockptr() of
 * include/linux/mm.h.
 */
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

WC_REPLACES(pte_lockptr);
spinlock_t *__cut_pte_lockptr(struct mm_struct *mm, pmd_t *pmd)
{
	return (spinlock_t *)pmd_page_vaddr(*pmd);
}

WC_REPLACES(pmd_lockptr);
spinlock_t *__cut_pmd_lockptr(struct mm_struct *mm, pmd_t *pmd)
{
	return (spinlock_t *)((unsigned long)pmd & PAGE_MASK);
}

WC_REPLACES(spin_lock);
void __cut_spin_lock(spinlock_t *lock)
{
	__wc_spin_lock(lock);
}

WC_REPLACES(spin_trylock);
int __cut_spin_trylock(spinlock_t *lock)
{
	return __wc_spin_trylock(lock);
}

WC_REPLACES(spin_unlock);
void __cut_spin_unlock(spinlock_t *lock)
{
	__wc_spin_unlock(lock);
}

/* What spin_lock_nested() is. */
#ifndef _raw_spin_lock
WC_REPLACES(_raw_spin_lock);
void __cut__raw_spin_lock(raw_spinlock_t *lock)
{
	__wc_spin_lock(lock);
}
#endif

WC_REPLACES(spin_lock_irq);
void __cut_spin_lock_irq(spinlock_t *lock)
{
	__wc_irq_disable();
	__wc_spin_lock(lock);
}

WC_REPLACES(spin_unlock_irq);
void __cut_spin_unlock_irq(spinlock_t *lock)
{
	__wc_spin_unlock(lock);
	__wc_irq_enable();
}

#ifndef _raw_read_lock
WC_REPLACES(_raw_read_lock);
void __cut__raw_read_lock(rwlock_t *lock)
{
	__wc_read_lock(lock);
}

WC_REPLACES(_raw_write_lock);
void __cut__raw_write_lock(rwlock_t *lock)
{
	__wc_write_lock(lock);
}
#endif

#ifndef _raw_read_unlock
WC_REPLACES(_raw_read_unlock);
void __cut__raw_read_unlock(rwlock_t *lock)
{
	__wc_read_unlock(lock);
}
#endif

#ifndef _raw_write_unlock
WC_REPLACES(_raw_write_unlock);
void __cut__raw_write_unlock(rwlock_t *lock)
{
	__wc_write_unlock(lock);
}
#endif

WC_REPLACES(down_read);
void __cut_down_read(struct rw_semaphore *lock)
{
	__wc_down_read(lock);
}

WC_REPLACES(down_read_trylock);
int __cut_down_read_trylock(struct rw_semaphore *lock)
{
	return __wc_down_read_trylock(lock);
}

/* Somebody may kill the task. */
WC_REPLACES(down_read_killable);
int __cut_down_read_killable(struct rw_semaphore *lock)
{
	if (__wc_choose(2))
		return -EINTR;
	__wc_down_read(lock);
	return 0;
}

WC_REPLACES(up_read);
void __cut_up_read(struct rw_semaphore *lock)
{
	__wc_up_read(lock);
}

WC_REPLACES(down_write);
void __cut_down_write(struct rw_semaphore *lock)
{
	__wc_down_write(lock);
}

WC_REPLACES(down_write_trylock);
int __cut_down_write_trylock(struct rw_semaphore *lock)
{
	return __wc_down_write_trylock(lock);
}

WC_REPLACES(down_write_killable);
int __cut_down_write_killable(struct rw_semaphore *lock)
{
	if (__wc_choose(2))
		return -EINTR;
	__wc_down_write(lock);
	return 0;
}

WC_REPLACES(up_write);
void __cut_up_write(struct rw_semaphore *lock)
{
	__wc_up_write(lock);
}

WC_REPLACES(downgrade_write);
void __cut_downgrade_write(struct rw_semaphore *lock)
{
	__wc_downgrade_write(lock);
}

#ifndef mutex_lock
WC_REPLACES(mutex_lock);
void __cut_mutex_lock(struct mutex *lock)
{
	__wc_mutex_lock(lock);
}
#endif

WC_REPLACES(mutex_trylock);
int __cut_mutex_trylock(struct mutex *lock)
{
	return __wc_mutex_trylock(lock);
}

WC_REPLACES(mutex_unlock);
void __cut_mutex_unlock(struct mutex *lock)
{
	__wc_mutex_unlock(lock);
}
