/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The configuration that sliced functions see: a 64-bit x86 SMP kernel with KVM, transparent and
 * hugetlb pages and NUMA balancing. Stands for the generated autoconf.h.
 *
 * A symbol that a slice asks for and that neither stands here, nor in machine_config.h, nor in the
 * tree's own .config, nor in the scenario's `define` is an error. So here is only what each
 * distribution's x86-64 kernel of 6.1 and of 6.12 has alike, as set or as `is not set`, and why.
 * Compared: arch/x86/Kconfig, arch/x86/kvm/Kconfig, mm/Kconfig, init/Kconfig of 6.1 and 6.12.
 */
#ifndef WALKCHECK_CONFIG_H
#define WALKCHECK_CONFIG_H

#include "machine_config.h"

/* What is modelled. */
#define CONFIG_64BIT 1
#define CONFIG_X86 1
#define CONFIG_X86_64 1
#define CONFIG_SMP 1
#define CONFIG_MMU 1

/* What walks of page tables need: config X86 selects them, or X86_64 has them. */
#define CONFIG_HAVE_FAST_GUP 1
#define CONFIG_HAVE_GUP_FAST 1
#define CONFIG_ARCH_HAS_PTE_SPECIAL 1
#define CONFIG_ARCH_HAS_PTE_DEVMAP 1
#define CONFIG_ARCH_HAS_GIGANTIC_PAGE 1
#define CONFIG_ARCH_HAS_NONLEAF_PMD_YOUNG 1
#define CONFIG_ARCH_WANT_GENERAL_HUGETLB 1
#define CONFIG_ARCH_WANT_HUGE_PMD_SHARE 1
#define CONFIG_ARCH_ENABLE_HUGEPAGE_MIGRATION 1
#define CONFIG_ARCH_ENABLE_THP_MIGRATION 1
#define CONFIG_ARCH_ENABLE_SPLIT_PMD_PTLOCK 1
#define CONFIG_ARCH_ENABLE_MEMORY_HOTPLUG 1
#define CONFIG_ARCH_ENABLE_MEMORY_HOTREMOVE 1
#define CONFIG_ARCH_HAS_CURRENT_STACK_POINTER 1
#define CONFIG_ARCH_HAS_MEM_ENCRYPT 1
#define CONFIG_ARCH_HAS_SET_DIRECT_MAP 1
#define CONFIG_ARCH_HAS_SET_MEMORY 1
#define CONFIG_ARCH_HAS_STRICT_KERNEL_RWX 1
#define CONFIG_ARCH_HAVE_NMI_SAFE_CMPXCHG 1
#define CONFIG_ARCH_STACKWALK 1
#define CONFIG_ARCH_SUPPORTS_ATOMIC_RMW 1
#define CONFIG_ARCH_SUPPORTS_DEBUG_PAGEALLOC 1
#define CONFIG_ARCH_USE_QUEUED_RWLOCKS 1
#define CONFIG_ARCH_USE_QUEUED_SPINLOCKS 1
#define CONFIG_ARCH_WANT_BATCHED_UNMAP_TLB_FLUSH 1
#define CONFIG_GENERIC_ENTRY 1
#define CONFIG_HAVE_ARCH_JUMP_LABEL 1
#define CONFIG_HAVE_ARCH_KFENCE 1
#define CONFIG_HAVE_ARCH_SOFT_DIRTY 1
#define CONFIG_HAVE_ARCH_TRANSPARENT_HUGEPAGE 1
#define CONFIG_HAVE_ARCH_TRANSPARENT_HUGEPAGE_PUD 1
#define CONFIG_HAVE_ARCH_USERFAULTFD_MINOR 1
#define CONFIG_HAVE_ARCH_USERFAULTFD_WP 1
#define CONFIG_HAVE_CMPXCHG_DOUBLE 1
#define CONFIG_HAVE_CMPXCHG_LOCAL 1
#define CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS 1
#define CONFIG_HAVE_HW_BREAKPOINT 1
#define CONFIG_HAVE_IOREMAP_PROT 1
#define CONFIG_HAVE_MOVE_PMD 1
#define CONFIG_HAVE_MOVE_PUD 1
#define CONFIG_HAVE_PERF_EVENTS 1
#define CONFIG_HAVE_SETUP_PER_CPU_AREA 1
#define CONFIG_LOCK_MM_AND_FIND_VMA 1
#define CONFIG_MMU_GATHER_MERGE_VMAS 1
#define CONFIG_NEED_PER_CPU_EMBED_FIRST_CHUNK 1
#define CONFIG_NEED_PER_CPU_PAGE_FIRST_CHUNK 1
#define CONFIG_PERF_EVENTS 1
#define CONFIG_PHYS_ADDR_T_64BIT 1
#define CONFIG_SWIOTLB 1
#define CONFIG_THREAD_INFO_IN_TASK 1
#define CONFIG_ZONE_DMA32 1

