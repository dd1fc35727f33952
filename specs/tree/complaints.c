/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BUG() and WARN(): the kernel says of itself that this is never reached. The front end makes calls
 * of these from what asm/bug.h's statements are.
 */

void __walkcheck_bug(void)
{
	__wc_assert(0, "BUG() is not reached");
}

void __walkcheck_warn(void)
{
	__wc_assert(0, "WARN() is not reached");
}
