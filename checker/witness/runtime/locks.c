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

	begin_other(operation, address);
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

	begin_other(operation, address);
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

	begin_other(operation, address);
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

	begin_other("downgrade_write", address);
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
		begin_other("lock_is_taken", address);
	}
	return !!lock_at(address)->exclusive;
}
