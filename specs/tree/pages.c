/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages that a CPU allocates for itself, such as a batch of mm/mmu_gather.c. Each allocation may
 * fail. In place of __get_free_pages() of mm/page_alloc.c (get_free_pages_noprof() from 6.10 on) and
 * of free_pages(). A page that is freed is not given out again.
 */
#include <linux/gfp.h>
#include <linux/mmdebug.h>
#include <linux/percpu.h>

#define WC_OWN_PAGES 4

struct wc_own_pages {
	char page[WC_OWN_PAGES][PAGE_SIZE] __aligned(PAGE_SIZE);
};

/* What is in them is not known. */
static DEFINE_PER_CPU_SECTION(struct wc_own_pages, wc_own_pages, ".walkcheck.world");
static DEFINE_PER_CPU(unsigned int, wc_own_pages_used);

/* Nothing defines it: to reach it ends the run. */
void wc_needs_more_own_pages(void);

static unsigned long wc_own_page(unsigned int order)
{
	unsigned int *used = this_cpu_ptr(&wc_own_pages_used);

	if (__wc_choose(2))
		return 0;
	if (order != 0 || *used == WC_OWN_PAGES)
		wc_needs_more_own_pages();
	return (unsigned long)this_cpu_ptr(&wc_own_pages)->page[(*used)++];
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
WC_REPLACES(get_free_pages_noprof);
unsigned long __cut_get_free_pages_noprof(gfp_t gfp, unsigned int order)
{
	return wc_own_page(order);
}
#else
WC_REPLACES(__get_free_pages);
unsigned long __cut___get_free_pages(gfp_t gfp, unsigned int order)
{
	return wc_own_page(order);
}
#endif

WC_REPLACES(free_pages);
void __cut_free_pages(unsigned long address, unsigned int order)
{
}
