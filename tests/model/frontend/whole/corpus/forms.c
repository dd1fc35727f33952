// SPDX-License-Identifier: GPL-2.0-only
// Inline assembly in the shapes that kernels have, and some that they could have. With GS, what is
// relative to gs is written so; without it, it is the same access to the same variable.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef struct { u64 entry; } entry_t;

#define MARKED ".pushsection .smp_locks, \"a\"\n\t.balign 4\n\t.long 7f - .\n\t.popsection\n7:\tlock; "
#ifdef WITH_GS
#define GS "%%gs:"
#define SEGMENT __seg_gs
#else
#define GS ""
#define SEGMENT
#endif

int ready; /* a variable that no test writes */
u64 base;  /* always 0 */
u64 variable, words[8];
u32 counter;
u8 small;

static inline u64 mixed(u64 a, u64 b)
{
	return a * 0x9e3779b97f4a7c15UL + (b ^ b >> 7);
}

/* --- exchanges -------------------------------------------------------------------------------- */

u64 test_exchange_entry(u64 a, u64 b)
{
	entry_t place = { a }, v = { b };
	asm volatile("xchgq %q0, %1" : "+r"(v), "+m"(place) : : "memory", "cc");
	return mixed(place.entry, v.entry);
}
u64 test_exchange_memory_first(u64 a, u64 b)
{
	u32 place = a, v = b;
	asm volatile("xchgl %1, %0" : "+r"(v), "+m"(place));
	return mixed(place, v);
}
u64 test_exchange_registers(u64 a, u64 b)
{
	u16 x = a, y = b;
	asm volatile("xchgw %0, %1" : "+&r"(x), "+&r"(y));
	return mixed(x, y);
}
u64 test_exchange_pointer(u64 a, u64 b)
{
	u64 *place = words + a % 8, *v = words + b % 8;
	asm volatile("xchg %0, %1" : "+r"(v), "+m"(place) : : "memory");
	return mixed(place - words, v - words);
}
u64 test_exchange_byte_of_word(u64 a, u64 b)
{
	u64 place = a;
	u8 v = b;
	asm volatile("xchgb %b0, %1" : "+q"(v), "+m"(*((u8 *)&place + 3)) : : "memory");
	return mixed(place, v);
}
u64 test_try_compare_exchange(u64 a, u64 b)
{
	u64 place = a, old = b & 1 ? a : b, before = old;
	u8 done;
	asm volatile(MARKED "cmpxchgq %3, %1\n\t/* its flag */" : "=@ccz"(done), "+m"(place), "+a"(old) : "r"(b * 3) : "memory");
	return mixed(place, old * 2 + done) + before;
}
u64 test_compare_exchange_set(u64 a, u64 b)
{
	u32 place = a, old = b & 1 ? a : b;
	u8 done;
	asm volatile("lock; cmpxchgl %3, %0; sete %1" : "+m"(place), "=q"(done), "+a"(old) : "r"((u32)b + 1) : "memory");
	return mixed(place, old * 2UL + done);
}
u64 test_compare_exchange_aliased(u64 a, u64 b)
{
	/* What is expected is read from the place itself. */
	u64 prev;
	variable = a;
	asm volatile("lock cmpxchgq %2, %1" : "=a"(prev), "+m"(variable) : "r"(b), "0"(variable) : "memory");
	return mixed(variable, prev);
}
u64 test_compare_exchange_flags(u64 a, u64 b)
{
	u8 place = a, old = b, c, s, o;
	asm volatile("lock cmpxchgb %5, %3" : "=@ccc"(c), "=@ccs"(s), "=@cco"(o), "+m"(place), "+a"(old) : "q"((u8)7) : "memory");
	return mixed(place, old * 8UL + c * 4 + s * 2 + o);
}
u64 test_add_twice(u64 a, u64 b)
{
	u64 x = b, y = b + 1;
	variable = a;
	asm volatile("lock; xaddq %0, %2\n\tlock; xaddq %1, %2" : "+&r"(x), "+&r"(y), "+m"(variable) : : "memory");
	return mixed(variable, mixed(x, y));
}

