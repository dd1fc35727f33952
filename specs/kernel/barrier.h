/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory barriers. Stands for arch/x86/include/asm/barrier.h: on x86 the read and write barriers
 * order the compiler only, and so do acquire and release.
 */
#ifndef WALKCHECK_BARRIER_H
#define WALKCHECK_BARRIER_H

#define mb() __wc_fence()
#define rmb() __wc_fence()
#define wmb() __wc_fence()
#define smp_mb() __wc_fence()
#define smp_rmb() __wc_barrier()
#define smp_wmb() __wc_barrier()
#define smp_mb__before_atomic() __wc_barrier()
#define smp_mb__after_atomic() __wc_barrier()
#define smp_mb__after_spinlock() __wc_barrier()
#define smp_mb__after_unlock_lock() __wc_barrier()
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
