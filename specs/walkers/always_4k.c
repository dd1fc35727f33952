/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * No walk at all (W-4K): whatever the host has, map no more than 4K. What KVM does where huge pages
 * are off, and what MIPS always does; right by construction, and the measure for the others. Of no
 * kernel file.
 */

int always_4k(unsigned long address)
{
	__wc_walk_begin(address);
	__wc_walk_end(PG_LEVEL_4K);
	return PG_LEVEL_4K;
}
