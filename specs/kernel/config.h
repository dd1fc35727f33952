/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The configuration that sliced functions see: a 64-bit x86 SMP kernel with KVM, transparent and
 * hugetlb pages and NUMA balancing. Stands for the generated autoconf.h; a scenario's `define` adds
 * to it.
 */
#ifndef WALKCHECK_CONFIG_H
#define WALKCHECK_CONFIG_H

#define CONFIG_64BIT 1
#define CONFIG_X86 1
#define CONFIG_X86_64 1
#define CONFIG_SMP 1
#define CONFIG_MMU 1
#define CONFIG_PGTABLE_LEVELS WALKCHECK_PAGING
#define CONFIG_HAVE_FAST_GUP 1
#define CONFIG_HAVE_GUP_FAST 1
#define CONFIG_ARCH_HAS_PTE_SPECIAL 1
#define CONFIG_TRANSPARENT_HUGEPAGE 1
#define CONFIG_HAVE_ARCH_TRANSPARENT_HUGEPAGE_PUD 1
#define CONFIG_HUGETLB_PAGE 1
#define CONFIG_HUGETLBFS 1
#define CONFIG_ARCH_WANT_GENERAL_HUGETLB 1
#define CONFIG_ARCH_WANT_HUGE_PMD_SHARE 1
#define CONFIG_SHMEM 1
#define CONFIG_NUMA_BALANCING 1
#define CONFIG_MMU_NOTIFIER 1
#define CONFIG_KVM 1
#define CONFIG_HAVE_KVM 1
#define KVM_ARCH_WANT_MMU_NOTIFIER 1
#define CONFIG_KVM_GENERIC_MMU_NOTIFIER 1
#if WALKCHECK_PAGING == 5
#define CONFIG_X86_5LEVEL 1
#endif
#if WALKCHECK_SCHEME != 1 && WALKCHECK_SCHEME != 3
#define CONFIG_MMU_GATHER_TABLE_FREE 1
#define CONFIG_MMU_GATHER_RCU_TABLE_FREE 1
#endif

#endif
