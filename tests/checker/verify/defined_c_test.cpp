// SPDX-License-Identifier: GPL-2.0-only
// Correct C must have no findings: objects live long enough, values are defined, and the verdict
// does not depend on anything undefined. The findings that have to be made are in verify_test.cpp
// and undefined_test.cpp.
#include "catch.hpp"

#include "small_scenario.hpp"

#include <fmt/ranges.h>

using namespace walkcheck;
using namespace walkcheck::test;
using verdict::Result;
using verdict::Verdict;

namespace {

template <std::size_t n> void check_hold(const std::string (&harmless)[n]) {
  for (const std::string& statements : harmless) {
    INFO(statements);
    CHECK(run(body(statements), {"run"}).verdict == Verdict::Holds);
  }
}

} // namespace

TEST_CASE("a local lives as long as its block, however that is entered") {
  const std::string harmless[] = {
      "int n = 0, *p = &n;\n{\n\tint kept = 5;\nagain:\n\tp = &kept;\n\t(*p)++;\n\tif (kept < 8)\n"
      "\t\tgoto again;\n\tn = *p;\n}\n__wc_assert(n == 8, \"kept\");\nword = n;\n",
      "int n = 0;\nfor (int i = 0; i < 3; i++) {\n\tint in = i, *p = &in;\n\tif (i == 1)\n\t\tgoto "
      "next;\n"
      "\tn += ++*p;\nnext:;\n}\n__wc_assert(n == 4, \"1 + 3\");\nword = n;\n",
      "int *p;\nword = 1;\nif (word)\n\tp = (int[]){1, 2};\nelse\n\tp = (int[]){3, 4};\n{\n"
      "\tint *q = (int[]){5, 6};\n\tword = q[1];\n}\n__wc_assert(word == 6, \"literal\");\n",
      "struct s { long a, b; } *p = &(struct s){1, 2};\nfor (int i = 0; i < 2; i++)\n\tp->b += i;\n"
      "word = p->b;\n__wc_assert(word == 3, \"as long as the function\");\n",
      "word = 0;\nstruct { struct { long n; } *last; } s = {0};\nfor (int i = 0; i < 3; i++) {\n"
      "\tlong n = i;\n\ts.last = (void *)&n;\n\tword += s.last->n;\n}\n__wc_assert(word == 3, "
      "\"0+1+2\");\n",
      "int n = 0, *p = &n;\n{\nretry:;\n\tint kept = 5;\n\tp = &kept;\n\tfor (int i = 0; i < 3; "
      "i++) {\n"
      "\t\tif (i == 1)\n\t\t\tcontinue;\n\t\tdo {\n\t\t\tif (kept > 6)\n\t\t\t\tgoto out;\n\t\t} "
      "while (0);\n"
      "\t\tkept++;\n\t}\nout:\n\tif (word++ < 1)\n\t\tgoto retry;\n\tn = *p;\n}\n"
      "__wc_assert(n == 7, \"kept\");\nword = n;\n",
      "int n = 1, *p = 0;\nfor (int i = 0; i < 2; i++) {\n\tint in = i;\n\tif (p)\n\t\tn += p == "
      "&n;\n\tp = &in;\n}\n"
      "word = n + (p != 0);\n__wc_assert(word == 2, \"compared alone\");\n",
      "static unsigned char t[2][1] = {{1}, {2}};\nunsigned char u[2][1] = {{3}, {4}};\nword = 1;\n"
      "word = t[word][0] + u[word][0];\n__wc_assert(word == 6, \"2 + 4\");\n",
      "struct { int t[4], n; } s = {{1, 2, 3, 4}, 0};\nfor (int *p = s.t; p != &s.t[4]; "
      "p++)\n\ts.n += *p;\n"
      "word = s.n;\n__wc_assert(word == 10, \"all\");\n",
      "static struct { int n, t[]; } s = {2, {3, 4}};\nword = 1;\nword = READ_ONCE(s.t[word]) + "
      "s.t[0];\n"
      "__wc_assert(word == 7, \"a flexible array\");\n",
      "static int *kept;\nint n = 0;\nfor (int i = 0; i < 3; i++) {\n\tint in = i;\n"
      "\tWRITE_ONCE(kept, &in);\n\t*READ_ONCE(kept) += 2;\n\tn += in;\n\tWRITE_ONCE(kept, 0);\n}\n"
      "word = n;\n__wc_assert(word == 9, \"2+3+4\");\n",
      "static struct s { long n; struct s *next; } *all;\nlong n = 0;\nfor (int i = 0; i < 3; i++) "
      "{\n"
      "\tstruct s in = {i, all}, *p;\n\tall = &in;\n\tfor (p = all; p; p = p->next)\n\t\tn += "
      "p->n + 1;\n\tall = in.next;\n}\nword = n;\n__wc_assert(word == 6, \"1+2+3\");\n",
      "int t[4] = {1, 2, 3, 4}, n = 0;\nfor (int *p = t; p < t + 4; p++)\n\tn += *p;\nword = n;\n"
      "__wc_assert(word == 10, \"all\");\n",
  };
  check_hold(harmless);
}

