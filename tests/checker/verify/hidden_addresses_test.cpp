// SPDX-License-Identifier: GPL-2.0-only
// The address of a local that has ended leads nowhere, in whatever form it was kept. The address of
// a local that lives is good in each form.
#include "catch.hpp"

#include "small_scenario.hpp"

#include <fmt/format.h>

using namespace walkcheck;
using namespace walkcheck::test;
using verdict::Verdict;

namespace {

// How an address `p` is kept, and restored. The variable that keeps it is in the file or in the
// function.
struct Form {
  const char *name, *declared, *keep, *have;
};

constexpr Form kForms[] = {
    {"as it is", "long *k;", "k = p;", "k"},
    {"an integer", "u64 k;", "k = (u64)p;", "(long *)k"},
    {"its complement", "u64 k;", "k = ~(u64)p;", "(long *)~k"},
    {"without its lowest bits", "u64 k;", "k = (u64)p >> 3;", "(long *)(k << 3)"},
    {"with its lowest bit set", "u64 k;", "k = (u64)p | 1;", "(long *)(k & ~1UL)"},
    {"combined with a number", "u64 k;", "k = (u64)p ^ 0x5a5aUL;", "(long *)(k ^ 0x5a5aUL)"},
    {"less than it is", "u64 k;", "k = (u64)p - 4096;", "(long *)(k + 4096)"},
    {"in halves", "u32 lo, hi;", "lo = (u64)p; hi = (u64)p >> 32;", "(long *)((u64)hi << 32 | lo)"},
    {"its bytes the other way round", "u64 k;", "k = __builtin_bswap64((u64)p);",
     "(long *)__builtin_bswap64(k)"},
    {"shifted by a variable", "u64 k; static int three = 3;", "k = (u64)p >> three;",
     "(long *)(k << three)"},
    {"as what it is a part of", "struct s { long a[4], n; } *k;",
     "k = (struct s *)((char *)p - offsetof(struct s, n));", "&k->n"},
    {"a packed member", "struct { u8 c; long *p; } __packed k;", "k.p = p;", "k.p"},
    {"bytes", "u8 k[8];", "memcpy(k, &p, 8);", "({ long *q; memcpy(&q, k, 8); q; })"},
    {"bytes, one by one", "u8 k[8];", "for (int n = 0; n < 8; n++) k[n] = ((u8 *)&p)[n];",
     "({ long *q; for (int n = 0; n < 8; n++) ((u8 *)&q)[n] = k[n]; q; })"},
    {"words of half", "u32 k[2];", "memcpy(k, &p, 8);", "({ long *q; memcpy(&q, k, 8); q; })"},
    {"a bit-field", "struct { u64 p : 56; } k;", "k.p = (u64)p;",
     "(long *)((u64)k.p | 0xffUL << 56)"},
};

Verdict verdict_of(const std::string& spec) {
  UNSCOPED_INFO(spec);
  return run(spec, {"run"}).verdict;
}

// The body of run() for each form, which is kept in the file and in the function by turns.
void check_each(Verdict expected, const char* body) {
  bool in_file = false;
  for (const Form& form : kForms) {
    in_file = !in_file;
    INFO(form.name);
    const std::string statements =
        fmt::format(fmt::runtime(body), fmt::arg("have", form.have), fmt::arg("keep", form.keep));
    const std::string kept = fmt::format("{} {}\n", in_file ? "static" : "\t", form.declared);
    CHECK(verdict_of(fmt::format("long word;\n{}void run(void)\n{{\n{}{}}}\n", in_file ? kept : "",
                                 in_file ? "" : kept, statements)) == expected);
  }
}

} // namespace

TEST_CASE("the local of an earlier round is found dead in whatever form its address was kept") {
  check_each(Verdict::Violated, "\tword = 1;\n\tfor (int i = 0; i < 2; i++) {{\n"
                                "\t\tlong t = i, *p = &t;\n\t\tif (i == 1)\n"
                                "\t\t\tword = *({have});\n\t\t{keep}\n\t}}\n");
}

// The place where the frame of the next call would be.
TEST_CASE("nor does the next call's local take the place of one that is no more") {
  for (const Form& form : kForms) {
    INFO(form.name);
    const std::string spec = fmt::format(
        "long word;\nstatic {}\nstatic noinline void keep(long n)\n{{\n\tlong t = n, *p = &t;\n"
        "\tword = *p;\n\t{}\n}}\nstatic noinline void use(void)\n{{\n\tlong t = 5, *p = &t;\n"
        "\tword += *p;\n\tword += *({});\n}}\nvoid run(void)\n{{\n\tkeep(1);\n\tuse();\n}}\n",
        form.declared, form.keep, form.have);
    CHECK(verdict_of(spec) == Verdict::Violated);
  }
}

TEST_CASE("the address of a living local is good in each form") {
  check_each(Verdict::Holds, "\tword = 0;\n\tfor (int i = 0; i < 3; i++) {{\n"
                             "\t\tlong t = i, *p = &t;\n\t\t{keep}\n\t\t*({have}) += 2;\n"
                             "\t\tword += t;\n\t}}\n\t__wc_assert(word == 9, \"2+3+4\");\n");
}
