/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The symbols of the configuration that the scenario's [machine] decides: no tree's own .config has
 * a say in them. Compared with arch/x86/Kconfig and mm/Kconfig of 6.1 and 6.12, which agree: with
 * PARAVIRT tables are freed by RCU. T1 and T3 are kernels without.
 */
#ifndef WALKCHECK_MACHINE_CONFIG_H
#define WALKCHECK_MACHINE_CONFIG_H

#define CONFIG_PGTABLE_LEVELS WALKCHECK_PAGING
#if WALKCHECK_PAGING == 5
#define CONFIG_X86_5LEVEL 1
#endif
#if WALKCHECK_RCU_TABLE_FREE
#define CONFIG_MMU_GATHER_TABLE_FREE 1
#define CONFIG_MMU_GATHER_RCU_TABLE_FREE 1
#endif

#endif
