/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel vocabulary: included before every spec and before every function that is cut out of
 * a kernel tree. Names and meanings are those of x86-64 Linux, of the version WALKCHECK_KERNEL:
 * that of the tree, or else of the scenario, or else 6.1. Where versions have two names for one
 * thing both work; where they mean two things by one name, an #if says so. Each header says which
 * kernel files it stands for, what was compared and what it leaves out.
 *
 * Two rules for whoever adds to it. A predicate or accessor is a static inline function that takes
 * its word by value: a macro that drops an argument drops the load in that argument. And what a
 * user may want to cut out of a tree (the subject of a check) is not defined here.
 *
 * Settings, given with -D: WALKCHECK_PAGING (4 or 5), WALKCHECK_CPUS, how many there are,
 * WALKCHECK_KERNEL, 601 for 6.1, and the features of the scheme, 1 or 0: see mmu_gather.h. What is
 * compiled without a scenario has those of T1.
 */
#ifndef WALKCHECK_H
#define WALKCHECK_H

#ifndef WALKCHECK_PAGING
#define WALKCHECK_PAGING 4
#endif
#ifndef WALKCHECK_FLUSH_IPI
#define WALKCHECK_FLUSH_IPI 1
#endif
#ifndef WALKCHECK_RCU_TABLE_FREE
#define WALKCHECK_RCU_TABLE_FREE 0
#endif
#ifndef WALKCHECK_BATCH_PAGE_MAY_FAIL
#define WALKCHECK_BATCH_PAGE_MAY_FAIL 0
#endif
#ifndef WALKCHECK_BATCH_PAGE_FAILS
#define WALKCHECK_BATCH_PAGE_FAILS 0
#endif
#ifndef WALKCHECK_KERNEL
#define WALKCHECK_KERNEL 601
#endif
#ifndef WALKCHECK_CPUS
#define WALKCHECK_CPUS 1
#endif

/*
 * 1 in a CPU whose `drop` names the step, which the scenario says by -DWALKCHECK_DROP_step=1, else 0:
 * a step that can be left out, or done too early or late, needs no more than this.
 */
#define DROPPED(step) __WC_IS_SET(WALKCHECK_DROP_##step)

#include "primitives.h"
#include "config.h"
#include "types.h"
#include "compiler.h"
#include "kernel.h"
#include "bug.h"
#include "errno.h"
#include "flags.h"
#include "barrier.h"
#include "atomic.h"
#include "bitops.h"
#include "lockdep.h"
#include "irq.h"
#include "spinlock.h"
#include "rwsem.h"
#include "seqlock.h"
#include "rcu.h"
#include "pgtable_types.h"
#include "page.h"
#include "pgtable_words.h"
#include "pgtable_frames.h"
#include "pgtable_offset.h"
#include "pgtable_modify.h"
#include "mm.h"
#include "pgtable_lock.h"
#include "pte_map.h"
#include "tlb.h"
#include "mmu_gather.h"
#include "kvm.h"
#include "spte.h"
#include "tdp_mmu.h"
#include "tdp_one_leaf.h"
#include "mmu_notifier.h"
#include "pgtable_generic.h"
#include "mapping.h"

#endif
