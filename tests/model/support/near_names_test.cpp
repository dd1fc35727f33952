// SPDX-License-Identifier: GPL-2.0-only
#include "catch.hpp"

#include "model/support/near_names.hpp"

using namespace walkcheck::support;
using Names = std::vector<std::string>;

TEST_CASE("the nearest name is the one with the fewest edits, and none if all are far") {
  const Names known = {"paging", "scheme", "reads"};
  CHECK(nearest("pagin", known) == "paging");
  CHECK(nearest("pging", known) == "paging");
  CHECK(nearest("schema", known) == "scheme");
  CHECK(nearest("read", known) == "reads");
  CHECK(nearest("colour", known).empty());
  CHECK(nearest(std::string(100000, 'a'), known).empty());
  CHECK(suggestion("pagin", known) == "did you mean 'paging'?");
  CHECK(suggestion("colour", known) == "one of: paging, scheme, reads");
  CHECK(suggestion("colour", {}) == "there are none");
}

TEST_CASE("what is a part of a name, or has it as a part, is near where no edit is nearer") {
  CHECK(near_names("deadlock", {"locks_balanced", "no_deadlock"}) == Names{"no_deadlock"});
  CHECK(near_names("pte_offset_map_lock_nested", {"pte_offset_map_lock"}) ==
        Names{"pte_offset_map_lock"});
  CHECK(near_names("pmd", {"pmd_offset_of_what_is_far", "pud"}) == Names{"pud"});
  CHECK(near_names("ab", {"abcdefgh"}).empty());
}

TEST_CASE("of many names that are near three are told, each once") {
  const Names known = {"walk_d", "walk_b", "walk_a", "walk_b", "walk_c"};
  CHECK(near_names("walk_x", known) == Names{"walk_a", "walk_b", "walk_c"});
  CHECK(did_you_mean("walk_x", known, "") == "did you mean 'walk_a', 'walk_b' or 'walk_c'?");
  CHECK(did_you_mean("walk_x", {"walk_a", "walk_b"}, "") == "did you mean 'walk_a' or 'walk_b'?");
  CHECK(did_you_mean("walk_x", {}, "look again") == "look again");
}
