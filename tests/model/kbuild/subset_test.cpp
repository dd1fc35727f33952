// SPDX-License-Identifier: GPL-2.0-only
// The part of a tree that is unpacked or linked.
#include "catch.hpp"

#include "own_tree.hpp"

#include "model/kbuild/subset.hpp"

namespace walkcheck::test {
namespace {

namespace fs = std::filesystem;
using kbuild::Architecture;
using kbuild::is_in_subset;

} // namespace

TEST_CASE("the subset has all makefiles, and the code of memory management", "[subset]") {
  for (const char* file : {"mm/a.c", "drivers/net/Kconfig", "drivers/x/Makefile", "fs/a.c",
                           "arch/x86/mm/a.c", "arch/arm64/Kconfig", "include/linux/a.h"})
    CHECK(is_in_subset(file, Architecture::X86));
  for (const char* file : {"drivers/net/a.c", "fs/ext4/a.c", "arch/arm64/mm/a.c", "README"})
    CHECK(!is_in_subset(file, Architecture::X86));
  CHECK(is_in_subset("arch/arm64/mm/a.c", Architecture::Arm64));
  CHECK(!is_in_subset("arch/x86/mm/a.c", Architecture::Arm64));
}

TEST_CASE("links leave out what a build left behind", "[subset]") {
  const OwnTree tree({{"mm/walk.c", ""},
                      {"mm/walk.o", ""},
                      {"mm/.walk.o.cmd", ""},
                      {"kernel/bounds.s", ""},
                      {".config", ""},
                      {"include/generated/bounds.h", ""},
                      {"arch/x86/include/generated/asm/x.h", ""},
                      {"arch/x86/include/asm/x.h", ""},
                      {"scripts/kconfig/conf", ""},
                      {"scripts/kconfig/conf.c", ""},
                      {"scripts/config", "#!/bin/sh\n"}});
  const fs::path links = tree.beside("links");
  kbuild::link_subset(tree.top(), Architecture::X86, links);
  for (const char* file : {"Makefile", "mm/walk.c", "arch/x86/include/asm/x.h",
                           "scripts/kconfig/conf.c", "scripts/config"})
    CHECK(fs::is_symlink(links / file));
  for (const char* file :
       {"mm/walk.o", "mm/.walk.o.cmd", "kernel/bounds.s", ".config", "include/generated",
        "arch/x86/include/generated", "scripts/kconfig/conf"})
    CHECK(!fs::exists(fs::symlink_status(links / file)));
}

TEST_CASE("a tarball's links are kept where they stay inside", "[subset]") {
  const OwnTree tree(
      {{"scripts/table", "text"}, {"scripts/run.sh", "#!/bin/sh\n"}, {"mm/a.c", ""}});
  fs::create_symlink("../scripts/table", tree.top() / "mm/table");
  fs::create_symlink("../../outside", tree.top() / "mm/outside");
  fs::create_symlink("/etc/passwd", tree.top() / "mm/absolute");
  const fs::path tarball = tree.beside("linux.tar");
  REQUIRE(support::run_process({"tar", "--create", "--file", tarball.string(), "--directory",
                                tree.beside("").string(), "linux"})
              .exit_code == 0);
  const fs::path folder = tree.beside("unpacked");
  kbuild::unpack(tarball, Architecture::X86, folder);
  CHECK(support::read_file(folder / "mm/table") == "text");
  CHECK(!fs::exists(fs::symlink_status(folder / "mm/outside")));
  CHECK(!fs::exists(fs::symlink_status(folder / "mm/absolute")));
  CHECK((fs::status(folder / "scripts/run.sh").permissions() & fs::perms::owner_exec) !=
        fs::perms::none);
  fs::remove(tree.top() / "Kconfig");
  REQUIRE(support::run_process({"tar", "--create", "--file", tarball.string(), "--directory",
                                tree.beside("").string(), "linux"})
              .exit_code == 0);
  CHECK(error_of([&] {
          kbuild::unpack(tarball, Architecture::X86, tree.beside("again"));
        })->cause.find("not a tarball of a kernel") != std::string::npos);
}

} // namespace walkcheck::test
