/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The merged walk (W3): host_pfn_mapping_level() of arch/x86/kvm/mmu/mmu.c since 44187235cbcc (5.18),
 * the same shape in 6.1, 6.12 and 6.18. It is given the address, which KVM's finds by a guest frame
 * and its memslot.
 *
 * Interrupts are off, each word is loaded exactly once, and each next table's address comes from
 * the copy that was tested. What is not mapped counts as 4K; the PTE table is never read.
 *
 * To be dropped:
 * irqs_off  interrupts stay on
 */

int host_pfn_mapping_level(unsigned long address)
{
	int level = PG_LEVEL_4K;
	unsigned long flags = 0;
	pgd_t pgd;
	p4d_t p4d;
	pud_t pud;
	pmd_t pmd;

	__wc_walk_begin(address);
	if (!DROPPED(irqs_off))
		local_irq_save(flags);

	pgd = READ_ONCE(*pgd_offset(&the_mm, address));
	if (pgd_none(pgd))
		goto nothing;

	p4d = READ_ONCE(*p4d_offset(&pgd, address));
	if (p4d_none(p4d) || !p4d_present(p4d))
		goto nothing;

	pud = READ_ONCE(*pud_offset(&p4d, address));
	if (pud_none(pud) || !pud_present(pud))
		goto nothing;
	if (pud_large(pud)) {
		level = PG_LEVEL_1G;
		goto found;
	}

	pmd = READ_ONCE(*pmd_offset(&pud, address));
	if (pmd_none(pmd) || !pmd_present(pmd))
		goto nothing;
	if (pmd_large(pmd))
		level = PG_LEVEL_2M;

found:
	__wc_cover("walk_saw_mapping");
	goto out;
nothing:
	__wc_cover("walk_saw_none");
out:
	if (!DROPPED(irqs_off))
		local_irq_restore(flags);
	__wc_walk_end(level);
	return level;
}
