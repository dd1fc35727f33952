/* SPDX-License-Identifier: GPL-2.0-only */
/* No vocabulary: for tests whose C has names of its own and shares nothing with the kernel's. */
