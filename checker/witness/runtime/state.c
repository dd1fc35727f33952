/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Acts out the machine's primitives: there is a thread for each CPU and a heap block for each
 * page-table page, and the steps are forced into the recorded order. A CPU has the turn from its
 * step up to its next one, so what it does in between is part of the step, as in the machine. Each
 * step is compared with the recorded one: its kind, its address, the word before and after.
 *
 * The compiler puts a callback before each load and store, which tells of it. The linker wraps
 * __asan_memcpy(), which tells of copies of structures. AddressSanitizer checks the access itself.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void __asan_poison_memory_region(void const volatile *address, size_t size);
void __asan_unpoison_memory_region(void const volatile *address, size_t size);

#define PAGE_BYTES 4096UL
#define FRAME_END (1UL << 52)
/* Not a valid address of the CPU: an access through it faults, as it must outside of all tables. */
#define NO_TABLE (1UL << 63)

enum { LIVE, QUEUED, FREED };

struct block {
	unsigned long number;
	char *memory;
	int state;
	unsigned long waits_for; /* QUEUED: CPUs, as bits */
	struct block *next;
};

struct lock {
	unsigned long address, shared, exclusive; /* holders, as bits */
	unsigned long queued;			  /* writers that readers have to wait behind */
	struct lock *next;
};

struct known_read {
	unsigned long address, value, bytes;
	struct known_read *next;
};

struct cpu {
	pthread_t thread;
	int has_turn, has_begun, is_waiting, is_finished;
	char *written; /* by the step that has the turn; NULL if it writes none */
	unsigned long bytes;
	unsigned long was; /* the value before */
	int irqs_off;
	unsigned long preempt, rcu;
	unsigned long ipi_waits, sync_waits;
	enum witness_kind pending; /* the step that waits for its turn */
	const char *pending_name;
	unsigned long pending_at;
	struct known_read *known; /* for merged reads */
	char *lent;		  /* a word that has an older value for one read */
	unsigned long lent_bytes, lent_value;
};

static struct cpu cpus[WITNESS_CPUS];
static struct block *blocks;
static struct lock *locks;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static const struct witness_interleaving *acted;
static unsigned long turn; /* index of the step that is being taken or comes next */
static __thread unsigned me;
static __thread int in_hook;
static __thread const char *checked; /* the invariant whose hook is running */

static unsigned long bit(unsigned cpu)
{
	return 1UL << cpu;
}
