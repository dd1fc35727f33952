/* SPDX-License-Identifier: GPL-2.0-only */
/* Choice, claims and events. */
unsigned long __wc_choose(unsigned long alternatives)
{
	forget_reads(&cpus[me]);
	return alternatives < 2 ? 0 : begin("choose", 0)->alternative;
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

void __wc_walk_begin(unsigned long address)
{
	forget_reads(&cpus[me]);
	if (!is_listened_to("walk_begin"))
		return;
	begin("walk begins", 0);
	raise_event("walk_begin", address, 0, 0);
}

void __wc_walk_end(unsigned long level)
{
	forget_reads(&cpus[me]);
	if (!is_listened_to("walk_end"))
		return;
	begin("walk ends", 0);
	raise_event("walk_end", level, 0, 0);
}

void __wc_event(const char *name, unsigned long a, unsigned long b)
{
	char operation[256];

	forget_reads(&cpus[me]);
	if (!is_listened_to(name))
		return;
	snprintf(operation, sizeof(operation), "event %s", name);
	begin(operation, 0);
	raise_event(name, a, b, 0);
}
