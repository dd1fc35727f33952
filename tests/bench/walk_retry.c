/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's walk against an unmap that flushes by IPI, with nothing else around it. A walker takes a
 * snapshot of the count of invalidations, walks two levels with IRQs off, and looks at the count
 * again under mmu_lock. A mutator announces the invalidation under mmu_lock, clears the entry,
 * interrupts every CPU, gives the table up, and counts the invalidation under mmu_lock.
 *
 * One mutator. Of one walker, the walk is over before the first section (1 way), or it takes its
 * lock between the two (3: the IPI is taken before IRQs go off, and then the entry is gone; or
 * after they are on again, with the entry read before or after it was cleared), or after both (4:
 * these, and a snapshot after the count has changed). Walkers meet at the lock alone. So W walkers
 * have W! times the coefficient of z^W in 1 / (1 - z)(1 - 3z)(1 - 4z): 8, 90, 1320, 24024 or
 * (2W + 6)! / (W + 6)!. An IPI whose sending read every flag of IRQs at once would make it 206 and
 * 4644, as a walker could tell three places of it apart.
 *
 * Two mutators of two entries: 4820, as counted by a breadth-first search over prefixes of traces
 * that knows nothing but these lines.
 */
#define ENTRIES 2

spinlock_t lock;
unsigned long seq, in_progress;
unsigned long entry[ENTRIES] = {1, 1};
unsigned long table[ENTRIES] = {1, 1};

int walker(unsigned long at)
{
	unsigned long before = READ_ONCE(seq);
	int retry;

	__wc_irq_disable();
	if (READ_ONCE(entry[at]))
		__wc_assert(READ_ONCE(table[at]), "a table that is hooked in is there");
	__wc_irq_enable();
	spin_lock(&lock);
	retry = in_progress || seq != before;
	spin_unlock(&lock);
	return retry;
}

void mutator(unsigned long at)
{
	spin_lock(&lock);
	in_progress++;
	spin_unlock(&lock);
	WRITE_ONCE(entry[at], 0);
	__wc_ipi_broadcast();
	WRITE_ONCE(table[at], 0);
	spin_lock(&lock);
	seq++;
	in_progress--;
	spin_unlock(&lock);
}
