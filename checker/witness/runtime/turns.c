/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decides whose turn it is. A CPU waits in begin() for its step; settle() checks what the step did.
 */
/* An operation in words: the name of the primitive or event, else that of its kind. */
static const char *said(enum witness_kind kind, const char *name)
{
	return *name ? name : witness_kinds[kind];
}

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

static void free_block(struct block *block)
{
	block->state = FREED;
	/* A page that is reused is poisoned until then: the heap would not give out its block again. */
	if (WITNESS_REUSES)
		__asan_poison_memory_region(block->memory, PAGE_BYTES);
	else
		free(block->memory);
	raise_event("table_freed", (unsigned long)block->memory, 0, 0);
}

/* Does a step that no CPU takes. The mutex is held. */
static void happen(const struct witness_step *step)
{
	unsigned who = me;
	struct block *block;

	me = step->cpu;
	if (step->by_itself == TAKES_IPI) {
		if (cpus[me].irqs_off || !(cpus[step->sender].ipi_waits & bit(me)))
			fail("it cannot take an IPI");
		cpus[step->sender].ipi_waits &= ~bit(me);
	} else {
		block = block_of(step->address / PAGE_BYTES);
		if (!block || block->state != QUEUED || block->waits_for)
			fail("the grace period is not over");
		free_block(block);
		raise_event("always", 0, 0, 0);
	}
	me = who;
}

/* Compares what the step that had the turn did, and tells the invariants. */
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
			fail("%s leaves %#lx, recorded was %#lx", said(step->kind, step->name),
			     now, step->after);
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
	for (turn++; turn < acted->count && acted->steps[turn].by_itself; turn++)
		happen(&acted->steps[turn]);
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
}

/* Waits for its turn. */
static const struct witness_step *begin_some(enum witness_kind kind, const char *name,
					     unsigned long address)
{
	struct cpu *cpu = &cpus[me];

	settle();
	pthread_mutex_lock(&mutex);
	cpu->pending = kind;
	cpu->pending_name = name;
	cpu->pending_at = address;
	cpu->is_waiting = 1;
	pthread_cond_broadcast(&changed);
	while (turn == acted->count || acted->steps[turn].cpu != me || acted->steps[turn].by_itself)
		pthread_cond_wait(&changed, &mutex);
	cpu->is_waiting = 0;
	cpu->has_turn = cpu->has_begun = 1;
	pthread_mutex_unlock(&mutex);
	return &acted->steps[turn];
}

static const struct witness_step *begin(enum witness_kind kind, const char *name,
					unsigned long address)
{
	const struct witness_step *step = begin_some(kind, name, address);

	if (step->kind != kind || strcmp(step->name, name) || step->address != address)
		fail("it does %s of %#lx, recorded was %s of %#lx", said(kind, name), address,
		     said(step->kind, step->name), step->address);
	return step;
}

/* A step that is not a read: as far as the compiler knows, it may change what was read before. */
static const struct witness_step *begin_other(enum witness_kind kind, const char *name,
					      unsigned long address)
{
	forget_reads(&cpus[me]);
	return begin(kind, name, address);
}

/* Begins a step for a CPU that comes to its end, or to a fault, without one. */
static void begin_at_all(void)
{
	if (!cpus[me].has_begun)
		begin(WITNESS_FINISH, "", 0);
}
