/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bits of a long array, atomic and not. Stands for include/linux/{bitops,log2}.h and asm/bitops.h.
 *
 * Compared with these, arch/x86/include/asm/bitops.h and asm-generic/bitops of 6.1 and 6.12, which
 * agree. __ffs() and __fls() of 0 are undefined in both; here they are a violation.
 */
#ifndef WALKCHECK_BITOPS_H
#define WALKCHECK_BITOPS_H

#define BIT_WORD(n) ((n) / BITS_PER_LONG)
#define BIT_MASK(n) (1UL << ((n) % BITS_PER_LONG))

static inline bool test_bit(long n, const volatile unsigned long *words)
{
	return words[BIT_WORD(n)] & BIT_MASK(n);
}

static inline bool test_and_set_bit(long n, volatile unsigned long *words)
{
	return __atomic_fetch_or(&words[BIT_WORD(n)], BIT_MASK(n), __ATOMIC_SEQ_CST) & BIT_MASK(n);
}

static inline bool test_and_clear_bit(long n, volatile unsigned long *words)
{
	return __atomic_fetch_and(&words[BIT_WORD(n)], ~BIT_MASK(n), __ATOMIC_SEQ_CST) &
	       BIT_MASK(n);
}

static inline void set_bit(long n, volatile unsigned long *words)
{
	test_and_set_bit(n, words);
}

static inline void clear_bit(long n, volatile unsigned long *words)
{
	test_and_clear_bit(n, words);
}

/* Not atomic: a read and a write, though of one instruction. */
static inline void __set_bit(long n, volatile unsigned long *words)
{
	words[BIT_WORD(n)] |= BIT_MASK(n);
}

static inline void __clear_bit(long n, volatile unsigned long *words)
{
	words[BIT_WORD(n)] &= ~BIT_MASK(n);
}

static inline unsigned long __ffs(unsigned long word)
{
	return (unsigned long)__builtin_ctzl(word);
}

static inline unsigned long __fls(unsigned long word)
{
	return 63UL - (unsigned long)__builtin_clzl(word);
}

static inline int ffs(int word)
{
	return __builtin_ffs(word);
}

static inline int fls(unsigned int word)
{
	return word ? 32 - __builtin_clz(word) : 0;
}

static inline int fls64(u64 word)
{
	return word ? 64 - __builtin_clzll(word) : 0;
}

static inline bool is_power_of_2(unsigned long n)
{
	return n && !(n & (n - 1));
}

/* Of 0: 0 where it is a constant, -1 where it is not. */
#define ilog2(n)                                                                                   \
	(__builtin_constant_p(n) ? ((n) < 2 ? 0 : 63 - __builtin_clzll(n))                         \
	 : sizeof(n) <= 4	 ? fls((unsigned int)(n)) - 1                                      \
				 : fls64((u64)(n)) - 1)

#endif
