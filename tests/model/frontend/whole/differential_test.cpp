// SPDX-License-Identifier: GPL-2.0-only
// What replaces inline assembly does what the processor does with it: each form, lowered and
// evaluated, gives what it gives natively.
#include "catch.hpp"

#include "support.hpp"

#include "../evaluator.hpp"

#include "model/support/process.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <random>
#include <string_view>

namespace walkcheck::test {
namespace {

constexpr std::uint64_t kSeed = 20240611;

// Each pair of values at which something ends, and random ones, of which the halves are often
// alike.
Inputs inputs() {
  const std::vector<std::uint64_t> kEnds = {0,
                                            1,
                                            2,
                                            31,
                                            63,
                                            64,
                                            0x7f,
                                            0x80,
                                            0xff,
                                            0x7fff,
                                            0x8000,
                                            0x7fffffff,
                                            0x80000000,
                                            0xffffffff,
                                            0x7fffffffffffffff,
                                            0x8000000000000000,
                                            0xffffffffffffffff};
  Inputs result;
  for (const std::uint64_t a : kEnds)
    for (const std::uint64_t b : kEnds)
      result.emplace_back(a, b);
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 200; ++i) {
    const std::uint64_t a = random() >> random() % 64;
    result.emplace_back(a, i % 4 == 0 ? a + random() % 3 - 1 : random() >> random() % 64);
  }
  return result;
}

void compare(const std::string& text, const std::vector<std::string>& defines = {}) {
  INFO("seed " << kSeed);
  Lowered lowered = lower_with_assembly(text, defines);
  REQUIRE(lowered.names.size() >= 10);
  const Inputs given = inputs();
  const auto expected = run_natively(text, lowered.names, given);
  for (std::uint32_t f = 0; f < lowered.names.size(); ++f) {
    const std::string& name = lowered.names[f];
    lowered.program.entry = f;
    REQUIRE(expected.at(name).size() == given.size());
    unsigned wrong = 0;
    for (std::size_t i = 0; i < given.size() && wrong < 3; ++i) {
      const auto [a, b] = given[i];
      const std::uint64_t found = evaluate(lowered.program, {a, b}), wanted = expected.at(name)[i];
      if (found == wanted) continue;
      ++wrong;
      INFO(fmt::format("{}({:#x}, {:#x})", name, a, b));
      CHECK(found == wanted);
    }
    SUCCEED(name);
  }
}

struct Width {
  const char *type, *suffix, *constraint;
};
constexpr Width kWidths[] = {
    {"u8", "b", "iq"}, {"u16", "w", "ir"}, {"u32", "l", "er"}, {"u64", "q", "er"}};
constexpr const char* kLocks[] = {"", "lock; ", "lock ", "MARKED"};
constexpr const char* kFlags[] = {"z",  "e", "ne", "nz", "c",  "nc", "s", "ns", "o",
                                  "no", "a", "be", "l",  "ge", "le", "g", "b",  "ae"};

const std::string kHead = R"(
typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32; typedef unsigned long u64;
#define MARKED ".pushsection .smp_locks, \"a\"\n.balign 4\n.long 9f - .\n.popsection\n9: lock; "
static u64 mixed(u64 a, u64 b) { return a * 0x9e3779b97f4a7c15UL + (b ^ b >> 7); }
static u64 place[2];
)";

std::string prefix(const std::string& lock, const std::string& rest) {
  return lock == "MARKED" ? "MARKED \"" + rest : '"' + lock + rest;
}

// `op` of a value and of memory, a register or a local, with each flag.
std::string arithmetic(const std::string& op, const std::string& lock, const Width& width,
                       unsigned& number) {
  std::string text;
  const std::string order = prefix(lock, op + width.suffix);
  for (const char* flag : kFlags) {
    // A lock changes nothing of how the flags come about.
    if (!lock.empty() && std::string_view("z c s o").find(flag) == std::string_view::npos) continue;
    text += fmt::format(R"(
u64 test_{0}_{1}(u64 a, u64 b)
{{
	u8 f;
	place[0] = a, place[1] = b;
	asm volatile({2} %2, %0" : "+m"(*({3} *)place), "=@cc{4}"(f) : "{5}"(({3})b) : "memory");
	return mixed(place[0], place[1]) + f;
}}
)",
                        op, number++, order, width.type, flag, width.constraint);
    if (lock.empty())
      text += fmt::format(R"(
u64 test_{0}_register_{1}(u64 a, u64 b)
{{
	{3} v = a;
	u8 f;
	asm({2} %2, %0; set{4} %1" : "+q"(v), "=&q"(f) : "q"(({3})b));
	return mixed(v, f);
}}
)",
                          op, number++, order, width.type, flag);
  }
  text += fmt::format(R"(
u64 test_{0}_immediate_{1}(u64 a, u64 b)
{{
	{3} v = a;
	asm volatile({2} %1, %0" : "+m"(v) : "i"(-3));
	return v;
}}
)",
                      op, number++, order, width.type);
  return text;
}

