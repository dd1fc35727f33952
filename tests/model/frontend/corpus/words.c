// SPDX-License-Identifier: GPL-2.0-only
// Differential corpus: accesses that lie across two words, in variables, through pointers and in
// locals, and C's functions on memory, of constant and of variable lengths.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

void *memcpy(void *, const void *, unsigned long);
void *memmove(void *, const void *, unsigned long);
void *memset(void *, int, unsigned long);
int memcmp(const void *, const void *, unsigned long);

struct __attribute__((packed)) record {
	u8 tag;
	u64 value;
	u16 half;
	u32 word;
	struct record *next;
};
struct fields {
	u32 a : 20;
	u32 b : 20;
	u32 c : 20;
};
struct __attribute__((packed)) odd {
	u64 a : 17;
	u64 b : 40;
	u64 c : 7;
	u64 d : 24;
};
struct big {
	u64 d[9];
	u32 e;
	u8 f;
};

struct record record, records[5];
struct fields fields[3];
struct odd odd, odds[3];
struct big big, bigs[2];
u8 bytes[64], more[64];
u32 numbers[16];

/* Each test begins with what the variables begin as. */
static void reset(void)
{
	memset(&record, 0, sizeof(record));
	memset(records, 0, sizeof(records));
	memset(fields, 0, sizeof(fields));
	memset(&odd, 0, sizeof(odd));
	memset(odds, 0, sizeof(odds));
	memset(&big, 0, sizeof(big));
	memset(bigs, 0, sizeof(bigs));
	memset(bytes, 0, sizeof(bytes));
	memset(more, 0, sizeof(more));
}

u64 test_packed_variable(u64 a, u64 b)
{
	reset();
	record.tag = (u8)a;
	record.value = b;
	record.half = (u16)a;
	record.word = (u32)(a >> 7);
	record.next = &record;
	record.next->value += a;
	return record.value ^ record.tag ^ record.half ^ record.word;
}

u64 test_packed_array(u64 a, u64 b)
{
	reset();
	struct record *at = &records[a % 5];

	at->value = b;
	at->half = (u16)b;
	at->word = (u32)a;
	records[(a + 1) % 5].value = a;
	records[(a + 1) % 5].tag = (u8)b;
	return at->value + at->half + at->word + at->tag + records[(a + 1) % 5].value;
}

u64 test_packed_local(u64 a, u64 b)
{
	reset();
	struct record local[3] = { { .value = a }, { .value = b }, { .value = a ^ b } };
	struct record *at = &local[a % 3];

	at->value += b;
	at->word = (u32)b;
	return local[0].value + local[1].value + local[2].value + at->word;
}

u64 test_volatile_packed(u64 a, u64 b)
{
	reset();
	volatile struct record *at = &records[b % 5];

	at->value = a;
	at->word = (u32)b;
	return at->value - at->word;
}

u64 test_bit_fields(u64 a, u64 b)
{
	reset();
	fields[1].a = (u32)a;
	fields[1].b = (u32)b;
	fields[1].c = (u32)(a + b);
	fields[b % 3].b += 3;
	return fields[0].b + fields[1].a + ((u64)fields[1].b << 20) + ((u64)fields[1].c << 40) +
	       fields[2].b;
}

u64 test_odd_fields(u64 a, u64 b)
{
	reset();
	odd.a = a;
	odd.b = b;
	odd.c = a;
	odd.d = b;
	odds[a % 3].b = b;
	odds[b % 3].d = a;
	odds[1].a++;
	return odd.a ^ odd.b ^ odd.c ^ odd.d ^ odds[0].b ^ odds[1].d ^ odds[1].a ^ odds[2].b;
}

u64 test_odd_local(u64 a, u64 b)
{
	reset();
	struct odd local[2] = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } };

	local[a % 2].b = b;
	local[b % 2].d = a;
	return local[0].b + local[1].b + local[0].d + local[1].d + local[0].a + local[1].c;
}

u64 test_unaligned_pointer(u64 a, u64 b)
{
	reset();
	struct __attribute__((packed)) any { u64 v; } *at = (void *)&bytes[a % 50];

	at->v = b;
	return at->v ^ bytes[a % 50] ^ bytes[a % 50 + 7];
}

u64 test_copy(u64 a, u64 b)
{
	reset();
	big.d[a % 9] = b;
	big.e = (u32)a;
	bigs[b % 2] = big;
	memcpy(&bigs[1], &bigs[0], sizeof(big));
	return bigs[1].d[a % 9] + bigs[1].e + bigs[0].f;
}

u64 test_variable_copy(u64 a, u64 b)
{
	reset();
	for (u32 i = 0; i < 64; i++)
		bytes[i] = (u8)(b + i);
	memset(more, 7, sizeof(more));
	memcpy(more + a % 7, bytes + b % 5, a % 50);
	return more[a % 64] + more[b % 64] * 256ul + more[0] * 65536ul;
}

u64 test_overlapping_move(u64 a, u64 b)
{
	reset();
	u64 sum = 0;

	for (u32 i = 0; i < 64; i++)
		bytes[i] = (u8)(a * i);
	memmove(bytes + a % 16, bytes + b % 16, 20 + a % 20);
	for (u32 i = 0; i < 64; i++)
		sum = sum * 31 + bytes[i];
	return sum;
}

u64 test_move_of_constant_length(u64 a, u64 b)
{
	reset();
	u64 sum = 0;

	for (u32 i = 0; i < 16; i++)
		numbers[i] = (u32)(a + i * b);
	memmove(&numbers[1], &numbers[0], 44);
	memmove(&numbers[2], &numbers[5], 20);
	for (u32 i = 0; i < 16; i++)
		sum = sum * 31 + numbers[i];
	return sum;
}

u64 test_long_fill(u64 a, u64 b)
{
	reset();
	memset(&bigs, (int)a, sizeof(bigs));
	memset(bytes, (int)b, a % 64);
	return bigs[1].d[8] + bigs[0].f + bytes[5] + bytes[60];
}

u64 test_local_of_variable_length(u64 a, u64 b)
{
	reset();
	u64 local[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, other[8];

	memset(other, 0, sizeof(other));
	memcpy(&other[1], local, a % 57);
	return other[b % 8] + other[1];
}

u64 test_compare(u64 a, u64 b)
{
	reset();
	u8 one[9] = "abcdefgh", other[9] = "abcdefgh";
	int sign;

	other[a % 9] = (u8)b;
	sign = memcmp(one, other, b % 10);
	bytes[3] = (u8)a;
	more[3] = (u8)b;
	return (sign > 0) + 2 * (sign < 0) + 4 * (memcmp(&bytes[3], &more[3], 1) > 0) +
	       8 * !memcmp(bytes, bytes, sizeof(bytes));
}

static u64 by_value(struct big given, u64 at)
{
	given.d[at % 9]++;
	return given.d[at % 9] + given.e;
}

u64 test_passed_by_value(u64 a, u64 b)
{
	reset();
	big.d[a % 9] = b;
	return by_value(big, a) + big.d[a % 9];
}

u64 test_results_of_calls(u64 a, u64 b)
{
	reset();
	return (memset(bytes, (int)b, 3) == bytes) + 2 * (memcpy(more, bytes, 5) == more) +
	       4 * (memmove(more + 1, more, 5) == more + 1) + more[2] + a;
}
