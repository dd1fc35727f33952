/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a function's text needs of the compiler: annotations, single reads and writes.
 * Stands for include/linux/compiler*.h, asm-generic/rwonce.h, init.h and export.h.
 *
 * READ_ONCE and WRITE_ONCE are volatile accesses, as in the kernel; on a structure of one word
 * the access is still one load or store.
 *
 * Compared with these of 6.1 and 6.12, which agree. What differs: READ_ONCE() of more than a word
 * is an error there, and several loads here. Checks of types are left out, and attributes that
 * guide optimising, warnings and linking.
 */
#ifndef WALKCHECK_COMPILER_H
#define WALKCHECK_COMPILER_H

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value)                                                                       \
	do {                                                                                       \
		*(volatile __typeof__(x) *)&(x) = (value);                                         \
	} while (0)
#define data_race(expression) (expression)

#define barrier() __wc_barrier()
/* Hides a value, and is no barrier. */
#define OPTIMIZER_HIDE_VAR(variable) ((void)(variable))

#define typeof __typeof__
#undef asm
#undef inline
#define __always_inline inline __attribute__((__always_inline__))
#define noinline __attribute__((__noinline__))
#define noinline_for_stack noinline
#define notrace
#define noinstr
#define __noreturn __attribute__((__noreturn__))
#define __maybe_unused __attribute__((__unused__))
#define __always_unused __attribute__((__unused__))
#define __used __attribute__((__used__))
#define __must_check
#define __pure __attribute__((__pure__))
#define __packed __attribute__((__packed__))
#define __aligned(bytes) __attribute__((__aligned__(bytes)))
#define __weak __attribute__((__weak__))
#define fallthrough __attribute__((__fallthrough__))
#define asmlinkage
#define nokprobe_inline inline

/* Sections, address spaces and sparse annotations: nothing that a walk can tell. */
#define __init
#define __initdata
#define __initconst
#define __exit
#define __exitdata
#define __meminit
#define __meminitdata
#define __ref
#define __refdata
#define __init_memblock
#define __initdata_memblock
#define __section(name)
#define __sched
#define __lockfunc
#define __cold
#define __flatten
#define __visible
#define __malloc
#define __alloc_size(...)
#define __printf(format, first)
#define __scanf(format, first)
#define __nocfi
#define __latent_entropy
#define __randomize_layout
#define __counted_by(member)
#define __bitwise
#define __read_mostly
#define __ro_after_init
#define __cacheline_aligned
#define __cacheline_aligned_in_smp
#define ____cacheline_aligned
#define ____cacheline_aligned_in_smp
#define ____cacheline_internodealigned_in_smp
#define __page_aligned_bss __aligned(4096)
#define __page_aligned_data __aligned(4096)
#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __private
#define __acquires(lock)
#define __releases(lock)
#define __must_hold(lock)
#define __acquire(lock) ((void)0)
#define __release(lock) ((void)0)
#define __no_kcsan
#define __no_sanitize_address

#define EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_GPL(name)
#define EXPORT_SYMBOL_NS_GPL(name, space)
#define ALLOW_ERROR_INJECTION(name, type)
#define NOKPROBE_SYMBOL(name)
#define MODULE_LICENSE(text)

#endif
