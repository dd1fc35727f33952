// SPDX-License-Identifier: GPL-2.0-only
// The version of a tree, and the names of the vocabulary that mean something else since some
// version.
#include "small_tree.hpp"

#include "model/frontend/kernel_version.hpp"
#include "model/frontend/tree_facts.hpp"

namespace walkcheck::test {
namespace {

std::size_t sections(const std::string& function, const std::string& version) {
  const OwnTree tree(OwnTree::Files{
      {"mm/f.c", "int f(pmd_t *pmd, spinlock_t *ptl)\n{\n\treturn " + function + ";\n}\n"}});
  std::size_t found = 0;
  const program::Program program =
      tree.lower({{"mm/f.c", {"f"}}}, "f", {{"WALKCHECK_KERNEL", version}});
  for (const program::Instruction& instruction : program.functions.at(0).body)
    if (const auto* invoke = std::get_if<program::Invoke>(&instruction.operation))
      found += invoke->primitive == program::Primitive::RcuReadLock ? 1 : 0;
  return found;
}

std::size_t loads_of_pmd(const std::string& function, const std::string& version) {
  const OwnTree tree(
      OwnTree::Files{{"mm/f.c", "int f(pmd_t *pmd)\n{\n\treturn " + function + ";\n}\n"}});
  return count<program::Load>(
      tree.lower({{"mm/f.c", {"f"}}}, "f", {{"WALKCHECK_KERNEL", version}}));
}

} // namespace

TEST_CASE("a version is two numbers", "[version]") {
  CHECK(frontend::kernel_version("6.1") == 601);
  CHECK(frontend::kernel_version("6.12") == 612);
  CHECK(frontend::version_text(612) == "6.12");
  CHECK(frontend::version_text(601) == "6.1");
  for (const char* none : {"", "6", "6.", "6.12.3", "six", "6.12-rc1", "6.123"})
    CHECK(!frontend::kernel_version(none));
  CHECK(frontend::version_of_makefile("# S\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 9\n") == 612);
  CHECK(!frontend::version_of_makefile("VERSION = 6\n"));
  CHECK(!frontend::version_of_makefile(""));
}

TEST_CASE("a tree's version is that of its Makefile, in a folder and in a tarball", "[version]") {
  const OwnTree tree(
      OwnTree::Files{{"Makefile", "VERSION = 6\nPATCHLEVEL = 6\nSUBLEVEL = 0\nEXTRAVERSION =\n"}});
  frontend::KernelTree folder(tree.top()), tarball(tree.tarball());
  CHECK(frontend::tree_version(folder) == 606);
  CHECK(frontend::tree_version(tarball) == 606);
  const OwnTree silent(OwnTree::Files{});
  frontend::KernelTree none(silent.top());
  CHECK(!frontend::tree_version(none));
}

// 0d940a9b270b (6.5): NULL where the PMD word has no table, and a second look under the lock.
// a349d72fd9ef (6.6): a read-side section.
TEST_CASE("pte_offset_map() and its like change in 6.5 and in 6.6", "[version]") {
  const std::string map = "pte_offset_map(pmd, 0) != 0";
  const std::string lock = "pte_offset_map_lock(&the_mm, pmd, 0, &ptl) != 0";
  for (const std::string& function : {map, lock}) {
    for (const char* version : {"601", "604", "605"})
      CHECK(sections(function, version) == 0);
    for (const char* version : {"606", "612"})
      CHECK(sections(function, version) == 1);
  }
  // 6.1 computes the address of the word and never looks at the word; later versions read it once.
  CHECK(loads_of_pmd(map, "605") == 1);
  CHECK(loads_of_pmd(map, "612") == 1);
}

} // namespace walkcheck::test
