/* SPDX-License-Identifier: GPL-2.0-only */
/* Accesses of words: each is found by a callback before it. */
static const struct witness_step *next_of_mine(void)
{
	unsigned long i = turn + (cpus[me].has_turn ? 1 : 0);

	while (i < acted->count && acted->steps[i].cpu != me)
		i++;
	return i < acted->count ? &acted->steps[i] : NULL;
}

/* Reads merged: a read that the compiler need not do again gives what it gave before. */
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
	if (!known || (next && next->address == address && !strcmp(next->operation, "load")))
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

static void access_word(void *at, unsigned long bytes, const char *operation)
{
	struct cpu *cpu = &cpus[me];
	int is_load = !strcmp(operation, "load");
	const struct witness_step *step;
	unsigned long address;

	if (in_hook || !is_of_machine(at))
		return;
	address = to_machine(at);
	if (is_load && !is_step(address))
		return;
	if (WITNESS_MERGED && is_load && is_merged(at, bytes, address))
		return;
	if (!is_load)
		forget_reads(cpu);
	step = begin(operation, address);
	if (!is_readable(at))
		return; /* the access itself is the fault */
	cpu->was = value_at(at, bytes);
	if (step->has_word && !is_same(cpu->was, step->before))
		fail("%s of %#lx finds %#lx, recorded was %#lx", operation, address, cpu->was,
		     step->before);
	cpu->written = at;
	cpu->bytes = bytes;
	if (WITNESS_MERGED && is_load)
		remember_read(address, bytes, cpu->was);
}

void witness_atomic(void *at, unsigned long bytes, const char *operation)
{
	access_word(at, bytes, operation);
}

#define ACCESS(bytes)                                                                              \
	void __sanitizer_cov_load##bytes(void *at)                                                 \
	{                                                                                          \
		access_word(at, bytes, "load");                                                    \
	}                                                                                          \
	void __sanitizer_cov_store##bytes(void *at)                                                \
	{                                                                                          \
		access_word(at, bytes, "store");                                                   \
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

void *__wrap___asan_memcpy(void *to, const void *from, unsigned long bytes)
{
	char words[64];
	unsigned long at, width;

	if (!is_of_machine(to) && !is_of_machine(from))
		return __real___asan_memcpy(to, from, bytes);
	if (bytes > sizeof(words))
		fail("a copy of %lu bytes", bytes);
	for (at = 0; at < bytes; at += width) {
		width = piece(bytes - at);
		access_word((char *)from + at, width, "load");
		__real___asan_memcpy(words + at, (char *)from + at, width);
	}
	for (at = 0; at < bytes; at += width) {
		width = piece(bytes - at);
		access_word((char *)to + at, width, "store");
		__real___asan_memcpy((char *)to + at, words + at, width);
	}
	return to;
}

void *__wrap___asan_memset(void *to, int byte, unsigned long bytes)
{
	unsigned long at, width;

	if (!is_of_machine(to))
		return __real___asan_memset(to, byte, bytes);
	for (at = 0; at < bytes; at += width) {
		width = piece(bytes - at);
		access_word((char *)to + at, width, "store");
		__real___asan_memset((char *)to + at, byte, width);
	}
	return to;
}
