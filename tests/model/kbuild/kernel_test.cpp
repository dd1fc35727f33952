// SPDX-License-Identifier: GPL-2.0-only
// An installed kernel source, unpacked and configured in a cache that stays in the build folder:
// the first run takes half a minute, the others do not.
#include "catch.hpp"

#include "own_tree.hpp"

#include "model/kbuild/build.hpp"
#include "model/kbuild/run.hpp"
#include "model/kbuild/subset.hpp"

#include <iostream>

namespace walkcheck::test {
namespace {

namespace fs = std::filesystem;
using kbuild::PreparedTree;

const fs::path kTarball = "/usr/src/linux-source-6.1.tar.xz";
const fs::path kFolder = WALKCHECK_KBUILD_FOLDER;

bool skipped() {
  std::string missing;
  if (!fs::exists(kTarball)) missing = "linux-source-6.1";
  for (const char* program : {"make", "gcc", "flex", "bison", "bc"})
    if (!kbuild::program_in_path(program)) missing = program;
  if (missing.empty()) return false;
  std::cout << "SKIPPED: the package " << missing << " is not installed\n";
  return true;
}

kbuild::Preparation preparation(std::vector<std::string>* progress = nullptr) {
  kbuild::Preparation result;
  result.cache = kFolder / "cache";
  if (progress != nullptr)
    result.progress = [progress](const std::string& line) { progress->push_back(line); };
  return result;
}

void compile(const kbuild::Command& command, const std::string& file) {
  std::vector<std::string> arguments = {"clang-19"};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  arguments.insert(arguments.end(), {"-fsyntax-only", (command.source / file).string()});
  const auto result = support::run_process_in(command.folder, arguments);
  INFO(file << "\n" << result.err);
  CHECK(result.exit_code == 0);
}

std::string remedy_for(PreparedTree& tree, const std::string& file) {
  const auto error = error_of([&] { tree.command(file); });
  return error ? error->cause + "; " + error->remedy : "";
}

// A tree that somebody configured in place, with a debug option: always at the same place, so that
// what is made of it is found again.
fs::path tree_in_place(PreparedTree& tree) {
  const fs::path folder = kFolder / "in-place";
  if (fs::exists(folder / ".config")) return folder;
  fs::remove_all(folder);
  kbuild::link_subset(tree.source(), kbuild::Architecture::X86, folder);
  std::string config;
  for (const auto& [symbol, value] : tree.config())
    config += symbol + "=" + value + "\n";
  support::write_file(folder / ".config", config + "CONFIG_DEBUG_VM=y\nCONFIG_DEBUG_KERNEL=y\n");
  return folder;
}

} // namespace

TEST_CASE("the files of a tarball compile as kbuild says", "[kernel]") {
  if (skipped()) return;
  PreparedTree tree = PreparedTree::open({kTarball, {}, {}}, preparation());
  const std::vector<std::string> files = {"mm/gup.c", "virt/kvm/kvm_main.c", "mm/mmu_gather.c"};
  const auto commands = tree.commands(files);
  REQUIRE(commands.size() == files.size());
  for (std::size_t i = 0; i < files.size(); ++i)
    compile(commands[i], files[i]);
  const auto config = tree.config();
  CHECK(config.at("CONFIG_KVM") == "y");
  CHECK(config.at("CONFIG_TRANSPARENT_HUGEPAGE") == "y");
  CHECK(tree.version().starts_with("6.1."));
  CHECK(tree.describe() ==
        tree.version() + ", defconfig with the options for page tables (clang 19)");
  CHECK(tree.text("mm/gup.c").find("get_user_pages_fast") != std::string::npos);

  std::vector<std::string> progress;
  PreparedTree again = PreparedTree::open({kTarball, {}, {}}, preparation(&progress));
  CHECK(again.command("mm/gup.c").arguments == commands[0].arguments);
  CHECK(progress.empty());
}

TEST_CASE("a file that a tarball's configuration leaves out is said with its symbol", "[kernel]") {
  if (skipped()) return;
  PreparedTree tree = PreparedTree::open({kTarball, {}, {}}, preparation());
  CHECK(remedy_for(tree, "mm/guo.c").find("'gup.c'") != std::string::npos);
  CHECK(remedy_for(tree, "mm/kmemleak.c").find("CONFIG_DEBUG_KMEMLEAK") != std::string::npos);
  CHECK(remedy_for(tree, "arch/x86/kvm/xen.c").find("CONFIG_KVM_XEN") != std::string::npos);
  CHECK(remedy_for(tree, "mm/internal.h").find("a header") != std::string::npos);
  CHECK(remedy_for(tree, "arch/arm64/mm/mmu.c").find("another architecture") != std::string::npos);
  CHECK(remedy_for(tree, "drivers/iommu/iova.c").find("unpack it") != std::string::npos);
}

TEST_CASE("a tree configured in place is configured elsewhere, and not written to", "[kernel]") {
  if (skipped()) return;
  PreparedTree unpacked = PreparedTree::open({kTarball, {}, {}}, preparation());
  const fs::path folder = tree_in_place(unpacked);
  const auto before = listing(folder);
  kbuild::Preparation without = preparation();
  without.without_debug = true;
  without.settings = {{"CONFIG_USERFAULTFD", "n"}};
  PreparedTree tree = PreparedTree::open({folder, {}, {}}, without);
  const kbuild::Command command = tree.command("mm/gup.c");
  CHECK(command.source != folder);
  compile(command, "mm/gup.c");
  CHECK(!tree.config().contains("CONFIG_DEBUG_VM"));
  CHECK(tree.config().at("CONFIG_KVM") == "y");
  CHECK(!tree.config().contains("CONFIG_USERFAULTFD"));
  CHECK(tree.describe() == tree.version() + ", .config (clang 19), without debug options, with "
                                            "CONFIG_USERFAULTFD=n");
  without.settings = {{"CONFIG_MMU", "n"}}; // there is no choice
  const auto error = error_of([&] { PreparedTree::open({folder, {}, {}}, without).config(); });
  REQUIRE(error);
  CHECK(error->cause == "the tree's configuration makes CONFIG_MMU y, not n");
  CHECK(listing(folder) == before);
}

} // namespace walkcheck::test
