/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Atomic read-modify-writes; each is one step and a full barrier, as on x86.
 * Stands for include/linux/atomic*.h and asm/cmpxchg.h. Every form (relaxed, acquire, release) is
 * the same here. Counters take eight bytes each, so that two of them never share a word.
 *
 * Compared with include/linux/atomic, arch/x86/include/asm/{atomic,atomic64_64,cmpxchg}.h of 6.1
 * and 6.12, which agree: results, what try_cmpxchg() leaves in `expected`, the plain read and write
 * of atomic_read() and atomic_set(). atomic64_t counts in long, which is as wide as its s64.
 */
#ifndef WALKCHECK_ATOMIC_H
#define WALKCHECK_ATOMIC_H

#define xchg(pointer, value)                                                                       \
	({                                                                                         \
		__typeof__(*(pointer)) __wc_new = (value);                                         \
		__typeof__(*(pointer)) __wc_old;                                                   \
		__atomic_exchange(pointer, &__wc_new, &__wc_old, __ATOMIC_SEQ_CST);                \
		__wc_old;                                                                          \
	})
#define cmpxchg(pointer, expected, desired)                                                        \
	({                                                                                         \
		__typeof__(*(pointer)) __wc_old = (expected);                                      \
		__typeof__(*(pointer)) __wc_new = (desired);                                       \
		__atomic_compare_exchange(pointer, &__wc_old, &__wc_new, 0, __ATOMIC_SEQ_CST,      \
					  __ATOMIC_SEQ_CST);                                       \
		__wc_old;                                                                          \
	})
#define try_cmpxchg(pointer, expected, desired)                                                    \
	({                                                                                         \
		__typeof__(*(pointer)) __wc_new = (desired);                                       \
		__atomic_compare_exchange(pointer, expected, &__wc_new, 0, __ATOMIC_SEQ_CST,       \
					  __ATOMIC_SEQ_CST);                                       \
	})
#define xchg_relaxed xchg
#define xchg_acquire xchg
#define xchg_release xchg
#define cmpxchg64 cmpxchg
#define cmpxchg_relaxed cmpxchg
#define cmpxchg_acquire cmpxchg
#define cmpxchg_release cmpxchg
#define try_cmpxchg64 try_cmpxchg
#define try_cmpxchg_relaxed try_cmpxchg

typedef struct {
	int counter;
} __attribute__((__aligned__(8))) atomic_t;

typedef struct {
	long counter;
} atomic64_t;

typedef atomic64_t atomic_long_t;

#define ATOMIC_INIT(value)                                                                         \
	{                                                                                          \
		(value)                                                                            \
	}

static inline int atomic_read(const atomic_t *v)
{
	return READ_ONCE(v->counter);
}

static inline void atomic_set(atomic_t *v, int value)
{
	WRITE_ONCE(v->counter, value);
}

static inline int atomic_fetch_add(int value, atomic_t *v)
{
	return __atomic_fetch_add(&v->counter, value, __ATOMIC_SEQ_CST);
}

static inline int atomic_add_return(int value, atomic_t *v)
{
	return atomic_fetch_add(value, v) + value;
}

static inline void atomic_add(int value, atomic_t *v)
{
	atomic_fetch_add(value, v);
}

static inline void atomic_sub(int value, atomic_t *v)
{
	atomic_fetch_add(-value, v);
}

static inline void atomic_inc(atomic_t *v)
{
	atomic_fetch_add(1, v);
}

static inline void atomic_dec(atomic_t *v)
{
	atomic_fetch_add(-1, v);
}

static inline int atomic_inc_return(atomic_t *v)
{
	return atomic_add_return(1, v);
}

static inline int atomic_dec_return(atomic_t *v)
{
	return atomic_add_return(-1, v);
}

static inline bool atomic_dec_and_test(atomic_t *v)
{
	return atomic_dec_return(v) == 0;
}

static inline int atomic_cmpxchg(atomic_t *v, int expected, int desired)
{
	return cmpxchg(&v->counter, expected, desired);
}

static inline bool atomic_try_cmpxchg(atomic_t *v, int *expected, int desired)
{
	return try_cmpxchg(&v->counter, expected, desired);
}

static inline bool atomic_inc_not_zero(atomic_t *v)
{
	int old = atomic_read(v);

	do {
		if (!old)
			return false;
	} while (!atomic_try_cmpxchg(v, &old, old + 1));
	return true;
}

static inline long atomic64_read(const atomic64_t *v)
{
	return READ_ONCE(v->counter);
}

static inline void atomic64_set(atomic64_t *v, long value)
{
	WRITE_ONCE(v->counter, value);
}

static inline long atomic64_add_return(long value, atomic64_t *v)
{
	return __atomic_fetch_add(&v->counter, value, __ATOMIC_SEQ_CST) + value;
}

static inline void atomic64_add(long value, atomic64_t *v)
{
	atomic64_add_return(value, v);
}

static inline void atomic64_inc(atomic64_t *v)
{
	atomic64_add_return(1, v);
}

static inline void atomic64_dec(atomic64_t *v)
{
	atomic64_add_return(-1, v);
}

#define atomic_long_read atomic64_read
#define atomic_long_set atomic64_set
#define atomic_long_add atomic64_add
#define atomic_long_inc atomic64_inc
#define atomic_long_dec atomic64_dec

#endif
