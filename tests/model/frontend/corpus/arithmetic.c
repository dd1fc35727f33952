// SPDX-License-Identifier: GPL-2.0-only
// Differential corpus: every function `test_*` gives the same when compiled and when lowered.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long s64;

u64 test_add_u8(u64 a, u64 b) { return (u8)((u8)a + (u8)b); }
u64 test_add_s8(u64 a, u64 b) { return (u64)(s64)(s8)((s8)a + (s8)b); }
u64 test_sub_u16(u64 a, u64 b) { return (u16)((u16)a - (u16)b); }
u64 test_sub_s16(u64 a, u64 b) { return (u64)(s16)((s16)a - (s16)b); }
u64 test_mul_u32(u64 a, u64 b) { return (u32)a * (u32)b; }
u64 test_mul_s32(u64 a, u64 b) { return (u64)((s32)a * (s32)b); }
u64 test_mul_u64(u64 a, u64 b) { return a * b; }
u64 test_div_u8(u64 a, u64 b) { return (u8)b ? (u8)a / (u8)b : 7; }
u64 test_div_s32(u64 a, u64 b)
{
	s32 x = (s32)a / 3, y = (s32)b;
	return y == 0 || y == -1 ? 1 : (u64)(x / y);
}
u64 test_rem_s64(u64 a, u64 b)
{
	s64 y = (s64)b;
	return y == 0 || y == -1 ? 2 : (u64)((s64)a % y);
}
u64 test_rem_u16(u64 a, u64 b) { return (u16)b ? (u16)a % (u16)b : 9; }
u64 test_shift_left(u64 a, u64 b) { return (a << (b & 63)) ^ (u64)((u32)a << (b & 31)); }
u64 test_shift_right(u64 a, u64 b)
{
	return (a >> (b & 63)) + (u64)((s64)a >> (b & 63)) + (u64)((s32)a >> (b & 31));
}
u64 test_shift_narrow(u64 a, u64 b) { return (u8)((u8)a >> (b & 7)) + (u64)((s8)a >> (b & 7)); }
u64 test_bits(u64 a, u64 b) { return (a & ~b) | (a ^ (b << 1)); }
u64 test_compare_signed(u64 a, u64 b)
{
	return ((s64)a < (s64)b) + 2 * ((s32)a <= (s32)b) + 4 * ((s16)a > (s16)b) +
	       8 * ((s8)a >= (s8)b);
}
u64 test_compare_unsigned(u64 a, u64 b)
{
	return (a < b) + 2 * ((u32)a <= (u32)b) + 4 * ((u16)a > (u16)b) + 8 * ((u8)a >= (u8)b) +
	       16 * (a == b) + 32 * ((u8)a != (u8)b);
}
u64 test_extend(u64 a, u64 b)
{
	return (u64)(s8)a + (u64)(s16)b + (u64)(s32)(a ^ b) + (u8)a + (u16)b + (u32)(a + b);
}
u64 test_bool(u64 a, u64 b)
{
	_Bool x = a, y = b & 4;
	_Bool both[2] = { x && y, x || y };
	return both[0] + 2 * both[1] + 4 * !x + 8 * (x ^ y);
}
u64 test_min_max(u64 a, u64 b)
{
	s64 low = (s64)a < (s64)b ? (s64)a : (s64)b;
	u32 high = (u32)a > (u32)b ? (u32)a : (u32)b;
	return (u64)low + high;
}
u64 test_popcount(u64 a, u64 b) { return __builtin_popcountl(a) * 100 + __builtin_popcount((u32)b); }
u64 test_leading(u64 a, u64 b) { return __builtin_clzl(a | 1) * 100 + __builtin_clz((u32)b | 1); }
u64 test_trailing(u64 a, u64 b)
{
	return __builtin_ctzl(a | 1UL << 63) * 100 + __builtin_ctz((u32)b | 1U << 31) +
	       __builtin_ffsl((long)b) + __builtin_ffs((int)a) + __builtin_ffsll(a & b);
}
u64 test_swap_bytes(u64 a, u64 b)
{
	return __builtin_bswap64(a) ^ __builtin_bswap32((u32)b) ^ __builtin_bswap16((u16)a);
}
u64 test_rotate(u64 a, u64 b)
{
	return __builtin_rotateleft64(a, b) ^ __builtin_rotateright32((u32)a, (u32)b) ^
	       __builtin_rotateleft8((u8)a, (u8)b);
}
u64 test_overflow_add(u64 a, u64 b)
{
	u32 x;
	s32 y;
	s64 z;
	u64 r = __builtin_add_overflow((u32)a, (u32)b, &x) +
		2 * __builtin_add_overflow((s32)a, (s32)b, &y) +
		4 * __builtin_add_overflow((s64)a, (s64)b, &z);
	return r + x + (u64)y + (u64)z;
}
u64 test_overflow_sub(u64 a, u64 b)
{
	u8 x;
	s16 y;
	s64 z;
	u64 r = __builtin_sub_overflow((u8)a, (u8)b, &x) +
		2 * __builtin_sub_overflow((s16)a, (s16)b, &y) +
		4 * __builtin_sub_overflow((s64)a, (s64)b, &z);
	return r + x + (u64)y + (u64)z;
}
u64 test_overflow_mul(u64 a, u64 b)
{
	u32 x;
	s32 y;
	u64 z;
	u64 r = __builtin_mul_overflow((u32)a, (u32)b, &x) +
		2 * __builtin_mul_overflow((s32)a, (s32)b, &y) +
		4 * __builtin_mul_overflow(a, b, &z);
	return r + x + (u64)y + z;
}
u64 test_abs(u64 a, u64 b) { return (u64)__builtin_labs((s64)a) + (u64)__builtin_abs((s32)b); }
u64 test_constant_p(u64 a, u64 b)
{
	return __builtin_constant_p(a) ? 1 : __builtin_constant_p(17) ? a + b : 3;
}
