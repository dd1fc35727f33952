// SPDX-License-Identifier: GPL-2.0-only
// Some things are only learnt late: a word is written after all, a cell is shared after all, a
// claim reads a word after all. Each starts the search again. That must not happen once for each
// word: with these sizes it would take minutes.
#include "catch.hpp"
#include "sanitized.hpp"

#include "checker/property/built_in.hpp"
#include "checker/verify/verify.hpp"
#include "scratch_folder.hpp"

#include <fmt/format.h>

#include <chrono>

using namespace walkcheck;
using verdict::Result;
using verdict::Verdict;

namespace {

const std::filesystem::path kSpecs = WALKCHECK_SOURCE_DIR "/specs";

constexpr int kWords = kSanitized ? 4000 : 20000;
constexpr std::chrono::seconds kMost(40); // even on a machine with much else to do

Result run(const std::string& spec, const std::vector<std::string>& entries, int words,
           const std::string& invariant = "") {
  const ScratchFolder folder;
  folder.write("spec.c", fmt::format("#define WORDS {}\nunsigned long row[WORDS], flag;\n"
                                     "spinlock_t lock;\n",
                                     words) +
                             spec);
  std::string text = fmt::format("[bounds]\nloop = {}\n", words + 1);
  if (!invariant.empty()) {
    folder.write("claim.c", fmt::format("/* A claim. */\n#define WORDS {}\n", words) + invariant);
    text += "[properties]\ncheck = [ 'claim.c' ]\n";
  }
  for (const std::string& entry : entries)
    text += "[[cpu]]\nname = '" + entry + "'\nrun = 'spec.c'\nentry = '" + entry + "'\n";
  verify::Options options;
  options.build.specs = kSpecs;
  const auto file = folder.write("s.toml", text);
  const auto start = std::chrono::steady_clock::now();
  Result result =
      verify::verify(scenario::read_scenario(file, {kSpecs, property::names()}), options);
  CHECK(std::chrono::steady_clock::now() - start < kMost);
  for (const Diagnostic& diagnostic : result.diagnostics)
    UNSCOPED_INFO(to_string(diagnostic));
  for (const std::string& reason : result.reasons)
    UNSCOPED_INFO(reason);
  return result;
}

const std::string kFill = "void fill(void)\n{\n\tint i;\n\n\tfor (i = 0; i < WORDS; i++)\n"
                          "\t\trow[i] = i + 1;\n}\n";

} // namespace

TEST_CASE("a loop that writes each word of an array") {
  const Result result = run(kFill, {"fill"}, kWords);
  CHECK(result.verdict == Verdict::Holds);
  CHECK(result.executions == 1);
}

TEST_CASE("two CPUs that write one half each") {
  const Result result =
      run("void low(void)\n{\n\tint i;\n\n\tfor (i = 0; i < WORDS / 2; i++)\n\t\trow[i] = 1;\n}\n"
          "void high(void)\n{\n\tint i;\n\n\tfor (i = WORDS / 2; i < WORDS; i++)\n"
          "\t\trow[i] = 1;\n}\n",
          {"low", "high"}, kWords);
  CHECK(result.verdict == Verdict::Holds);
  CHECK(result.executions == 1);
}

// The reader comes first, and takes all of them for constants. The lock leaves two orders.
TEST_CASE("words that are read before anybody is known to write them") {
  const Result result =
      run("unsigned long sum;\n"
          "void reads(void)\n{\n\tint i;\n\n\tspin_lock(&lock);\n"
          "\tfor (i = 0; i < WORDS; i++)\n\t\tsum += row[i];\n\tspin_unlock(&lock);\n}\n"
          "void writes(void)\n{\n\tint i;\n\n\tspin_lock(&lock);\n"
          "\tfor (i = 0; i < WORDS; i++)\n\t\trow[i] = 1;\n\tspin_unlock(&lock);\n}\n",
          {"reads", "writes"}, kWords);
  CHECK(result.verdict == Verdict::Holds);
  CHECK(result.executions == 2);
}

// Each word is the writer's own until the reader, which waits for the flag, reads it.
TEST_CASE("words that turn out to be shared one by one") {
  const Result result =
      run("unsigned long sum;\n"
          "void writes(void)\n{\n\tint i;\n\n\tfor (i = 0; i < WORDS; i++)\n\t\trow[i] = 1;\n"
          "\tsmp_store_release(&flag, 1);\n}\n"
          "void reads(void)\n{\n\tint i;\n\n\tif (!smp_load_acquire(&flag))\n\t\treturn;\n"
          "\tfor (i = 0; i < WORDS; i++)\n\t\tsum += row[i];\n}\n",
          {"writes", "reads"}, 1500);
  CHECK(result.verdict == Verdict::Holds);
  CHECK(result.executions == 2);
}

TEST_CASE("a claim that reads one word more with each that is written") {
  const Result result = run(kFill, {"fill"}, 1500,
                            "unsigned long row[WORDS];\n"
                            "void always(void)\n{\n\tint i;\n\n\tfor (i = 0; i < WORDS; i++)\n"
                            "\t\tif (!row[i])\n\t\t\tbreak;\n"
                            "\t__wc_require(i == WORDS || !row[i], \"a gap\");\n}\n");
  CHECK(result.verdict == Verdict::Holds);
  CHECK(result.executions == 1);
}