TEST_CASE("an index within its array is no finding, whatever else is made of it") {
  const std::string harmless[] = {
      "struct { int n, t[0]; } *p = (void *)&(struct { int n, t[2]; }){2, {3, 4}};\nword = 1;\n"
      "word = p->t[word];\n__wc_assert(word == 4, \"as long as is there\");\n",
      "int t[4] = {1, 2, 3, 4};\nword = __builtin_constant_p(t[word + 9]) + "
      "__builtin_constant_p(t[9]) + "
      "__builtin_constant_p(t[t[word + 9]] + 1) + sizeof(t[9]);\n",
      "int t[4] = {1, 2, 3, 4}, *end = &t[4];\nword = end - t;\n",
      "static long t[4];\nlong *from = t, *to = t + 4;\nword = to - from + (t + 1 - to);\n",
  };
  check_hold(harmless);
}

TEST_CASE("what its type lets lie anywhere is no finding there") {
  const std::string harmless[] = {
      "static struct { char c; int n; short s; } __attribute__((packed)) s;\ns.n = 0x01020304;\n"
      "s.s = 5;\nword = s.n + s.s;\n__wc_assert(word == 0x01020309, \"packed\");\n",
      "struct { char c; int n; } __attribute__((packed)) s = {1, 2}, *p = &s;\nword = p->n++;\n"
      "word += p->n;\n__wc_assert(word == 5, \"2 + 3\");\n",
      "typedef int anywhere __attribute__((aligned(1)));\nstatic char t[8] = {0, 1, 2, 3, 4};\n"
      "word = *(anywhere *)(t + 1);\n__wc_assert(word == 0x04030201, \"any\");\n",
      "static char t[16];\nint n = 7;\nword = 1;\nmemcpy(t + word, &n, sizeof(n));\n"
      "__wc_assert(t[1] == 7, \"copied\");\n",
      "static struct { short a; struct { int n; } __attribute__((packed)) in; } s;\ns.in.n = 3;\n"
      "word = s.in.n;\n__wc_assert(word == 3, \"at 2\");\n",
      "struct s { long n[3]; };\nlong t[6] = {1, 2, 3};\nstruct s *p = (struct s *)(t + 3);\n"
      "*p = *(struct s *)t;\nword = t[5];\n__wc_assert(word == 3, \"beside it\");\n",
      "struct s { long n[3]; } s = {{1, 2, 3}}, *p = &s;\nword = 1;\n*p = s;\nmemmove((long *)p + "
      "1, p, 16);\n__wc_assert(s.n[2] == 2, \"moved\");\n",
  };
  check_hold(harmless);
}

