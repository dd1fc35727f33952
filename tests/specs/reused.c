/* SPDX-License-Identifier: GPL-2.0-only */
/* A page that was freed comes back, or does not. */
spinlock_t lock;
unsigned long *slot, version;

/* It is all zero, whatever was in it. */
void again(void)
{
	unsigned long *first = __wc_alloc_table(), *second;

	WRITE_ONCE(first[3], 7);
	__wc_free_table(first);
	second = __wc_alloc_table();
	__wc_assert(!READ_ONCE(second[3]), "a page that is allocated is all zero");
	if (first == second)
		__wc_cover("same");
	else
		__wc_cover("another");
}

/* The page of a table that was there from the beginning. */
void initial(unsigned long address)
{
	pgd_t *pgd = pgd_offset(&the_mm, address);
	p4d_t *p4d = p4d_offset(pgd, address);
	pud_t *pud = pud_offset(p4d, address);
	pmd_t *pmd = pmd_offset(pud, address);
	unsigned long *first = (unsigned long *)pmd_page_vaddr(*pmd), *second;

	__wc_assert(READ_ONCE(first[pte_index(address)]), "the page is mapped");
	pmd_clear(pmd);
	__wc_free_table(first);
	second = __wc_alloc_table();
	__wc_assert(!READ_ONCE(second[pte_index(address)]), "a page that is allocated is all zero");
	if (first == second)
		__wc_cover("same");
	else
		__wc_cover("another");
}

/* What is in the slot is replaced. */
void replaces(void)
{
	unsigned long *table = __wc_alloc_table();

	spin_lock(&lock);
	WRITE_ONCE(slot, table);
	spin_unlock(&lock);
	spin_lock(&lock);
	WRITE_ONCE(slot, NULL);
	spin_unlock(&lock);
	__wc_free_table(table);
	table = __wc_alloc_table();
	spin_lock(&lock);
	WRITE_ONCE(version, 1);
	WRITE_ONCE(slot, table);
	spin_unlock(&lock);
}

/* Looks again under the lock, and takes the same pointer for the same table. */
void looks_again(void)
{
	unsigned long *old = READ_ONCE(slot);
	unsigned long before = READ_ONCE(version);

	spin_lock(&lock);
	if (old && slot == old)
		__wc_assert(version == before, "what is hooked in is what was seen");
	spin_unlock(&lock);
}

/* The same without a lock, and with the bits of the page's number alone. */
void compares_part(void)
{
	unsigned int old = (unsigned int)((unsigned long)READ_ONCE(slot) >> 12);
	unsigned int gone = !READ_ONCE(slot),
		     now = (unsigned int)((unsigned long)READ_ONCE(slot) >> 12);

	if (old && gone)
		__wc_assert(old ^ now, "what comes next is another page");
}

/* Takes what is in the slot, if it is what it was. */
void exchanges(void)
{
	unsigned long *old = READ_ONCE(slot);
	int gone = !READ_ONCE(slot);

	if (old && gone)
		__wc_assert(cmpxchg(&slot, old, NULL) != old, "what was seen is not there again");
}
