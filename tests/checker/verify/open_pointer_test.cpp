// SPDX-License-Identifier: GPL-2.0-only
// An input that can be any number is used as an address. Where there is nothing, one address is
// like another, so there are few classes and the search ends.
#include "catch.hpp"

#include "checker/property/built_in.hpp"
#include "checker/verify/verify.hpp"
#include "scratch_folder.hpp"

#include <algorithm>

using namespace walkcheck;
using verdict::PropertyResult;
using verdict::Result;
using verdict::Verdict;

namespace {

const std::filesystem::path kSpecs = WALKCHECK_SOURCE_DIR "/specs";

Result run(const std::string& body, const std::string& head = "") {
  const ScratchFolder folder;
  folder.write("spec.c", "unsigned long copy;\nvoid run(unsigned long x)\n{\n" + body + "}\n");
  const auto file = folder.write("s.toml", head + "[inputs]\nx = { kind = 'number' }\n"
                                                  "[[cpu]]\nname = 'one'\nrun = 'spec.c'\n"
                                                  "entry = 'run'\nargs = { x = 'x' }\n");
  verify::Options options;
  options.build.specs = kSpecs;
  options.max_executions = 2000; // rather than for ever
  Result result =
      verify::verify(scenario::read_scenario(file, {kSpecs, property::names()}), options);
  for (const Diagnostic& diagnostic : result.diagnostics)
    UNSCOPED_INFO(to_string(diagnostic));
  return result;
}

std::vector<std::string> violated(const Result& result) {
  std::vector<std::string> names;
  for (const PropertyResult& property : result.properties)
    if (property.status == PropertyResult::Status::Violated) names.push_back(property.name);
  return names;
}

void check(const Result& result, const std::vector<std::string>& properties, std::size_t classes) {
  CHECK(result.verdict == Verdict::Violated);
  CHECK(violated(result) == properties);
  CHECK(result.classes_complete);
  REQUIRE(result.classes);
  CHECK(result.classes->size() <= classes);
}

} // namespace

// Not a frame; somewhere above the frames; the one variable: three classes, and those for addresses
// that are not of a word of it.
TEST_CASE("a load, a store and an exchange through any number") {
  check(run("\tcopy = *(unsigned long *)x;\n"), {"no_freed_table"}, 12);
  check(run("\t*(unsigned long *)x = 1;\n"), {"no_freed_table"}, 12);
  // A byte can be each of the variable's eight.
  check(run("\tcopy = *(unsigned char *)x;\n"), {"no_freed_table"}, 12 + 7);
  check(run("\tcopy = xchg((unsigned long *)x, 1);\n"), {"no_freed_table"}, 12);
}

// Two of the four words are aligned as the type requires: a class depends on more than the place
// within a word.
TEST_CASE("an alignment over a word's is one of the input") {
  const std::string body = "\tstatic long b[4] __attribute__((aligned(32)));\n"
                           "\tstruct s { int c __attribute__((aligned(16))); } *p;\n"
                           "\tif (x > 3)\n\t\treturn;\n\tp = (struct s *)((char *)b + 8 * x);\n"
                           "\tcopy = p->c;\n";
  check(run(body), {"assertions"}, 5);
}

// Beyond the array all indices are alike, and none of them is like one inside.
TEST_CASE("a lock with any number for its index") {
  const std::string uses = "\tcopy = 1;\n\tspin_lock(&l[x]);\n\tspin_unlock(&l[x]);\n";
  const std::string moves =
      "\tspinlock_t *p = l;\n\tcopy = 1;\n\tspin_lock(p + x);\n\tspin_unlock(p + x);\n";
  check(run("\tspinlock_t l[2];\n" + uses), {"assertions"}, 12);
  check(run("\tstatic spinlock_t l[2];\n" + uses), {"assertions"}, 12);
  // Nobody knows the array of a pointer, so that far away there may also be a page table.
  check(run("\tspinlock_t l[2];\n" + moves), {"no_freed_table", "assertions"}, 12);
  check(run("\tstatic spinlock_t l[2];\n" + moves), {"no_freed_table", "assertions"}, 12);
  check(run("\tspinlock_t l[2];\n\tif (x < 4)\n\t\tcopy = spin_is_locked(&l[x]);\n"),
        {"assertions"}, 12);
  const Result inside = run("\tspinlock_t l[2];\n\tif (x < 2) {\n" + uses + "\t}\n");
  CHECK(inside.verdict == Verdict::Holds);
  CHECK(inside.classes_complete);
}

TEST_CASE("a lock at any number") {
  check(run("\tcopy = 1;\n\tspin_lock((spinlock_t *)x);\n"), {"no_freed_table", "locks_balanced"},
        12);
}

TEST_CASE("a free of any number") {
  check(run("\tcopy = 1;\n\t__wc_free_table((void *)x);\n"), {"no_double_free"}, 12);
}

TEST_CASE("a call of any number") {
  const Result result = run("\tcopy = 1;\n\t((void (*)(void))x)();\n");
  CHECK(result.verdict == Verdict::Violated);
  CHECK(violated(result) == std::vector<std::string>{"assertions"});
  CHECK(result.classes_complete);
}

TEST_CASE("whether any number is a live table") {
  const Result result = run("\tcopy = __wc_table_is_live((void *)x);\n");
  CHECK(result.verdict == Verdict::Holds);
  CHECK(result.classes_complete);
  REQUIRE(result.classes);
  CHECK(result.classes->size() <= 8);
}
