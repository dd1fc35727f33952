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
	const char *pending; /* the operation that waits for its turn */
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
static int is_confirmed;
static __thread unsigned me;
static __thread int in_hook;
static __thread const char *checked; /* the invariant whose hook runs */

static unsigned long bit(unsigned cpu)
{
	return 1UL << cpu;
}

/* --- what does not go as recorded, and what is violated --- */

static void fail(const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fprintf(stderr, "witness: DIVERGED at step %lu of %lu, CPU %s: ", turn + 1, acted->count,
		witness_parts[me]->name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n");
	_exit(3);
}

static void begin_at_all(void);

/* Whether what just went wrong is what was recorded, and when. */
static int is_expected(const char *property)
{
	return acted->property && !strcmp(property, acted->property) && turn + 1 >= acted->count;
}

static void violated(const char *property, const char *format, ...)
{
	va_list arguments;

	if (!in_hook)
		begin_at_all();
	fflush(stdout);
	fprintf(stderr, "witness: %s at step %lu: assertion failed: %s: ",
		is_expected(property) ? "CONFIRMED" : "also violated", turn + 1, property);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n");
	if (is_expected(property))
		abort();
	if (!in_hook)
		fail("%s was not recorded here", property);
}

void __asan_set_error_report_callback(void (*callback)(const char *report));

static void on_asan_report(const char *report)
{
	int is_freed_table = strstr(report, "heap-use-after-free") || strstr(report, "SEGV");
	const char *property = is_freed_table			      ? "no_freed_table"
			       : strstr(report, "double-free") ? "no_double_free"
								      : "";

	fprintf(stderr, "witness: %s at step %lu: AddressSanitizer: %s\n",
		is_expected(property) ? "CONFIRMED" : "DIVERGED, not recorded", turn + 1, property);
	_exit(is_expected(property) ? 1 : 3);
}

const char *__asan_default_options(void)
{
	/* The specs' variables are defined in each part, and linked into one. */
	return "detect_odr_violation=0:detect_leaks=0:allow_user_segv_handler=0:"
	       "handle_segv=1:abort_on_error=0";
}

/* --- addresses --- */

static const struct witness_variable *variable_of(const char *at)
{
	for (unsigned part = 0; part < WITNESS_PARTS; part++)
		for (unsigned long i = 0; i < witness_parts[part]->variable_count; i++) {
			const struct witness_variable *v = &witness_parts[part]->variables[i];

			if (at >= (char *)v->at && at < (char *)v->at + v->bytes)
				return v;
		}
	return NULL;
}

static struct block *block_of(unsigned long number)
{
	struct block *block = blocks;

	while (block && block->number != number)
		block = block->next;
	return block;
}

/* 0: not of the machine. */
static unsigned long to_machine(const volatile void *address)
{
	unsigned long bits = (unsigned long)address;
	const char *at = (const char *)address;
	const struct witness_variable *variable;

	if ((bits & ~(FRAME_END - 1)) == NO_TABLE)
		return bits & ~NO_TABLE;
	for (struct block *block = blocks; block; block = block->next)
		if (at >= block->memory && at < block->memory + PAGE_BYTES)
			return block->number * PAGE_BYTES + (at - block->memory);
	variable = variable_of(at);
	return variable ? variable->address + (at - (char *)variable->at) : 0;
}

static int is_of_machine(const volatile void *address)
{
	return to_machine(address) || ((unsigned long)address & ~(FRAME_END - 1)) == NO_TABLE;
}

void *__wc_to_virtual(unsigned long physical)
{
	struct block *block = block_of(physical / PAGE_BYTES);

	return block ? block->memory + physical % PAGE_BYTES : (void *)(NO_TABLE | physical);
}

unsigned long __wc_to_physical(const volatile void *address)
{
	unsigned long physical = to_machine(address);

	return physical < FRAME_END ? physical : (unsigned long)address;
}

/* Which accesses are steps: those of words and pages that anybody changes. */
static int changes(char kind, unsigned long id)
{
	for (unsigned long i = 0; i < sizeof(witness_written) / sizeof(*witness_written); i++)
		if (witness_written[i].kind == kind && witness_written[i].id == id)
			return 1;
	return 0;
}

static int is_step(unsigned long address)
{
	unsigned long number = address / PAGE_BYTES;
	struct block *block = address < FRAME_END ? block_of(number) : NULL;

	if (address < FRAME_END && (!block || block->state == FREED))
		return 1; /* a fault */
	if (address < FRAME_END && (number >= WITNESS_FIRST_NEW_FRAME || changes('f', number)))
		return 1;
	return changes('w', address & ~7UL);
}

/* --- hooks of invariants --- */

static void raise_event(const char *event, unsigned long a, unsigned long b, unsigned long c)
{
	for (unsigned part = WITNESS_CPUS; part < WITNESS_PARTS; part++)
		for (unsigned long i = 0; i < witness_parts[part]->hook_count; i++) {
			const struct witness_hook *hook = &witness_parts[part]->hooks[i];

			if (strcmp(hook->event, event))
				continue;
			in_hook = 1;
			checked = witness_parts[part]->name;
			hook->run(a, b, c);
			in_hook = 0;
		}
}

static int is_listened_to(const char *event)
{
	for (unsigned part = WITNESS_CPUS; part < WITNESS_PARTS; part++)
		for (unsigned long i = 0; i < witness_parts[part]->hook_count; i++)
			if (!strcmp(witness_parts[part]->hooks[i].event, event))
				return 1;
	return 0;
}

void __wc_require(int condition, const char *message, ...)
{
	char text[1024];
	va_list arguments;

	if (condition)
		return;
	va_start(arguments, message);
	vsnprintf(text, sizeof(text), message, arguments);
	va_end(arguments);
	violated(checked, "%s", text);
}

/* --- turns --- */

static unsigned long value_at(const char *at, unsigned long bytes)
{
	unsigned long value = 0;

	memcpy(&value, at, bytes < 8 ? bytes : 8);
	return value;
}

/* A pointer is recorded as the machine's address of what it points to. */
static int is_same(unsigned long value, unsigned long recorded)
{
	return value == recorded || to_machine((void *)value) == recorded;
}

static int is_readable(const char *at)
{
	unsigned long address = to_machine(at);
	struct block *block;

	if (address >= FRAME_END)
		return 1;
	block = block_of(address / PAGE_BYTES);
	return block && block->state != FREED;
}

static void take_back(struct cpu *cpu)
{
	if (cpu->lent)
		memcpy(cpu->lent, &cpu->lent_value, cpu->lent_bytes);
	cpu->lent = NULL;
}

static void forget_reads(struct cpu *cpu)
{
	while (cpu->known) {
		struct known_read *next = cpu->known->next;

		free(cpu->known);
		cpu->known = next;
	}
}

/* What the step that had the turn did, is compared and told to the invariants. */
static void settle(void)
{
	struct cpu *cpu = &cpus[me];
	const struct witness_step *step = &acted->steps[turn];

	take_back(cpu);
	if (!cpu->has_turn)
		return;
	if (cpu->written && step->has_word) {
		unsigned long now = value_at(cpu->written, cpu->bytes);
		const struct witness_variable *variable = variable_of(cpu->written);

		if (!is_same(now, step->after))
			fail("%s leaves %#lx, recorded was %#lx", step->operation, now, step->after);
		if (now != cpu->was) {
			char *word = cpu->written - (unsigned long)cpu->written % 8;
			unsigned long whole = value_at(word, 8), before = whole;

			memcpy((char *)&before + (cpu->written - word), &cpu->was, cpu->bytes);
			if (!variable)
				raise_event("word_changed", (unsigned long)word, before, whole);
			else if (variable->sptes)
				raise_event("spte_changed", (unsigned long)word, before, whole);
		}
	}
	raise_event("always", 0, 0, 0);
	pthread_mutex_lock(&mutex);
	cpu->has_turn = 0;
	cpu->written = NULL;
	turn++;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
}

static const struct witness_step *begin(const char *operation, unsigned long address)
{
	struct cpu *cpu = &cpus[me];
	const struct witness_step *step;

	settle();
	pthread_mutex_lock(&mutex);
	cpu->pending = operation;
	cpu->pending_at = address;
	cpu->is_waiting = 1;
	pthread_cond_broadcast(&changed);
	while (turn == acted->count || acted->steps[turn].cpu != me)
		pthread_cond_wait(&changed, &mutex);
	cpu->is_waiting = 0;
	cpu->has_turn = cpu->has_begun = 1;
	pthread_mutex_unlock(&mutex);
	step = &acted->steps[turn];
	if (strcmp(step->operation, operation) || step->address != address)
		fail("it does %s of %#lx, recorded was %s of %#lx", operation, address,
		     step->operation, step->address);
	return step;
}

/* A CPU that comes to its end, or to a fault, without a step has that one. */
static void begin_at_all(void)
{
	if (!cpus[me].has_begun)
		begin("return", 0);
}

/* --- accesses --- */

static const struct witness_step *next_of_mine(void)
{
	unsigned long i = turn + (cpus[me].has_turn ? 1 : 0);

	while (i < acted->count && acted->steps[i].cpu != me)
		i++;
	return i < acted->count ? &acted->steps[i] : NULL;
}

/* Reads merged: a read that the compiler need not do again gives what it gave before. */
static int is_merged(char *at, unsigned long bytes, unsigned long address)
{
	struct cpu *cpu = &cpus[me];
	const struct witness_step *next;
	struct known_read *known = cpu->known;

	while (known && (known->address != address || known->bytes != bytes))
		known = known->next;
	pthread_mutex_lock(&mutex);
	next = next_of_mine();
	pthread_mutex_unlock(&mutex);
	if (!known || (next && next->address == address && !strcmp(next->operation, "load")))
		return 0;
	take_back(cpu);
	if (is_readable(at)) {
		cpu->lent = at;
		cpu->lent_bytes = bytes;
		cpu->lent_value = value_at(at, bytes);
		memcpy(at, &known->value, bytes);
	}
	return 1;
}

static void remember_read(unsigned long address, unsigned long bytes, unsigned long value)
{
	struct known_read *known = malloc(sizeof(*known));

	*known = (struct known_read){address, value, bytes, cpus[me].known};
	cpus[me].known = known;
}

static void access_word(void *at, unsigned long bytes, const char *operation)
{
	struct cpu *cpu = &cpus[me];
	int is_load = !strcmp(operation, "load");
	const struct witness_step *step;
	unsigned long address;

	if (in_hook || !is_of_machine(at))
		return;
	address = to_machine(at);
	if (is_load && !is_step(address))
		return;
	if (WITNESS_MERGED && is_load && is_merged(at, bytes, address))
		return;
	if (!is_load)
		forget_reads(cpu);
	step = begin(operation, address);
	if (!is_readable(at))
		return; /* the access itself is the fault */
	cpu->was = value_at(at, bytes);
	if (step->has_word && !is_same(cpu->was, step->before))
		fail("%s of %#lx finds %#lx, recorded was %#lx", operation, address, cpu->was,
		     step->before);
	cpu->written = at;
	cpu->bytes = bytes;
	if (WITNESS_MERGED && is_load)
		remember_read(address, bytes, cpu->was);
}

void witness_atomic(void *at, unsigned long bytes, const char *operation)
{
	access_word(at, bytes, operation);
}

#define ACCESS(bytes)                                                                              \
	void __sanitizer_cov_load##bytes(void *at)                                                 \
	{                                                                                          \
		access_word(at, bytes, "load");                                                         \
	}                                                                                          \
	void __sanitizer_cov_store##bytes(void *at)                                                \
	{                                                                                          \
		access_word(at, bytes, "store");                                                        \
	}
ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)

