/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A walk never returns PG_LEVEL_NONE for an address that stays mapped throughout it. The walk's
 * caller takes NONE for "nothing there": with a mapping there all along, that is wrong.
 *
 * Mapped is what mapping_of() says, in each state from the walk's beginning to its end.
 */
static unsigned long walked[WALKCHECK_CPUS];
static bool stayed_mapped[WALKCHECK_CPUS];

static bool is_mapped(unsigned long address)
{
	return mapping_of(&the_mm, address).level != PG_LEVEL_NONE;
}

void on_walk_begin(unsigned long address)
{
	unsigned long cpu = __wc_this_cpu();

	walked[cpu] = address;
	stayed_mapped[cpu] = is_mapped(address);
}

void on_word_changed(unsigned long word, unsigned long before, unsigned long after)
{
	for (unsigned long cpu = 0; cpu < WALKCHECK_CPUS; cpu++) {
		if (stayed_mapped[cpu])
			stayed_mapped[cpu] = is_mapped(walked[cpu]);
	}
}

void on_walk_end(int level)
{
	unsigned long cpu = __wc_this_cpu();

	__wc_require(level != PG_LEVEL_NONE || !stayed_mapped[cpu],
		     "%#lx was mapped throughout the walk that returned PG_LEVEL_NONE", walked[cpu]);
	stayed_mapped[cpu] = false;
}
