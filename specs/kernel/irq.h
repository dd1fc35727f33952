/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts and preemption of this CPU. Stands for include/linux/{irqflags,preempt,sched}.h and
 * smp.h.
 *
 * Compared with these of 6.1 and 6.12, which agree. Bottom halves are off where preemption is.
 * need_resched() may be true at any time, as there: who yields then gives up its locks, and both
 * ways are explored. cond_resched() yields to no task of this CPU, as there is none, and says so.
 */
#ifndef WALKCHECK_IRQ_H
#define WALKCHECK_IRQ_H

#define local_irq_save(flags)                                                                      \
	do {                                                                                       \
		(flags) = __wc_irq_save();                                                         \
	} while (0)
#define local_irq_restore(flags) __wc_irq_restore(flags)
#define local_irq_disable() __wc_irq_disable()
#define local_irq_enable() __wc_irq_enable()
#define raw_local_irq_save(flags) local_irq_save(flags)
#define raw_local_irq_restore(flags) local_irq_restore(flags)
#define irqs_disabled() __wc_irqs_disabled()

#define preempt_disable() __wc_preempt_disable()
#define preempt_enable() __wc_preempt_enable()
#define preempt_enable_no_resched() __wc_preempt_enable()
#define local_bh_disable() __wc_preempt_disable()
#define local_bh_enable() __wc_preempt_enable()

#define might_sleep() __wc_might_sleep()
#define might_sleep_if(condition)                                                                  \
	do {                                                                                       \
		if (condition)                                                                     \
			__wc_might_sleep();                                                        \
	} while (0)
#define cond_resched() (__wc_might_sleep(), 0)

static inline bool need_resched(void)
{
	return __wc_choose(2);
}

static inline unsigned int smp_processor_id(void)
{
	return (unsigned int)__wc_this_cpu();
}

#define raw_smp_processor_id() smp_processor_id()

static inline unsigned int get_cpu(void)
{
	__wc_preempt_disable();
	return smp_processor_id();
}

static inline void put_cpu(void)
{
	__wc_preempt_enable();
}

#endif
