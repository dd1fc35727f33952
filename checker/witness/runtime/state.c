/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's primitives, acted out: a thread for each CPU, a heap block for each page-table
 * page, and the recorded order of steps enforced. A CPU has the turn from its step up to its next
 * one, so what it does in between is part of the step, as in the machine. Each step is compared
 * with the recorded one: what it is, of which address, the word before and after.
 *
 * Loads and stores are known by callbacks that the compiler puts before each; copies of structures
 * by __asan_memcpy(), which the linker wraps. In front of the access itself stands AddressSanitizer.
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
/* No address of the CPU: an access through it is a fault, as one to what is no table must be. */
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
	unsigned long queued;			  /* who waits to write, where readers mind */
	struct lock *next;
};

struct known_read {
	unsigned long address, value, bytes;
	struct known_read *next;
};

struct cpu {
	pthread_t thread;
	int has_turn, has_begun, is_waiting, is_finished;
	char *written; /* by the step that has the turn; NULL: no word */
	unsigned long bytes;
	unsigned long was; /* what was there */
	int irqs_off;
	unsigned long preempt, rcu;
	unsigned long ipi_waits, sync_waits;
	enum witness_kind pending; /* what waits for its turn */
	const char *pending_name;
	unsigned long pending_at;
	struct known_read *known; /* reads merged */
	char *lent;		  /* a word that has an older value for one read */
	unsigned long lent_bytes, lent_value;
};

static struct cpu cpus[WITNESS_CPUS];
static struct block *blocks;
static struct lock *locks;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static const struct witness_interleaving *acted;
static unsigned long turn; /* index of the step that is next, or being taken */
static __thread unsigned me;
static __thread int in_hook;
static __thread const char *checked; /* the invariant whose hook runs */

static unsigned long bit(unsigned cpu)
{
	return 1UL << cpu;
}
