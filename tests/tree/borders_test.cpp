// SPDX-License-Identifier: GPL-2.0-only
// Folders include what CMakeLists.txt lets them include, and nothing else.
#include "catch.hpp"
#include "scratch_folder.hpp"

#include "borders.hpp"

namespace walkcheck::test {
namespace {

using Found = std::vector<std::string>;

const Borders kDeclared = {
    {"model/low", {}}, {"model/middle", {"model/low"}}, {"checker/high", {"model/middle"}}};

// Writes a tree in which every folder includes what it names.
void write_tree(const ScratchFolder& tree) {
  tree.write("model/low/a.hpp", "#pragma once\n#include <string>\n");
  tree.write("model/middle/b.hpp", "#include \"model/low/a.hpp\"\n");
  tree.write("checker/high/c.cpp", "#include \"checker/high/c.hpp\"\n"
                                   "#include \"model/middle/b.hpp\"\n"
                                   "#include \"model/low/a.hpp\"\n");
}

} // namespace

TEST_CASE("no folder includes what it may not") {
  const Borders declared = read_borders(WALKCHECK_BORDERS);
  CHECK(declared.size() >= 13);
  CHECK(cycles(declared) == Found{});
  CHECK(trespasses(WALKCHECK_SOURCE_DIR, declared) == Found{});
}

TEST_CASE("an include across a border is found") {
  const ScratchFolder tree;
  write_tree(tree);
  REQUIRE(trespasses(tree.path(), kDeclared) == Found{});

  const auto [file, text, said] = GENERATE(table<std::string, std::string, std::string>({
      {"model/low/x.cpp", "\n#include \"checker/high/c.hpp\"\n",
       "model/low/x.cpp:2: model/low may not include checker/high"},
      {"model/low/x.hpp", "  #  include\"model/middle/b.hpp\"\n",
       "model/low/x.hpp:1: model/low may not include model/middle"},
      {"model/middle/text.cpp.in", "#include \"checker/high/c.hpp\"\n",
       "model/middle/text.cpp.in:1: model/middle may not include checker/high"},
      {"model/low/x.cpp", "#include \"../../checker/high/c.hpp\"\n",
       "model/low/x.cpp:1: \"../../checker/high/c.hpp\" is not named from the top of the tree"},
      {"model/low/x.cpp", "#include \"a.hpp\"\n",
       "model/low/x.cpp:1: \"a.hpp\" is not named from the top of the tree"},
      {"model/other/x.cpp", "#include <string>\n",
       "model/other/x.cpp:1: CMakeLists.txt does not name the folder model/other"},
      {"checker/high/x.cpp", "#include <z3++.h>\n",
       "checker/high/x.cpp:1: <z3++.h> is for checker/symbolic alone"},
      {"checker/high/x.cpp", "#include <llvm/IR/Module.h>\n",
       "checker/high/x.cpp:1: <llvm/IR/Module.h> is for model/frontend alone"},
      {"checker/high/x.cpp", "#include <CLI/CLI.hpp>\n",
       "checker/high/x.cpp:1: <CLI/CLI.hpp> is for checker/cli alone"},
  }));
  tree.write(file, text);
  CHECK(trespasses(tree.path(), kDeclared) == Found{said});
}

TEST_CASE("a library is for a folder and those in it") {
  const ScratchFolder tree;
  write_tree(tree);
  Borders declared = kDeclared;
  declared["model/frontend/whole"] = {};
  declared["model/frontends"] = {};
  const std::string text = "#include <llvm/IR/Module.h>\n";
  tree.write("model/frontend/whole/x.cpp", text);
  CHECK(trespasses(tree.path(), declared) == Found{});
  tree.write("model/frontends/x.cpp", text);
  CHECK(trespasses(tree.path(), declared) ==
        Found{"model/frontends/x.cpp:1: <llvm/IR/Module.h> is for model/frontend alone"});
}

TEST_CASE("a border that nobody crosses is found") {
  const ScratchFolder tree;
  write_tree(tree);
  Borders declared = kDeclared;
  declared["checker/high"].insert("model/low");
  CHECK(trespasses(tree.path(), declared) == Found{});
  declared["checker/other"] = {"model/low"};
  CHECK(trespasses(tree.path(), declared) ==
        Found{"CMakeLists.txt: checker/other names model/low, and includes none of it"});
}

TEST_CASE("borders that lead back are found") {
  Borders declared = kDeclared;
  CHECK(cycles(declared) == Found{});
  declared["model/low"].insert("checker/high");
  CHECK(cycles(declared) == Found{"checker/high", "model/low", "model/middle"});
}

} // namespace walkcheck::test
