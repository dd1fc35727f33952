/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lock assertions, checked as under lockdep: whether this CPU holds the lock, in any mode (the
 * machine does not tell a reader from a writer here). Stands for include/linux/lockdep.h.
 */
#ifndef WALKCHECK_LOCKDEP_H
#define WALKCHECK_LOCKDEP_H

struct lock_class_key {
	unsigned long key;
};

#define lockdep_is_held(lock) __wc_lock_is_held(lock)
#define lockdep_assert_held(lock)                                                                  \
	__wc_assert(__wc_lock_is_held(lock), "lockdep_assert_held(" #lock ")")
#define lockdep_assert_held_write(lock)                                                            \
	__wc_assert(__wc_lock_is_held(lock), "lockdep_assert_held_write(" #lock ")")
#define lockdep_assert_held_read(lock)                                                             \
	__wc_assert(__wc_lock_is_held(lock), "lockdep_assert_held_read(" #lock ")")
#define lockdep_assert_held_once(lock) lockdep_assert_held(lock)
#define lockdep_assert_not_held(lock)                                                              \
	__wc_assert(!__wc_lock_is_held(lock), "lockdep_assert_not_held(" #lock ")")
#define lockdep_assert_irqs_disabled()                                                             \
	__wc_assert(__wc_irqs_disabled(), "lockdep_assert_irqs_disabled()")
#define lockdep_assert_irqs_enabled()                                                              \
	__wc_assert(!__wc_irqs_disabled(), "lockdep_assert_irqs_enabled()")

#endif