TEST_CASE("a copy is done in the members of what is copied, whatever its pointers point to") {
  // What one CPU copies, and how the other one meanwhile reads or writes it.
  const std::string words = "pte_t pte;\nlong word, two[2];\nchar buf[16] __aligned(8);\n"
                            "struct longs { long a, b; };\nstruct ints { int a, b; };\n"
                            "union role { u32 word; struct { u8 l, d; u16 x; }; } role;\n";
  const std::string whole = "x == 0 || x == -1, \"whole\");\n}\n";
  const auto judged = [&](const std::string& one, const std::string& other) {
    return run(words + one + other + whole, {"one", "other"}).verdict;
  };
  CHECK(judged("void other(void) { set_pte(&pte, __pte(~0UL)); }\n",
               "static pte_t get(u8 *p) { return *(pte_t *)p; }\n"
               "void one(void)\n{\n\tlong x = get((u8 *)&pte).pte;\n\t__wc_assert(") ==
        Verdict::Holds);
  CHECK(judged("void one(void) { *(struct longs *)buf = (struct longs){-1, -1}; }\n",
               "void other(void)\n{\n\tlong x = READ_ONCE(*(long *)buf);\n\t__wc_assert(") ==
        Verdict::Holds);
  CHECK(
      judged(
          "void one(void) { struct longs v = {-1, -1}; char *p = buf; *(struct longs *)p = v; }\n",
          "void other(void)\n{\n\tlong x = READ_ONCE(*(long *)(buf + 8));\n\t__wc_assert(") ==
      Verdict::Holds);
  CHECK(judged("static void put(long *p, struct ints v) { *(struct ints *)p = v; }\n"
               "void one(void) { put(&word, (struct ints){-1, -1}); }\n",
               "void other(void)\n{\n\tlong x = READ_ONCE(word);\n\t__wc_assert(") ==
        Verdict::Violated);
  CHECK(judged("void one(void) { union role r = {.word = ~0u}; role = r; }\n",
               "void other(void)\n{\n\tint x = READ_ONCE(role.word);\n\t__wc_assert(") ==
        Verdict::Holds);
}

TEST_CASE("a move of any length is no question of where its places are") {
  const std::string harmless[] = {
      "static char a[8], b[8];\nword = 5;\nb[0] = 4;\nmemmove(a, b, word);\n__wc_assert(a[0] == 4, "
      "\"moved\");\n",
      "static char a[8] = {1, 2, 3, 4, 5};\nword = 4;\nmemmove(a + 1, a, word);\n"
      "__wc_assert(a[0] == 1 && a[1] == 1 && a[4] == 4, \"up\");\nmemmove(a, a + 1, word);\n"
      "__wc_assert(a[0] == 1 && a[3] == 4, \"down\");\n",
  };
  check_hold(harmless);
}

TEST_CASE("what is returned may be built in the place of a local of a block") {
  const std::string spec =
      "struct two { long a, b; };\nunion one { int i; long l; };\nunsigned long word;\n"
      "static struct two pair(int n)\n{\n\tfor (int i = 0; i < n; i++) {\n"
      "\t\tstruct two in = {i, n};\n\t\tif (i == 1)\n\t\t\treturn in;\n\t}\n"
      "\treturn (struct two){7, 8};\n}\n"
      "static union one single(int n)\n{\n\tif (n) {\n\t\tunion one in = {n};\n"
      "\t\treturn in;\n\t}\n\treturn (union one){3};\n}\n"
      "void run(void)\n{\n\tstruct two p = pair(3), q = pair(0);\n"
      "\tword = p.a + p.b + q.a + q.b + single(5).i + single(0).i;\n"
      "\t__wc_assert(word == 27, \"1 + 3 + 7 + 8 + 5 + 3\");\n}\n";
  const Result result = run(spec, {"run"});
  CHECK(result.verdict == Verdict::Holds);
}

