// SPDX-License-Identifier: GPL-2.0-only
// Lowering keeps the meaning of C: each function of the corpus is lowered and evaluated, and has to
// give the same as the same text that clang compiles to native code without optimisation.
#include "catch.hpp"

#include "evaluator.hpp"
#include "support.hpp"

#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <fmt/format.h>

#include <map>
#include <regex>
#include <sstream>

namespace walkcheck::test {
namespace {

const std::vector<std::uint64_t> kInputs = {0,
                                            1,
                                            2,
                                            3,
                                            7,
                                            8,
                                            127,
                                            128,
                                            255,
                                            256,
                                            257,
                                            0x7fff,
                                            0x8000,
                                            0xffff,
                                            0x7fffffff,
                                            0x80000000,
                                            0xffffffff,
                                            0x123456789abcdef0,
                                            0x7fffffffffffffff,
                                            0x8000000000000000,
                                            0xfffffffffffffffe,
                                            0xffffffffffffffff};

std::vector<std::string> tests_in(const std::string& text) {
  static const std::regex kTest(R"(\bu64 (test_\w+)\(u64 a, u64 b\))");
  std::vector<std::string> names;
  for (std::sregex_iterator i(text.begin(), text.end(), kTest), end; i != end; ++i)
    names.push_back((*i)[1]);
  return names;
}

// One line "name a b result" for each function and each pair of inputs.
std::map<std::string, std::uint64_t> run_natively(const std::string& text,
                                                  const std::vector<std::string>& names) {
  std::string program = text + "\nint printf(const char *, ...);\nint main(void)\n{\n";
  std::string inputs;
  for (const std::uint64_t input : kInputs)
    inputs += fmt::format("{:#x}UL, ", input);
  program += fmt::format("static const u64 in[] = {{ {} }};\n", inputs);
  program += fmt::format(
      "for (unsigned i = 0; i < {0}; i++) for (unsigned j = 0; j < {0}; j++) {{\n", kInputs.size());
  for (const std::string& name : names)
    program += fmt::format("printf(\"{0} %u %u %lu\\n\", i, j, {0}(in[i], in[j]));\n", name);
  program += "}\nreturn 0;\n}\n";

  const support::TemporaryDirectory directory;
  const std::string source = directory.path() / "native.c", binary = directory.path() / "native";
  support::write_file(source, program);
  const auto compiled =
      support::run_process({"clang-19", "-std=gnu11", "-O0", "-w", "-fwrapv",
                            "-fno-strict-aliasing", source, "-o", binary, "-latomic"});
  INFO(compiled.err);
  REQUIRE(compiled.exit_code == 0);
  const auto run = support::run_process({binary});
  REQUIRE(run.exit_code == 0);

  std::map<std::string, std::uint64_t> results;
  std::istringstream lines(run.out);
  std::string name, i, j;
  for (std::uint64_t value = 0; lines >> name >> i >> j >> value;)
    results[name + " " + i + " " + j] = value;
  return results;
}

void compare(const std::string& file) {
  const std::filesystem::path path = kHere / "corpus" / file;
  const std::string text = support::read_file(path);
  const std::vector<std::string> names = tests_in(text);
  REQUIRE(names.size() >= 10);
  const auto expected = run_natively(text, names);
  REQUIRE(expected.size() == names.size() * kInputs.size() * kInputs.size());
  for (const std::string& name : names) {
    INFO(name);
    const program::Program program = lower_file(path, name, kHere / "bare");
    for (std::size_t i = 0; i < kInputs.size(); ++i)
      for (std::size_t j = 0; j < kInputs.size(); ++j) {
        const std::uint64_t found = evaluate(program, {kInputs[i], kInputs[j]});
        const std::uint64_t wanted = expected.at(fmt::format("{} {} {}", name, i, j));
        if (found != wanted) {
          INFO(fmt::format("{}({:#x}, {:#x})", name, kInputs[i], kInputs[j]));
          CHECK(found == wanted);
        }
      }
    SUCCEED(name);
  }
}

} // namespace

TEST_CASE("arithmetic means what C says", "[differential]") {
  compare("arithmetic.c");
}
TEST_CASE("control flow means what C says", "[differential]") {
  compare("control.c");
}
TEST_CASE("memory means what C says", "[differential]") {
  compare("memory.c");
}
TEST_CASE("packed members, bit-fields and C's functions on memory mean what C says",
          "[differential]") {
  compare("words.c");
}

} // namespace walkcheck::test
