/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Features of the processor, and keys that patch the kernel's text. In place of _static_cpu_has() of
 * arch/x86/include/asm/cpufeature.h and arch_static_branch() of jump_label.h there,
 * and of what else is an ALTERNATIVE: task_size_max() of page_64.h.
 *
 * The processor has five levels where the scenario's paging has, and pages of every size. It has no
 * protection keys and no shadow stacks, user space has no top table of its own, and the kernel is no
 * Xen guest. What else is asked for may be either, as may a key that no text gives a value: for the
 * whole of a run, and for all CPUs.
 */
#include <asm/cpufeature.h>
#include <linux/jump_label.h>

int processor_feature[(NCAPINTS + NBUGINTS) * 32] wc_open;

WC_REPLACES(_static_cpu_has);
bool __cut__static_cpu_has(u16 bit)
{
	switch (bit) {
	case X86_FEATURE_LA57:
		return WALKCHECK_PAGING == 5;
	case X86_FEATURE_PSE:
	case X86_FEATURE_GBPAGES:
	case X86_FEATURE_NX:
		return true;
	case X86_FEATURE_OSPKE:
#ifdef X86_FEATURE_SHSTK
	case X86_FEATURE_SHSTK:
#endif
#ifdef X86_FEATURE_USER_SHSTK
	case X86_FEATURE_USER_SHSTK:
#endif
	case X86_FEATURE_PTI:
	case X86_FEATURE_XENPV:
		return false;
	default:
		return processor_feature[bit];
	}
}

/* One of two constants, by the levels that there are. */
WC_REPLACES(task_size_max);
unsigned long __cut_task_size_max(void)
{
	return (1UL << (WALKCHECK_PAGING == 5 ? 56 : 47)) - PAGE_SIZE;
}

WC_REPLACES(arch_static_branch);
bool __cut_arch_static_branch(struct static_key *key, bool branch)
{
	return (key->enabled.counter != 0) != branch;
}

WC_REPLACES(arch_static_branch_jump);
bool __cut_arch_static_branch_jump(struct static_key *key, bool branch)
{
	return (key->enabled.counter != 0) != branch;
}
