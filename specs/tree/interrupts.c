/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts and preemption of this CPU, and the task that runs on it. In place of functions of
 * arch/x86/include/asm/{irqflags,paravirt,preempt,current}.h, which are instructions of the
 * processor, and kernel/sched/core.c. Nobody asks this CPU to schedule.
 */
#include <asm/processor-flags.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/sched.h>

WC_REPLACES(arch_local_save_flags);
unsigned long __cut_arch_local_save_flags(void)
{
	return __wc_irqs_disabled() ? 0 : X86_EFLAGS_IF;
}

WC_REPLACES(arch_local_irq_save);
unsigned long __cut_arch_local_irq_save(void)
{
	return __wc_irq_save() ? X86_EFLAGS_IF : 0;
}

WC_REPLACES(arch_local_irq_restore);
void __cut_arch_local_irq_restore(unsigned long flags)
{
	__wc_irq_restore((flags & X86_EFLAGS_IF) != 0);
}

WC_REPLACES(arch_local_irq_disable);
void __cut_arch_local_irq_disable(void)
{
	__wc_irq_disable();
}

WC_REPLACES(arch_local_irq_enable);
void __cut_arch_local_irq_enable(void)
{
	__wc_irq_enable();
}

/* Also for softirqs and in other amounts: whatever it counts, preemption is off meanwhile. */
WC_REPLACES(__preempt_count_add);
void __cut___preempt_count_add(int value)
{
	__wc_preempt_disable();
}

WC_REPLACES(__preempt_count_sub);
void __cut___preempt_count_sub(int value)
{
	__wc_preempt_enable();
}

WC_REPLACES(__preempt_count_dec_and_test);
bool __cut___preempt_count_dec_and_test(void)
{
	__wc_preempt_enable();
	return false;
}

WC_REPLACES(get_current);
struct task_struct *__cut_get_current(void)
{
	return &wc_task;
}

WC_REPLACES(need_resched);
bool __cut_need_resched(void)
{
	return __wc_choose(2);
}

WC_REPLACES(_cond_resched);
int __cut__cond_resched(void)
{
	__wc_might_sleep();
	return 0;
}

/* As linux/sched.h declares them: a kernel that is always preempted has none. */
#if !defined(CONFIG_PREEMPTION) || defined(CONFIG_PREEMPT_DYNAMIC)
WC_REPLACES(__cond_resched);
int __cut___cond_resched(void)
{
	__wc_might_sleep();
	return 0;
}
#endif

/* Static calls, patched when the kernel boots: to __cond_resched(), or to a function that only returns 0. */
#if defined(CONFIG_PREEMPT_DYNAMIC) && defined(CONFIG_HAVE_PREEMPT_DYNAMIC_CALL)
WC_REPLACES(__SCT__cond_resched);
int __cut___SCT__cond_resched(void)
{
	__wc_might_sleep();
	return 0;
}

/* With CONFIG_PREEMPT_VOLUNTARY_BUILD might_resched() is __cond_resched() itself. */
#ifndef CONFIG_PREEMPT_VOLUNTARY_BUILD
WC_REPLACES(__SCT__might_resched);
int __cut___SCT__might_resched(void)
{
	__wc_might_sleep();
	return 0;
}
#endif
#endif
