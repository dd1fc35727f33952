// SPDX-License-Identifier: GPL-2.0-only
#include "undefined_programs.hpp"

#include <array>
#include <random>
#include <utility>

namespace walkcheck::test {
namespace {

// $N: the program's number. $B: 1 if it is to be undefined, else 0. $T: an integer type; $U: its
// unsigned form; $W: its width. $K and $L: small numbers. $V, $S: how a value is used.
struct Shape {
  const char* name;
  const char* before; // text before the function
  const char* body;
};

constexpr std::array kShapes = {
    // --- arithmetic
    Shape{"divide by a flag", "", "$T v = $K00 $D (!!flag + 1 - $B); $S"},
    Shape{"divide by a difference", "", "$U a = $K, b = $K + 1 - $B; long v = 100 $D (b - a); $S"},
    Shape{"divide, dead", "", "$U a = zero + 1 - $B; $T v = 7 $D a; (void)v; result = $K;"},
    Shape{"divide in a callee", "static $T f$N($T a, $T b) { $T c = b - $K; return a $D c; }",
          "$T v = f$N(9, $K + 1 - $B); $S"},
    Shape{"divide in a dead callee", "static $T f$N($T a, $T b) { return a $D b; }",
          "f$N($K, zero + 1 - $B); result = 1;"},
    Shape{"divide by an element", "",
          "$T t[4] = {1, 2, 3, 4}; t[zero + 2] = zero + 1 - $B; long v = 0;"
          "for (int i = 0; i < 4; i++) v += 60 $D t[i]; $S"},
    Shape{"divide the least by -1", "",
          "$I a = -$X - (zero + $B), b = -1 - (int)zero; $I v = a $D b; $S"},
    Shape{"divide the least by -1, dead", "",
          "$I a = -$X - (zero + $B), b = (int)zero - 1; $I v = a $D b; (void)v; result = 3;"},
    Shape{"shift by the width", "", "$U n = zero + $W - 1 + $B; $P v = ($P)$K $H n; $S"},
    Shape{"shift by a negative distance", "",
          "int n = (int)zero + 1 - 2 * $B; $P v = ($P)$K $H n; $S"},
    Shape{"shift, dead", "",
          "int n = (int)zero + $W - 1 + $B; $P v = ($P)$K $H n; (void)v; result = 2;"},
    Shape{"shift in a loop", "",
          "$P v = 0; for (int i = $W - 3; i < $W + $B; i++) v ^= ($P)$K $H i; $S"},
    Shape{"count zeros", "", "unsigned int a = zero + 1 - $B; int v = __builtin_ctz(a); $S"},
    Shape{"count zeros, dead", "",
          "unsigned long a = zero + 1 - $B; int v = __builtin_clzl(a); (void)v; result = 4;"},
    // --- values that were never written
    Shape{"set on one path", "", "$T v; if (flag + 1 - $B) v = $K; $S"},
    Shape{"set on one path of a switch", "",
          "$T v; switch (flag + 7 * $B) { case 0: v = 1; break; case 99: v = 2; break; "
          "default: if (!$B) v = 3; } $S"},
    Shape{"an element", "",
          "$T t[5]; for (int i = 0; i < 5 - $B; i++) t[i] = i; $T v = t[zero + 4]; $S"},
    Shape{"an element, by a constant", "",
          "$T t[3]; t[0] = 1; t[1] = 2; if (!$B) t[2] = 3; $T v = t[2]; $S"},
    Shape{"a member", "struct s$N { char c; $T a; long b; };",
          "struct s$N s; s.c = 1; s.b = $K; if (flag + 1 - $B) s.a = 5; long v = s.a + s.b; $S"},
    Shape{"a member that another call sets",
          "struct s$N { $T a; $T b; };\nstatic void set$N(struct s$N *s, int both) { s->a = $K; if "
          "(both) s->b = $L; }",
          "struct s$N s; set$N(&s, 1 - $B); $T v = s.a + s.b; $S"},
    Shape{"a bit-field", "struct s$N { unsigned int a : 3, b : 5, c : 7; };",
          "struct s$N s; s.a = 5; s.c = $K; if (!$B) s.b = 3; result = s.a + s.b;"},
    Shape{"a structure by value",
          "struct s$N { $T a; char b; };\nstatic struct s$N make$N(int all) { struct s$N s; s.a = "
          "$K; if (all) s.b = 1; return s; }",
          "struct s$N s = make$N(1 - $B); long v = s.a; if (!$B || flag) v += s.b; else v += s.b; "
          "$S"},
    Shape{
        "a copied structure", "struct s$N { $T a[3]; int n; };",
        "struct s$N s, c; s.n = 1; s.a[0] = 1; s.a[1] = 2; if (flag + 1 - $B) s.a[2] = $K; c = s; "
        "$T v = c.a[zero + 2]; $S"},
    Shape{"an out-parameter",
          "static int f$N(int ok, $T *out) { if (!ok) return -1; *out = $K; return 0; }",
          "$T v; f$N(flag + 1 - $B, &v); $S"},
    Shape{
        "through two calls",
        "static void g$N($T *out, int ok) { if (ok) *out = $L; }\nstatic void f$N($T *out, int ok) "
        "{ g$N(out, ok); }",
        "$T v; f$N(&v, 1 - $B); v += $K; $S"},
    Shape{"through a pointer", "", "$T a, b = $K; $T *p = flag + 1 - $B ? &b : &a; $T v = *p; $S"},
    Shape{"a sum in a loop", "", "$T v; if (!$B) v = 0; for (int i = 0; i < $K; i++) v += i; $S"},
    Shape{"an index", "", "int t[8] = {1, 2, 3}; int i; if (!$B) i = 2; int v = t[i & 7]; $S"},
    Shape{"a pointer", "", "$T a = $K; $T *p; if (flag + 1 - $B) p = &a; $T v = *p; $S"},
    Shape{"a condition in a callee", "static int f$N($T a) { if (a > $K) return 1; return 0; }",
          "$T a; if (flag + 1 - $B) a = 3; int v = f$N(a); $S"},
    Shape{"a bound of a loop", "",
          "int n; if (!$B) n = $K; long v = 0; for (int i = 0; i < n && i < 9; i++) v += i; $S"},
    Shape{"read again in the next round", "",
          "long v = 0; for (int i = 0; i < 3; i++) { $T x; if (i == 0 || !$B) x = i; v += x; } $S"},
    Shape{"a recursion",
          "static $T f$N($T *p, int n) { if (n == 0) return *p; $T x; if (!$B) x = n; return "
          "f$N(&x, n - 1); }",
          "$T a = 1; $T v = f$N(&a, $K); $S"},
    // --- beyond an object
    Shape{"past the end", "", "$T t[4] = {1, 2, 3, 4}; $T v = t[zero + 3 + $B]; $S"},
    Shape{"past the end, by a constant", "",
          "$T t[4] = {1, 2, 3, 4}; $T *p = t; $T v = p[3 + $B]; $S"},
    Shape{"past the end, dead", "",
          "$T t[4] = {1, 2, 3, 4}; $T v = t[zero + 3 + $B]; (void)v; result = 1;"},
    Shape{"past the end, dead, by a constant", "",
          "$T t[4] = {1, 2, 3, 4}; $T *p = t; (void)*(volatile $T *)(p + 3 + $B); result = 1;"},
    Shape{"a store past the end", "",
          "$T t[4] = {1}, o[4] = {2}; t[zero + 3 + $B] = 9; long v = o[zero]; $S"},
    Shape{"a store past the end, by a constant", "",
          "$T t[4] = {1}, o[4] = {2}; $T *p = t; p[3 + $B] = 9; long v = o[0] + t[1]; $S"},
    Shape{"before the beginning", "",
          "$T t[4] = {1, 2, 3, 4}; $T *p = t + 1; long v = p[(long)zero - 1 - $B]; $S"},
    Shape{"a loop too far", "",
          "$T t[6]; long v = 0; for (int i = 0; i < 6 + $B; i++) t[i] = i; v = t[zero + 2]; $S"},
    Shape{"a pointer walks on", "",
          "$T t[3] = {1, 2, 3}; long v = 0; for ($T *p = t; p != t + 3 + $B; p++) v += *p; $S"},
    Shape{"past a structure", "struct s$N { int n; $T a[2]; };",
          "struct s$N s = {1, {2, 3}}; int *p = &s.n; long v = *(p + (sizeof(s) / sizeof(int)) - 1 "
          "+ $B); $S"},
    Shape{"past the end in a callee",
          "static $T f$N($T *p, int n) { $T a = 0; for (int i = 0; i < n; i++) a += p[i]; return "
          "a; }",
          "$T t[4] = {4, 3, 2, 1}; $T v = f$N(t, 4 + $B); $S"},
    Shape{"past a variable", "static $T table$N[4] = {1, 2, 3, 4};",
          "$T v = table$N[zero + 3 + $B]; $S"},
    Shape{"a store past a variable", "static $T table$N[4];\nstatic $T next$N[4];",
          "table$N[zero + 3 + $B] = 5; long v = next$N[0]; $S"},
    Shape{"past a member", "struct s$N { $T a[3]; $T next; };",
          "struct s$N s = {{1, 2, 3}, 4}; $T v = s.a[zero + 2 + $B]; $S"},
    Shape{"past a row", "",
          "$T t[2][3] = {{1, 2, 3}, {4, 5, 6}}; $T v = t[zero][zero + 2 + $B]; $S"},
    Shape{"a store past a member of a variable",
          "static struct { long n; $T a[4]; long next; } s$N;",
          "s$N.a[zero + 3 + $B] = 5; long v = s$N.next; $S"},
    // --- places that are wrong for their type, or for a copy
    Shape{"a misaligned read", "",
          "char t[24] __attribute__((aligned(8))) = {1, 2, 3}; $U *p = ($U *)(t + 8 - $B); $U v = "
          "*p; $S"},
    Shape{"a misaligned write", "static unsigned long t$N[3];",
          "unsigned short *p = (unsigned short *)((char *)t$N + 8 + $B * $K); long v = $L; if (!$B "
          "|| $K % 2) *p = 7; else *(unsigned short *)((char *)p + 1) = 7; $S"},
    Shape{"a misaligned member", "struct s$N { int n; $T a; }; static unsigned long t$N[6];",
          "struct s$N *s = (struct s$N *)((char *)t$N + 2 * $B); s->n = $K; long v = s->n; $S"},
    Shape{"an alignment over a word's",
          "struct s$N { $T a; } __attribute__((aligned(16)));\n"
          "static char t$N[64] __attribute__((aligned(16)));",
          "struct s$N *s = (struct s$N *)(t$N + 16 + 8 * $B); long v = s->a; $S"},
    Shape{"a copy that overlaps", "",
          "$T t[8] = {1, 2, 3, 4, 5, 6, 7, 8}; $T *p = t + 4 - 3 * $B; __builtin_memcpy(p, t, 2 * "
          "sizeof($T)); $T v = t[zero + 2]; $S"},
    Shape{
        "a copy that overlaps, in a callee",
        "static void f$N($T *to, $T *from, int n) { __builtin_memcpy(to, from, n * sizeof($T)); }",
        "$T t[8] = {1, 2, 3, 4, 5, 6, 7, 8}; f$N(t, t + 4 - 3 * $B, 3); $T v = t[zero + 1]; $S"},
    // --- after its lifetime
    Shape{"a returned address",
          "static $T *f$N($T *keep) { $T x = $K; $T *p = $B ? &x : keep; *p = 1; return p; }",
          "$T a = 2; $T *p = f$N(&a); $T v = *p; $S"},
    Shape{"a returned address, of an array",
          "static $T *f$N($T *keep, int i) { $T t[4] = {1, 2, 3, 4}; *keep = t[i]; return $B ? "
          "&t[i] : keep; }",
          "$T a; $T v = *f$N(&a, zero + 2); $S"},
    Shape{"out of its block", "",
          "$T a = $K; $T *p = &a; { $T x = 3; if (flag + $B) p = &x; } $T v = *p; $S"},
    Shape{"out of its block, a store", "",
          "$T a = $K; $T *p = &a; { $T x = 3; if (flag + $B) p = &x; } *p = 4; long v = a; $S"},
    Shape{"out of its round", "",
          "$T a = $K; $T *p = &a; for (int i = 0; i < 2; i++) { $T x = i; if ($B) p = &x; } $T v = "
          "*p; $S"},
    Shape{"out of its call, kept in a structure",
          "struct s$N { $T *p; };\nstatic void f$N(struct s$N *s, $T *keep) { $T x = 5; s->p = $B "
          "? &x : keep; }",
          "struct s$N s; $T a = 1; f$N(&s, &a); $T v = *s.p; $S"},
    // --- calls
    Shape{"a null function", "static int one$N(void) { return 1; }",
          "int (*volatile p)(void) = one$N; if ($B) p = 0; int v = p(); $S"},
    Shape{"a function of another result",
          "static int f$N($T a) { return a; }\nstatic char g$N($T a) { return a; }",
          "void *volatile p = zero + $B ? (void *)g$N : (void *)f$N; "
          "int v = ((int (*)($T))p)($K); $S"},
    Shape{"a function of wider parameters",
          "static int f$N(int a, char b) { return a + b; }\nstatic int g$N(long a, char b) { "
          "return a + b; }",
          "void *volatile p = zero + $B ? (void *)g$N : (void *)f$N; int v = ((int (*)(int, "
          "char))p)($K, 1); $S"},
    Shape{"a promised alignment", "",
          "char t[32] __attribute__((aligned(16))); char *p = t + zero + 8 * $B; "
          "result = (unsigned long)__builtin_assume_aligned(p, 16) != 0;"},
    Shape{"the unreachable", "", "if (flag + $B) __builtin_unreachable(); int v = $K; $S"},
};

class Random {
public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  unsigned below(unsigned count) { return static_cast<unsigned>(engine_() % count); }
  template <std::size_t n> std::string one_of(const std::array<const char*, n>& all) {
    return all[below(n)];
  }

private:
  std::mt19937_64 engine_;
};

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

using Choices = std::vector<std::pair<std::string, std::string>>;

Choices choose(Random& random) {
  constexpr std::array<const char*, 6> kTypes = {"int",           "unsigned int", "long",
                                                 "unsigned long", "short",        "unsigned char"};
  constexpr std::array<const char*, 3> kUses = {
      "result = v;", "if (v > 5) result = 1; else result = 2;", "result = table[v & 7];"};
  const bool wide = random.below(2) != 0;
  const bool with_sign = random.below(2) != 0;
  const std::string unsigned_type = wide ? "unsigned long" : "unsigned int";
  return {{"$S", random.one_of(kUses)},
          {"$T", random.one_of(kTypes)},
          {"$P", with_sign ? (wide ? "long" : "int") : unsigned_type},
          {"$U", unsigned_type},
          {"$I", wide ? "long" : "int"},
          {"$X", wide ? "0x7fffffffffffffff" : "0x7fffffff"},
          {"$W", wide ? "64" : "32"},
          {"$D", random.below(2) != 0 ? "/" : "%"},
          {"$H", random.below(2) != 0 ? "<<" : ">>"},
          {"$K", std::to_string(1 + random.below(5))},
          {"$L", std::to_string(1 + random.below(9))}};
}

UndefinedProgram made(const Shape& shape, const Choices& choices, unsigned number, bool defect) {
  const std::string name = "program_" + std::to_string(number);
  std::string text =
      std::string(shape.before) + "\nstatic void " + name + "(void)\n{\n" + shape.body + "\n}\n";
  for (const auto& [what, with] : choices)
    replace_all(text, what, with);
  replace_all(text, "$N", std::to_string(number));
  // A compiler must not see it: whether there is a defect is only known at run time.
  replace_all(text, "$B", defect ? "(int)one" : "(int)zero");
  return {shape.name, text};
}

} // namespace

std::vector<UndefinedProgram> undefined_programs(std::uint64_t seed, unsigned pairs) {
  Random random(seed);
  std::vector<UndefinedProgram> programs;
  for (unsigned i = 0; i < pairs; ++i) {
    const Shape& shape = kShapes[i % kShapes.size()];
    const Choices choices = choose(random);
    for (const bool defect : {true, false})
      programs.push_back(made(shape, choices, static_cast<unsigned>(programs.size()), defect));
  }
  return programs;
}

unsigned undefined_shapes() {
  return static_cast<unsigned>(kShapes.size());
}

std::string undefined_prelude() {
  return "unsigned long zero, one = 1, flag, result;\n"
         "int table[8] = {3, 1, 4, 1, 5, 9, 2, 6};\n";
}

} // namespace walkcheck::test
