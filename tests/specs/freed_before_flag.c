/* SPDX-License-Identifier: GPL-2.0-only */
/* What was given to call_rcu() is freed before the CPU goes on. */
unsigned long flag;

void on_table_freed(unsigned long table)
{
	__wc_cover("freed");
	__wc_require(!flag, "table %#lx is freed when the CPU has gone on", table);
}