void *__real___asan_memcpy(void *to, const void *from, unsigned long bytes);
void *__real___asan_memset(void *to, int byte, unsigned long bytes);

static unsigned long piece(unsigned long left)
{
	unsigned long width = 8;

	while (width > left)
		width /= 2;
	return width;
}

void *__wrap___asan_memcpy(void *to, const void *from, unsigned long bytes)
{
	char words[64];
	unsigned long at, width;

	if (!is_of_machine(to) && !is_of_machine(from))
		return __real___asan_memcpy(to, from, bytes);
	if (bytes > sizeof(words))
		fail("a copy of %lu bytes", bytes);
	for (at = 0; at < bytes; at += width) {
		width = piece(bytes - at);
		access_word((char *)from + at, width, "load");
		__real___asan_memcpy(words + at, (char *)from + at, width);
	}
	for (at = 0; at < bytes; at += width) {
		width = piece(bytes - at);
		access_word((char *)to + at, width, "store");
		__real___asan_memcpy((char *)to + at, words + at, width);
	}
	return to;
}

void *__wrap___asan_memset(void *to, int byte, unsigned long bytes)
{
	unsigned long at, width;

	if (!is_of_machine(to))
		return __real___asan_memset(to, byte, bytes);
	for (at = 0; at < bytes; at += width) {
		width = piece(bytes - at);
		access_word((char *)to + at, width, "store");
		__real___asan_memset((char *)to + at, byte, width);
	}
	return to;
}

