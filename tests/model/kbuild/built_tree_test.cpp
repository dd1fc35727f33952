// SPDX-License-Identifier: GPL-2.0-only
// Trees that say themselves how they were built: in place, and in a folder of its own. They are
// small and nothing in them was ever built, but their .cmd files are of kbuild's form.
#include "catch.hpp"

#include "own_tree.hpp"

namespace walkcheck::test {
namespace {

const std::string kConfig = "CONFIG_X86_64=y\nCONFIG_CC_IS_GCC=y\nCONFIG_GCC_VERSION=120200\n"
                            "# CONFIG_KMEMLEAK is not set\n";
const OwnTree::Files kInPlace = {
    {".config", kConfig},
    {"mm/Makefile", "obj-y := walk.o\nobj-$(CONFIG_KMEMLEAK) += leak.o \\\n\tother.o\n"},
    {"mm/walk.c", "#include \"walk.h\"\nint walk(void) { return DEPTH; }\n"},
    {"mm/leak.c", ""},
    {"mm/walk.h", "#define DEPTH 4\n"},
    {"mm/.walk.o.cmd", "savedcmd_mm/walk.o := gcc -Iinclude -DA='\"b\"' -O2 -fconserve-stack -c "
                       "-o mm/walk.o mm/walk.c ; ./tools/objtool/objtool mm/walk.o\n"}};

// Nothing is written where clang runs: what a wrapper around it adds goes beside the output.
std::string compiled(const kbuild::Command& command, const std::string& file) {
  const support::TemporaryDirectory folder;
  const std::filesystem::path output = folder.path() / "out.ll";
  std::vector<std::string> arguments = {"clang-19"};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  arguments.insert(arguments.end(),
                   {"-S", "-emit-llvm", "-o", output.string(), (command.source / file).string()});
  const auto result = support::run_process_in(command.folder, arguments);
  CHECK(result.err == "");
  REQUIRE(result.exit_code == 0);
  return support::read_file(output);
}

} // namespace

TEST_CASE("a tree built in place says how a file is compiled", "[built]") {
  const OwnTree tree(kInPlace);
  const auto before = listing(tree.top());
  kbuild::PreparedTree opened = tree.open();
  const kbuild::Command command = opened.command("mm/walk.c");
  CHECK(command.folder == tree.top());
  CHECK(has(command.arguments, "-Iinclude"));
  CHECK(has(command.arguments, "-DA=\"b\""));
  CHECK(!has(command.arguments, "-fconserve-stack"));
  CHECK(opened.version() == "6.1.7");
  CHECK(opened.describe() == "6.1.7, .config (gcc 12)");
  CHECK(opened.config() == std::map<std::string, std::string>{{"CONFIG_X86_64", "y"},
                                                              {"CONFIG_CC_IS_GCC", "y"},
                                                              {"CONFIG_GCC_VERSION", "120200"}});
  const std::string ir = compiled(command, "mm/walk.c");
  CHECK(ir.find("filename: \"mm/walk.c\"") != std::string::npos);
  CHECK(ir.find(tree.top().string(), ir.find("!llvm.dbg")) == std::string::npos);
  CHECK(listing(tree.top()) == before);
}

TEST_CASE("a tree built in another folder has its commands there", "[built]") {
  OwnTree::Files files = kInPlace;
  files.erase(".config");
  files.erase("mm/.walk.o.cmd");
  const OwnTree tree(files);
  tree.write("../obj/.config", kConfig);
  tree.write("../obj/mm/.walk.o.cmd", "cmd_mm/walk.o := gcc -I../linux/mm -fmacro-prefix-map="
                                      "../linux/= -c -o mm/walk.o ../linux/mm/walk.c\n");
  const auto before = listing(tree.beside("obj"));
  kbuild::PreparedTree opened = tree.open(":" + tree.beside("obj").string());
  const kbuild::Command command = opened.command("mm/walk.c");
  CHECK(command.folder == tree.beside("obj"));
  CHECK(opened.describe() == "6.1.7, OBJ/.config (gcc 12)");
  compiled(command, "mm/walk.c");
  CHECK(listing(tree.beside("obj")) == before);
}

TEST_CASE("a build folder of another tree is refused", "[built]") {
  const OwnTree tree(kInPlace);
  tree.write("../obj/.config", kConfig);
  const std::filesystem::path link = tree.beside("obj") / "source";
  std::filesystem::create_directory_symlink(tree.beside("obj"), link);
  const std::string name = ":" + tree.beside("obj").string();
  CHECK(error_of([&] { tree.open(name); })->cause.find("another tree") != std::string::npos);
  std::filesystem::remove(link);
  std::filesystem::create_directory_symlink(tree.top(), link);
  CHECK(tree.open(name).version() == "6.1.7");
}

TEST_CASE("what has no command says why", "[built]") {
  const OwnTree tree(kInPlace);
  kbuild::PreparedTree opened = tree.open();
  const auto error = [&](const std::string& file) {
    const auto found = error_of([&] { opened.command(file); });
    REQUIRE(found);
    CHECK(found->file == file);
    return *found;
  };
  CHECK(error("mm/wakl.c").remedy == "did you mean 'walk.c'?");
  CHECK(error("mm/walk.h").remedy.find("mm/walk.c") != std::string::npos);
  CHECK(error("mm/leak.c").cause.find("mm/Makefile asks for CONFIG_KMEMLEAK") != std::string::npos);
  CHECK(error("../linux/mm/walk.c").cause == "not a file of the kernel tree");
  CHECK(error("mm/Makefile").cause == "not a C file");
}

TEST_CASE("a tree or build folder that is none is refused", "[built]") {
  const OwnTree tree({});
  CHECK(error_of([&] {
          tree.open(":" + tree.beside("nowhere").string());
        })->cause.find(".config") != std::string::npos);
  CHECK(error_of([&] { tree.open("@v6.1"); })->cause.find("no folder of git's") !=
        std::string::npos);
  tree.write(".config", "CONFIG_ARM64=y\n");
  CHECK(error_of([&] { tree.open(); })->cause.find("CONFIG_X86_64") != std::string::npos);
  std::filesystem::remove(tree.top() / "Kconfig");
  CHECK(error_of([&] { tree.open(); })->cause.find("it has no Kconfig") != std::string::npos);
  CHECK(error_of([] { kbuild::architecture_named("riscv"); })->cause.find("'riscv'") !=
        std::string::npos);
}

TEST_CASE("a patch is put over the files, and the tree stays as it is", "[changes]") {
  const OwnTree tree(kInPlace);
  support::write_file(tree.beside("deeper.patch"), "Subject: deeper\n\n--- a/mm/walk.h\n"
                                                   "+++ b/mm/walk.h\n@@ -1 +1 @@\n"
                                                   "-#define DEPTH 4\n+#define DEPTH 55\n");
  tree.write("../obj/kernel/.bounds.s.cmd", "");
  tree.write("kernel/.bounds.s.cmd", "deps_kernel/bounds.s := \\\n include/linux/page.h \\\n");
  const auto before = listing(tree.top());
  kbuild::PreparedTree opened = tree.open("", {tree.beside("deeper.patch")});
  CHECK(opened.text("mm/walk.h") == "#define DEPTH 55\n");
  REQUIRE(opened.overlay());
  CHECK(opened.describe() == "6.1.7, .config (gcc 12), with deeper.patch");
  const std::string ir = compiled(opened.command("mm/walk.c"), "mm/walk.c");
  CHECK(ir.find("ret i32 55") != std::string::npos);
  CHECK(ir.find(tree.top().string(), ir.find("!llvm.dbg")) == std::string::npos);
  CHECK(listing(tree.top()) == before);

  const auto again = error_of([&] {
    tree.open("", {tree.beside("deeper.patch"), tree.beside("deeper.patch")});
  });
  REQUIRE(again);
  CHECK(again->file == tree.beside("deeper.patch").string());
  CHECK(again->cause.find("mm/walk.h") != std::string::npos);
  CHECK(again->cause.find("line 1") != std::string::npos);
}

TEST_CASE("a patch that is none is refused", "[changes]") {
  const OwnTree tree(kInPlace);
  support::write_file(tree.beside("text"), "no patch\n");
  CHECK(error_of([&] { tree.open("", {tree.beside("text")}); })->cause.find("no patch") !=
        std::string::npos);
  CHECK(error_of([&] { tree.open("", {tree.beside("none")}); })->cause == "there is no such patch");
}

} // namespace walkcheck::test
