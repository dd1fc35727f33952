/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page-table word of each level and its bits. Stands for
 * arch/x86/include/asm/{pgtable_types,pgtable_64_types,page_types}.h. Memory encryption is off, so
 * the frame field is bits 12 to 51.
 *
 * Compared with these of 6.1 and 6.12: each bit, mask and size, and its width. What differs: which
 * bits software has, SAVED_DIRTY, and that 6.12 counts a level of 256T, all three below. The
 * soft-dirty bit is there whether or not CONFIG_MEM_SOFT_DIRTY is set. What the number of levels
 * decides at run time is constant here.
 */
#ifndef WALKCHECK_PGTABLE_TYPES_H
#define WALKCHECK_PGTABLE_TYPES_H

typedef unsigned long pteval_t;
typedef unsigned long pmdval_t;
typedef unsigned long pudval_t;
typedef unsigned long p4dval_t;
typedef unsigned long pgdval_t;
typedef unsigned long pgprotval_t;

typedef struct {
	pteval_t pte;
} pte_t;

typedef struct {
	pmdval_t pmd;
} pmd_t;

typedef struct {
	pudval_t pud;
} pud_t;

typedef struct {
	p4dval_t p4d;
} p4d_t;

typedef struct {
	pgdval_t pgd;
} pgd_t;

typedef struct {
	pgprotval_t pgprot;
} pgprot_t;

typedef struct {
	unsigned long val;
} swp_entry_t;

typedef struct {
	unsigned long pd;
} hugepd_t;

enum pg_level {
	PG_LEVEL_NONE,
	PG_LEVEL_4K,
	PG_LEVEL_2M,
	PG_LEVEL_1G,
	PG_LEVEL_512G,
#if WALKCHECK_KERNEL >= 612
	PG_LEVEL_256T,
#endif
	PG_LEVEL_NUM
};

#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PTE_SHIFT 9

#define PMD_SHIFT 21
#define PMD_SIZE (1UL << PMD_SHIFT)
#define PMD_MASK (~(PMD_SIZE - 1))
#define PUD_SHIFT 30
#define PUD_SIZE (1UL << PUD_SHIFT)
#define PUD_MASK (~(PUD_SIZE - 1))
#define P4D_SHIFT 39
#define P4D_SIZE (1UL << P4D_SHIFT)
#define P4D_MASK (~(P4D_SIZE - 1))
#if WALKCHECK_PAGING == 5
#define PGDIR_SHIFT 48
#define PTRS_PER_P4D 512
#else
#define PGDIR_SHIFT 39
#define PTRS_PER_P4D 1
#endif
#define PGDIR_SIZE (1UL << PGDIR_SHIFT)
#define PGDIR_MASK (~(PGDIR_SIZE - 1))
#define PTRS_PER_PGD 512
#define PTRS_PER_PUD 512
#define PTRS_PER_PMD 512
#define PTRS_PER_PTE 512

#define HPAGE_PMD_SHIFT PMD_SHIFT
#define HPAGE_PMD_SIZE PMD_SIZE
#define HPAGE_PMD_MASK PMD_MASK
#define HPAGE_PMD_ORDER (PMD_SHIFT - PAGE_SHIFT)
#define HPAGE_PMD_NR (1 << HPAGE_PMD_ORDER)
#define HPAGE_PUD_SHIFT PUD_SHIFT
#define HPAGE_PUD_SIZE PUD_SIZE
#define HPAGE_PUD_MASK PUD_MASK
#define HPAGE_PUD_ORDER (PUD_SHIFT - PAGE_SHIFT)

#define __PHYSICAL_MASK_SHIFT 52
#define __PHYSICAL_MASK ((1UL << __PHYSICAL_MASK_SHIFT) - 1)
#define PHYSICAL_PAGE_MASK (PAGE_MASK & __PHYSICAL_MASK)
#define PHYSICAL_PMD_PAGE_MASK (PMD_MASK & __PHYSICAL_MASK)
#define PHYSICAL_PUD_PAGE_MASK (PUD_MASK & __PHYSICAL_MASK)
#define PTE_PFN_MASK PHYSICAL_PAGE_MASK
#define PTE_FLAGS_MASK (~PTE_PFN_MASK)

#define _PAGE_BIT_PRESENT 0
#define _PAGE_BIT_RW 1
#define _PAGE_BIT_USER 2
#define _PAGE_BIT_ACCESSED 5
#define _PAGE_BIT_DIRTY 6
#define _PAGE_BIT_PSE 7
#define _PAGE_BIT_GLOBAL 8
#define _PAGE_BIT_SPECIAL 9
#define _PAGE_BIT_UFFD_WP 10
#define _PAGE_BIT_SOFT_DIRTY 11
/* Which bits software has above the frame: 6.12 has swapped the two. */
#if WALKCHECK_KERNEL >= 612
#define _PAGE_BIT_DEVMAP 57
#define _PAGE_BIT_SAVED_DIRTY 58
#else
#define _PAGE_BIT_DEVMAP 58
#define _PAGE_BIT_SAVED_DIRTY 57
#endif
#define _PAGE_BIT_NX 63

#define _PAGE_PRESENT (1UL << 0)
#define _PAGE_RW (1UL << 1)
#define _PAGE_USER (1UL << 2)
#define _PAGE_PWT (1UL << 3)
#define _PAGE_PCD (1UL << 4)
#define _PAGE_ACCESSED (1UL << 5)
#define _PAGE_DIRTY (1UL << 6)
#define _PAGE_PSE (1UL << 7)
#define _PAGE_PAT (1UL << 7)
#define _PAGE_GLOBAL (1UL << 8)
#define _PAGE_PROTNONE _PAGE_GLOBAL
#define _PAGE_SPECIAL (1UL << 9)
#define _PAGE_UFFD_WP (1UL << 10)
#define _PAGE_SOFT_DIRTY (1UL << 11)
#define _PAGE_SWP_SOFT_DIRTY _PAGE_RW
#define _PAGE_SWP_UFFD_WP _PAGE_USER
#define _PAGE_SWP_EXCLUSIVE _PAGE_PWT
#define _PAGE_PAT_LARGE (1UL << 12)
#define _PAGE_DEVMAP (1UL << _PAGE_BIT_DEVMAP)
#define _PAGE_NX (1UL << 63)
/* Since 6.6: of a word without RW, dirty; with shadow stacks DIRTY would say something else. */
#if WALKCHECK_KERNEL >= 606
#define _PAGE_SAVED_DIRTY (1UL << _PAGE_BIT_SAVED_DIRTY)
#else
#define _PAGE_SAVED_DIRTY 0UL
#endif
#define _PAGE_DIRTY_BITS (_PAGE_DIRTY | _PAGE_SAVED_DIRTY)

/* Knights Landing may set these in a word that was just cleared: no entry by themselves. */
#define _PAGE_KNL_ERRATUM_MASK (_PAGE_DIRTY | _PAGE_ACCESSED)

#define _KERNPG_TABLE (_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY)
#define _PAGE_TABLE (_KERNPG_TABLE | _PAGE_USER)

#define __pgprot(value) ((pgprot_t){(value)})
#define pgprot_val(prot) ((prot).pgprot)
#define PAGE_NONE __pgprot(_PAGE_ACCESSED | _PAGE_PROTNONE)
#define PAGE_SHARED __pgprot(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED | _PAGE_NX)
#define PAGE_READONLY __pgprot(_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED | _PAGE_NX)
#define PAGE_COPY PAGE_READONLY

#define pgtable_l5_enabled() (WALKCHECK_PAGING == 5)

#endif