/* --- sections: IRQs, preemption, RCU --- */

static int is_atomic(const struct cpu *cpu)
{
	return cpu->irqs_off || cpu->preempt || cpu->rcu;
}

static void free_block(struct block *block)
{
	block->state = FREED;
	free(block->memory);
	raise_event("table_freed", (unsigned long)block->memory, 0, 0);
}

static void leave_section(void)
{
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++)
		cpus[cpu].sync_waits &= ~bit(me);
	for (struct block *block = blocks; block; block = block->next) {
		if (block->state != QUEUED)
			continue;
		block->waits_for &= ~bit(me);
		if (!block->waits_for)
			free_block(block);
	}
}

static void after_section(int irqs_were_off, int was_atomic)
{
	struct cpu *cpu = &cpus[me];

	if (irqs_were_off && !cpu->irqs_off)
		for (unsigned other = 0; other < WITNESS_CPUS; other++)
			cpus[other].ipi_waits &= ~bit(me);
	if (was_atomic && !is_atomic(cpu))
		leave_section();
}

/* A change is a step where somebody can tell. */
static void change_section(const char *operation, int irqs_off, long preempt, long rcu)
{
	struct cpu *cpu = &cpus[me];
	struct cpu changed_to = *cpu;
	int irqs_were_off = cpu->irqs_off, was_atomic = is_atomic(cpu);

	forget_reads(cpu);
	changed_to.irqs_off = irqs_off;
	changed_to.preempt += preempt;
	changed_to.rcu += rcu;
	if ((irqs_were_off != irqs_off && witness_irqs_observed[me]) ||
	    (was_atomic != is_atomic(&changed_to) && witness_section_observed[me]))
		begin(operation, 0);
	cpu->irqs_off = irqs_off;
	cpu->preempt += preempt;
	cpu->rcu += rcu;
	after_section(irqs_were_off, was_atomic);
}

