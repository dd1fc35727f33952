/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BUG and WARN in all their forms are assertions: one that fires fails the property `assertions`
 * and ends that CPU's run. Stands for include/linux/{bug,build_bug,mmdebug}.h.
 * The debug variants (VM_*, KVM_*) are checked as in a debug kernel.
 *
 * Compared with these, asm-generic/bug.h, linux/kvm_host.h, kvm/mmu/mmu_internal.h of 6.1 and 6.12,
 * which agree but for MMU_WARN_ON(), called KVM_MMU_WARN_ON() since 6.6. What differs: there a WARN
 * goes on; here its claim has failed and the run ends, so that nothing after it is missed in
 * silence. A kernel that is no debug kernel evaluates nothing in the debug variants, and they have
 * no value.
 */
#ifndef WALKCHECK_BUG_H
#define WALKCHECK_BUG_H

#define __WC_CLAIM_NOT(condition, claim)                                                           \
	({                                                                                         \
		int __wc_fired = !!(condition);                                                    \
		__wc_assert(!__wc_fired, claim);                                                   \
		__wc_fired;                                                                        \
	})

#define BUG()                                                                                      \
	do {                                                                                       \
		__wc_assert(0, "BUG()");                                                           \
		__builtin_unreachable();                                                           \
	} while (0)
#define BUG_ON(condition) ((void)__WC_CLAIM_NOT(condition, "BUG_ON(" #condition ")"))
#define WARN_ON(condition) __WC_CLAIM_NOT(condition, "WARN_ON(" #condition ")")
#define WARN_ON_ONCE(condition) __WC_CLAIM_NOT(condition, "WARN_ON_ONCE(" #condition ")")
/* What would be printed is looked at only where something is. */
#define WARN(condition, format, ...)                                                               \
	({                                                                                         \
		int __wc_warns = !!(condition);                                                    \
		if (__wc_warns)                                                                    \
			(void)((void)0, ##__VA_ARGS__);                                            \
		__wc_assert(!__wc_warns, "WARN(" #condition ")");                                  \
		__wc_warns;                                                                        \
	})
#define WARN_ONCE(condition, format, ...) WARN(condition, format, ##__VA_ARGS__)
#define WARN_RATELIMIT(condition, format, ...) WARN(condition, format, ##__VA_ARGS__)

#define VM_BUG_ON(condition) BUG_ON(condition)
#define VM_BUG_ON_PAGE(condition, page) BUG_ON(condition)
#define VM_BUG_ON_FOLIO(condition, folio) BUG_ON(condition)
#define VM_BUG_ON_VMA(condition, vma) BUG_ON(condition)
#define VM_BUG_ON_MM(condition, mm) BUG_ON(condition)
#define VM_WARN_ON(condition) ((void)WARN_ON(condition))
#define VM_WARN_ON_ONCE(condition) WARN_ON_ONCE(condition)
#define VM_WARN_ON_ONCE_PAGE(condition, page) WARN_ON_ONCE(condition)
#define VM_WARN_ON_ONCE_FOLIO(condition, folio) WARN_ON_ONCE(condition)
#define KVM_BUG_ON(condition, kvm) WARN_ON_ONCE(condition)
#define KVM_MMU_WARN_ON(condition) WARN_ON_ONCE(condition)
#define MMU_WARN_ON(condition) WARN_ON(condition)

#define static_assert(condition, ...) _Static_assert(condition, #condition)
/* Compilers decide these after optimising, so they need not be constants here. */
#define BUILD_BUG_ON(condition) BUG_ON(condition)
#define BUILD_BUG_ON_MSG(condition, message) BUG_ON(condition)
#define BUILD_BUG() __wc_assert(0, "BUILD_BUG()")
#define BUILD_BUG_ON_ZERO(condition) ((int)sizeof(struct { int : (-!!(condition)); }))

#endif