TEST_CASE("what has no value may be copied, and what is not read of it is no matter") {
  const std::string harmless[] = {
      "struct { char c; unsigned long n; } a, b;\na.c = 1;\na.n = 2;\nb = a;\nword = b.c + b.n;\n",
      "struct { unsigned int a : 3, b : 5; } s;\ns.a = 3;\nword = s.a;\n",
      "unsigned long half;\n*(unsigned int *)&half = 7;\nword = (unsigned int)half;\n",
      "union { unsigned long all; unsigned char low; } u;\nu.low = 9;\nword = u.all & 0xff;\n",
      "struct { int never, copy; } s;\ns.copy = s.never * 2 + 1;\nword = 1;\n",
      "static unsigned long a[4];\nword = 2;\nmemcpy(a + word, a, 16);\n"
      "memcpy(a, a + word, 16);\nmemcpy(a, a, 32);\nmemcpy(a + 1, a, 0);\n",
      "word = 0;\nint *p = 0;\nword = __builtin_constant_p(*p) + __builtin_constant_p(4 / word);\n",
      "int n = 0x7fffffff;\nn++;\nword = n == -0x7fffffff - 1;\nn = -n;\n"
      "__wc_assert(word, \"sums wrap\");\n",
      "spinlock_t l;\nspin_lock_init(&l);\nspin_lock(&l);\nspin_unlock(&l);\nword = 1;\n",
      "int t[64];\nfor (int i = 0; i < 8; i++)\n\tt[i] = i;\nword = t[word + 5];\n",
      "unsigned long x = 3;\n__asm__(\"\" : \"+r\"(x));\nword = x;\n__wc_assert(word == 3, "
      "\"3\");\n"};
  check_hold(harmless);
}

TEST_CASE("what nobody defines decides nothing, in either direction") {
  const std::string spec =
      "unsigned long word, other;\nspinlock_t lock;\n"
      "void asks(void)\n{\n__wc_spin_lock(&lock);\n__wc_assert(nobody_knows() < 3, \"small\");\n"
      "__wc_spin_unlock(&lock);\n}\n"
      "void follows(void)\n{\nWRITE_ONCE(word, *(unsigned long *)nobody_knows());\n}\n"
      "void stores(void)\n{\nword = nobody_knows();\nword = 1;\n}\n"
      "void passes(void)\n{\nword = nobody_knows();\n}\n"
      "void reads(void)\n{\nif (READ_ONCE(word))\n\tWRITE_ONCE(other, 1);\n}\n"
      "void takes(void)\n{\n__wc_spin_lock(&lock);\nWRITE_ONCE(other, "
      "2);\n__wc_spin_unlock(&lock);\n}\n"
      "void nobody_knows_when(void) __attribute__((noreturn));\n"
      "void ends(void)\n{\nif (!READ_ONCE(word))\n\tnobody_knows_when();\nword = 1;\n}\n"
      "void ignores(void)\n{\nnobody_knows();\nWRITE_ONCE(other, 3);\n}\n"
      "void fails(void)\n{\nWRITE_ONCE(other, 3);\n__wc_assert(0, \"never\");\n}\n";
  const auto verdict = [&](const std::vector<std::string>& entries) {
    const Result result = run(spec, entries);
    for (const std::string& reason : result.reasons)
      CHECK_THAT(reason, Catch::Contains("nobody_knows") && Catch::Contains("spec.c:"));
    return result.verdict;
  };
  CHECK(verdict({"asks"}) == Verdict::Inconclusive);
  CHECK(verdict({"follows"}) == Verdict::Inconclusive);
  CHECK(verdict({"stores"}) == Verdict::Holds);
  CHECK(verdict({"passes", "reads"}) == Verdict::Inconclusive);
  // It holds the lock, so this is not a deadlock.
  CHECK(verdict({"asks", "takes"}) == Verdict::Inconclusive);
  CHECK(verdict({"ends"}) == Verdict::Inconclusive);
  CHECK(verdict({"ignores", "takes"}) == Verdict::Holds);
  CHECK(verdict({"asks", "fails"}) == Verdict::Violated); // this claim does not need such a value
}

