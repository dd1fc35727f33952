/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The world that a kernel tree's own files run in: one mm, whose top table is the scenario's, one
 * task, and the struct pages of page tables. To be included behind the tree's own headers.
 *
 * A member that neither its initial value nor wc_given() gives is not zero: what comes to depend on
 * it is INCONCLUSIVE, and names it.
 */
#ifndef WALKCHECK_TREE_WORLD_H
#define WALKCHECK_TREE_WORLD_H

#include <linux/mm.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/version.h>

#include "kernel/primitives.h"

#define wc_world __attribute__((__section__(".walkcheck.world")))
/* Of numbers that are 1 or 0 for a whole run: both are explored, each for all CPUs. */
#define wc_open __attribute__((__section__(".walkcheck.open")))
/* A variable of the kernel that has this value when a scenario begins, whatever its file says. */
#define wc_set_at_boot __attribute__((__section__(".walkcheck.boot")))
/* Like wc_world, for so many struct pages, with so many before them: where a kernel has them. */
#define wc_struct_pages(before, pages)                                                             \
	__attribute__((__section__(".walkcheck.pages." __stringify(before) "." __stringify(pages)   \
				   ".walkcheck.world")))

/*
 * Says that zero is meant: wc_given(wc_mm.notifier_subscriptions). Of each element of an array, with
 * the member of its first: wc_given_each(wc_pages, wc_pages[0].flags).
 */
struct wc_given {
	const volatile void *at;
	unsigned long bytes;
	unsigned long stride;
	unsigned long count;
};
#define wc_given_mark                                                                              \
	static const struct wc_given __used __attribute__((__section__(".walkcheck.given")))       \
	__UNIQUE_ID(wc_given)
#define wc_given(object) wc_given_mark = { &(object), sizeof(object), 0, 1 }
#define wc_given_each(array, member)                                                               \
	wc_given_mark = { &(member), sizeof(member), sizeof((array)[0]), ARRAY_SIZE(array) }

/* The top-level table of wc_mm: kPgdAddress of the machine. */
#define WC_PGD ((pgd_t *)0x1000000UL)

/* Page tables have the frames from that of WC_PGD on, every second one. */
#define WC_FIRST_PAGE 0x1000UL
#define WC_PAGES 256
/* Where the struct page of a frame is: kPagesBase of the machine, for the first. */
#define WC_STRUCT_PAGE(frame)                                                                      \
	(0xffffea0000000000UL + ((frame) - WC_FIRST_PAGE) * sizeof(struct page))

/* Data pages of 4K that a scenario maps have the frames from 0x10000 on; of 2M from 0x20000. */
#define WC_BEFORE_4K 61440
#define WC_BEFORE_2M 126976
#define WC_DATA_PAGES 64
#define WC_PAGES_OF_2M 512

/* Comes before the replacement, __cut_function(): its prototype is the kernel's. */
#define WC_REPLACES(function) extern typeof(function) __cut_##function

extern struct mm_struct wc_mm;
extern struct task_struct wc_task;
extern struct page wc_pages[WC_PAGES];

/* Whether it is the struct page of a page table. */
static inline bool wc_is_table(const struct page *page)
{
	return page >= wc_pages && page < wc_pages + WC_PAGES;
}

#endif
