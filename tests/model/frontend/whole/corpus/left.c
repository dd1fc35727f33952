// SPDX-License-Identifier: GPL-2.0-only
// Statements that are near those that are understood, one for each function. None is.
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

u64 variable, words[8];
u8 small;

/* Instructions and prefixes. */
void left_unknown_instruction(void) { asm volatile("rol $1, %0" : "+m"(variable)); }
void left_second_unknown(void) { asm volatile("lock; incq %0; cpuid" : "+m"(variable)); }
void left_locked_move(u64 a) { asm volatile("lock; movq %1, %0" : "=m"(variable) : "r"(a)); }
void left_locked_register(u64 a) { asm volatile("lock; addq $1, %0" : "+r"(a)); }
void left_locked_negation(void) { asm volatile("lock; negq %0" : "+m"(variable)); }
void left_locked_compare(void) { asm volatile("lock; cmpq $1, %0" : : "m"(variable) : "memory"); }
void left_locked_bit_test(void) { asm volatile("lock; btq $1, %0" : : "m"(variable) : "memory"); }
void left_lock_alone(void) { asm volatile("incq %0; lock" : "+m"(variable)); }
void left_lock_twice(void) { asm volatile("lock; lock; incq %0" : "+m"(variable)); }
void left_repeated_add(void) { asm volatile("rep; addq $1, %0" : "+m"(variable)); }
void left_wide_exchange(u64 a) { asm volatile("lock; cmpxchg16b %0" : "+m"(words) : "a"(a), "d"(a), "b"(a), "c"(a)); }
void left_eight_bytes(u64 a) { asm volatile("lock; cmpxchg8b %0" : "+m"(words) : "a"(a), "d"(a), "b"(a), "c"(a)); }
void left_byte_scan(u8 a) { u8 v; asm volatile("bsfb %1, %0" : "=q"(v) : "q"(a)); }
void left_carry(u64 a) { asm volatile("adcq $0, %0" : "+r"(a)); }
void left_borrow(u64 a, u64 b) { asm volatile("cmpq $1, %0; sbbq %1, %0" : "+r"(a) : "r"(b)); }
void left_half_swap(unsigned short a) { asm volatile("bswapw %0" : "+r"(a)); }
void left_interrupts(void) { asm volatile("cli" : : : "memory"); }
void left_flags(void) { u64 v; asm volatile("pushf; pop %0" : "=rm"(v)); }
void left_trap(void) { asm volatile("ud2"); }
void left_jump(void) { asm volatile("incq %0; jmp 1f\n1:" : "+m"(variable)); }

/* Operands. */
void left_other_segment(u64 a) { asm volatile("addq %1, %%fs:%0" : "+m"(variable) : "r"(a)); }
void left_high_byte(u32 a) { asm volatile("movb %h1, %0" : "=m"(small) : "Q"(a)); }
void left_in_parentheses(u64 *p) { asm volatile("incq (%0)" : : "r"(p) : "memory"); }
void left_index(u64 *p) { asm volatile("incq 8(%0)" : : "r"(p) : "memory"); }
void left_register_by_name(void) { asm volatile("movq %%rbx, %0" : "=m"(variable)); }
void left_stack(void) { asm volatile("lock; addl $1, -4(%%rsp)" : : : "memory", "cc"); }
void left_stack_unlocked(void) { asm volatile("addl $0, -4(%%rsp)" : : : "memory", "cc"); }
void left_other_stack(void) { asm volatile("lock; addl $0, -4(%%rbp)" : : : "memory", "cc"); }
void left_two_in_memory(void) { asm volatile("addq %1, %0" : "+m"(variable) : "m"(words[1])); }
void left_no_width(void) { asm volatile("inc %0" : "+m"(variable)); }
void left_narrow_register(u32 a) { asm volatile("addq %1, %0" : "+m"(variable) : "r"(a)); }
void left_wide_register(u64 a) { asm volatile("addl %1, %0" : "+m"(*(u32 *)&variable) : "r"(a)); }
void left_octal(void) { asm volatile("addq $010, %0" : "+m"(variable)); }
void left_absolute(void) { u64 v; asm volatile("movq %%gs:%P1, %0" : "=r"(v) : "i"(40)); }
void left_bare_number(void) { u64 v; asm volatile("movq %c1, %0" : "=r"(v) : "i"(40)); }
void left_far_bit(void) { asm volatile("btsq %1, %0" : "+m"(variable) : "i"(64)); }
void left_bit_of_either_kind(u64 a) { asm volatile("btsw %w1, %0" : "+m"(variable) : "Ir"(a)); }
void left_any_bit(u64 a) { asm volatile("btsq %1, %0" : "+m"(variable) : "er"(a)); }
void left_bit_of_memory_or_register(u64 a) { asm volatile("btsq %1, %0" : "=rm"(variable) : "r"(a)); }
void left_three(u64 a) { asm volatile("addq %1, %0, %0" : "+r"(a) : "r"(a)); }
void left_wide_scan(u64 a) { asm volatile("bsrl %k1, %k0" : "+r"(a) : "r"(a)); }
void left_counted_or_kept(u64 a) { asm volatile("rep; bsfq %1, %0" : "+r"(a) : "r"(a)); }

