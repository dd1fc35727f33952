/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One writer, N readers of one word; nothing else. Each reader reads before the write or after it,
 * independently of the others: 2^N executions (Abdulla et al., POPL 2014, section 2).
 */
unsigned long word;

unsigned long reader(void)
{
	return READ_ONCE(word);
}

void writer(void)
{
	WRITE_ONCE(word, 1);
}