/* Set wherever what it depends on is there: 6.12's default, and no text of 6.1 asks for it. */
#define CONFIG_ARCH_SUPPORTS_PER_VMA_LOCK 1
#define CONFIG_PER_VMA_LOCK 1
#define CONFIG_SPLIT_PTE_PTLOCKS 1
#define CONFIG_SPLIT_PMD_PTLOCKS 1
#define CONFIG_PGTABLE_HAS_HUGE_LEAVES 1
#define CONFIG_HUGETLB_PMD_PAGE_TABLE_SHARING 1

/* Features that every distribution builds in, as far as walks and their mutators ask for them. */
#define CONFIG_TRANSPARENT_HUGEPAGE 1
#define CONFIG_HUGETLB_PAGE 1
#define CONFIG_HUGETLBFS 1
#define CONFIG_SHMEM 1
#define CONFIG_NUMA 1
#define CONFIG_NUMA_BALANCING 1
#define CONFIG_MMU_NOTIFIER 1
#define CONFIG_MIGRATION 1
#define CONFIG_COMPACTION 1
#define CONFIG_SWAP 1
#define CONFIG_USERFAULTFD 1
#define CONFIG_KSM 1
#define CONFIG_MEMORY_FAILURE 1
#define CONFIG_SPARSEMEM 1
#define CONFIG_SPARSEMEM_EXTREME 1
#define CONFIG_SPARSEMEM_VMEMMAP 1
#define CONFIG_MODULES 1
#define CONFIG_BLOCK 1
#define CONFIG_PRINTK 1
#define CONFIG_PROC_FS 1
#define CONFIG_SYSFS 1
#define CONFIG_SYSCTL 1
#define CONFIG_TMPFS 1
#define CONFIG_FUTEX 1
#define CONFIG_X86_LOCAL_APIC 1
#define CONFIG_X86_DIRECT_GBPAGES 1
#define CONFIG_SPLIT_PTLOCK_CPUS 4
#define CONFIG_PAGE_SHIFT 12

/* KVM, and what its Kconfig selects. */
#define CONFIG_KVM 1
#define CONFIG_HAVE_KVM 1
#define CONFIG_KVM_GENERIC_MMU_NOTIFIER 1
#define CONFIG_KVM_GENERIC_DIRTYLOG_READ_PROTECT 1
#define CONFIG_KVM_MMIO 1
#define CONFIG_KVM_ASYNC_PF 1
#define CONFIG_KVM_VFIO 1
#define CONFIG_KVM_XFER_TO_GUEST_WORK 1
#define CONFIG_HAVE_KVM_IRQCHIP 1
#define CONFIG_HAVE_KVM_IRQ_BYPASS 1
#define CONFIG_HAVE_KVM_IRQ_ROUTING 1
#define CONFIG_HAVE_KVM_MSI 1
#define CONFIG_HAVE_KVM_NO_POLL 1
#define CONFIG_HAVE_KVM_PFNCACHE 1
#define CONFIG_HAVE_KVM_CPU_RELAX_INTERCEPT 1
#define CONFIG_HAVE_KVM_DIRTY_RING_TSO 1
#define CONFIG_HAVE_KVM_DIRTY_RING_ACQ_REL 1
#define CONFIG_PREEMPT_NOTIFIERS 1
#define KVM_ARCH_WANT_MMU_NOTIFIER 1

