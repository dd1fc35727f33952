// SPDX-License-Identifier: GPL-2.0-only
// A tree as it was at a revision of git's, while its folder stays as it is.
#include "catch.hpp"

#include "own_tree.hpp"

#include "model/kbuild/changes.hpp"

namespace walkcheck::test {
namespace {

namespace fs = std::filesystem;

void git(const OwnTree& tree, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {"git",
                                      "-C",
                                      tree.top().string(),
                                      "-c",
                                      "user.name=a",
                                      "-c",
                                      "user.email=a@b",
                                      "-c",
                                      "commit.gpgsign=false"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto result = support::run_process(command);
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
}

void commit(const OwnTree& tree, const std::string& tag) {
  git(tree, {"add", "-A", "-f"});
  git(tree, {"commit", "-q", "-m", tag});
  git(tree, {"tag", tag});
}

// At `old` and then changed, with a build of now.
class Kept : public OwnTree {
public:
  Kept()
      : OwnTree({{"mm/walk.c", "int walk(void) { return 1; }\n"},
                 {"mm/gone.c", "int gone;\n"},
                 {"include/linux/page.h", "#define A 1\n"}}) {
    git(*this, {"init", "-q"});
    commit(*this, "old");
    write("mm/walk.c", "int walk(void) { return 2; }\n");
    write("mm/added.c", "int added;\n");
    fs::remove(top() / "mm/gone.c");
    commit(*this, "new");
    write(".config", "CONFIG_X86_64=y\n");
    write("kernel/.bounds.s.cmd", "deps_kernel/bounds.s := \\\n    include/linux/page.h \\\n");
    for (const char* name : {"walk", "gone", "added"})
      write("mm/." + std::string(name) + ".o.cmd",
            "cmd_x := gcc -c -o mm/x.o mm/" + std::string(name) + ".c\n");
  }
};

} // namespace

TEST_CASE("files are as at the revision, and the folder as it was", "[revision]") {
  const Kept tree;
  const auto before = listing(tree.top());
  kbuild::PreparedTree opened = tree.open("@old");
  CHECK(opened.text("mm/walk.c").find("return 1") != std::string::npos);
  CHECK(opened.text("mm/gone.c") == "int gone;\n");
  CHECK(error_of([&] { opened.text("mm/added.c"); })->cause == "the kernel tree has no such file");
  CHECK(opened.describe() == "6.1.7, .config, at old");
  REQUIRE(opened.overlay());
  CHECK(has(opened.command("mm/walk.c").arguments, opened.overlay()->string()));
  CHECK(!tree.open("@new").overlay());
  CHECK(listing(tree.top()) == before);
}

TEST_CASE("what is not committed is no part of a revision", "[revision]") {
  const Kept tree;
  tree.write("mm/walk.c", "int walk(void) { return 3; }\n");
  CHECK(tree.open().text("mm/walk.c").find("return 3") != std::string::npos);
  CHECK(tree.open("@new").text("mm/walk.c").find("return 2") != std::string::npos);
}

TEST_CASE("a patch goes on top of a revision", "[revision]") {
  const Kept tree;
  support::write_file(tree.beside("a.patch"),
                      "--- a/mm/walk.c\n+++ b/mm/walk.c\n@@ -1 +1 @@\n"
                      "-int walk(void) { return 1; }\n+int walk(void) { return 7; }\n");
  CHECK(tree.open("@old", {tree.beside("a.patch")}).text("mm/walk.c").find("return 7") !=
        std::string::npos);
  const auto error = error_of([&] { tree.open("@new", {tree.beside("a.patch")}); });
  REQUIRE(error);
  CHECK(error->cause.find("mm/walk.c") != std::string::npos);
}

TEST_CASE("a revision that there is not is said", "[revision]") {
  const Kept tree;
  const auto error = error_of([&] { tree.open("@odl"); });
  REQUIRE(error);
  CHECK(error->cause.find("'odl'") != std::string::npos);
  // Not an option of git's.
  CHECK(error_of([&] { tree.open("@--all"); }));
}

TEST_CASE("what headers are made from is taken from links to the changed tree", "[revision]") {
  const Kept tree;
  tree.write("include/linux/page.h", "#define A 2\n");
  kbuild::PreparedTree opened = tree.open("@new");
  CHECK(!opened.overlay());
  CHECK(opened.source() != tree.top());
  CHECK(support::read_file(opened.source() / "include/linux/page.h") == "#define A 1\n");
  CHECK(fs::is_symlink(opened.source() / "mm/walk.c"));
  CHECK(!fs::exists(opened.source() / ".config"));
}

} // namespace walkcheck::test
