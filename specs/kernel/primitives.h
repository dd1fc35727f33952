/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the machine gives and C cannot say. Everything else in this folder is C on top of these.
 * The machine's side, with the exact meaning of each, is model/program/primitive.hpp. Of no kernel
 * file: nothing to compare.
 */
#ifndef WALKCHECK_PRIMITIVES_H
#define WALKCHECK_PRIMITIVES_H

void __wc_fence(void);
void __wc_barrier(void);

/* A lock is named by its address; its memory is never read. */
void __wc_spin_lock(const volatile void *lock);
int __wc_spin_trylock(const volatile void *lock);
void __wc_spin_unlock(const volatile void *lock);
void __wc_read_lock(const volatile void *lock);
int __wc_read_trylock(const volatile void *lock);
void __wc_read_unlock(const volatile void *lock);
void __wc_write_lock(const volatile void *lock);
int __wc_write_trylock(const volatile void *lock);
void __wc_write_unlock(const volatile void *lock);
void __wc_mutex_lock(const volatile void *lock);
int __wc_mutex_trylock(const volatile void *lock);
void __wc_mutex_unlock(const volatile void *lock);
void __wc_down_read(const volatile void *lock);
int __wc_down_read_trylock(const volatile void *lock);
void __wc_up_read(const volatile void *lock);
void __wc_down_write(const volatile void *lock);
int __wc_down_write_trylock(const volatile void *lock);
void __wc_up_write(const volatile void *lock);
void __wc_downgrade_write(const volatile void *lock);
/* How this CPU holds it: 0, or WC_EXCLUSIVE, WC_SHARED, or both. */
int __wc_lock_is_held(const volatile void *lock);
#define WC_EXCLUSIVE 1
#define WC_SHARED 2
/* Whether any CPU holds it exclusively; whether any does in any mode. Each is a step. */
int __wc_lock_is_taken(const volatile void *lock);
int __wc_lock_has_holder(const volatile void *lock);

void __wc_irq_disable(void);
void __wc_irq_enable(void);
unsigned long __wc_irq_save(void);
void __wc_irq_restore(unsigned long flags);
int __wc_irqs_disabled(void);
void __wc_preempt_disable(void);
void __wc_preempt_enable(void);
void __wc_might_sleep(void);

/* To every other CPU, and wait until each has taken it: one with IRQs off takes it when on. */
void __wc_ipi_broadcast(void);

void __wc_rcu_read_lock(void);
void __wc_rcu_read_unlock(void);
void __wc_synchronize_rcu(void);

/* Page-table pages. Every access looks the page's state up. */
void *__wc_alloc_table(void);
void __wc_free_table(const volatile void *table);
void __wc_free_table_rcu(const volatile void *table);
/* Whether this address is in a table that is allocated and not freed. */
int __wc_table_is_live(const volatile void *address);

unsigned long __wc_choose(unsigned long alternatives);
void __wc_assume(int condition);
void __wc_assert(int condition, const char *claim);
void __wc_cover(const char *name);
unsigned long __wc_this_cpu(void);

void __wc_walk_begin(unsigned long address);
void __wc_walk_end(unsigned long level);

/* What invariants listen to, with on_NAME(a, b). */
void __wc_event(const char *name, unsigned long a, unsigned long b);

/* On the variable that holds KVM's SPTEs: each change of a word of it is the event spte_changed. */
#define __wc_sptes __attribute__((__section__(".walkcheck.sptes")))

/* In invariants alone: a claim, and what is wrong where it does not hold. */
void __wc_require(int condition, const char *message, ...)
    __attribute__((__format__(__printf__, 2, 3)));

#endif