void __wc_irq_disable(void)
{
	change_section("irq_disable", 1, 0, 0);
}

void __wc_irq_enable(void)
{
	change_section("irq_enable", 0, 0, 0);
}

unsigned long __wc_irq_save(void)
{
	unsigned long were_on = !cpus[me].irqs_off;

	change_section("irq_save", 1, 0, 0);
	return were_on;
}

void __wc_irq_restore(unsigned long flags)
{
	change_section("irq_restore", !flags, 0, 0);
}

int __wc_irqs_disabled(void)
{
	return cpus[me].irqs_off;
}

void __wc_preempt_disable(void)
{
	change_section("preempt_disable", cpus[me].irqs_off, 1, 0);
}

void __wc_preempt_enable(void)
{
	if (!cpus[me].preempt)
		violated("assertions", "preemption is on already");
	change_section("preempt_enable", cpus[me].irqs_off, -1, 0);
}

void __wc_rcu_read_lock(void)
{
	change_section("rcu_read_lock", cpus[me].irqs_off, 0, 1);
}

void __wc_rcu_read_unlock(void)
{
	if (!cpus[me].rcu)
		violated("assertions", "no RCU read-side section");
	change_section("rcu_read_unlock", cpus[me].irqs_off, 0, -1);
}

void __wc_might_sleep(void)
{
	if (is_atomic(&cpus[me]))
		violated("no_sleep_in_atomic", "it may sleep with IRQs or preemption off");
}

