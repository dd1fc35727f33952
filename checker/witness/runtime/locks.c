/* SPDX-License-Identifier: GPL-2.0-only */
/* Locks, by their addresses in the machine. */
enum flavour { SPIN, SHARED_SPIN, SLEEP, SHARED_SLEEP };

static struct lock *lock_at(unsigned long address)
{
	struct lock *lock = locks;

	while (lock && lock->address != address)
		lock = lock->next;
	if (lock)
		return lock;
	lock = calloc(1, sizeof(*lock));
	*lock = (struct lock){.address = address, .next = locks};
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
	return !lock->exclusive && !(is_shared(flavour) ? lock->queued : lock->shared);
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

static int is_in_freed_page(unsigned long address)
{
	struct block *block = block_of(address / PAGE_BYTES);

	return address < FRAME_END && (!block || block->state == FREED);
}

/* A page table's lock lives in its page. */
static void touch_page(unsigned long address)
{
	if (is_in_freed_page(address))
		violated("no_freed_table", "the lock %#lx is one of no page table", address);
}

/* The next recorded step of this CPU; NULL if there is none. */
static const struct witness_step *next_step(void)
{
	const struct witness_step *step = NULL;
	unsigned long i;

	settle();
	pthread_mutex_lock(&mutex);
	for (i = turn; i < acted->count && !step; i++)
		if (acted->steps[i].cpu == me)
			step = &acted->steps[i];
	pthread_mutex_unlock(&mutex);
	return step;
}

/* If readers have to wait behind a queued writer, queueing is a step of its own. */
static void queue(unsigned long address)
{
	const struct witness_step *step = next_step();

	if (!step || step->kind != WITNESS_LOCK_QUEUE)
		return;
	begin_other(step->kind, step->name, address);
	lock_at(address)->queued |= bit(me);
}

static void acquire(const char *name, const volatile void *at, enum flavour flavour)
{
	unsigned long address = to_machine(at);
	struct lock *lock;

	queue(address);
	begin_other(WITNESS_LOCK, name, address);
	lock = lock_at(address);
	if (!spins(flavour) && is_atomic(&cpus[me]))
		violated("no_sleep_in_atomic", "%s with IRQs or preemption off", name);
	touch_page(address);
	if (!is_free(lock, flavour))
		fail("the lock %#lx is held", address);
	lock->queued &= ~bit(me);
	hold(lock, flavour);
}

static int try_acquire(const char *name, const volatile void *at, enum flavour flavour)
{
	unsigned long address = to_machine(at);
	struct lock *lock;

	begin_other(WITNESS_TRY_LOCK, name, address);
	touch_page(address);
	lock = lock_at(address);
	if (!is_free(lock, flavour))
		return 0;
	hold(lock, flavour);
	return 1;
}

static void release(const char *name, const volatile void *at, enum flavour flavour)
{
	unsigned long address = to_machine(at);
	struct cpu *cpu = &cpus[me];
	struct lock *lock;
	unsigned long *holders;
	int was_atomic;

	begin_other(WITNESS_UNLOCK, name, address);
	was_atomic = is_atomic(cpu);
	lock = lock_at(address);
	holders = is_shared(flavour) ? &lock->shared : &lock->exclusive;
	if (!(*holders & bit(me)))
		violated("locks_balanced", "it releases the lock %#lx, which it does not hold",
			 address);
	touch_page(address);
	*holders &= ~bit(me);
	if (spins(flavour))
		cpu->preempt--;
	if (was_atomic && !is_atomic(cpu))
		leave_section();
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

	begin_other(WITNESS_DOWNGRADE, "downgrade_write", address);
	lock = lock_at(address);
	if (!(lock->exclusive & bit(me)))
		violated("locks_balanced", "it downgrades the lock %#lx, which it does not hold",
			 address);
	touch_page(address);
	lock->exclusive &= ~bit(me);
	lock->shared |= bit(me);
}

/* A CPU that has finished holds nothing. */
static void check_nothing_is_held(void)
{
	const struct cpu *cpu = &cpus[me];

	if (cpu->irqs_off)
		violated("irqs_restored", "it ends with IRQs off");
	for (struct lock *lock = locks; lock; lock = lock->next)
		if ((lock->exclusive | lock->shared) & bit(me))
			violated("locks_balanced", "it ends and holds the lock %#lx",
				 lock->address);
	if (cpu->rcu)
		violated("locks_balanced", "it ends in a read-side section");
	if (cpu->preempt)
		violated("locks_balanced", "it ends with preemption off");
}

int __wc_lock_is_held(const volatile void *at)
{
	const struct lock *lock = lock_at(to_machine(at));

	forget_reads(&cpus[me]);
	return !!(lock->exclusive & bit(me)) | !!(lock->shared & bit(me)) << 1;
}

int __wc_lock_is_taken(const volatile void *at)
{
	unsigned long address = to_machine(at);

	if (!in_hook) {
		begin_other(WITNESS_TEST_LOCK, "lock_is_taken", address);
		touch_page(address);
	}
	return !!lock_at(address)->exclusive;
}

int __wc_lock_has_holder(const volatile void *at)
{
	unsigned long address = to_machine(at);
	const struct lock *lock;

	begin_other(WITNESS_TEST_LOCK, "lock_has_holder", address);
	touch_page(address);
	lock = lock_at(address);
	return !!(lock->exclusive | lock->shared);
}
