/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a vCPU's fault knows, and what becomes of it. After arch/x86/kvm/mmu/mmu_internal.h of 6.1:
 * of struct kvm_page_fault and of RET_PF_* what the specs use, and no more.
 */
#ifndef WALKCHECK_KVM_PAGE_FAULT_H
#define WALKCHECK_KVM_PAGE_FAULT_H

enum {
	RET_PF_CONTINUE,
	RET_PF_RETRY,
	RET_PF_FIXED,
	RET_PF_SPURIOUS,
};

struct kvm_page_fault {
	gfn_t gfn;
	hva_t hva;
	bool write;
	bool map_writable;
	int max_level;
	int req_level;
	int goal_level;
	unsigned long mmu_seq;
	kvm_pfn_t pfn;
};

#endif
