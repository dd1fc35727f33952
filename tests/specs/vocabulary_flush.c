/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which operations flush, which under T1 is to interrupt every CPU and to wait. A CPU with
 * interrupts off sees it: what begins and ends while they are off has not waited for it.
 *
 * ptep_clear_flush() flushes what a TLB may have: a present entry, and a PROT_NONE one while
 * another flush is pending. pmdp_invalidate_ad() leaves the flush to its caller, pmdp_invalidate()
 * does not.
 */
unsigned long begun, ended;
pte_t pte_word;
pmd_t pmd_word;

void clears(unsigned long word)
{
	WRITE_ONCE(pte_word.pte, word);
	WRITE_ONCE(begun, 1);
	ptep_clear_flush(&the_vma, 0, &pte_word);
	WRITE_ONCE(ended, 1);
}

void invalidates(int flushes)
{
	WRITE_ONCE(pmd_word.pmd, _PAGE_PRESENT | _PAGE_PSE);
	WRITE_ONCE(begun, 1);
	if (flushes)
		pmdp_invalidate(&the_vma, 0, &pmd_word);
	else
		pmdp_invalidate_ad(&the_vma, 0, &pmd_word);
	WRITE_ONCE(ended, 1);
}

void looks(int waited_for)
{
	unsigned long flags, before, after;

	local_irq_save(flags);
	before = READ_ONCE(begun);
	after = READ_ONCE(ended);
	local_irq_restore(flags);
	if (!before && after) {
		__wc_assert(!waited_for, "a flush waits for who has interrupts off");
		__wc_cover("passed");
	} else {
		__wc_cover("not_passed");
	}
}
