/* SPDX-License-Identifier: GPL-2.0-only */
/* The beginning of each part of a witness: the step hooks and the table of its contents. */
struct witness_variable {
	const char *name;
	void *at;
	unsigned long bytes;
	unsigned long address; /* in the machine */
	int sptes;
};

struct witness_hook {
	const char *event;
	void (*run)(unsigned long a, unsigned long b, unsigned long c);
};

struct witness_part {
	const char *name;
	void (*run)(void); /* of a CPU */
	const struct witness_variable *variables;
	unsigned long variable_count;
	const struct witness_hook *hooks; /* of an invariant */
	unsigned long hook_count;
};

void witness_atomic(void *at, unsigned long bytes, enum witness_kind kind);

/* Atomic accesses have no callback of their own. */
#define __atomic_exchange(at, new, old, order)                                                     \
	({                                                                                         \
		__typeof__(at) witness_at = (at);                                                  \
		witness_atomic((void *)witness_at, sizeof(*witness_at), WITNESS_EXCHANGE);         \
		__atomic_exchange(witness_at, new, old, order);                                    \
	})
#define __atomic_compare_exchange(at, old, new, weak, success, failure)                            \
	({                                                                                         \
		__typeof__(at) witness_at = (at);                                                  \
		witness_atomic((void *)witness_at, sizeof(*witness_at), WITNESS_COMPARE_EXCHANGE); \
		__atomic_compare_exchange(witness_at, old, new, weak, success, failure);           \
	})
#define WITNESS_FETCH(builtin, at, value, order)                                                   \
	({                                                                                         \
		__typeof__(at) witness_at = (at);                                                  \
		witness_atomic((void *)witness_at, sizeof(*witness_at), WITNESS_FETCH_MODIFY);     \
		builtin(witness_at, value, order);                                                 \
	})
#define __atomic_fetch_add(at, value, order) WITNESS_FETCH(__atomic_fetch_add, at, value, order)
#define __atomic_fetch_sub(at, value, order) WITNESS_FETCH(__atomic_fetch_sub, at, value, order)
#define __atomic_fetch_and(at, value, order) WITNESS_FETCH(__atomic_fetch_and, at, value, order)
#define __atomic_fetch_or(at, value, order) WITNESS_FETCH(__atomic_fetch_or, at, value, order)
#define __atomic_fetch_xor(at, value, order) WITNESS_FETCH(__atomic_fetch_xor, at, value, order)
#define __atomic_fetch_nand(at, value, order) WITNESS_FETCH(__atomic_fetch_nand, at, value, order)