/* --- single bits ------------------------------------------------------------------------------ */

u64 test_set_constant_bit(u64 a, u64 b)
{
	variable = a;
	asm volatile(MARKED "orb %b1, %0" : "+m"(*((u8 *)&variable + 2)) : "iq"(1 << 6) : "memory");
	return variable;
}
u64 test_clear_constant_bit(u64 a, u64 b)
{
	variable = a;
	asm volatile("lock andb %b1, %0" : "+m"(*((u8 *)&variable + 7)) : "iq"(~(1 << 7)));
	return variable;
}
static inline u8 array_bit(long nr)
{
	u8 found;
	asm volatile(" btq %2, %1" : "=@ccc"(found) : "m"(words[4]), "Ir"(nr) : "memory");
	return found;
}
u64 test_bit_beyond_word(u64 a, u64 b)
{
	for (int i = 0; i < 8; i++)
		words[i] = a >> i * 3 ^ b << i;
	return array_bit((long)(b % 512) - 256);
}
u64 test_bit_constant(u64 a, u64 b)
{
	words[4] = a;
	words[5] = b;
	return array_bit(63) * 4 + array_bit(64) * 2 + array_bit(0);
}
u64 test_bits_written_beyond_word(u64 a, u64 b)
{
	u64 sum = 0;
	for (int i = 0; i < 8; i++)
		words[i] = a ^ i;
	asm volatile("lock; btsq %1, %0" : : "m"(words[4]), "Ir"((long)(b % 512) - 256) : "memory");
	asm volatile("btcq %1, %0" : : "m"(words[4]), "Ir"((long)(a % 512) - 256) : "memory");
	for (int i = 0; i < 8; i++)
		sum = mixed(sum, words[i]);
	return sum;
}
u64 test_bits_of_halves(u64 a, u64 b)
{
	u8 was;
	words[3] = a, words[4] = b, words[5] = a;
	asm volatile("lock; btrl %2, %0; setc %1" : "+m"(*(u32 *)&words[4]), "=qm"(was) : "r"((int)(b % 128) - 64) : "memory");
	return mixed(words[3], mixed(words[4], words[5])) + was;
}
u64 test_bit_constant_beyond_word(u64 a, u64 b)
{
	words[4] = a;
	words[5] = b;
	asm volatile("btsq %1, %0" : : "m"(words[4]), "r"(70L) : "memory");
	return mixed(words[4], words[5]);
}
u64 test_bit_of_register(u64 a, u64 b)
{
	u64 v = a;
	u8 was;
	asm("btsq %2, %0" : "+r"(v), "=@ccc"(was) : "r"(b));
	return mixed(v, was);
}
u64 test_bit_of_register_immediate(u64 a, u64 b)
{
	u32 v = a;
	u8 was, kept;
	asm("cmpl %3, %0; btcl $31, %0" : "+&r"(v), "=@ccc"(was), "=@ccz"(kept) : "r"((u32)b));
	return mixed(v, was * 2 + kept);
}

/* --- counting --------------------------------------------------------------------------------- */

u64 test_scan_forward(u64 a, u64 b)
{
	u64 v;
	asm("rep; bsf %1, %0" : "=r"(v) : "rm"(a | 1UL << b % 64));
	return v;
}
u64 test_scan_reverse(u64 a, u64 b)
{
	u64 v;
	asm("bsr %1, %0" : "=r"(v) : "r"(a | 1UL << b % 64));
	return v;
}
u64 test_scan_forward_or_none(u64 a, u64 b)
{
	int v;
	asm("bsfl %1, %0" : "=r"(v) : "rm"((u32)(b & 1 ? a : 0)), "0"(-1));
	return v + 1;
}
u64 test_scan_reverse_or_none(u64 a, u64 b)
{
	int v = -1;
	asm("bsrq %1, %q0" : "+r"(v) : "r"(b & 1 ? a : 0));
	return v + 1;
}
u64 test_scan_flag(u64 a, u64 b)
{
	u64 v = b;
	u8 none;
	asm("bsfq %2, %0" : "+r"(v), "=@ccz"(none) : "r"(a));
	return mixed(v, none);
}
u64 test_swap_bytes(u64 a, u64 b)
{
	u32 low = b;
	asm("bswapq %0" : "+r"(a));
	asm("bswap %0" : "+r"(low));
	return mixed(a, low);
}
u64 test_population(u64 a, u64 b)
{
	u64 v;
	u32 w;
	u8 none;
	asm("popcntq %1, %0" : "=r"(v) : "r"(a));
	asm("popcnt %2, %0" : "=r"(w), "=@ccz"(none) : "r"((u32)b));
	return v + w * 100 + none * 10000;
}

