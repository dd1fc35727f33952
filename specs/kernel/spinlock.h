/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Spinning locks. Stands for include/linux/{spinlock,rwlock}.h. Bottom halves do not exist, so the
 * _bh forms only turn preemption off, which holding the lock does anyhow.
 *
 * Compared with these, asm-generic/qspinlock.h, linux/sched.h of 6.1 and 6.12, which agree.
 * spin_is_locked() and assert_spin_locked() ask, as there, whether anybody holds the lock. A holder
 * may be asked to break a lock at any time, or never: both are explored, waiters or not, since
 * those of other scenarios may wait.
 */
#ifndef WALKCHECK_SPINLOCK_H
#define WALKCHECK_SPINLOCK_H

typedef struct spinlock {
	unsigned long slock;
} spinlock_t;

typedef spinlock_t raw_spinlock_t;
typedef spinlock_t arch_spinlock_t;

typedef struct {
	unsigned long rwlock;
} rwlock_t;

#define DEFINE_SPINLOCK(name) spinlock_t name
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name
#define DEFINE_RWLOCK(name) rwlock_t name

/* Locks begin unlocked; to initialise one again has no effect. */
#define spin_lock_init(lock) ((void)(lock))
#define rwlock_init(lock) ((void)(lock))

static __always_inline void spin_lock(spinlock_t *lock)
{
	__wc_spin_lock(lock);
}

static __always_inline void spin_unlock(spinlock_t *lock)
{
	__wc_spin_unlock(lock);
}

static __always_inline int spin_trylock(spinlock_t *lock)
{
	return __wc_spin_trylock(lock);
}

static __always_inline void spin_lock_nested(spinlock_t *lock, int subclass)
{
	(void)subclass;
	__wc_spin_lock(lock);
}

static __always_inline void spin_lock_irq(spinlock_t *lock)
{
	__wc_irq_disable();
	__wc_spin_lock(lock);
}

static __always_inline void spin_unlock_irq(spinlock_t *lock)
{
	__wc_spin_unlock(lock);
	__wc_irq_enable();
}

static __always_inline void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags)
{
	__wc_spin_unlock(lock);
	__wc_irq_restore(flags);
}

#define spin_lock_irqsave(lock, flags)                                                             \
	do {                                                                                       \
		(flags) = __wc_irq_save();                                                         \
		__wc_spin_lock(lock);                                                              \
	} while (0)

static __always_inline int spin_is_locked(spinlock_t *lock)
{
	return __wc_lock_is_taken(lock);
}

#define spin_lock_bh(lock) spin_lock(lock)
#define spin_unlock_bh(lock) spin_unlock(lock)
#define raw_spin_lock(lock) spin_lock(lock)
#define raw_spin_unlock(lock) spin_unlock(lock)
#define raw_spin_trylock(lock) spin_trylock(lock)
#define raw_spin_lock_irqsave(lock, flags) spin_lock_irqsave(lock, flags)
#define raw_spin_unlock_irqrestore(lock, flags) spin_unlock_irqrestore(lock, flags)
#define assert_spin_locked(lock) BUG_ON(!spin_is_locked(lock))

static __always_inline void read_lock(rwlock_t *lock)
{
	__wc_read_lock(lock);
}

static __always_inline void read_unlock(rwlock_t *lock)
{
	__wc_read_unlock(lock);
}

static __always_inline int read_trylock(rwlock_t *lock)
{
	return __wc_read_trylock(lock);
}

static __always_inline void write_lock(rwlock_t *lock)
{
	__wc_write_lock(lock);
}

static __always_inline void write_unlock(rwlock_t *lock)
{
	__wc_write_unlock(lock);
}

static __always_inline int write_trylock(rwlock_t *lock)
{
	return __wc_write_trylock(lock);
}

static inline int rwlock_needbreak(rwlock_t *lock)
{
	(void)lock;
	return (int)__wc_choose(2);
}

static inline int spin_needbreak(spinlock_t *lock)
{
	(void)lock;
	return (int)__wc_choose(2);
}

#endif
