/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one guest of wc_mm, and a memory slot that has each page of it at the address that is the
 * page's number, shifted.
 */
#ifndef WALKCHECK_TREE_KVM_H
#define WALKCHECK_TREE_KVM_H

#include <linux/kvm_host.h>

static struct kvm wc_kvm wc_world = { .mm = &wc_mm };
static struct kvm_memory_slot wc_slot wc_world = { .npages = 1UL << 36 };
wc_given(wc_slot.base_gfn);
wc_given(wc_slot.userspace_addr);

#endif