void __wc_ipi_broadcast(void)
{
	forget_reads(&cpus[me]);
	begin("IPI to all", 0);
	cpus[me].ipi_waits = 0;
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++)
		if (cpu != me && cpus[cpu].irqs_off)
			cpus[me].ipi_waits |= bit(cpu);
	if (!cpus[me].ipi_waits)
		return;
	begin("IPI wait", 0);
	if (cpus[me].ipi_waits)
		fail("a CPU has not taken the IPI");
}

void __wc_synchronize_rcu(void)
{
	forget_reads(&cpus[me]);
	begin("synchronize_rcu", 0);
	if (is_atomic(&cpus[me]))
		violated("no_sleep_in_atomic", "synchronize_rcu() in a section");
	cpus[me].sync_waits = 0;
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++)
		if (cpu != me && is_atomic(&cpus[cpu]))
			cpus[me].sync_waits |= bit(cpu);
	if (!cpus[me].sync_waits)
		return;
	begin("synchronize_rcu wait", 0);
	if (cpus[me].sync_waits)
		fail("a reader has not left its section");
}

void __wc_fence(void)
{
	forget_reads(&cpus[me]);
	begin("fence", 0);
}

void __wc_barrier(void)
{
	forget_reads(&cpus[me]);
}

/* --- locks --- */

enum flavour { SPIN, SHARED_SPIN, SLEEP, SHARED_SLEEP };

static struct lock *lock_at(unsigned long address)
{
	struct lock *lock = locks;

	while (lock && lock->address != address)
		lock = lock->next;
	if (lock)
		return lock;
	lock = calloc(1, sizeof(*lock));
	*lock = (struct lock){address, 0, 0, locks};
	locks = lock;
	return lock;
}

static int is_shared(enum flavour flavour)
{
	return flavour == SHARED_SPIN || flavour == SHARED_SLEEP;
}

static int spins(enum flavour flavour)
{
	return flavour == SPIN || flavour == SHARED_SPIN;
}

static int is_free(const struct lock *lock, enum flavour flavour)
{
	return !lock->exclusive && (is_shared(flavour) || !lock->shared);
}

static void hold(struct lock *lock, enum flavour flavour)
{
	if (is_shared(flavour))
		lock->shared |= bit(me);
	else
		lock->exclusive |= bit(me);
	if (spins(flavour))
		cpus[me].preempt++;
}

static void acquire(const char *operation, const volatile void *at, enum flavour flavour)
{
	unsigned long address = to_machine(at);
	struct lock *lock;

	forget_reads(&cpus[me]);
	begin(operation, address);
	lock = lock_at(address);
	if (!spins(flavour) && is_atomic(&cpus[me]))
		violated("no_sleep_in_atomic", "%s with IRQs or preemption off", operation);
	if (!is_free(lock, flavour))
		fail("the lock %#lx is held", address);
	hold(lock, flavour);
}