/* --- several instructions, and flags ---------------------------------------------------------- */

u64 test_index_mask(u64 a, u64 b)
{
	u64 mask;
	asm volatile("cmp %1, %2; sbb %0, %0;" : "=r"(mask) : "g"(a), "r"(b) : "cc");
	return mask;
}
u64 test_index_mask_constant(u64 a, u64 b)
{
	u64 mask;
	asm volatile("cmp %1, %2; sbb %0, %0" : "=r"(mask) : "ir"(512), "r"(b) : "cc");
	return mask;
}
u64 test_zeroed(u64 a, u64 b)
{
	u32 v;
	asm("xorl %k0, %k0; cmpq %2, %1; setbe %b0" : "=&q"(v) : "r"(a), "r"(b));
	return v;
}
u64 test_conditions(u64 a, u64 b)
{
	u64 sum = 0;
	u8 f[16];
	asm("cmpq %2, %1; setc %0" : "=q"(f[0]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; setnc %0" : "=q"(f[1]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; setbe %0" : "=q"(f[2]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; seta %0" : "=q"(f[3]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; setl %0" : "=q"(f[4]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; setge %0" : "=q"(f[5]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; setle %0" : "=q"(f[6]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; setg %0" : "=q"(f[7]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; sete %0" : "=q"(f[8]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; setne %0" : "=q"(f[9]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; sets %0" : "=q"(f[10]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; setns %0" : "=q"(f[11]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; seto %0" : "=q"(f[12]) : "r"(a), "r"(b));
	asm("cmpq %2, %1; setno %0" : "=q"(f[13]) : "r"(a), "r"(b));
	asm("testq %2, %1; sete %0" : "=q"(f[14]) : "r"(a), "r"(b));
	asm("testq %2, %1; sets %0" : "=q"(f[15]) : "r"(a), "r"(b));
	for (int i = 0; i < 16; i++)
		sum |= (u64)f[i] << i;
	return sum;
}
u64 test_narrow_writes(u64 a, u64 b)
{
	u64 x = a, y = a, z = a;
	asm("movl %k1, %k0" : "+r"(x) : "r"(b));
	asm("movw %w1, %w0" : "+r"(y) : "r"(b));
	asm("movb %b1, %b0" : "+q"(z) : "q"(b));
	return mixed(x, mixed(y, z));
}
u64 test_signed_immediates(u64 a, u64 b)
{
	u64 v = a;
	variable = b;
	asm("addq %1, %0" : "+m"(variable) : "ir"(-5));
	asm("andq $-256, %0" : "+r"(v));
	asm("addq $0x7f, %0" : "+r"(v));
	return mixed(variable, v);
}

/* --- barriers and hints ----------------------------------------------------------------------- */

u64 test_barriers(u64 a, u64 b)
{
	variable = a;
	asm volatile("" : : : "memory");
	asm volatile("mfence" : : : "memory");
	asm volatile("lfence\n\tsfence" : : : "memory");
	asm volatile("lock; addl $0,-4(%%rsp)" : : : "memory", "cc");
	asm volatile("rep; nop" : : : "memory");
	asm volatile("pause" : : : "memory");
	asm volatile("prefetcht0 %0" : : "m"(words[b % 8]));
	asm volatile("3: nop\n\t.pushsection .discard.note\n\t.long 3b - .\n\t.popsection" : : "i"(4));
	return variable;
}
u64 test_hidden(u64 a, u64 b)
{
	u64 *p = &variable;
	asm("" : "+r"(a));
	asm volatile("" : "=r"(b) : "0"(b));
	asm("" : "=r"(p) : "0"(p));
	*p = a;
	asm volatile("" : "+m"(variable) : "r"(p) : "memory");
	return mixed(a, b) + variable;
}
u64 test_alternative_population(u64 a, u64 b)
{
	u64 v;
	/* Natively, the function of that name is not there. */
#ifdef WITH_GS
	asm("1: call __sw_hweight64\n2: .skip 4, 0x90\n3:\n"
	    ".pushsection .altinstructions, \"a\"\n.long 1b - .\n.long 4f - .\n.word 151\n.byte 3b - 1b\n.byte 5f - 4f\n.popsection\n"
	    ".pushsection .altinstr_replacement, \"ax\"\n4: popcntq %1, %0\n5:\n.popsection"
	    : "=a"(v) : "D"(a));
#else
	asm("popcntq %1, %0" : "=a"(v) : "D"(a));
#endif
	return v;
}

/* --- relative to gs --------------------------------------------------------------------------- */

u64 test_gs_pointer(u64 a, u64 b)
{
	u64 p;
	words[a % 8] = b;
	asm("add " GS "%1, %0" : "=r"(p) : "m"(base), "0"(&words[a % 8]));
	return *(u64 *)p;
}
u64 test_gs_loads(u64 a, u64 b)
{
	u64 x, z;
	u32 y;
	u8 w;
	variable = a, counter = b, small = a;
	asm volatile("movq " GS "%1, %0" : "=r"(x) : "m"(variable));
	asm("movl " GS "%P1, %0" : "=r"(y) : "p"(&counter));
	asm("movq " GS "%a1, %0" : "=r"(z) : "i"(&variable));
	asm("movb " GS "%1, %0" : "=q"(w) : "m"(small));
	return mixed(x, mixed(y, mixed(z, w)));
}
u64 test_gs_stores(u64 a, u64 b)
{
	asm("movq %1, " GS "%0" : "=m"(variable) : "re"(a));
	asm("movl %1, " GS "%0" : "=m"(counter) : "ri"((u32)b));
	asm("movb %1, " GS "%0" : "=m"(small) : "qi"(7));
	return mixed(variable, mixed(counter, small));
}
u64 test_gs_arithmetic(u64 a, u64 b)
{
	u8 none;
	u32 old = b;
	variable = a, counter = b;
	asm("addq %1, " GS "%0" : "+m"(variable) : "re"(b));
	asm("incq " GS "%0" : "+m"(variable));
	asm("xaddl %0, " GS "%1" : "+r"(old), "+m"(counter) : : "memory");
	asm volatile("decl " GS "%0\n\t/* its flag */\n" : "+m"(counter), "=@cce"(none) : : "memory");
	return mixed(variable, mixed(counter, old)) + none;
}
u64 test_gs_compare_exchange(u64 a, u64 b)
{
	u64 old = b & 1 ? a : b;
	variable = a;
	asm volatile("cmpxchgq %2, " GS "%1" : "+a"(old), "+m"(variable) : "r"(b + 5) : "memory");
	return mixed(variable, old);
}
u64 test_gs_exchange(u64 a, u64 b)
{
	variable = a;
	asm volatile("xchgq %0, " GS "%1" : "+r"(b), "+m"(variable) : : "memory");
	return mixed(variable, b);
}
u64 test_segment(u64 a, u64 b)
{
	u64 SEGMENT *there = (u64 SEGMENT *)(u64)&words[2];
	*(volatile u64 SEGMENT *)(u64)&variable = a;
	for (int i = 2; i < 6; i++)
		words[i] = b + i;
	asm("addq %1, %0" : "+m"(*(u64 SEGMENT *)(u64)&variable) : "re"(b));
	there[1] += 3;
	there += a % 4;
	*there ^= 1;
	return mixed(variable, mixed(words[2 + a % 4], words[3]));
}
