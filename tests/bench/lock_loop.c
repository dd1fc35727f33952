/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Five times lock, increment, unlock. Two threads: C(10, 5) = 252 executions, one for each order
 * of the ten critical sections.
 */
#ifndef ROUNDS
#define ROUNDS 5
#endif

spinlock_t lock;
unsigned long counter;

void lock_loop(void)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		spin_lock(&lock);
		counter++;
		spin_unlock(&lock);
	}
}