static int try_acquire(const char *operation, const volatile void *at, enum flavour flavour)
{
	unsigned long address = to_machine(at);
	struct lock *lock;

	forget_reads(&cpus[me]);
	begin(operation, address);
	lock = lock_at(address);
	if (!is_free(lock, flavour))
		return 0;
	hold(lock, flavour);
	return 1;
}

static void release(const char *operation, const volatile void *at, enum flavour flavour)
{
	unsigned long address = to_machine(at);
	struct cpu *cpu = &cpus[me];
	struct lock *lock;
	unsigned long *holders;
	int was_atomic;

	forget_reads(cpu);
	begin(operation, address);
	was_atomic = is_atomic(cpu);
	lock = lock_at(address);
	holders = is_shared(flavour) ? &lock->shared : &lock->exclusive;
	if (!(*holders & bit(me)))
		violated("locks_balanced", "it releases the lock %#lx, which it does not hold",
			 address);
	*holders &= ~bit(me);
	if (spins(flavour))
		cpu->preempt--;
	after_section(cpu->irqs_off, was_atomic);
}

#define LOCK(acquire_name, try_name, release_name, flavour)                                        \
	void __wc_##acquire_name(const volatile void *lock)                                        \
	{                                                                                          \
		acquire(#acquire_name, lock, flavour);                                             \
	}                                                                                          \
	int __wc_##try_name(const volatile void *lock)                                             \
	{                                                                                          \
		return try_acquire(#try_name, lock, flavour);                                      \
	}                                                                                          \
	void __wc_##release_name(const volatile void *lock)                                        \
	{                                                                                          \
		release(#release_name, lock, flavour);                                             \
	}
LOCK(spin_lock, spin_trylock, spin_unlock, SPIN)
LOCK(read_lock, read_trylock, read_unlock, SHARED_SPIN)
LOCK(write_lock, write_trylock, write_unlock, SPIN)
LOCK(mutex_lock, mutex_trylock, mutex_unlock, SLEEP)
LOCK(down_read, down_read_trylock, up_read, SHARED_SLEEP)
LOCK(down_write, down_write_trylock, up_write, SLEEP)

void __wc_downgrade_write(const volatile void *at)
{
	unsigned long address = to_machine(at);
	struct lock *lock;

	forget_reads(&cpus[me]);
	begin("downgrade_write", address);
	lock = lock_at(address);
	if (!(lock->exclusive & bit(me)))
		violated("locks_balanced", "it downgrades the lock %#lx, which it does not hold",
			 address);
	lock->exclusive &= ~bit(me);
	lock->shared |= bit(me);
}

int __wc_lock_is_held(const volatile void *at)
{
	const struct lock *lock = lock_at(to_machine(at));

	forget_reads(&cpus[me]);
	return !!((lock->shared | lock->exclusive) & bit(me));
}

int __wc_lock_is_taken(const volatile void *at)
{
	unsigned long address = to_machine(at);

	if (!in_hook) {
		forget_reads(&cpus[me]);
		begin("lock_is_taken", address);
	}
	return !!lock_at(address)->exclusive;
}

/* --- page-table pages --- */

static struct block *new_block(unsigned long number)
{
	struct block *block = calloc(1, sizeof(*block));

	block->number = number;
	block->memory = aligned_alloc(PAGE_BYTES, PAGE_BYTES);
	memset(block->memory, 0, PAGE_BYTES);
	block->next = blocks;
	blocks = block;
	return block;
}

void *__wc_alloc_table(void)
{
	static unsigned long allocated[WITNESS_CPUS];
	unsigned long number =
	    WITNESS_FIRST_NEW_FRAME + allocated[me] * WITNESS_CPUS + me;

	forget_reads(&cpus[me]);
	begin("allocate table", number * PAGE_BYTES);
	allocated[me]++;
	return new_block(number)->memory;
}

static struct block *block_to_free(unsigned long address)
{
	struct block *block = address % PAGE_BYTES ? NULL : block_of(address / PAGE_BYTES);

	if (!block)
		violated("no_freed_table", "it frees %#lx, which is no table", address);
	else if (block->state == FREED)
		free(block->memory); /* AddressSanitizer's to tell */
	else if (block->state == QUEUED)
		violated("no_double_free", "it frees %#lx, which waits to be freed", address);
	return block;
}

void __wc_free_table(const volatile void *table)
{
	unsigned long address = to_machine(table);

	forget_reads(&cpus[me]);
	begin("free table", address);
	free_block(block_to_free(address));
}

void __wc_free_table_rcu(const volatile void *table)
{
	unsigned long address = to_machine(table);
	struct block *block;

	forget_reads(&cpus[me]);
	begin("free table by RCU", address);
	block = block_to_free(address);
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++)
		if (is_atomic(&cpus[cpu]))
			block->waits_for |= bit(cpu);
	block->state = QUEUED;
	if (!block->waits_for)
		free_block(block);
}

int __wc_table_is_live(const volatile void *address)
{
	unsigned long at = to_machine(address), number = at / PAGE_BYTES;
	struct block *block;

	if (!in_hook && at < FRAME_END &&
	    (number >= WITNESS_FIRST_NEW_FRAME || changes('f', number))) {
		forget_reads(&cpus[me]);
		begin("table_is_live", at);
	}
	block = at < FRAME_END ? block_of(number) : NULL;
	return block && block->state != FREED;
}

/* --- choice, claims, events --- */

unsigned long __wc_choose(unsigned long alternatives)
{
	forget_reads(&cpus[me]);
	return alternatives < 2 ? 0 : begin("choose", 0)->alternative;
}

void __wc_assume(int condition)
{
	if (!condition)
		fail("an assumption is false");
}

void __wc_assert(int condition, const char *claim)
{
	if (!condition)
		violated("assertions", "%s", claim);
}

void __wc_cover(const char *name)
{
	(void)name;
}

unsigned long __wc_this_cpu(void)
{
	return me;
}

void __wc_walk_begin(unsigned long address)
{
	forget_reads(&cpus[me]);
	if (!is_listened_to("walk_begin"))
		return;
	begin("walk begins", 0);
	raise_event("walk_begin", address, 0, 0);
}

void __wc_walk_end(unsigned long level)
{
	forget_reads(&cpus[me]);
	if (!is_listened_to("walk_end"))
		return;
	begin("walk ends", 0);
	raise_event("walk_end", level, 0, 0);
}

void __wc_event(const char *name, unsigned long a, unsigned long b)
{
	char operation[256];

	forget_reads(&cpus[me]);
	if (!is_listened_to(name))
		return;
	snprintf(operation, sizeof(operation), "event %s", name);
	begin(operation, 0);
	raise_event(name, a, b, 0);
}

/* --- the run --- */

static void *run_cpu(void *number)
{
	struct cpu *cpu = &cpus[(unsigned long)number];

	me = (unsigned long)number;
	witness_parts[me]->run();
	begin_at_all();
	if (cpu->irqs_off)
		violated("irqs_restored", "it ends with IRQs off");
	settle();
	pthread_mutex_lock(&mutex);
	cpu->is_finished = 1;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
	return NULL;
}

static void set_up(void)
{
	for (unsigned long i = 0; i < sizeof(witness_tables) / sizeof(*witness_tables); i++)
		new_block(witness_tables[i]);
	for (unsigned long i = 0; i < sizeof(witness_words) / sizeof(*witness_words); i++) {
		char *at = __wc_to_virtual(witness_words[i].address);

		memcpy(at, &witness_words[i].value, 8);
	}
	for (unsigned long i = 0; i < sizeof(witness_starts) / sizeof(*witness_starts); i++) {
		const struct witness_start *start = &witness_starts[i];
		unsigned long value =
		    start->is_table ? (unsigned long)__wc_to_virtual(start->value) : start->value;

		for (unsigned part = 0; part < WITNESS_PARTS; part++)
			for (unsigned long v = 0; v < witness_parts[part]->variable_count; v++)
				if (!strcmp(witness_parts[part]->variables[v].name, start->variable))
					memcpy((char *)witness_parts[part]->variables[v].at +
						   start->offset,
					       &value, 8);
	}
}

static int all(int finished)
{
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++)
		if (!cpus[cpu].is_finished && (finished || !cpus[cpu].is_waiting))
			return 0;
	return 1;
}

static void wait_for_the_end(void)
{
	pthread_mutex_lock(&mutex);
	while (turn < acted->count || !all(0)) {
		if (turn < acted->count && cpus[acted->steps[turn].cpu].is_finished)
			fail("it has finished, recorded was %s", acted->steps[turn].operation);
		pthread_cond_wait(&changed, &mutex);
	}
	pthread_mutex_unlock(&mutex);
}

/* Whether a CPU that has not finished can never go on. */
static int is_stuck(const struct cpu *cpu)
{
	static const struct {
		const char *operation;
		enum flavour flavour;
	} waiting[] = {{"spin_lock", SPIN},   {"read_lock", SHARED_SPIN}, {"write_lock", SPIN},
		       {"mutex_lock", SLEEP}, {"down_read", SHARED_SLEEP}, {"down_write", SLEEP}};

	if (!strcmp(cpu->pending, "IPI wait"))
		return cpu->ipi_waits != 0;
	if (!strcmp(cpu->pending, "synchronize_rcu wait"))
		return cpu->sync_waits != 0;
	for (unsigned i = 0; i < sizeof(waiting) / sizeof(*waiting); i++)
		if (!strcmp(cpu->pending, waiting[i].operation))
			return !is_free(lock_at(cpu->pending_at), waiting[i].flavour);
	return 0;
}

static void judge_the_end(void)
{
	int stuck = 0, unfinished = 0;

	me = 0;
	if (all(1)) {
		raise_event("at_end", 0, 0, 0);
		return;
	}
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++) {
		unfinished += !cpus[cpu].is_finished;
		stuck += !cpus[cpu].is_finished && is_stuck(&cpus[cpu]);
	}
	in_hook = 1; /* of no CPU */
	if (stuck == unfinished)
		violated("no_deadlock", "no CPU can go on, and %d have not finished", unfinished);
}

