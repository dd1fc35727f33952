/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small arithmetic that everything uses.
 * Stands for include/linux/{kernel,minmax,bits,bitfield,align,kconfig,container_of,printk}.h.
 * printk and its kin print nothing but still evaluate what they would print; those for debugging do
 * not, as there. Those that print once, or not too often, may print each time.
 *
 * Compared with these of 6.1 and 6.12, which agree. What differs: min() and max() take operands of
 * one type, as in 6.1; others, which 6.12 takes if both are signed or neither, are an error here.
 * FIELD_GET() and FIELD_PREP() do not demand a constant mask.
 */
#ifndef WALKCHECK_KERNEL_H
#define WALKCHECK_KERNEL_H

#define offsetof(type, member) __builtin_offsetof(type, member)
#define container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define sizeof_field(type, member) sizeof(((type *)0)->member)
#define __stringify_1(...) #__VA_ARGS__
#define __stringify(...) __stringify_1(__VA_ARGS__)

#define min(a, b) __builtin_elementwise_min(a, b)
#define max(a, b) __builtin_elementwise_max(a, b)
#define min_t(type, a, b) min((type)(a), (type)(b))
#define max_t(type, a, b) max((type)(a), (type)(b))
#define min3(a, b, c) min(min(a, b), c)
#define max3(a, b, c) max(max(a, b), c)
#define clamp(value, low, high) min(max(value, low), high)
#define swap(a, b)                                                                                 \
	do {                                                                                       \
		__typeof__(a) __wc_t = (a);                                                        \
		(a) = (b);                                                                         \
		(b) = __wc_t;                                                                      \
	} while (0)

#define BITS_PER_LONG 64
#define _AC(number, suffix) number##suffix
#define _BITUL(n) (1UL << (n))
#define _BITULL(n) (1ULL << (n))
#define BIT(n) (1UL << (n))
#define BIT_ULL(n) (1ULL << (n))
#define GENMASK(high, low) ((~0UL << (low)) & (~0UL >> (63 - (high))))
#define GENMASK_ULL(high, low) ((~0ULL << (low)) & (~0ULL >> (63 - (high))))
#define FIELD_GET(mask, word) (((word) & (mask)) / ((mask) & -(mask)))
#define FIELD_PREP(mask, value) (((value) * ((mask) & -(mask))) & (mask))

#define ALIGN(value, boundary)                                                                     \
	(((value) + ((__typeof__(value))(boundary)-1)) & ~((__typeof__(value))(boundary)-1))
#define ALIGN_DOWN(value, boundary) ((value) & ~((__typeof__(value))(boundary)-1))
#define IS_ALIGNED(value, boundary) (((value) & ((__typeof__(value))(boundary)-1)) == 0)
#define round_up(value, boundary) ALIGN(value, boundary)
#define round_down(value, boundary) ALIGN_DOWN(value, boundary)
#define DIV_ROUND_UP(a, b) (((a) + (b)-1) / (b))

#define ULONG_MAX (~0UL)
#define LONG_MAX ((long)(~0UL >> 1))
#define INT_MAX ((int)(~0U >> 1))
#define UINT_MAX (~0U)
#define U64_MAX (~0ULL)

/* 1 where the option is defined as 1, 0 where it is not defined. */
#define __WC_TAKE_SECOND(first, second, ...) second
#define __WC_PLACE_1 0,
#define __WC_IS_SET_2(placed) __WC_TAKE_SECOND(placed 1, 0, 0)
#define __WC_IS_SET_1(value) __WC_IS_SET_2(__WC_PLACE_##value)
#define __WC_IS_SET(value) __WC_IS_SET_1(value)
#define IS_BUILTIN(option) __WC_IS_SET(option)
#define IS_MODULE(option) __WC_IS_SET(option##_MODULE)
#define IS_ENABLED(option) (IS_BUILTIN(option) || IS_MODULE(option))
/* What is checked here is built in, and reaches no module. */
#define IS_REACHABLE(option) IS_BUILTIN(option)

#define printk(format, ...) ((void)0, ##__VA_ARGS__)
#define no_printk(format, ...)                                                                     \
	({                                                                                         \
		if (0)                                                                             \
			(void)((void)0, ##__VA_ARGS__);                                            \
		0;                                                                                 \
	})
#define pr_err(format, ...) ((void)0, ##__VA_ARGS__)
#define pr_warn(format, ...) ((void)0, ##__VA_ARGS__)
#define pr_info(format, ...) ((void)0, ##__VA_ARGS__)
#define pr_debug(format, ...) no_printk(format, ##__VA_ARGS__)
#define pr_err_ratelimited(format, ...) ((void)0, ##__VA_ARGS__)
#define pr_warn_ratelimited(format, ...) ((void)0, ##__VA_ARGS__)
#define pr_warn_once(format, ...) ((void)0, ##__VA_ARGS__)
#define pr_err_once(format, ...) ((void)0, ##__VA_ARGS__)

#endif
