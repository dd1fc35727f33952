/* SPDX-License-Identifier: GPL-2.0-only */
/* In the other direction: the table is freed only when the CPU has gone on. */
unsigned long flag;

void on_table_freed(unsigned long table)
{
	__wc_cover("freed");
	__wc_require(flag, "table %#lx is freed before the CPU has gone on", table);
}
