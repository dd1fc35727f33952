/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The address space, its areas and its lock. Stands for include/linux/{mm_types,mm,mmap_lock,
 * sched,fs,rmap}.h.
 *
 * A scenario has one address space, `the_mm`, shared by all CPUs, and every CPU runs a task of it.
 * Areas are not looked up: `the_vma` stands for whichever area an address is in. Counters of
 * pages and tables are not kept: no walk asks for them.
 *
 * Compared with these of 6.1 and 6.12: what the lock functions take and return. What differs: 6.12
 * also counts mm_lock_seq under mmap_lock held for write, for who reads under an area's own lock.
 * Such locks are not here, and who asks for one is told that it is opaque.
 */
#ifndef WALKCHECK_MM_H
#define WALKCHECK_MM_H

/* Where the machine puts the top-level table; model/program/layout.hpp says the same. */
#define WALKCHECK_PGD ((pgd_t *)0x1000000UL)

struct mm_struct {
	pgd_t *pgd;
	struct rw_semaphore mmap_lock;
	spinlock_t page_table_lock;
	seqcount_t write_protect_seq;
	unsigned long flags;
	unsigned long task_size;
};

struct address_space {
	struct rw_semaphore i_mmap_rwsem;
};

struct file {
	struct address_space *f_mapping;
};

struct anon_vma {
	struct anon_vma *root;
	struct rw_semaphore rwsem;
};

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	unsigned long vm_flags;
	struct anon_vma *anon_vma;
	struct file *vm_file;
	unsigned long vm_pgoff;
};

struct task_struct {
	struct mm_struct *mm;
	struct mm_struct *active_mm;
	unsigned long flags;
};

#if WALKCHECK_PAGING == 5
#define TASK_SIZE_MAX ((1UL << 56) - PAGE_SIZE)
#else
#define TASK_SIZE_MAX ((1UL << 47) - PAGE_SIZE)
#endif
#define TASK_SIZE TASK_SIZE_MAX

struct mm_struct the_mm = {.pgd = WALKCHECK_PGD, .task_size = TASK_SIZE};
/* The kernel's own tables are not modelled: there is nothing to walk. */
struct mm_struct init_mm;
struct address_space the_mapping;
struct file the_file = {.f_mapping = &the_mapping};
struct anon_vma the_anon_vma = {.root = &the_anon_vma};
struct vm_area_struct the_vma = {
    .vm_start = 0,
    .vm_end = TASK_SIZE,
    .vm_mm = &the_mm,
    .vm_page_prot = {_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED},
    .anon_vma = &the_anon_vma,
    .vm_file = &the_file,
};
struct task_struct the_task = {.mm = &the_mm, .active_mm = &the_mm};

static inline struct task_struct *get_current(void)
{
	return &the_task;
}

#define current get_current()

static __always_inline void mmap_read_lock(struct mm_struct *mm)
{
	down_read(&mm->mmap_lock);
}

static __always_inline int mmap_read_lock_killable(struct mm_struct *mm)
{
	return down_read_killable(&mm->mmap_lock);
}

static __always_inline bool mmap_read_trylock(struct mm_struct *mm)
{
	return down_read_trylock(&mm->mmap_lock);
}

static __always_inline void mmap_read_unlock(struct mm_struct *mm)
{
	up_read(&mm->mmap_lock);
}

static __always_inline void mmap_write_lock(struct mm_struct *mm)
{
	down_write(&mm->mmap_lock);
}

static __always_inline int mmap_write_lock_killable(struct mm_struct *mm)
{
	return down_write_killable(&mm->mmap_lock);
}

static __always_inline bool mmap_write_trylock(struct mm_struct *mm)
{
	return down_write_trylock(&mm->mmap_lock);
}

static __always_inline void mmap_write_unlock(struct mm_struct *mm)
{
	up_write(&mm->mmap_lock);
}

static __always_inline void mmap_write_downgrade(struct mm_struct *mm)
{
	downgrade_write(&mm->mmap_lock);
}

#define mmap_assert_locked(mm) lockdep_assert_held(&(mm)->mmap_lock)
#define mmap_assert_write_locked(mm) lockdep_assert_held_write(&(mm)->mmap_lock)

static __always_inline void i_mmap_lock_write(struct address_space *mapping)
{
	down_write(&mapping->i_mmap_rwsem);
}

static __always_inline void i_mmap_unlock_write(struct address_space *mapping)
{
	up_write(&mapping->i_mmap_rwsem);
}

static __always_inline void i_mmap_lock_read(struct address_space *mapping)
{
	down_read(&mapping->i_mmap_rwsem);
}

static __always_inline void i_mmap_unlock_read(struct address_space *mapping)
{
	up_read(&mapping->i_mmap_rwsem);
}

static __always_inline void anon_vma_lock_write(struct anon_vma *anon_vma)
{
	down_write(&anon_vma->root->rwsem);
}

static __always_inline void anon_vma_unlock_write(struct anon_vma *anon_vma)
{
	up_write(&anon_vma->root->rwsem);
}

static __always_inline void anon_vma_lock_read(struct anon_vma *anon_vma)
{
	down_read(&anon_vma->root->rwsem);
}

static __always_inline void anon_vma_unlock_read(struct anon_vma *anon_vma)
{
	up_read(&anon_vma->root->rwsem);
}

static inline void mm_inc_nr_ptes(struct mm_struct *mm)
{
	(void)mm;
}

static inline void mm_dec_nr_ptes(struct mm_struct *mm)
{
	(void)mm;
}

static inline void mm_inc_nr_pmds(struct mm_struct *mm)
{
	(void)mm;
}

static inline void mm_dec_nr_pmds(struct mm_struct *mm)
{
	(void)mm;
}

static inline void mm_inc_nr_puds(struct mm_struct *mm)
{
	(void)mm;
}

static inline void mm_dec_nr_puds(struct mm_struct *mm)
{
	(void)mm;
}

#endif