static void act(const struct witness_interleaving *interleaving)
{
	acted = interleaving;
	set_up();
	raise_event("always", 0, 0, 0);
	for (unsigned long cpu = 0; cpu < WITNESS_CPUS; cpu++)
		pthread_create(&cpus[cpu].thread, NULL, run_cpu, (void *)cpu);
	wait_for_the_end();
	judge_the_end();
	if (!acted->property && !all(1)) {
		fprintf(stderr, "witness: DIVERGED: a CPU has not finished\n");
		_exit(3);
	}
	if (acted->property) {
		fprintf(stderr, "witness: NOT CONFIRMED: %s\n", acted->property);
		_exit(3);
	}
}

int main(void)
{
	unsigned long count = sizeof(witness_interleavings) / sizeof(*witness_interleavings);
	unsigned long steps = 0;

	__asan_set_error_report_callback(on_asan_report);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (unsigned long i = 0; i < count; i++) {
		int status;
		pid_t child;

		if (count == 1) {
			act(&witness_interleavings[0]);
			steps = witness_interleavings[0].count;
			break;
		}
		child = fork();
		if (!child) {
			act(&witness_interleavings[i]);
			_exit(0);
		}
		waitpid(child, &status, 0);
		if (status) {
			fprintf(stderr, "witness: in interleaving %lu of %lu\n", i + 1, count);
			return 3;
		}
		steps += witness_interleavings[i].count;
	}
	printf("witness: %lu interleavings, %lu steps: all as recorded\n", count, steps);
	return 0;
}
