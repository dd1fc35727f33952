/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Thread i compare-exchanges one word from i - 1 to i; a failed attempt is a read. 2, 5, 14, 43,
 * 144, 523, 2048 executions for 2 to 8 threads (Nidhugg and GenMC have it as casrot).
 */
unsigned long word;

void casrot(unsigned long i)
{
	cmpxchg(&word, i - 1, i);
}