/* Constraints. */
void left_float(float a) { asm volatile("" : "+x"(a)); }
void left_alternatives(u64 a) { asm volatile("addq %1, %0" : "+r,m"(variable) : "r,i"(a)); }
void left_commutes(u64 a, u64 b) { asm volatile("addq %1, %0" : "+%r"(a) : "r"(b)); }
void left_clobbered(void) { asm volatile("incq %0" : "+m"(variable) : : "rax"); }
void left_input_written(u64 a) { asm volatile("addq $1, %0" : : "r"(a)); }
void left_memory_written(void) { asm volatile("addq $1, %0" : : "m"(variable)); }
u64 left_nothing_in_it(void) { u64 v; asm volatile("" : "=r"(v)); return v; }
u64 left_read_before(void) { u64 v; asm volatile("addq $1, %0" : "=r"(v)); return v; }
u8 left_parity(void) { u8 f; asm volatile("incq %1" : "=@ccp"(f), "+m"(variable)); return f; }
u8 left_carry_of_step(void) { u8 f; asm volatile("incq %1" : "=@ccc"(f), "+m"(variable)); return f; }
u8 left_sign_of_bit(void) { u8 f; asm volatile("btq $1, %1" : "=@ccs"(f) : "m"(variable)); return f; }
u8 left_flags_of_move(u64 a) { u8 f; asm volatile("movq %2, %1" : "=@ccz"(f), "=m"(variable) : "r"(a)); return f; }
u64 left_other_accumulator(u64 a) { u64 v = 1; asm volatile("lock; cmpxchgq %2, %1" : "+r"(v), "+m"(variable) : "r"(a)); return v; }
u64 left_lost_input(u64 a, u64 b) { u64 v; asm volatile("movq %1, %0; addq %2, %0" : "=r"(v) : "r"(a), "r"(b)); return v; }
u64 left_untied(u64 a) { u64 v; asm volatile("bswapq %0" : "=a"(v) : "a"(a)); return v; }

/* Sections. */
void left_exception_table(void) { asm volatile("1: incq %0\n2:\n.pushsection __ex_table, \"a\"\n.long 1b - .\n.long 2b - .\n.popsection" : "+m"(variable)); }
void left_code_elsewhere(void) { asm volatile("incq %0\n.pushsection .discard.text, \"ax\"\nud2\n.popsection" : "+m"(variable)); }
void left_changed_section(void) { asm volatile("incq %0\n.section .text\n.previous" : "+m"(variable)); }
void left_open_section(void) { asm volatile("incq %0\n.pushsection .discard.note" : "+m"(variable)); }
void left_alternative(u64 a) { asm volatile("1: movq $1, %0\n2: .skip 4, 0x90\n3:\n.pushsection .altinstructions, \"a\"\n.long 1b - .\n.long 4f - .\n.word 1\n.byte 1\n.byte 1\n.popsection\n.pushsection .altinstr_replacement, \"ax\"\n4: movq $2, %0\n5:\n.popsection" : "+r"(a)); }
void left_other_function(u64 a) { u64 v; asm volatile("1: call other\n2: .skip 4, 0x90\n3:\n.pushsection .altinstructions, \"a\"\n.long 1b - .\n.long 4f - .\n.word 1\n.byte 1\n.byte 1\n.popsection\n.pushsection .altinstr_replacement, \"ax\"\n4: popcntq %1, %0\n5:\n.popsection" : "=a"(v) : "D"(a)); }
void left_bug_and_more(void) { asm volatile("1: ud2; nop\n.pushsection __bug_table, \"aw\"\n.long 1b - .\n.word %c0\n.org 1b + 8\n.popsection" : : "i"(1)); }
void left_bug_without_flags(u64 a) { asm volatile("1: ud2\n.pushsection __bug_table, \"aw\"\n.long 1b - .\n.popsection" : : "i"(1)); }
void left_at_run_time(void) { u64 v; asm volatile("movq %1, %0\n1:\n.pushsection runtime_value, \"a\"\n.long 1b - .\n.popsection" : "=r"(v) : "i"(5)); }

/* Labels. */
int left_goto(void)
{
	asm goto("incq %0; jmp %l1" : : "m"(variable) : "memory" : there);
	return 0;
there:
	return 1;
}
