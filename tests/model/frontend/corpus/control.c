// SPDX-License-Identifier: GPL-2.0-only
// Differential corpus: loops, switches, goto, recursion, calls through pointers.
typedef unsigned int u32;
typedef unsigned long u64;

u64 test_swap_loop(u64 a, u64 b)
{
	u64 x = a, y = b;
	for (unsigned i = 0; i < (a & 15); i++) {
		u64 t = x;
		x = y;
		y = t;
	}
	return x * 3 + y;
}
u64 test_rotate_three(u64 a, u64 b)
{
	u64 x = a, y = b, z = a ^ b;
	for (unsigned i = 0; i < (b & 7) + 1; i++) {
		u64 t = x;
		x = y;
		y = z;
		z = t + i;
	}
	return x + 5 * y + 25 * z;
}
u64 test_fibonacci(u64 a, u64 b)
{
	u64 previous = b, current = 1;
	for (u64 i = 0; i < (a & 31); i++) {
		u64 next = previous + current;
		previous = current;
		current = next;
	}
	return current;
}
u64 test_lost_copy(u64 a, u64 b)
{
	u64 x = a, before;
	do {
		before = x;
		x = x / 3 + 1;
	} while (x > (b & 255) + 2);
	return before * 7 + x;
}
u64 test_switch(u64 a, u64 b)
{
	u64 r = 0;
	switch ((int)a) {
	case -1:
		r = 1;
		break;
	case 0:
		r = 2;
		/* fall through */
	case 1:
		r += b;
		break;
	case 255 ... 260:
		return b;
	case 0x7fffffff:
		r = 9;
	default:
		r ^= a;
	}
	return r;
}
u64 test_switch_byte(u64 a, u64 b)
{
	switch ((signed char)a) {
	case -128:
		return 1;
	case -1:
		return 2 + b;
	case 127:
		return 3;
	}
	return 4;
}
u64 test_nested(u64 a, u64 b)
{
	u64 sum = 0;
	for (unsigned i = 0; i < (a & 7); i++) {
		if (i == 5)
			break;
		for (unsigned j = 0; j < (b & 7); j++) {
			if (j == i)
				continue;
			sum += i * 10 + j;
		}
	}
	return sum;
}
u64 test_goto(u64 a, u64 b)
{
	u64 n = a & 15;
again:
	if (n == 0)
		goto out;
	n--;
	if (b & 1)
		goto odd;
	b += 3;
	goto again;
odd:
	b >>= 1;
	goto again;
out:
	return b + n;
}
/* Two entries into one loop: no natural loop. */
u64 test_irreducible(u64 a, u64 b)
{
	u64 n = 0;
	if (a & 1)
		goto middle;
top:
	n += 2;
middle:
	n += 1;
	if (n < (b & 63))
		goto top;
	return n * 11 + (a & 1);
}
static u64 factorial(u64 n) { return n < 2 ? 1 : n * factorial(n - 1); }
u64 test_recursion(u64 a, u64 b) { return factorial(a & 15) + factorial(b & 3); }
static u64 is_odd(u64 n);
static u64 is_even(u64 n) { return n == 0 ? 1 : is_odd(n - 1); }
static u64 is_odd(u64 n) { return n == 0 ? 0 : is_even(n - 1); }
u64 test_mutual_recursion(u64 a, u64 b) { return is_even(a & 31) * 2 + is_odd(b & 31); }
static u64 depth(const u64 *up, u64 n)
{
	u64 here = *up + n;
	return n == 0 ? here : depth(&here, n - 1) + *up;
}
u64 test_recursion_with_locals(u64 a, u64 b)
{
	u64 x = b & 0xffff;
	return depth(&x, a & 7);
}

static u64 plus(u64 a, u64 b) { return a + b; }
static u64 minus(u64 a, u64 b) { return a - b; }
static u64 (*const table[])(u64, u64) = { plus, minus, plus };
struct operations {
	int pad;
	u64 (*run)(u64, u64);
};
static const struct operations ops[2] = { { 1, minus }, { 2, plus } };
u64 test_function_table(u64 a, u64 b) { return table[a % 3](a, b); }
u64 test_operations(u64 a, u64 b)
{
	const struct operations *o = &ops[a & 1];
	return o->run(a, b) + (u64)o->pad;
}
u64 test_callback(u64 a, u64 b)
{
	u64 (*f)(u64, u64) = b & 1 ? plus : minus;
	return f(a, b);
}
u64 test_short_circuit(u64 a, u64 b)
{
	u64 n = 0;
	if (a && (n = b) && b > 3)
		n++;
	u64 either = a || (n += 7) ? 1 : 0;
	return either + n;
}
