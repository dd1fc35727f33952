/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a walk of the host's tables would say if it took no time: for invariants, which look at one
 * state at a time. Of no kernel file.
 *
 * It judges the walks that use the vocabulary, so it shares none of its predicates with them: the
 * words' bits are decoded here, by the Intel SDM (volume 3, chapter 5: P is bit 0, PS bit 7, the
 * frame bits 12 to 51) and by what x86 Linux does with the bits that hardware ignores while P is 0:
 * bit 8 is PROT_NONE's, PS without P is a huge page in the middle of a split, and such a word keeps
 * its frame inverted. All of these are mapped; a migration or swap entry, which has none of the
 * three bits, is not. Compared with 6.1 and 6.12, arch/x86/include/asm/pgtable.h, pgtable-invert.h.
 */
#ifndef WALKCHECK_MAPPING_H
#define WALKCHECK_MAPPING_H

struct mapping {
	int level;	   /* PG_LEVEL_NONE: not mapped */
	bool accessible;   /* the hardware could use it: neither PROT_NONE nor mid-split */
	unsigned long pfn; /* of the address's own 4K */
	/*
	 * The lock of the last word that was looked at. While it is held, what the word says may be
	 * on its way to what it said before.
	 */
	const volatile void *lock;
};

#define __WC_WORD_P (1UL << 0)
#define __WC_WORD_PS (1UL << 7)
#define __WC_WORD_PROTNONE (1UL << 8)
#define __WC_WORD_FRAME 0x000ffffffffff000UL

/* Of a PMD or a PTE; a PUD or above is mapped only with P. */
static inline bool __wc_word_is_mapped(int level, unsigned long word)
{
	if (level >= PG_LEVEL_1G)
		return word & __WC_WORD_P;
	if (level == PG_LEVEL_2M)
		return word & (__WC_WORD_P | __WC_WORD_PROTNONE | __WC_WORD_PS);
	return word & (__WC_WORD_P | __WC_WORD_PROTNONE);
}

static inline bool __wc_word_is_leaf(int level, unsigned long word)
{
	return level == PG_LEVEL_4K || (level <= PG_LEVEL_1G && (word & __WC_WORD_PS));
}

/* Of the top level of five: not each version has a name for it. */
#define __WC_LEVEL_256T 5

static inline unsigned long __wc_bits_of_level(int level)
{
	return 12 + 9 * (level - 1);
}

static inline struct mapping not_mapped(const volatile void *lock)
{
	return (struct mapping){.level = PG_LEVEL_NONE, .lock = lock};
}

static inline struct mapping mapped(int level, unsigned long word, unsigned long address,
				    const volatile void *lock)
{
	unsigned long pages = 1UL << (__wc_bits_of_level(level) - 12);
	unsigned long frame = word & __WC_WORD_P ? word : ~word;
	unsigned long pfn = (frame & __WC_WORD_FRAME) >> 12;

	return (struct mapping){.level = level,
				.accessible = !!(word & __WC_WORD_P),
				.pfn = (pfn & ~(pages - 1)) + ((address >> 12) & (pages - 1)),
				.lock = lock};
}

/* A PTE or PMD table's own lock, the mm's for those above. */
static inline const volatile void *__wc_lock_of(struct mm_struct *mm, int level, const void *table)
{
	return level <= PG_LEVEL_2M ? (const volatile void *)ptlock_ptr(virt_to_page(table))
				    : &mm->page_table_lock;
}

/* Looks at the word for `address` in a table of this level; true where a table is below it. */
static inline bool __wc_look(struct mm_struct *mm, int level, unsigned long **table,
			     unsigned long address, struct mapping *found)
{
	const volatile void *lock = __wc_lock_of(mm, level, *table);
	unsigned long word;

	*found = not_mapped(lock);
	if (!__wc_table_is_live(*table))
		return false;
	word = (*table)[(address >> __wc_bits_of_level(level)) & 511];
	if (!__wc_word_is_mapped(level, word))
		return false;
	if (__wc_word_is_leaf(level, word)) {
		*found = mapped(level, word, address, lock);
		return false;
	}
	*table = __va(word & __WC_WORD_FRAME);
	return true;
}

static inline struct mapping mapping_of(struct mm_struct *mm, unsigned long address)
{
	unsigned long *table = (unsigned long *)mm->pgd;
	struct mapping found;

	if (pgtable_l5_enabled() && !__wc_look(mm, __WC_LEVEL_256T, &table, address, &found))
		return found;
	if (__wc_look(mm, PG_LEVEL_512G, &table, address, &found) &&
	    __wc_look(mm, PG_LEVEL_1G, &table, address, &found) &&
	    __wc_look(mm, PG_LEVEL_2M, &table, address, &found))
		__wc_look(mm, PG_LEVEL_4K, &table, address, &found);
	return found;
}

#endif
