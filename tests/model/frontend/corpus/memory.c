// SPDX-License-Identifier: GPL-2.0-only
// Differential corpus: structs by value, bit-fields, arrays, escaping locals, copies, atomics.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

typedef struct {
	u64 word;
} one_t;
struct pair {
	u64 first;
	u32 second;
};
struct many {
	u8 a;
	u16 b;
	u32 c;
	u64 d[3];
	struct pair e;
};
struct fields {
	u32 low : 3;
	u32 middle : 11;
	int high : 7;
	u64 wide : 40;
	u64 top : 24;
};
union both {
	u64 word;
	u8 bytes[8];
	struct {
		u32 low, high;
	};
};

static one_t make(u64 w) { return (one_t){ w }; }
static u64 value(one_t o) { return o.word; }
u64 test_one_word(u64 a, u64 b)
{
	one_t x = make(a), y = x;
	y.word += b;
	return value(x) * 3 + value(y);
}
static struct pair swapped(struct pair p) { return (struct pair){ p.second, (u32)p.first }; }
u64 test_pair_by_value(u64 a, u64 b)
{
	struct pair p = swapped((struct pair){ a, (u32)b });
	return p.first * 5 + p.second;
}
static struct many grow(struct many m)
{
	m.a++;
	m.d[2] += m.c;
	m.e.second ^= m.b;
	return m;
}
u64 test_big_by_value(u64 a, u64 b)
{
	struct many m = { (u8)a, (u16)b, (u32)a, { a, b, a ^ b }, { b, (u32)b } }, n = grow(m);
	return n.a + n.b + n.c + n.d[0] + n.d[1] * 3 + n.d[2] * 5 + n.e.first * 7 + n.e.second * 11 +
	       m.a;
}
u64 test_bit_fields(u64 a, u64 b)
{
	struct fields f = { 0 };
	f.low = (u32)a;
	f.middle = (u32)b;
	f.high = (int)a;
	f.wide = b;
	f.top = a;
	f.middle++;
	return f.low + f.middle * 3 + (u64)f.high * 5 + f.wide * 7 + f.top * 11;
}
u64 test_union(u64 a, u64 b)
{
	union both u = { .word = a };
	u.bytes[3] ^= (u8)b;
	return u.low * 3UL + u.high + u.bytes[7];
}
u64 test_array(u64 a, u64 b)
{
	u64 t[8] = { 1, 2, 3 };
	for (unsigned i = 0; i < 8; i++)
		t[(i + a) & 7] += b * i;
	return t[a & 7] + 3 * t[b & 7];
}
u64 test_bytes(u64 a, u64 b)
{
	u8 t[16];
	for (unsigned i = 0; i < 16; i++)
		t[i] = (u8)(a >> (i & 7) * 8);
	*(u16 *)&t[4] += (u16)b;
	*(u32 *)&t[8] -= (u32)b;
	return *(u64 *)&t[3] ^ *(u64 *)&t[8];
}
static void bump(u64 *p, int times)
{
	while (times-- > 0)
		*p += (u64)times;
}
u64 test_escaping(u64 a, u64 b)
{
	u64 x = a;
	bump(&x, (int)(b & 7));
	return x;
}
u64 test_pointer_choice(u64 a, u64 b)
{
	u64 x = a, y = b;
	u64 *p = a & 1 ? &x : &y;
	*p += 5;
	p = b & 1 ? &y : p;
	*p *= 3;
	return x * 7 + y;
}
u64 test_copy_struct(u64 a, u64 b)
{
	struct many m = { 0 }, n;
	m.d[a % 3] = b;
	m.e.first = a;
	__builtin_memcpy(&n, &m, sizeof(n));
	__builtin_memmove(&n.d[0], &n.d[1], 2 * sizeof(u64));
	return n.d[0] + n.d[1] * 3 + n.d[2] * 5 + n.e.first * 7;
}
u64 test_fill(u64 a, u64 b)
{
	u8 t[24];
	__builtin_memset(t, (int)a, sizeof(t));
	t[b % 24] = 1;
	return *(u64 *)&t[0] + *(u64 *)&t[8] * 3 + *(u64 *)&t[16] * 5;
}

static u64 counter = 5;
static const u32 primes[] = { 2, 3, 5, 7, 11, 13, 17, 19 };
static struct pair shared[3] = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
static u64 *const inside = &shared[1].first;
static const char *const names[] = { "alpha", "beta", "gamma" };
u64 test_globals(u64 a, u64 b)
{
	counter = a & 0xff;
	shared[b % 3].second = (u32)a;
	*inside += primes[a & 7];
	u64 r = counter + shared[0].second + shared[1].first * 3 + shared[2].second * 5;
	*inside = 3;
	shared[0].second = 2, shared[1].second = 4, shared[2].second = 6;
	return r + (u64)names[a % 3][b & 3];
}
u64 test_volatile(u64 a, u64 b)
{
	volatile u64 x = a;
	x += b;
	return x * *(volatile u32 *)&x;
}
u64 test_atomics(u64 a, u64 b)
{
	u64 x = a, expected = b & 1 ? a : b;
	u32 y = (u32)b;
	u8 z = (u8)a;
	u64 r = __atomic_exchange_n(&x, b, 5);
	r += __atomic_compare_exchange_n(&x, &expected, 77, 0, 5, 5) + expected;
	r += __atomic_fetch_add(&y, (u32)a, 5) + __atomic_sub_fetch(&y, 3, 5);
	r += __atomic_fetch_and(&z, (u8)b, 5) + __atomic_or_fetch(&z, 9, 5);
	r += __atomic_fetch_xor(&x, a, 5) + __atomic_nand_fetch(&y, (u32)a, 5);
	__atomic_store_n(&x, r, 3);
	return __atomic_load_n(&x, 2) + y + z;
}
u64 test_padding(u64 a, u64 b)
{
	struct {
		u8 x;
		u64 y;
	} s, t;
	s.x = (u8)a;
	s.y = b;
	t = s;
	return t.x + t.y * 3;
}
u64 test_partly_set(u64 a, u64 b)
{
	struct half {
		u32 x, y;
	} s;
	if (a & 1)
		s.x = (u32)a;
	else
		s.x = (u32)b;
	s.y = 3;
	struct half t = s;
	return t.x + t.y;
}
u64 test_hidden_value(u64 a, u64 b)
{
	u64 x = a;
	__asm__ volatile("" : "+r"(x));
	__asm__ volatile("" ::: "memory");
	return x + b;
}
