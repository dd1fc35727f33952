/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames, their addresses and their struct page. Stands for asm/page.h, asm-generic/
 * memory_model.h and the parts of mm_types.h that name a page.
 *
 * Memory is a flat direct map: __va() and __pa() are the identity. A struct page is a name for a
 * frame and nothing more: its address can be computed and turned back, its fields are not there.
 *
 * Compared with these of 6.1 and 6.12, arch/x86/include/asm/page*.h and
 * linux/{mm,pfn,page-flags}.h. What differs: which page is a tail is not known, so page_folio() is
 * the page's own; what counts and locks folios is opaque, and with it what is decided by them. Page
 * table descriptors are of 6.5.
 */
#ifndef WALKCHECK_PAGE_H
#define WALKCHECK_PAGE_H

struct page {
	unsigned long flags;
	unsigned long private;
	unsigned long words[6];
};

struct folio {
	struct page page;
};

struct ptdesc {
	struct page page;
};

typedef struct page *pgtable_t;

/* Room for a struct page of every 52-bit frame, below all other regions that the machine has. */
#define vmemmap ((struct page *)0xffff800000000000UL)

#ifdef WALKCHECK_NATIVE
/* Acted out by an ordinary compiler's code, where a frame is a block of the heap. */
void *__wc_to_virtual(unsigned long physical);
unsigned long __wc_to_physical(const volatile void *address);
#define __pa(address) __wc_to_physical((const volatile void *)(unsigned long)(address))
#define __va(physical) __wc_to_virtual((unsigned long)(physical))
#else
#define __pa(address) ((unsigned long)(address))
#define __va(physical) ((void *)(unsigned long)(physical))
#endif
#define __phys_addr(address) __pa(address)

static inline struct page *pfn_to_page(unsigned long pfn)
{
	return vmemmap + pfn;
}

static inline unsigned long page_to_pfn(const struct page *page)
{
	return (unsigned long)(page - vmemmap);
}

static inline struct page *virt_to_page(const void *address)
{
	return pfn_to_page(__pa(address) >> PAGE_SHIFT);
}

static inline void *page_to_virt(const struct page *page)
{
	return __va(page_to_pfn(page) << PAGE_SHIFT);
}

#define page_address(page) page_to_virt(page)
#define page_to_phys(page) ((phys_addr_t)page_to_pfn(page) << PAGE_SHIFT)
#define phys_to_virt(physical) __va(physical)
#define virt_to_phys(address) __pa(address)
#define pfn_to_virt(pfn) __va((pfn) << PAGE_SHIFT)
#define PFN_PHYS(pfn) ((phys_addr_t)(pfn) << PAGE_SHIFT)
#define PHYS_PFN(physical) ((unsigned long)((physical) >> PAGE_SHIFT))
#define PAGE_ALIGN(address) ALIGN(address, PAGE_SIZE)
#define offset_in_page(address) ((unsigned long)(address) & ~PAGE_MASK)
#define page_folio(page) ((struct folio *)(page))
#define nth_page(page, n) ((page) + (n))
#define page_ptdesc(page) ((struct ptdesc *)(page))
#define ptdesc_page(ptdesc) ((struct page *)(ptdesc))

#endif
