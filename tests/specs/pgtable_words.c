/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The predicates of specs/kernel/pgtable_words.h over every combination of the bits that any of
 * them looks at, against the rule for each in words. 2^8 executions, one for each combination.
 */
unsigned long memory;

struct bits {
	bool p, rw, a, d, pse, protnone, devmap, frame;
};

static bool chosen(void)
{
	return __wc_choose(2);
}

static unsigned long word_of(struct bits b)
{
	return (b.p ? 1UL : 0) | (b.rw ? 2UL : 0) | (b.a ? 0x20UL : 0) | (b.d ? 0x40UL : 0) |
	       (b.pse ? 0x80UL : 0) | (b.protnone ? 0x100UL : 0) | (b.devmap ? 1UL << 58 : 0) |
	       (b.frame ? 0x5UL << 30 : 0);
}

#define SAME(predicate, rule) __wc_assert(!!(predicate) == !!(rule), #predicate)

static void check_none(unsigned long word, struct bits b)
{
	/* Accessed and dirty alone are what a processor may leave behind: still no entry. */
	bool none = !b.p && !b.rw && !b.pse && !b.protnone && !b.devmap && !b.frame;

	SAME(pte_none(__pte(word)), none);
	SAME(pmd_none(__pmd(word)), none);
	SAME(pud_none(__pud(word)), none);
	SAME(p4d_none(__p4d(word)), none);
	SAME(pgd_none(__pgd(word)), WALKCHECK_PAGING == 5 && none && !b.a && !b.d);
}

static void check_present(unsigned long word, struct bits b)
{
	SAME(pte_present(__pte(word)), b.p || b.protnone);
	SAME(pmd_present(__pmd(word)), b.p || b.protnone || b.pse);
	SAME(pud_present(__pud(word)), b.p);
	SAME(p4d_present(__p4d(word)), b.p);
	SAME(pgd_present(__pgd(word)), WALKCHECK_PAGING == 4 || b.p);
	SAME(pte_protnone(__pte(word)), b.protnone && !b.p);
	SAME(pmd_protnone(__pmd(word)), b.protnone && !b.p);
}

static void check_leaf(unsigned long word, struct bits b)
{
	bool none = !b.p && !b.rw && !b.pse && !b.protnone && !b.devmap && !b.frame;

	SAME(pmd_large(__pmd(word)), b.pse);
	SAME(pmd_leaf(__pmd(word)), b.pse);
	SAME(pud_large(__pud(word)), b.pse && b.p);
	SAME(pud_leaf(__pud(word)), b.pse && b.p);
	SAME(p4d_large(__p4d(word)), false);
	SAME(pgd_leaf(__pgd(word)), false);
	SAME(pmd_trans_huge(__pmd(word)), b.pse && !b.devmap);
	SAME(pmd_huge(__pmd(word)), !none && !(b.p && !b.pse));
	SAME(is_swap_pmd(__pmd(word)), !none && !b.p && !b.protnone && !b.pse);
}

static void check_frames(unsigned long word, struct bits b)
{
	unsigned long pfn = b.frame ? 0x5UL << 18 : 0;
	unsigned long all = (1UL << 40) - 1;
	bool inverted = word && !b.p;

	__wc_assert(pte_pfn(__pte(word)) == (inverted ? pfn ^ all : pfn), "pte_pfn");
	if (b.pse)
		all &= ~0x1ffUL;
	__wc_assert(pmd_pfn(__pmd(word)) == (inverted ? pfn ^ all : pfn), "pmd_pfn");
	__wc_assert(pmd_page_vaddr(__pmd(word)) == pfn << 12, "pmd_page_vaddr does not invert");
	__wc_assert((unsigned long)pud_pgtable(__pud(word)) == pfn << 12, "pud_pgtable");
}

/* A huge page in the middle of a split: hardware sees nothing, pmd_present() does. */
static void check_invalidation(unsigned long word, struct bits b)
{
	pmd_t invalid = pmd_mkinvalid(__pmd(word));

	if (!b.p || !b.pse)
		return;
	SAME(pmd_val(invalid) & 1, false);
	SAME(pmd_present(invalid), true);
	SAME(pmd_large(invalid), true);
	SAME(pmd_none(invalid), false);
	SAME(pmd_protnone(invalid), false);
	__wc_assert(pmd_pfn(invalid) == pmd_pfn(__pmd(word)), "the frame survives");
}

void pgtable_words(void)
{
	struct bits b = {chosen(), chosen(), chosen(), chosen(),
			 chosen(), chosen(), chosen(), chosen()};
	unsigned long word;

	WRITE_ONCE(memory, word_of(b));
	word = READ_ONCE(memory);
	check_none(word, b);
	check_present(word, b);
	check_leaf(word, b);
	check_frames(word, b);
	check_invalidation(word, b);
	__wc_cover("checked");
}
