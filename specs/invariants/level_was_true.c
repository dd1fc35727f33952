/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The level that a walk returns was the mapping's level at some instant of the walk. If the address
 * was unmapped at some instant, 4K and NONE are both true: to KVM they mean "map no more than 4K".
 *
 * The mapping's level is the one from mapping_of(), in each state from the walk's begin to its end.
 */
static unsigned long walked[WALKCHECK_CPUS];
static bool walking[WALKCHECK_CPUS];
static unsigned long seen[WALKCHECK_CPUS]; /* levels, as bits */

static unsigned long level_now(unsigned long address)
{
	int level = mapping_of(&the_mm, address).level;

	return level == PG_LEVEL_NONE ? BIT(PG_LEVEL_NONE) | BIT(PG_LEVEL_4K) : BIT(level);
}

void on_walk_begin(unsigned long address)
{
	unsigned long cpu = __wc_this_cpu();

	walked[cpu] = address;
	walking[cpu] = true;
	seen[cpu] = level_now(address);
}

void on_word_changed(unsigned long word, unsigned long before, unsigned long after)
{
	for (unsigned long cpu = 0; cpu < WALKCHECK_CPUS; cpu++) {
		if (walking[cpu])
			seen[cpu] |= level_now(walked[cpu]);
	}
}

void on_walk_end(int level)
{
	unsigned long cpu = __wc_this_cpu();

	__wc_require(seen[cpu] & BIT(level),
		     "the walk of %#lx returned level %d, which was never the level during it",
		     walked[cpu], level);
	walking[cpu] = false;
	seen[cpu] = 0;
}
