/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * N atomic additions to one word. Each depends on each: N! executions.
 */
unsigned long word;

unsigned long fetch_add(void)
{
	return __atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);
}
