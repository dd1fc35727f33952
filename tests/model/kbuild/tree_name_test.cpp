// SPDX-License-Identifier: GPL-2.0-only
// TREE[:OBJ][@REV] in its parts.
#include "catch.hpp"

#include "model/kbuild/tree_name.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/temporary_directory.hpp"

namespace walkcheck::test {

using kbuild::parse_tree_name;

TEST_CASE("a tree is named with a build folder and a revision, or without", "[tree-name]") {
  CHECK(parse_tree_name("a/b").source == "a/b");
  CHECK(!parse_tree_name("a/b").objects);
  CHECK(parse_tree_name("a:b").objects == "b");
  CHECK(parse_tree_name("a@v6.1").revision == "v6.1");
  const kbuild::TreeName all = parse_tree_name("a:b/c@HEAD~3");
  CHECK(all.source == "a");
  CHECK(all.objects == "b/c");
  CHECK(all.revision == "HEAD~3");
}

TEST_CASE("a folder may have the signs in its name", "[tree-name]") {
  const support::TemporaryDirectory directory;
  const std::string folder = (directory.path() / "a@b:c").string();
  std::filesystem::create_directory(folder);
  CHECK(parse_tree_name(folder).source == folder);
  CHECK(parse_tree_name(folder + "@v1").revision == "v1");
  CHECK(parse_tree_name(folder + "@v1").source == folder);
  CHECK(parse_tree_name(folder + ":obj").objects == "obj");
}

TEST_CASE("no part of a tree's name is empty", "[tree-name]") {
  for (const char* name : {"", ":obj", "a:", "a@", "@v1", "a:@v1"})
    CHECK_THROWS_AS(parse_tree_name(name), InputError);
}

} // namespace walkcheck::test
