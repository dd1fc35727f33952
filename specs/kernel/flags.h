/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flags that sliced functions pass around and test: of areas, of get_user_pages(), of protection
 * changes, of allocations. Stands for include/linux/{mm,mm_types,gfp_types,lockdep,numa}.h and
 * mm/internal.h. They choose paths; none has a meaning to the machine.
 *
 * Compared with these of 6.1 and 6.12, value by value. What differs: the numbers of FOLL_*, which
 * 6.3 has changed, and that 6.12 has no FOLL_MIGRATION; GFP_ATOMIC and GFP_NOWAIT. VM_SOFTDIRTY is
 * there whether or not CONFIG_MEM_SOFT_DIRTY is set.
 */
#ifndef WALKCHECK_FLAGS_H
#define WALKCHECK_FLAGS_H

#define VM_NONE 0x00000000
#define VM_READ 0x00000001
#define VM_WRITE 0x00000002
#define VM_EXEC 0x00000004
#define VM_SHARED 0x00000008
#define VM_MAYREAD 0x00000010
#define VM_MAYWRITE 0x00000020
#define VM_MAYSHARE 0x00000080
#define VM_GROWSDOWN 0x00000100
#define VM_UFFD_MISSING 0x00000200
#define VM_PFNMAP 0x00000400
#define VM_UFFD_WP 0x00001000
#define VM_LOCKED 0x00002000
#define VM_IO 0x00004000
#define VM_SEQ_READ 0x00008000
#define VM_RAND_READ 0x00010000
#define VM_DONTCOPY 0x00020000
#define VM_DONTEXPAND 0x00040000
#define VM_ACCOUNT 0x00100000
#define VM_NORESERVE 0x00200000
#define VM_HUGETLB 0x00400000
#define VM_WIPEONFORK 0x02000000
#define VM_SOFTDIRTY 0x08000000
#define VM_MIXEDMAP 0x10000000
#define VM_HUGEPAGE 0x20000000
#define VM_NOHUGEPAGE 0x40000000
#define VM_MERGEABLE BIT(31)

#if WALKCHECK_KERNEL >= 603
enum {
	FOLL_WRITE = 1 << 0,
	FOLL_GET = 1 << 1,
	FOLL_DUMP = 1 << 2,
	FOLL_FORCE = 1 << 3,
	FOLL_NOWAIT = 1 << 4,
	FOLL_NOFAULT = 1 << 5,
	FOLL_HWPOISON = 1 << 6,
	FOLL_ANON = 1 << 7,
	FOLL_LONGTERM = 1 << 8,
	FOLL_SPLIT_PMD = 1 << 9,
	FOLL_TOUCH = 1 << 16,
	FOLL_TRIED = 1 << 17,
	FOLL_REMOTE = 1 << 18,
	FOLL_PIN = 1 << 19,
	FOLL_FAST_ONLY = 1 << 20,
};
#else
#define FOLL_WRITE 0x01
#define FOLL_TOUCH 0x02
#define FOLL_GET 0x04
#define FOLL_DUMP 0x08
#define FOLL_FORCE 0x10
#define FOLL_NOWAIT 0x20
#define FOLL_NOFAULT 0x80
#define FOLL_HWPOISON 0x100
#define FOLL_MIGRATION 0x400
#define FOLL_TRIED 0x800
#define FOLL_REMOTE 0x2000
#define FOLL_ANON 0x8000
#define FOLL_LONGTERM 0x10000
#define FOLL_SPLIT_PMD 0x20000
#define FOLL_PIN 0x40000
#define FOLL_FAST_ONLY 0x80000
#endif

#define MM_CP_TRY_CHANGE_WRITABLE (1UL << 0)
#define MM_CP_PROT_NUMA (1UL << 1)
#define MM_CP_UFFD_WP (1UL << 2)
#define MM_CP_UFFD_WP_RESOLVE (1UL << 3)
#define MM_CP_UFFD_WP_ALL (MM_CP_UFFD_WP | MM_CP_UFFD_WP_RESOLVE)

#define GFP_KERNEL 0x0cc0U
#define GFP_KERNEL_ACCOUNT 0x400cc0U
#if WALKCHECK_KERNEL >= 612
#define GFP_ATOMIC 0x0820U
#define GFP_NOWAIT 0x2800U
#else
#define GFP_ATOMIC 0x0a20U
#define GFP_NOWAIT 0x0800U
#endif
#define __GFP_NOWARN 0x2000U
#define __GFP_ZERO 0x0100U

#define SINGLE_DEPTH_NESTING 1
#define NUMA_NO_NODE (-1)

enum { MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES, NR_MM_COUNTERS };

#endif