std::string unary(const std::string& op, const std::string& lock, const Width& width,
                  bool has_flags, unsigned& number) {
  std::string text;
  for (const char* flag : kFlags) {
    // inc and dec leave the carry flag, which nothing has set here.
    const bool carry = std::string_view("c nc a be b ae").find(flag) != std::string_view::npos;
    if (!has_flags || (carry && op != "neg")) continue;
    if (!lock.empty() && std::string_view("z s o").find(flag) == std::string_view::npos) continue;
    text += fmt::format(R"(
u64 test_{0}_{1}(u64 a, u64 b)
{{
	u8 f;
	place[0] = a;
	asm volatile({2} %0" : "+m"(*({3} *)place), "=@cc{4}"(f) : : "memory");
	return mixed(place[0], f);
}}
)",
                        op, number++, prefix(lock, op + width.suffix), width.type, flag);
  }
  return text + fmt::format(R"(
u64 test_{0}_twice_{1}(u64 a, u64 b)
{{
	{3} v = b;
	asm volatile({2} %0; {0}{4} %1" : "+m"(v), "+q"(a));
	return mixed(v, a);
}}
)",
                            op, number++, prefix(lock, op + width.suffix), width.type, "q");
}

std::string bits(const std::string& op, const std::string& lock, const Width& width,
                 unsigned& number) {
  return fmt::format(R"(
u64 test_{0}_{1}(u64 a, u64 b)
{{
	u64 w[5] = {{ a, b, ~a, ~b, a ^ b }};
	u8 was;
	asm volatile({2} %2, %0" : "+m"(*({3} *)&w[2]), "=@ccc"(was) : "r"(({3})(({3})b % 256 - 128)) : "memory");
	return mixed(mixed(w[0], w[1]), mixed(w[2], mixed(w[3], w[4]))) + was;
}}
u64 test_{0}_immediate_{1}(u64 a, u64 b)
{{
	{3} v = a;
	u8 was;
	asm volatile({2} $13, %0" : "+m"(v), "=@ccc"(was));
	return mixed(v, was);
}}
)",
                     op, number++, prefix(lock, op + width.suffix), width.type);
}

std::string exchanges(const std::string& lock, const Width& width, unsigned& number) {
  return fmt::format(R"(
u64 test_xadd_{0}(u64 a, u64 b)
{{
	{1} v = b;
	u8 c;
	place[0] = a, place[1] = a;
	asm volatile({2} %0, %1" : "+q"(v), "+m"(*({1} *)place), "=@ccc"(c) : : "memory");
	return mixed(place[0], mixed(place[1], v)) + c;
}}
u64 test_cmpxchg_{0}(u64 a, u64 b)
{{
	{1} old = b & 4 ? a : b;
	u8 same;
	place[0] = a;
	asm volatile({3} %3, %1" : "+a"(old), "+m"(*({1} *)place), "=@cce"(same) : "q"(({1})(b + 9)) : "memory");
	return mixed(place[0], old) + same;
}}
u64 test_xchg_{0}(u64 a, u64 b)
{{
	{1} v = b;
	place[0] = a;
	asm volatile({4} %0, %1" : "+q"(v), "+m"(*({1} *)place) : : "memory");
	return mixed(place[0], v);
}}
)",
                     number++, width.type, prefix(lock, std::string("xadd") + width.suffix),
                     prefix(lock, std::string("cmpxchg") + width.suffix),
                     prefix(lock, std::string("xchg") + width.suffix));
}

} // namespace

TEST_CASE("forms of a kernel's assembly mean what the processor does", "[assembly]") {
  const std::filesystem::path file =
      std::filesystem::path(WALKCHECK_SOURCE_DIR) / "tests/model/frontend/whole/corpus/forms.c";
  compare(support::read_file(file));
}

TEST_CASE("what is relative to gs means what it does without", "[assembly]") {
  const std::filesystem::path file =
      std::filesystem::path(WALKCHECK_SOURCE_DIR) / "tests/model/frontend/whole/corpus/forms.c";
  compare(support::read_file(file), {"WITH_GS"});
}

TEST_CASE("arithmetic in assembly means what the processor does", "[assembly]") {
  const std::string op = GENERATE("add", "sub", "and", "or", "xor");
  std::string text = kHead;
  unsigned number = 0;
  for (const char* lock : kLocks)
    for (const Width& width : kWidths)
      text += arithmetic(op, lock, width, number);
  compare(text);
}

TEST_CASE("instructions with one operand mean what the processor does", "[assembly]") {
  std::string text = kHead;
  unsigned number = 0;
  for (const char* lock : kLocks)
    for (const Width& width : kWidths) {
      for (const char* op : {"inc", "dec"})
        text += unary(op, lock, width, true, number);
      text += unary("not", lock, width, false, number);
      if (*lock == 0) text += unary("neg", lock, width, true, number);
    }
  compare(text);
}

TEST_CASE("exchanges and single bits in assembly mean what the processor does", "[assembly]") {
  std::string text = kHead;
  unsigned number = 0;
  for (const char* lock : kLocks)
    for (const Width& width : kWidths) {
      text += exchanges(lock, width, number);
      if (width.suffix[0] == 'b') continue;
      for (const char* op : {"bts", "btr", "btc"})
        text += bits(op, lock, width, number);
      if (*lock == 0) text += bits("bt", lock, width, number);
    }
  compare(text);
}

} // namespace walkcheck::test