/* Of other architectures, and of 32 bits. */
/* CONFIG_X86_32 is not set */
/* CONFIG_X86_PAE is not set */
/* CONFIG_32BIT is not set */
/* CONFIG_HIGHMEM is not set */
/* CONFIG_HIGHMEM4G is not set */
/* CONFIG_HIGHMEM64G is not set */
/* CONFIG_HIGHPTE is not set */
/* CONFIG_ARC is not set */
/* CONFIG_ARM is not set */
/* CONFIG_ARM64 is not set */
/* CONFIG_IA64 is not set */
/* CONFIG_PARISC is not set */
/* CONFIG_PPC is not set */
/* CONFIG_PPC32 is not set */
/* CONFIG_PPC64 is not set */
/* CONFIG_RISCV is not set */
/* CONFIG_S390 is not set */
/* CONFIG_SPARC64 is not set */
/* CONFIG_STACK_GROWSUP is not set */
/* CONFIG_ARCH_HAS_HUGEPD is not set */
/* CONFIG_GUP_GET_PTE_LOW_HIGH is not set */
/* CONFIG_GUP_GET_PXX_LOW_HIGH is not set */
/* CONFIG_MMU_GATHER_NO_GATHER is not set */
/* CONFIG_MMU_GATHER_NO_RANGE is not set */
/* CONFIG_MMU_GATHER_NO_FLUSH_CACHE is not set */
/* CONFIG_MMU_GATHER_PAGE_SIZE is not set */
/* CONFIG_NEED_PER_CPU_KM is not set */
/* CONFIG_HAVE_ARCH_PFN_VALID is not set */
/* CONFIG_KMAP_LOCAL is not set */
/* CONFIG_KVM_ASYNC_PF_SYNC is not set */
/* CONFIG_HAVE_KVM_ARCH_TLB_FLUSH_ALL is not set */
/* CONFIG_HUGETLB_PAGE_SIZE_VARIABLE is not set */
/* CONFIG_TINY_RCU is not set */
/* CONFIG_FLATMEM is not set */
/* CONFIG_DISCONTIGMEM is not set */
/* CONFIG_SLOB is not set */
/* CONFIG_NOMMU is not set */

/* Checks for developers: no distribution's ordinary kernel has them. What they would check the
 * vocabulary checks in any case, see bug.h, lockdep.h and rcu.h, or its header says that it does not. */
/* CONFIG_LOCKDEP is not set */
/* CONFIG_PROVE_LOCKING is not set */
/* CONFIG_PROVE_RCU is not set */
/* CONFIG_DEBUG_LOCK_ALLOC is not set */
/* CONFIG_DEBUG_SPINLOCK is not set */
/* CONFIG_DEBUG_RWSEMS is not set */
/* CONFIG_DEBUG_ATOMIC_SLEEP is not set */
/* CONFIG_DEBUG_PAGEALLOC is not set */
/* CONFIG_DEBUG_VIRTUAL is not set */
/* CONFIG_DEBUG_TLBFLUSH is not set */
/* CONFIG_KASAN is not set */
/* CONFIG_KASAN_GENERIC is not set */
/* CONFIG_KASAN_SW_TAGS is not set */
/* CONFIG_KASAN_HW_TAGS is not set */
/* CONFIG_KASAN_VMALLOC is not set */
/* CONFIG_KMSAN is not set */
/* CONFIG_KCSAN is not set */
/* CONFIG_DEBUG_KMEMLEAK is not set */
/* CONFIG_DEBUG_VM_RB is not set */
/* CONFIG_DEBUG_VM_MAPLE_TREE is not set */
/* CONFIG_DEBUG_PAGE_REF is not set */
/* CONFIG_CPA_DEBUG is not set */
/* CONFIG_X86_CPA_STATISTICS is not set */
/* CONFIG_KVM_PROVE_MMU is not set */
/* CONFIG_COMPILE_TEST is not set */
/* CONFIG_BROKEN is not set */

/* Another kernel flavour. */
/* CONFIG_PREEMPT_RT is not set */
/* CONFIG_RCU_STRICT_GRACE_PERIOD is not set */

#endif
