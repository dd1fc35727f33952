/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A reader scans an array downwards for a zero while writer j sets element j to one more than
 * element j - 1: (N + 3) * 2^(N - 2) executions (Abdulla et al., POPL 2014, section 2, figure 1).
 * Element 0 is never written, so the scan ends.
 */
unsigned long array[16];

unsigned long reader(unsigned long n)
{
	unsigned long i = n;

	while (READ_ONCE(array[i]))
		i--;
	return i;
}

void writer(unsigned long j)
{
	WRITE_ONCE(array[j], READ_ONCE(array[j - 1]) + 1);
}
