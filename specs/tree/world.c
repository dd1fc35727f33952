/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The objects of world.h, and the variables that a kernel sets when it boots: where its direct map
 * begins, where struct pages are, how many levels its tables have. The direct map is the identity,
 * so that __va() and __pa() are.
 */

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define WC_TABLE_TYPE (PGTY_table << 24 | 0xffffff)
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define WC_TABLE_TYPE ((unsigned int)~PG_table)
#else
#define WC_TABLE_TYPE (~PG_table)
#endif

struct mm_struct wc_mm wc_world = {
	.pgd = WC_PGD,
	.mm_users = { 1 },
	.mm_count = { 1 },
	.task_size = (1UL << 47) - PAGE_SIZE,
};
wc_given(wc_mm.notifier_subscriptions);
wc_given(wc_mm.tlb_flush_pending);

struct task_struct wc_task wc_world = {
	.mm = &wc_mm,
	.active_mm = &wc_mm,
};
/* No signal, no work, no need to reschedule. */
wc_given(wc_task.thread_info.flags);

/* Each is of a page table, and of nothing larger than a page. */
struct page wc_pages[WC_PAGES] wc_struct_pages(0, WC_PAGES) = {
	[0 ... WC_PAGES - 1] = {
		._refcount = { 1 },
		.page_type = WC_TABLE_TYPE,
	},
};
wc_given_each(wc_pages, wc_pages[0].flags);
wc_given_each(wc_pages, wc_pages[0].compound_head);

/* Data: each of 4K is by itself, and mapped once. */
struct page wc_data_pages[WC_DATA_PAGES] wc_struct_pages(WC_BEFORE_4K, WC_DATA_PAGES) = {
	[0 ... WC_DATA_PAGES - 1] = {
		._refcount = { 1 },
	},
};
wc_given_each(wc_data_pages, wc_data_pages[0].flags);
wc_given_each(wc_data_pages, wc_data_pages[0].compound_head);
wc_given_each(wc_data_pages, wc_data_pages[0]._mapcount);

/* The first of 2M is one page of many. */
struct page wc_data_page_of_2M[WC_PAGES_OF_2M] wc_struct_pages(WC_BEFORE_2M, WC_PAGES_OF_2M) = {
	[0] = {
		.flags = 1UL << PG_head,
		._refcount = { 1 },
	},
	[1 ... WC_PAGES_OF_2M - 1] = {
		.compound_head = WC_STRUCT_PAGE(0x20000) + 1,
	},
};
wc_given(wc_data_page_of_2M[0].compound_head);

/* There is memory as far as frames have numbers. */
unsigned long highest_memmap_pfn wc_set_at_boot = ULONG_MAX >> PAGE_SHIFT;

unsigned long page_offset_base = 0;
unsigned long vmemmap_base = (unsigned long)((char *)wc_pages - WC_FIRST_PAGE * sizeof(struct page));
unsigned int pgdir_shift = WALKCHECK_PAGING == 5 ? 48 : 39;
unsigned int ptrs_per_p4d = WALKCHECK_PAGING == 5 ? 512 : 1;

/* The machine does not encrypt its memory. */
#ifdef CONFIG_AMD_MEM_ENCRYPT
u64 sme_me_mask = 0;
#endif
#ifdef CONFIG_DYNAMIC_PHYSICAL_MASK
phys_addr_t physical_mask wc_set_at_boot = (1ULL << __PHYSICAL_MASK_SHIFT) - 1;
#endif
