/* SPDX-License-Identifier: GPL-2.0-only */
/* IRQs, preemption, RCU and IPIs. */
static int is_atomic(const struct cpu *cpu)
{
	return cpu->irqs_off || cpu->preempt || cpu->rcu;
}

static void leave_section(void)
{
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++)
		cpus[cpu].sync_waits &= ~bit(me);
	for (struct block *block = blocks; block; block = block->next) {
		if (block->state != QUEUED)
			continue;
		block->waits_for &= ~bit(me);
		if (!block->waits_for && !WITNESS_FREES_LATE)
			free_block(block);
	}
}

/* A change is a step only if another CPU can notice it. */
static void change_section(enum witness_kind kind, const char *name, int irqs_off, long preempt, long rcu)
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
		begin(kind, name, 0);
	cpu->irqs_off = irqs_off;
	cpu->preempt += preempt;
	cpu->rcu += rcu;
	if (was_atomic && !is_atomic(cpu))
		leave_section();
}

void __wc_irq_disable(void)
{
	change_section(WITNESS_IRQ_OFF, "irq_disable", 1, 0, 0);
}

void __wc_irq_enable(void)
{
	change_section(WITNESS_IRQ_ON, "irq_enable", 0, 0, 0);
}

unsigned long __wc_irq_save(void)
{
	unsigned long were_on = !cpus[me].irqs_off;

	change_section(WITNESS_IRQ_OFF, "irq_save", 1, 0, 0);
	return were_on;
}

void __wc_irq_restore(unsigned long flags)
{
	change_section(flags ? WITNESS_IRQ_ON : WITNESS_IRQ_OFF, "irq_restore", !flags, 0, 0);
}

int __wc_irqs_disabled(void)
{
	return cpus[me].irqs_off;
}

void __wc_preempt_disable(void)
{
	change_section(WITNESS_READ_SIDE_ENTER, "preempt_disable", cpus[me].irqs_off, 1, 0);
}

void __wc_preempt_enable(void)
{
	if (!cpus[me].preempt)
		violated("assertions", "preemption is on already");
	change_section(WITNESS_READ_SIDE_EXIT, "preempt_enable", cpus[me].irqs_off, -1, 0);
}

void __wc_rcu_read_lock(void)
{
	change_section(WITNESS_READ_SIDE_ENTER, "rcu_read_lock", cpus[me].irqs_off, 0, 1);
}

void __wc_rcu_read_unlock(void)
{
	if (!cpus[me].rcu)
		violated("assertions", "no RCU read-side section");
	change_section(WITNESS_READ_SIDE_EXIT, "rcu_read_unlock", cpus[me].irqs_off, 0, -1);
}

void __wc_might_sleep(void)
{
	if (is_atomic(&cpus[me]))
		violated("no_sleep_in_atomic", "it may sleep with IRQs or preemption off");
}

/* Waits until none of these CPUs is in the way any more. */
static void wait_for(unsigned long *waits, enum witness_kind kind)
{
	if (!*waits)
		return;
	begin(kind, "", 0);
	if (*waits)
		fail("CPUs %#lx are in the way", *waits);
}

void __wc_ipi_broadcast(void)
{
	begin_other(WITNESS_IPI_SEND, "", 0);
	cpus[me].ipi_waits = witness_interrupted_by[me];
	wait_for(&cpus[me].ipi_waits, WITNESS_IPI_WAIT);
}

void __wc_synchronize_rcu(void)
{
	begin_other(WITNESS_SYNCHRONIZE_RCU, "", 0);
	if (is_atomic(&cpus[me]))
		violated("no_sleep_in_atomic", "synchronize_rcu() in a section");
	cpus[me].sync_waits = 0;
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++)
		if (cpu != me && is_atomic(&cpus[cpu]))
			cpus[me].sync_waits |= bit(cpu);
	wait_for(&cpus[me].sync_waits, WITNESS_RCU_WAIT);
}

void __wc_fence(void)
{
	begin_other(WITNESS_FENCE, "", 0);
}

void __wc_barrier(void)
{
	forget_reads(&cpus[me]);
}
