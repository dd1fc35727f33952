/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which names keep a compiler from making one load of two. Those of x86 that are empty do not, and
 * pmd_read_atomic() is a plain read, whatever its name says.
 */
unsigned long word;
pmd_t pmd_word;

void writes(void)
{
	WRITE_ONCE(word, 1);
	WRITE_ONCE(pmd_word.pmd, 1);
}

void reads_once(void)
{
	unsigned long first = word, hidden = 0, second;

	smp_mb__before_atomic();
	smp_mb__after_atomic();
	smp_mb__after_spinlock();
	smp_mb__after_unlock_lock();
	OPTIMIZER_HIDE_VAR(hidden);
	second = word;
	__wc_assert(first == second, "nothing parts the two reads");
	__wc_assert(pmd_read_atomic(&pmd_word).pmd == pmd_read_atomic(&pmd_word).pmd,
		    "pmd_read_atomic() is plain");
	__wc_cover("read");
}

void reads_twice(void)
{
	unsigned long first = word;

	smp_rmb();
	if (first != word)
		__wc_cover("changed");
}
