// SPDX-License-Identifier: GPL-2.0-only
// What is known about pages.
#include "catch.hpp"

#include "checker/trace/frames.hpp"
#include "model/word/bits.hpp"
#include "model/word/describe.hpp"
#include "tests/checker/trace/tables_of_hva.hpp"

using namespace walkcheck;
using namespace walkcheck::trace;
using machine::Machine;
using word::Level;

TEST_CASE("a word has the level of its table, and none where its page is no table") {
  const Machine machine(setup_with(tables_of_hva()));
  const Frames frames(machine);
  CHECK(frames.level_at(entry(kPgd, 511)) == Level::k512G);
  CHECK(frames.level_at(entry(kPmd, 3)) == Level::k2M);
  CHECK(frames.level_at(entry(kPmd, 0) + 4) == Level::None); // half of a word
  CHECK(frames.level_at(entry(kPage, 2)) == Level::None); // the level of a page is that of its leaf
  CHECK(frames.level_at(0) == Level::None);
}

TEST_CASE("with five levels the PGD's words link P4D tables") {
  const Machine machine(setup_with(five_levels_of_hva()));
  Frames frames(machine);
  const std::uint64_t fresh = 0x200000;
  frames.linked(entry(kPgd, 1), word::make_table(fresh));
  CHECK(frames.level_at(entry(fresh, 0)) == Level::k512G);
}

TEST_CASE("a new table has a level from when it is linked") {
  const Machine machine(setup_with(tables_of_hva()));
  Frames frames(machine);
  const std::uint64_t fresh = 0x200000;
  CHECK(frames.level_at(entry(fresh, 0)) == Level::None);
  frames.linked(entry(kPud, 7), word::make_leaf(fresh, Level::k1G)); // a page, not a table
  CHECK(frames.level_at(entry(fresh, 0)) == Level::None);
  frames.linked(entry(kPud, 7), word::make_table(fresh));
  CHECK(frames.level_at(entry(fresh, 0)) == Level::k2M);
  // A PTE points to a page, and never to a table.
  frames.linked(entry(kPte, 0), word::make_table(fresh + 1));
  CHECK(frames.level_at(entry(fresh + 1, 0)) == Level::None);
}

TEST_CASE("the pages that something is said of are kept, by number") {
  const Machine machine(setup_with(tables_of_hva()));
  Frames frames(machine);
  CHECK(frames.named(entry(kPmd, 3)) == Named{entry(kPmd, 3), ""});
  CHECK(frames.all().size() == tables_of_hva().size());
  frames.named(8);
  const std::vector<Frame> all = frames.all();
  REQUIRE(all.size() == tables_of_hva().size() + 1);
  CHECK(all[0] == Frame{0, "frame 0x0", Level::None, "", false});
  CHECK(all[1] == Frame{kPgd, "PGD", Level::k512G, "", true});
}
