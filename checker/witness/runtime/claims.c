/* SPDX-License-Identifier: GPL-2.0-only */
/* Choice, claims and events. */
unsigned long __wc_choose(unsigned long alternatives)
{
	return alternatives < 2 ? 0 : begin_other(WITNESS_CHOOSE, "", 0)->alternative;
}

void __wc_assume(int condition)
{
	if (!condition)
		fail("an assumption is false");
}

void __wc_assert(int condition, const char *claim)
{
	if (!condition)
		violated("assertions", "%s", claim);
}

void __wc_cover(const char *name)
{
	(void)name;
}

unsigned long __wc_this_cpu(void)
{
	return me;
}

/* An event is a step only if an invariant listens to it. */
static void occur(const char *event, enum witness_kind kind, const char *name, unsigned long a,
		  unsigned long b)
{
	forget_reads(&cpus[me]);
	if (!is_listened_to(event))
		return;
	begin(kind, name, 0);
	raise_event(event, a, b, 0);
}

void __wc_walk_begin(unsigned long address)
{
	occur("walk_begin", WITNESS_WALK_BEGIN, "", address, 0);
}

void __wc_walk_end(unsigned long level)
{
	occur("walk_end", WITNESS_WALK_END, "", level, 0);
}

void __wc_event(const char *name, unsigned long a, unsigned long b)
{
	occur(name, WITNESS_EVENT, name, a, b);
}
