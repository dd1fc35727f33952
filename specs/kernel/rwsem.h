/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sleeping locks: rw_semaphore and mutex. Stands for include/linux/{rwsem,mutex}.h. A signal may
 * come at any time or never, so the killable and interruptible forms succeed or fail: both are
 * explored. rwsem_is_locked() and mutex_is_locked() ask, as there, whether anybody holds the lock.
 *
 * Compared with these and kernel/locking/{rwsem,mutex}.c of 6.1 and 6.12, which agree;
 * rwsem_assert_held() is of 6.12. What differs: there who waits makes rwsem_is_locked() true even
 * between two holders, on which nobody can rely. Initialising has no effect: locks begin unlocked.
 */
#ifndef WALKCHECK_RWSEM_H
#define WALKCHECK_RWSEM_H

struct rw_semaphore {
	unsigned long count;
};

struct mutex {
	unsigned long owner;
};

#define DECLARE_RWSEM(name) struct rw_semaphore name
#define DEFINE_MUTEX(name) struct mutex name
#define init_rwsem(sem) ((void)(sem))
#define mutex_init(lock) ((void)(lock))

static __always_inline int __wc_signal(void)
{
	return __wc_choose(2) ? -EINTR : 0;
}

static __always_inline void down_read(struct rw_semaphore *sem)
{
	__wc_down_read(sem);
}

static __always_inline int down_read_killable(struct rw_semaphore *sem)
{
	int ret = __wc_signal();

	if (!ret)
		__wc_down_read(sem);
	return ret;
}

static __always_inline int down_read_trylock(struct rw_semaphore *sem)
{
	return __wc_down_read_trylock(sem);
}

static __always_inline void up_read(struct rw_semaphore *sem)
{
	__wc_up_read(sem);
}

static __always_inline void down_write(struct rw_semaphore *sem)
{
	__wc_down_write(sem);
}

static __always_inline int down_write_killable(struct rw_semaphore *sem)
{
	int ret = __wc_signal();

	if (!ret)
		__wc_down_write(sem);
	return ret;
}

static __always_inline int down_write_trylock(struct rw_semaphore *sem)
{
	return __wc_down_write_trylock(sem);
}

static __always_inline void up_write(struct rw_semaphore *sem)
{
	__wc_up_write(sem);
}

static __always_inline void downgrade_write(struct rw_semaphore *sem)
{
	__wc_downgrade_write(sem);
}

static __always_inline int rwsem_is_locked(struct rw_semaphore *sem)
{
	return __wc_lock_has_holder(sem);
}

#define rwsem_assert_held(sem) lockdep_assert_held(sem)
#define rwsem_assert_held_write(sem) lockdep_assert_held_write(sem)

static __always_inline void mutex_lock(struct mutex *lock)
{
	__wc_mutex_lock(lock);
}

static __always_inline int mutex_lock_killable(struct mutex *lock)
{
	int ret = __wc_signal();

	if (!ret)
		__wc_mutex_lock(lock);
	return ret;
}

static __always_inline int mutex_lock_interruptible(struct mutex *lock)
{
	int ret = __wc_signal();

	if (!ret)
		__wc_mutex_lock(lock);
	return ret;
}

static __always_inline int mutex_trylock(struct mutex *lock)
{
	return __wc_mutex_trylock(lock);
}

static __always_inline void mutex_unlock(struct mutex *lock)
{
	__wc_mutex_unlock(lock);
}

static __always_inline bool mutex_is_locked(struct mutex *lock)
{
	return __wc_lock_is_taken(lock);
}

#endif
