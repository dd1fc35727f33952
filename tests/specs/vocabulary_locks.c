/* SPDX-License-Identifier: GPL-2.0-only */
/* Of whom a question about a lock asks: of anybody, or of this CPU. */
unsigned long held, asked;
unsigned long *pointer;
struct rw_semaphore sem;
spinlock_t spin;

/* Both locks are this CPU's until the other has asked. */
void holds(void)
{
	down_read(&sem);
	spin_lock(&spin);
	WRITE_ONCE(held, 1);
	while (!READ_ONCE(asked))
		cpu_relax();
	spin_unlock(&spin);
	up_read(&sem);
}

static void wait_for_holder(void)
{
	while (!READ_ONCE(held))
		cpu_relax();
}

void asks_of_anybody(void)
{
	wait_for_holder();
	assert_spin_locked(&spin);
	__wc_assert(spin_is_locked(&spin), "spin_is_locked");
	__wc_assert(rwsem_is_locked(&sem), "a reader makes rwsem_is_locked() true");
	__wc_assert(!lockdep_is_held(&spin) && !lockdep_is_held(&sem), "lockdep asks of this CPU");
	WRITE_ONCE(asked, 1);
	__wc_cover("asked");
}

void asks_of_itself(void)
{
	wait_for_holder();
	(void)rcu_dereference_protected(pointer, lockdep_is_held(&spin));
	WRITE_ONCE(asked, 1);
}

void asserts_write(void)
{
	wait_for_holder();
	rwsem_assert_held(&sem);
}
