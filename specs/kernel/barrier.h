/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory barriers. Stands for arch/x86/include/asm/barrier.h: on x86 the read and write barriers
 * order the compiler only, and so do acquire and release.
 *
 * Compared with that file, asm-generic/barrier.h, linux/{spinlock,rcupdate}.h of 6.1 and 6.12,
 * which agree. What stands beside an atomic or a lock is empty on x86, and no barrier even for the
 * compiler. smp_store_mb() is two steps, where an xchg is one: no other CPU can tell.
 * smp_read_barrier_depends() is gone in both.
 */
#ifndef WALKCHECK_BARRIER_H
#define WALKCHECK_BARRIER_H

#define mb() __wc_fence()
#define rmb() __wc_fence()
#define wmb() __wc_fence()
#define smp_mb() __wc_fence()
#define smp_rmb() __wc_barrier()
#define smp_wmb() __wc_barrier()
#define smp_mb__before_atomic() ((void)0)
#define smp_mb__after_atomic() ((void)0)
#define smp_mb__after_spinlock() ((void)0)
#define smp_mb__after_unlock_lock() ((void)0)
#define smp_acquire__after_ctrl_dep() __wc_barrier()
#define smp_read_barrier_depends() ((void)0)
#define dma_rmb() __wc_barrier()
#define dma_wmb() __wc_barrier()

#define smp_load_acquire(pointer) __atomic_load_n(pointer, __ATOMIC_ACQUIRE)
#define smp_store_release(pointer, value) __atomic_store_n(pointer, value, __ATOMIC_RELEASE)
#define smp_store_mb(variable, value)                                                              \
	do {                                                                                       \
		WRITE_ONCE(variable, value);                                                       \
		smp_mb();                                                                          \
	} while (0)

#define cpu_relax() __wc_barrier()

#endif