TEST_CASE("what nobody defines may write every local that it can reach") {
  const std::string types =
      "struct s { long *p; const long *c; } *shared;\n"
      "unsigned long word;\nvoid nobody(void);\n"
      "void reads(const struct s *s);\nvoid number(unsigned long n);\n"
      "void looks(const long *p);\nvoid given(void *p);\n"
      "void again(long *p, int n)\n{\n\tif (n)\n\t\tagain(p, n - 1);\n\telse\n"
      "\t\tgiven(p);\n}\nlong *published;\n";
  const auto verdict = [&](const std::string& call) {
    const Result result =
        run(types +
                "void run(void)\n{\n\tlong x = 1, other = 2, *p = &other;\n"
                "\tstruct s s = {&x, &x};\n" +
                call + "\tword = x == 1;\n\t__wc_assert(word + *p == 3, \"1\");\n}\n",
            {"run"});
    return result.verdict;
  };
  for (const char* writes : {"\treads(&s);\n", "\tnumber((unsigned long)&x);\n",
                             "\tagain(&x, 3);\n", "\tpublished = &x;\n\tnobody();\n"}) {
    INFO(writes);
    CHECK(verdict(writes) == Verdict::Inconclusive);
  }
  for (const char* leaves : {"\tlooks(&x);\n", "\tnobody();\n", "\tnumber(3);\n"}) {
    INFO(leaves);
    CHECK(verdict(leaves) == Verdict::Holds);
  }
}

TEST_CASE("what this machine's memory is like decides nothing") {
  const std::string spec =
      "unsigned long one, two, *place;\nspinlock_t *lock;\n"
      "void orders(void)\n{\n\tone = &one < &two;\n}\n"
      "void orders_numbers(void)\n{\n\tlong x = 1;\n\tlong *p = &x;\n"
      "\tone = (unsigned long)p < (unsigned long)&two;\n}\n"
      "void subtracts(void)\n{\n\tone = &one - &two;\n}\n"
      "void orders_tables(void)\n{\n\tchar *t = __wc_alloc_table(), *u = __wc_alloc_table();\n"
      "\tone = t < u;\n}\n"
      "void subtracts_tables(void)\n{\n\tchar *t = __wc_alloc_table(), *u = __wc_alloc_table();\n"
      "\tone = t - u;\n}\n"
      "void walks_table(void)\n{\n\tunsigned long *t = __wc_alloc_table(), *end = t + 512, *p;\n"
      "\tfor (p = end - 2; p < end; p++)\n\t\tWRITE_ONCE(*p, end - p);\n}\n"
      "void subtracts_numbers(void)\n{\n\tlong x = 1;\n\tone = (char *)&x - (char *)&two;\n}\n"
      "void compares(void)\n{\n\tone = 1 + (&one == &two || &one >= &one + 1 || &two < (void "
      "*)4096);\n}\n"
      "void lends(void)\n{\n\tunsigned long x = 1;\n\tWRITE_ONCE(place, &x);\n\tx++;\n}\n"
      "void uses(void)\n{\n\tunsigned long *p = READ_ONCE(place);\n\tif (p)\n\t\t*p = 2;\n"
      "\tWRITE_ONCE(place, 0);\n}\n"
      "void lends_lock(void)\n{\n\tspinlock_t x;\n\tspin_lock_init(&x);\n\tWRITE_ONCE(lock, "
      "&x);\n}\n"
      "void locks(void)\n{\n\tspinlock_t *p = READ_ONCE(lock);\n\tif (p) {\n\t\tspin_lock(p);\n"
      "\t\tspin_unlock(p);\n\t}\n}\n";
  const auto told = [&](const std::vector<std::string>& entries) {
    const Result result = run(spec, entries);
    return std::pair(result.verdict, fmt::format("{}", fmt::join(result.reasons, "\n")));
  };
  for (const char* entry : {"orders", "orders_numbers", "subtracts", "subtracts_numbers",
                            "orders_tables", "subtracts_tables"}) {
    const auto [verdict, reasons] = told({entry});
    CHECK(verdict == Verdict::Inconclusive);
    CHECK_THAT(reasons, Catch::Contains("depends at spec.c:") &&
                            Catch::Contains("on where two objects are in memory"));
  }
  CHECK(told({"compares"}).first == Verdict::Holds);
  CHECK(told({"walks_table"}).first == Verdict::Holds);
  for (const auto& [lends, uses] : {std::pair("lends", "uses"), std::pair("lends_lock", "locks")}) {
    const auto [verdict, reasons] = told({lends, uses});
    CHECK(verdict == Verdict::Inconclusive);
    CHECK_THAT(reasons, Catch::Contains("a local of another CPU at spec.c:"));
  }
}
