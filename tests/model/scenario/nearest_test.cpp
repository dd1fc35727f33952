// SPDX-License-Identifier: GPL-2.0-only
#include "catch.hpp"

#include "model/scenario/nearest.hpp"

using namespace walkcheck::scenario;

TEST_CASE("the nearest name is the one with the fewest edits, and none if all are far") {
  const std::vector<std::string> known = {"paging", "scheme", "reads"};
  CHECK(nearest("pagin", known) == "paging");
  CHECK(nearest("pging", known) == "paging");
  CHECK(nearest("schema", known) == "scheme");
  CHECK(nearest("read", known) == "reads");
  CHECK(nearest("colour", known).empty());
  CHECK(nearest(std::string(100000, 'a'), known).empty());
  CHECK(suggestion("pagin", known) == "did you mean 'paging'?");
  CHECK(suggestion("colour", known) == "one of: paging, scheme, reads");
}
