/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of specs/kernel that are more than they look: each claim is what the kernel's text of that
 * version says, worked out by hand. VERSION is the WALKCHECK_KERNEL of the scenario.
 */
pte_t pte_word;
pmd_t pmd_word;
unsigned long numbers[3] = {5, 0, 1UL << 40};

/* An int of 32 bits in their place would clear the upper half of an area's flags. */
static void check_widths(void)
{
	/* What no compiler knows. */
	unsigned int five = READ_ONCE(numbers[0]), zero = READ_ONCE(numbers[1]);
	u64 high = READ_ONCE(numbers[2]);

	__wc_assert((~0UL & ~VM_MERGEABLE) == 0xffffffff7fffffffUL, "VM_MERGEABLE is of 64 bits");
	__wc_assert(sizeof(pid_t) == 4, "a pid_t is an int");
	__wc_assert(the_mm.task_size == 0x7ffffffff000UL, "user space ends a page early");
	__wc_assert(ilog2(five) == 2 && ilog2(high) == 40, "ilog2");
	__wc_assert(ilog2(zero) == -1 && ilog2(0) == 0 && ilog2(1UL << 21) == 21, "ilog2 of 0");
	__wc_assert(fls(zero) == 0 && fls(1U << 31) == 32, "fls");
	__wc_assert(BUILD_BUG_ON_ZERO(sizeof(long) != 8) == 0, "BUILD_BUG_ON_ZERO");
}

static void check_numbers(void)
{
	bool renumbered = VERSION >= 603;

	__wc_assert(FOLL_GET == (renumbered ? 2 : 4) &&
			FOLL_PIN == (renumbered ? 0x80000 : 0x40000),
		    "FOLL_*");
	__wc_assert(GFP_NOWAIT == (VERSION == 612 ? 0x2800 : 0x800), "GFP_NOWAIT warns until 6.12");
	__wc_assert(PG_LEVEL_NUM == (VERSION == 612 ? 6 : 5), "6.12 counts a level of 256T");
	__wc_assert(is_removed_spte(VERSION >= 610 ? 0x80000000000005a0 : 0x5a0), "REMOVED_SPTE");
	__wc_assert(!is_shadow_present_pte(REMOVED_SPTE), "a removed SPTE is not present");
}

static unsigned long looks;

static unsigned long look(void)
{
	return ++looks;
}

/* Arguments of messages that are not printed are not evaluated; of those that are, once. */
static void check_evaluation(void)
{
	__wc_assert(!WARN(look() == 0, "%lu", look()), "WARN is quiet");
	__wc_assert(looks == 1, "WARN evaluates its condition and nothing more");
	pr_debug("%lu", look());
	no_printk("%lu", look());
	__wc_assert(looks == 1, "what is not printed is not evaluated");
	pr_err("%lu", look());
	__wc_assert(looks == 2, "what is printed is evaluated");
}

/* With page-table isolation the kernel sets NX in user entries of the top level. */
static void check_bad(void)
{
	unsigned long table = 0x5000UL | _PAGE_TABLE;

	__wc_assert(!p4d_bad(__p4d(table)) && !p4d_bad(__p4d(table | _PAGE_NX)), "NX is not bad");
	__wc_assert(p4d_bad(__p4d(table | _PAGE_PSE)), "a leaf is bad");
	__wc_assert(pud_bad(__pud(table | _PAGE_NX)), "of a PUD NX is bad");
}

/* DIRTY without RW would be a shadow stack's: since 6.6 it goes elsewhere in the same exchange. */
static void check_write_protection(void)
{
	unsigned long bits = _PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED;
	unsigned long word = bits | _PAGE_RW | _PAGE_DIRTY;
	unsigned long saved = VERSION == 612 ? 1UL << 58 : 1UL << 57;
	unsigned long protected = bits | (VERSION >= 606 ? saved : _PAGE_DIRTY);

	set_pte(&pte_word, __pte(word));
	ptep_set_wrprotect(&the_mm, 0, &pte_word);
	__wc_assert(pte_val(pte_word) == protected && pte_dirty(pte_word), "of a PTE");
	set_pmd(&pmd_word, __pmd(word | _PAGE_PSE));
	pmdp_set_wrprotect(&the_mm, 0, &pmd_word);
	__wc_assert(pmd_val(pmd_word) == (protected | _PAGE_PSE), "of a PMD");
}

void vocabulary(void)
{
	check_widths();
	check_numbers();
	check_evaluation();
	check_bad();
	check_write_protection();
	__wc_cover("checked");
}
