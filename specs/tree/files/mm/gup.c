/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * References to data pages, of which there are no struct pages: whether one is got is anybody's
 * guess. In place of functions of mm/gup.c. No page is of secret memory, and whether a page was
 * referenced is of no interest.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
WC_REPLACES(try_grab_folio_fast);
struct folio *__cut_try_grab_folio_fast(struct page *page, int refs, unsigned int flags)
{
	return __wc_choose(2) ? (struct folio *)page : NULL;
}

WC_REPLACES(gup_fast_folio_allowed);
bool __cut_gup_fast_folio_allowed(struct folio *folio, unsigned int flags)
{
	return true;
}
#else
WC_REPLACES(try_grab_folio);
struct folio *__cut_try_grab_folio(struct page *page, int refs, unsigned int flags)
{
	return __wc_choose(2) ? (struct folio *)page : NULL;
}

WC_REPLACES(page_is_secretmem);
bool __cut_page_is_secretmem(struct page *page)
{
	return false;
}
#endif

WC_REPLACES(gup_put_folio);
void __cut_gup_put_folio(struct folio *folio, int refs, unsigned int flags)
{
}

WC_REPLACES(folio_set_referenced);
void __cut_folio_set_referenced(struct folio *folio)
{
}
