// SPDX-License-Identifier: GPL-2.0-only
// What C leaves undefined is a finding wherever it is executed. Random functions, with a defect and
// with the defect mended, are compared with clang's sanitizers, which run the same text natively.
// If an input decides whether there is a defect, there is a finding for exactly those inputs.
#include "catch.hpp"

#include "sanitized.hpp"
#include "small_scenario.hpp"
#include "undefined_programs.hpp"

#include "model/frontend/lower.hpp"
#include "model/machine/machine.hpp"
#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <sstream>

namespace walkcheck::test {
namespace {

constexpr std::uint64_t kSeed = 20261129;

constexpr unsigned kPairs = kSanitized ? 60 : 230;

std::string text_of(const std::vector<UndefinedProgram>& programs) {
  std::string text = undefined_prelude();
  for (const UndefinedProgram& program : programs)
    text += program.text;
  return text;
}

// Runs each in a process of its own, and prints the numbers of those that did not end well. It only
// looks at the lowest bit of the result: a sum of something undefined can have higher bits that are
// defined, and that tell it from most numbers, depending on what happened to be on the stack.
std::string native_main(std::size_t count) {
  std::string text =
      "int fork(void); int waitpid(int, int *, int); int printf(const char *, ...);\n"
      "void _exit(int); int fflush(void *); int close(int);\n"
      // Symbolising places takes a second for each report.
      "const char *__asan_default_options(void) { return \"symbolize=0:detect_leaks=0\"; }\n"
      "const char *__ubsan_default_options(void) { return \"symbolize=0\"; }\n"
      "const char *__msan_default_options(void) { return \"symbolize=0\"; }\n"
      "int main(void)\n{\nvoid (*all[])(void) = {";
  for (std::size_t i = 0; i < count; ++i)
    text += fmt::format("program_{}, ", i);
  return text +
         fmt::format("}};\nfor (int i = 0; i < {}; i++) {{\nint status, child = fork();\n"
                     "if (!child) {{ close(2); all[i](); if (result & 1) _exit(0); _exit(0); }}\n"
                     "waitpid(child, &status, 0);\nif (status) printf(\"%d\\n\", i);\n}}\n"
                     "return 0;\n}}\n",
                     count);
}

std::set<std::size_t> reported_natively(const std::string& text, std::vector<std::string> flags) {
  const support::TemporaryDirectory directory;
  const std::string source = directory.path() / "native.c", binary = directory.path() / "native";
  support::write_file(source, text);
  std::vector<std::string> command = {"clang-19",
                                      "-std=gnu11",
                                      "-O0",
                                      "-w",
                                      "-fwrapv",
                                      "-fno-strict-aliasing",
                                      "-fno-sanitize-recover=all"};
  command.insert(command.end(), flags.begin(), flags.end());
  command.insert(command.end(), {source, "-o", binary});
  const auto compiled = support::run_process(command);
  INFO(compiled.err);
  REQUIRE(compiled.exit_code == 0);
  const auto run = support::run_process({binary});
  REQUIRE(run.exit_code == 0);
  std::set<std::size_t> reported;
  std::istringstream lines(run.out);
  for (std::size_t number = 0; lines >> number;)
    reported.insert(number);
  return reported;
}

// One program that runs the function of its argument, with the defect if the other argument is 1.
std::string dispatcher_text(const std::vector<UndefinedProgram>& programs) {
  std::string text = text_of(programs) +
                     "void entry(unsigned long which, unsigned long defect)\n{\n"
                     "one = defect;\nswitch (which) {\n";
  for (std::size_t i = 0; i < programs.size(); ++i)
    text += fmt::format("case {0}: program_{0}(); break;\n", i);
  return text + "}\n}\n";
}

program::Program dispatcher(const std::vector<UndefinedProgram>& programs) {
  const std::string text = dispatcher_text(programs);
  const support::TemporaryDirectory directory;
  support::write_file(directory.path() / "spec.c", text);
  frontend::Source source;
  source.spec = directory.path() / "spec.c";
  source.shown_as = "spec.c";
  source.entry = "entry";
  return frontend::lower(source, {std::filesystem::path(WALKCHECK_SOURCE_DIR) / "specs", nullptr});
}

std::vector<machine::Finding> findings_of(const program::Program& program, std::size_t which) {
  machine::Setup setup;
  setup.cpus.push_back({"cpu", program, {term::Value(which), term::Value(1)}});
  setup.loop_bound = 64;
  machine::Machine machine(std::move(setup));
  for (;;) {
    try {
      std::vector<machine::Finding> found;
      while (machine.status(0) == machine::CpuStatus::Ready)
        for (const machine::Finding& finding : machine.step(0, 0).findings)
          found.push_back(finding);
      return found;
    } catch (const machine::ConstantCellWritten&) {
    }
  }
}

// Whether the class consists of runs with the defect.
bool has_defect(const verdict::ClassResult& one) {
  const auto is_one = [](const std::string& word) { return word == "defect = 0x1"; };
  return std::ranges::any_of(one.representative, is_one);
}

} // namespace

TEST_CASE("what a sanitizer reports is found, and nothing else is", "[sanitizers]") {
  const auto programs = undefined_programs(kSeed, kPairs);
  const std::string text = text_of(programs) + native_main(programs.size());
  const auto by_address = reported_natively(
      text, {"-fsanitize=address,shift-exponent,integer-divide-by-zero,signed-integer-overflow,"
             "builtin,bounds,null,unreachable,function,alignment",
             "-fsanitize-address-use-after-return=always"});
  const auto by_memory = reported_natively(text, {"-fsanitize=memory"});
  const program::Program program = dispatcher(programs);
  unsigned agreed = 0;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const bool defect = i % 2 == 0;
    const bool native = by_address.contains(i) || by_memory.contains(i);
    const auto found = findings_of(program, i);
    INFO("seed " << kSeed << ", program " << i << ": " << programs[i].shape << "\n"
                 << programs[i].text);
    CHECK(native == defect); // otherwise the generator is wrong
    CHECK(!found.empty() == defect);
    if (native == defect && !found.empty() == defect) ++agreed;
  }
  CHECK(agreed == programs.size());
}

TEST_CASE("what an input makes undefined is found in its classes, and in no other") {
  const auto programs = undefined_programs(kSeed, undefined_shapes());
  const std::filesystem::path specs = WALKCHECK_SOURCE_DIR "/specs";
  const ScratchFolder folder;
  folder.write("spec.c", dispatcher_text(programs));
  scenario::SharedPrograms lowered;
  verify::Options options;
  options.build.specs = specs;
  options.build.programs = &lowered;
  for (std::size_t i = 0; i < programs.size(); i += kSanitized ? 8 : 2) {
    INFO("seed " << kSeed << ", program " << i << ": " << programs[i].shape << "\n"
                 << programs[i].text);
    const auto file = folder.write(
        "s.toml", fmt::format("[inputs]\ndefect = {{ kind = 'number', where = 'defect < 2' }}\n"
                              "[[cpu]]\nname = 'cpu'\nrun = 'spec.c'\nentry = 'entry'\n"
                              "args = {{ which = {}, defect = 'defect' }}\n[bounds]\nloop = 64\n",
                              i));
    const verdict::Result result =
        verify::verify(scenario::read_scenario(file, {specs, property::names()}), options);
    CHECK(result.verdict == verdict::Verdict::Violated);
    CHECK(result.classes_complete);
    REQUIRE(result.classes);
    for (const verdict::ClassResult& one : *result.classes)
      CHECK(one.violated.has_value() == has_defect(one));
  }
}

} // namespace walkcheck::test
