/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lock assertions, checked as under lockdep: whether, and how, this CPU holds the lock. Stands for
 * include/linux/lockdep.h. As in lock_is_held_type(), a `read` of 0 asks for an exclusive holder, of
 * 1 for a shared one, and of -1 for either.
 *
 * Compared with include/linux/lockdep.h and kernel/locking/lockdep.c of 6.1 and 6.12, which agree.
 * lockdep is always on, never at a loss (LOCK_STATE_UNKNOWN), and an assertion that fails ends the
 * run; without it the kernel evaluates the lock's address and nothing else.
 */
#ifndef WALKCHECK_LOCKDEP_H
#define WALKCHECK_LOCKDEP_H

struct lock_class_key {
	unsigned long key;
};

#define lockdep_assert(condition) __wc_assert(!!(condition), "lockdep_assert(" #condition ")")
#define lockdep_assert_once(condition) lockdep_assert(condition)
#define lockdep_is_held(lock) (__wc_lock_is_held(lock) != 0)
#define lockdep_is_held_type(lock, read)                                                           \
	((__wc_lock_is_held(lock) & ((read) == 0   ? WC_EXCLUSIVE                                  \
				     : (read) == 1 ? WC_SHARED                                     \
						   : (WC_EXCLUSIVE | WC_SHARED))) != 0)
#define lockdep_assert_held(lock)                                                                  \
	__wc_assert(lockdep_is_held(lock), "lockdep_assert_held(" #lock ")")
#define lockdep_assert_held_write(lock)                                                            \
	__wc_assert(lockdep_is_held_type(lock, 0), "lockdep_assert_held_write(" #lock ")")
#define lockdep_assert_held_read(lock)                                                             \
	__wc_assert(lockdep_is_held_type(lock, 1), "lockdep_assert_held_read(" #lock ")")
#define lockdep_assert_held_once(lock) lockdep_assert_held(lock)
#define lockdep_assert_not_held(lock)                                                              \
	__wc_assert(!__wc_lock_is_held(lock), "lockdep_assert_not_held(" #lock ")")
#define lockdep_assert_irqs_disabled()                                                             \
	__wc_assert(__wc_irqs_disabled(), "lockdep_assert_irqs_disabled()")
#define lockdep_assert_irqs_enabled()                                                              \
	__wc_assert(!__wc_irqs_disabled(), "lockdep_assert_irqs_enabled()")

#endif
