// SPDX-License-Identifier: GPL-2.0-only
// What replaces inline assembly in the IR: how many accesses and of what kind, where they are said
// to be, and which statements are left.
#include "catch.hpp"

#include "support.hpp"

#include "model/support/process.hpp"

#include <filesystem>

namespace walkcheck::test {
namespace {

const std::string kTypes = "typedef unsigned char u8; typedef unsigned long u64; u64 variable;\n";

const std::string kNothingOrFence =
    R"c(asm volatile("1: \n2: .skip 4, 0x90\n3:\n.pushsection .altinstructions, \"a\"\n)c"
    R"c(.long 1b - .\n.long 4f - .\n.word 1\n.byte 1\n.byte 1\n.popsection\n)c"
    R"c(.pushsection .altinstr_replacement, \"ax\"\n4: lfence\n5:\n.popsection" : : : "memory");)c";

Replaced replaced(const std::string& body, const std::vector<std::string>& defines = {}) {
  return replaced_in(kTypes + "int f(u64 a, u64 b)\n{\n" + body + "\nreturn 0;\n}\n", defines)
      .at("f");
}

} // namespace

TEST_CASE("assembly that is not understood is left", "[assembly]") {
  const std::filesystem::path file =
      std::filesystem::path(WALKCHECK_SOURCE_DIR) / "tests/model/frontend/whole/corpus/left.c";
  const auto found = replaced_in(support::read_file(file));
  REQUIRE(found.size() >= 60);
  for (const auto& [name, function] : found) {
    INFO(name);
    CHECK(function.left == 1);
    CHECK(function.atomics == 0);
    CHECK(function.full_fences + function.compiler_fences == 0);
    CHECK(function.bugs + function.warnings == 0);
  }
}

TEST_CASE("a locked instruction is one atomic access", "[assembly]") {
  const auto [text, atomics] = GENERATE(table<std::string, unsigned>({
      {R"c(asm("lock; addq %1, %0" : "+m"(variable) : "r"(a));)c", 1},
      {R"c(asm("lock; btsq %1, %0" : "+m"(variable) : "r"(a));)c", 1},
      {R"c(asm("lock; notq %0" : "+m"(variable));)c", 1},
      {R"c(asm("lock; cmpxchgq %2, %0" : "+m"(variable), "+a"(b) : "r"(a));)c", 1},
      {R"c(asm("xchgq %1, %0" : "+m"(variable), "+r"(b));)c", 1},
      {R"c(asm("lock; incq %0; lock; decq %0" : "+m"(variable));)c", 2},
  }));
  INFO(text);
  const Replaced found = replaced(text);
  CHECK(found.left == 0);
  CHECK(found.atomics == atomics);
  CHECK(found.loads + found.stores == 0);
}

TEST_CASE("without a lock it is a read and a write", "[assembly]") {
  const auto [text, loads, stores] = GENERATE(table<std::string, unsigned, unsigned>({
      {R"c(asm("addq %1, %%gs:%0" : "+m"(variable) : "r"(a));)c", 1, 1},
      {R"c(asm("btrq %1, %0" : "+m"(variable) : "r"(a));)c", 1, 1},
      {R"c(asm volatile("movq %1, %%gs:%0" : "=m"(variable) : "r"(a));)c", 0, 1},
      {R"c(asm volatile("movq %%gs:%1, %0" : "=r"(a) : "m"(variable));)c", 1, 0},
      {R"c(asm("cmpxchgq %2, %%gs:%0" : "+m"(variable), "+a"(b) : "r"(a));)c", 1, 1},
  }));
  INFO(text);
  const Replaced found = replaced(text);
  CHECK(found.left == 0);
  CHECK(found.atomics == 0);
  CHECK(found.loads == loads);
  CHECK(found.stores == stores);
}

TEST_CASE("barriers are fences, of the compiler alone or of all", "[assembly]") {
  const auto [text, full, compiler] = GENERATE(table<std::string, unsigned, unsigned>({
      {R"c(asm volatile("" : : : "memory");)c", 0, 1},
      {R"c(asm volatile("pause");)c", 0, 0},
      {R"c(asm volatile("rep; nop" : : : "memory");)c", 0, 1},
      {R"c(asm volatile("mfence");)c", 1, 0},
      {R"c(asm volatile("lfence");)c", 0, 1},
      {R"c(asm volatile("sfence");)c", 0, 1},
      {R"c(asm volatile("lock; addl $0, -4(%%rsp)" : : : "cc");)c", 1, 0},
      {kNothingOrFence, 0, 1},
  }));
  INFO(text);
  const Replaced found = replaced(text);
  CHECK(found.left == 0);
  CHECK(found.full_fences == full);
  CHECK(found.compiler_fences == compiler);
}

TEST_CASE("the table of bugs says what is a warning", "[assembly]") {
  const unsigned flags = GENERATE(0U, 1U, 2U, 3U, 8U, 2305U);
  const std::string trap = GENERATE("ud2", ".byte 0x0f, 0x0b");
  const std::string note =
      GENERATE("", "\\n2:\\n.pushsection .discard.reachable\\n.long 2b - .\\n.popsection");
  const std::string body =
      "asm volatile(\"1: " + trap +
      "\\n.pushsection __bug_table, \\\"aw\\\"\\n.long 1b - .\\n.long %c0 - .\\n"
      ".word %c1\\n.word %c2\\n.org 1b + %c3\\n.popsection" +
      note + "\" : : \"i\"(\"file\"), \"i\"(7), \"i\"(" + std::to_string(flags) + "), \"i\"(12));";
  const Replaced found = replaced(body);
  CHECK(found.left == 0);
  CHECK(found.warnings == flags % 2);
  CHECK(found.bugs == 1 - flags % 2);
}

TEST_CASE("accesses relative to gs are plain ones", "[assembly]") {
  const Replaced found =
      replaced("u64 __seg_gs *p = (u64 __seg_gs *)(u64)&variable;\n"
               "*p = a; p[b] += 1; asm(\"addq %1, %0\" : \"+m\"(p[1]) : \"r\"(b));");
  CHECK(found.left == 0);
  CHECK(found.segments == 0);
  CHECK(found.loads == 2);
  CHECK(found.stores == 3);
}

TEST_CASE("an access is where the statement is", "[assembly]") {
  const Replaced found = replaced("\n\nasm(\"lock; incq %0\" : \"+m\"(variable));\n\n"
                                  "asm(\"incq %0\" : \"+m\"(variable));");
  CHECK(found.lines == std::vector<unsigned>{6, 8, 8});
}

} // namespace walkcheck::test
