/* SPDX-License-Identifier: GPL-2.0-only */
/* Accesses of words. A callback before each access tells of it. */
static const struct witness_step *next_of_mine(void)
{
	unsigned long i = turn + (cpus[me].has_turn ? 1 : 0);

	while (i < acted->count && acted->steps[i].cpu != me)
		i++;
	return i < acted->count ? &acted->steps[i] : NULL;
}

/* With merged reads, a read that the compiler need not repeat gives the same value as before. */
static int is_merged(char *at, unsigned long bytes, unsigned long address)
{
	struct cpu *cpu = &cpus[me];
	const struct witness_step *next;
	struct known_read *known = cpu->known;

	while (known && (known->address != address || known->bytes != bytes))
		known = known->next;
	pthread_mutex_lock(&mutex);
	next = next_of_mine();
	pthread_mutex_unlock(&mutex);
	if (!known || (next && next->address == address && next->kind == WITNESS_LOAD))
		return 0;
	take_back(cpu);
	if (is_readable(at)) {
		cpu->lent = at;
		cpu->lent_bytes = bytes;
		cpu->lent_value = value_at(at, bytes);
		memcpy(at, &known->value, bytes);
	}
	return 1;
}

static void remember_read(unsigned long address, unsigned long bytes, unsigned long value)
{
	struct known_read *known = malloc(sizeof(*known));

	*known = (struct known_read){address, value, bytes, cpus[me].known};
	cpus[me].known = known;
}

/* Whether a page or a variable is at an address of the machine. */
static int is_something(unsigned long address)
{
	if (address < FRAME_END)
		return block_of(address / PAGE_BYTES) != NULL;
	for (unsigned part = 0; part < WITNESS_PARTS; part++)
		for (unsigned long i = 0; i < witness_parts[part]->variable_count; i++) {
			const struct witness_variable *v = &witness_parts[part]->variables[i];

			if (address >= v->address && address - v->address < v->bytes)
				return 1;
		}
	return 0;
}

/* Whether a native address and one of the machine have the same distance from the same object. */
static int is_as_far(unsigned long at, unsigned long address)
{
	if (at == address)
		return 1; /* a number that was never a pointer */
	for (struct block *block = blocks; block; block = block->next)
		if (at - (unsigned long)block->memory == address - block->number * PAGE_BYTES)
			return 1;
	for (unsigned part = 0; part < WITNESS_PARTS; part++)
		for (unsigned long i = 0; i < witness_parts[part]->variable_count; i++) {
			const struct witness_variable *v = &witness_parts[part]->variables[i];

			if (at - (unsigned long)v->at == address - v->address)
				return 1;
		}
	return 0;
}

/*
 * The recorded access to something that is neither a page nor a variable; NULL if this access is a
 * different one. It is the last step of all. What is at the address natively, and so what
 * AddressSanitizer would say, is chance.
 */
static const struct witness_step *wild_step(const void *at)
{
	const struct witness_step *last = &acted->steps[acted->count - 1];
	const struct witness_step *next;

	if (!acted->property || strcmp(acted->property, "no_freed_table") || last->cpu != me ||
	    is_something(last->address) || !is_as_far((unsigned long)at, last->address))
		return NULL;
	pthread_mutex_lock(&mutex);
	next = next_of_mine();
	pthread_mutex_unlock(&mutex);
	return next == last ? last : NULL;
}

static void access_word(void *at, unsigned long bytes, enum witness_kind kind)
{
	const struct witness_step *wild = in_hook ? NULL : wild_step(at);
	struct cpu *cpu = &cpus[me];
	int is_load = kind == WITNESS_LOAD;
	const struct witness_step *step;
	unsigned long address;

	if (wild) {
		begin(kind, "", wild->address);
		violated("no_freed_table", "%s of %#lx, where there is nothing",
			 said(kind, ""), wild->address);
	}
	if (in_hook || !is_of_machine(at))
		return;
	address = to_machine(at);
	if (is_load && !is_step(address))
		return;
	if (WITNESS_MERGED && is_load && is_merged(at, bytes, address))
		return;
	if (!is_load)
		forget_reads(cpu);
	step = begin(kind, "", address);
	if (!is_readable(at))
		return; /* the access itself is the fault */
	cpu->was = value_at(at, bytes);
	if (step->has_word && !is_same(cpu->was, step->before))
		fail("%s of %#lx finds %#lx, recorded was %#lx", said(kind, ""), address,
		     cpu->was, step->before);
	cpu->written = at;
	cpu->bytes = bytes;
	if (WITNESS_MERGED && is_load)
		remember_read(address, bytes, cpu->was);
}

void witness_atomic(void *at, unsigned long bytes, enum witness_kind kind)
{
	access_word(at, bytes, kind);
}

#define ACCESS(bytes)                                                                              \
	void __sanitizer_cov_load##bytes(void *at)                                                 \
	{                                                                                          \
		access_word(at, bytes, WITNESS_LOAD);                                              \
	}                                                                                          \
	void __sanitizer_cov_store##bytes(void *at)                                                \
	{                                                                                          \
		access_word(at, bytes, WITNESS_STORE);                                             \
	}
ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)

void *__real___asan_memcpy(void *to, const void *from, unsigned long bytes);
void *__real___asan_memset(void *to, int byte, unsigned long bytes);

static unsigned long piece(unsigned long left)
{
	unsigned long width = 8;

	while (width > left)
		width /= 2;
	return width;
}

static int is_accessed(const void *at)
{
	return is_of_machine(at) || (!in_hook && wild_step(at));
}

void *__wrap___asan_memcpy(void *to, const void *from, unsigned long bytes)
{
	char words[64];
	unsigned long at, width;

	if (!is_accessed(to) && !is_accessed(from))
		return __real___asan_memcpy(to, from, bytes);
	if (bytes > sizeof(words))
		fail("a copy of %lu bytes", bytes);
	for (at = 0; at < bytes; at += width) {
		width = piece(bytes - at);
		access_word((char *)from + at, width, WITNESS_LOAD);
		__real___asan_memcpy(words + at, (char *)from + at, width);
	}
	for (at = 0; at < bytes; at += width) {
		width = piece(bytes - at);
		access_word((char *)to + at, width, WITNESS_STORE);
		__real___asan_memcpy((char *)to + at, words + at, width);
	}
	return to;
}

void *__wrap___asan_memset(void *to, int byte, unsigned long bytes)
{
	unsigned long at, width;

	if (!is_accessed(to))
		return __real___asan_memset(to, byte, bytes);
	for (at = 0; at < bytes; at += width) {
		width = piece(bytes - at);
		access_word((char *)to + at, width, WITNESS_STORE);
		__real___asan_memset((char *)to + at, byte, width);
	}
	return to;
}
