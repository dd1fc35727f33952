/* SPDX-License-Identifier: GPL-2.0-only */
/* What happens by itself: a grace period ends, an IPI is taken. */
unsigned long flag, word;
spinlock_t lock;

void frees_and_says(void)
{
	void *table = __wc_alloc_table();

	__wc_free_table_rcu(table);
	WRITE_ONCE(flag, 1);
}

void reads(void)
{
	rcu_read_lock();
	(void)READ_ONCE(word);
	rcu_read_unlock();
}

void interrupts_with_irqs_off(void)
{
	local_irq_disable();
	__wc_ipi_broadcast();
	local_irq_enable();
}

void turns_irqs_off(void)
{
	local_irq_disable();
	local_irq_enable();
}

void turns_irqs_off_by_lock(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	spin_unlock_irqrestore(&lock, flags);
}

void interrupts(void)
{
	__wc_ipi_broadcast();
}
