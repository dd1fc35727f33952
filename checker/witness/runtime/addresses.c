/* SPDX-License-Identifier: GPL-2.0-only */
/* Translates native addresses to the machine's, and tells which accesses are steps. */
static const struct witness_variable *variable_of(const char *at)
{
	for (unsigned part = 0; part < WITNESS_PARTS; part++)
		for (unsigned long i = 0; i < witness_parts[part]->variable_count; i++) {
			const struct witness_variable *v = &witness_parts[part]->variables[i];

			if (at >= (char *)v->at && at < (char *)v->at + v->bytes)
				return v;
		}
	return NULL;
}

static struct block *block_of(unsigned long number)
{
	struct block *block = blocks;

	while (block && block->number != number)
		block = block->next;
	return block;
}

/* Returns 0 for an address that the machine does not have. */
static unsigned long to_machine(const volatile void *address)
{
	unsigned long bits = (unsigned long)address;
	const char *at = (const char *)address;
	const struct witness_variable *variable;

	if ((bits & ~(FRAME_END - 1)) == NO_TABLE)
		return bits & ~NO_TABLE;
	for (struct block *block = blocks; block; block = block->next)
		if (at >= block->memory && at < block->memory + PAGE_BYTES)
			return block->number * PAGE_BYTES + (at - block->memory);
	variable = variable_of(at);
	return variable ? variable->address + (at - (char *)variable->at) : 0;
}

static int is_of_machine(const volatile void *address)
{
	return to_machine(address) || ((unsigned long)address & ~(FRAME_END - 1)) == NO_TABLE;
}

void *__wc_to_virtual(unsigned long physical)
{
	struct block *block = block_of(physical / PAGE_BYTES);

	return block ? block->memory + physical % PAGE_BYTES : (void *)(NO_TABLE | physical);
}

unsigned long __wc_to_physical(const volatile void *address)
{
	unsigned long physical = to_machine(address);

	return physical < FRAME_END ? physical : (unsigned long)address;
}

/* Accesses are steps if somebody changes the word or page. */
static int changes(char kind, unsigned long id)
{
	for (unsigned long i = 0; i < sizeof(witness_written) / sizeof(*witness_written); i++)
		if (witness_written[i].kind == kind && witness_written[i].id == id)
			return 1;
	return 0;
}

static int is_step(unsigned long address)
{
	unsigned long number = address / PAGE_BYTES;
	struct block *block = address < FRAME_END ? block_of(number) : NULL;

	if (address < FRAME_END && (!block || block->state == FREED))
		return 1; /* a fault */
	if (address < FRAME_END && (number >= WITNESS_FIRST_NEW_FRAME || changes('f', number)))
		return 1;
	return changes('w', address & ~7UL);
}
