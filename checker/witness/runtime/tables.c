/* SPDX-License-Identifier: GPL-2.0-only */
/* Page-table pages: blocks of the heap. */
static struct block *new_block(unsigned long number)
{
	struct block *block = calloc(1, sizeof(*block));

	block->number = number;
	block->memory = aligned_alloc(PAGE_BYTES, PAGE_BYTES);
	memset(block->memory, 0, PAGE_BYTES);
	block->next = blocks;
	blocks = block;
	return block;
}

void *__wc_alloc_table(void)
{
	static unsigned long allocated[WITNESS_CPUS];
	unsigned long number = WITNESS_FIRST_NEW_FRAME +
			       (allocated[me] * WITNESS_CPUS + me) * WITNESS_FRAME_STRIDE;
	const struct witness_step *step;
	struct block *block;

	forget_reads(&cpus[me]);
	step = begin_some(WITNESS_ALLOC_TABLE, "", number * PAGE_BYTES);
	if (step->kind != WITNESS_ALLOC_TABLE)
		fail("it allocates a table, recorded was %s", said(step->kind, step->name));
	if (step->address == number * PAGE_BYTES) {
		allocated[me]++;
		return new_block(number)->memory;
	}
	block = block_of(step->address / PAGE_BYTES);
	if (!block || block->state != FREED)
		fail("%#lx is not free", step->address);
	__asan_unpoison_memory_region(block->memory, PAGE_BYTES);
	memset(block->memory, 0, PAGE_BYTES);
	block->state = LIVE;
	return block->memory;
}

static struct block *block_to_free(unsigned long address)
{
	struct block *block = address % PAGE_BYTES ? NULL : block_of(address / PAGE_BYTES);

	if (!block)
		violated("no_freed_table", "it frees %#lx, which is not a table", address);
	else if (block->state == FREED && WITNESS_REUSES)
		violated("no_double_free", "it frees %#lx, which was freed", address);
	else if (block->state == FREED)
		free(block->memory); /* AddressSanitizer reports the double free */
	else if (block->state == QUEUED)
		violated("no_double_free", "it frees %#lx, which waits to be freed", address);
	return block;
}

void __wc_free_table(const volatile void *table)
{
	unsigned long address = to_machine(table);

	begin_other(WITNESS_FREE_TABLE, "", address);
	free_block(block_to_free(address));
}

void __wc_free_table_rcu(const volatile void *table)
{
	unsigned long address = to_machine(table);
	struct block *block;

	begin_other(WITNESS_FREE_TABLE_RCU, "", address);
	block = block_to_free(address);
	for (unsigned cpu = 0; cpu < WITNESS_CPUS; cpu++)
		if (is_atomic(&cpus[cpu]))
			block->waits_for |= bit(cpu);
	block->state = QUEUED;
	if (!block->waits_for && !WITNESS_FREES_LATE)
		free_block(block);
}

int __wc_table_is_live(const volatile void *address)
{
	unsigned long at = to_machine(address), number = at / PAGE_BYTES;
	struct block *block;

	if (!in_hook && at < FRAME_END &&
	    (number >= WITNESS_FIRST_NEW_FRAME || changes('f', number))) {
		begin_other(WITNESS_TEST_TABLE, "table_is_live", at);
	}
	block = at < FRAME_END ? block_of(number) : NULL;
	return block && block->state != FREED;
}
