/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's second-level table as one guest frame sees it: the leaf that maps it, if there is one. For
 * scenarios in which the guest frame and the range of a notifier are open: which entry of which
 * table the leaf is in does not matter then, and the zap goes through no table. For one fault, on
 * one guest frame. Of no kernel file: nothing to compare.
 *
 * -DTDP_ONE_LEAF=1  a notifier removes this leaf, and not those of tdp_mmu.h
 */
#ifndef WALKCHECK_TDP_ONE_LEAF_H
#define WALKCHECK_TDP_ONE_LEAF_H

#ifndef TDP_ONE_LEAF
#define TDP_ONE_LEAF 0
#endif

struct tdp_leaf {
	u64 spte;  /* 0: there is none */
	gfn_t gfn; /* the first that it maps */
	unsigned long level;
};

struct tdp_leaf the_leaf;

static inline void tdp_zap_one_leaf(gfn_t start, gfn_t end)
{
	if (!READ_ONCE(the_leaf.spte))
		return;
	if ((start < the_leaf.gfn + KVM_PAGES_PER_HPAGE(the_leaf.level)) & (the_leaf.gfn < end)) {
		xchg(&the_leaf.spte, 0);
		__wc_cover("zapped");
	}
}

#endif
