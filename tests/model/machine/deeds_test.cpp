// SPDX-License-Identifier: GPL-2.0-only
// Deeds are taken back together with the steps that did them, and count only once an execution has
// ended.
#include "catch.hpp"

#include "model/machine/state/deeds.hpp"

using namespace walkcheck::machine;

namespace {

const Deed kLooked{Deed::Kind::Looked, 0}, kTouched{Deed::Kind::TouchedTable, 0},
    kCovered{Deed::Kind::Covered, 1, 0, "late"};

} // namespace

TEST_CASE("what was taken back before the end of an execution does not count") {
  DeedLog log;
  const DeedId looked = log.intern(kLooked), touched = log.intern(kTouched);
  log.note(looked);
  const std::size_t before = log.size();
  log.note(touched);
  log.rewind(before); // as after a false assumption
  CHECK_FALSE(log.counts(kLooked));
  log.count();
  CHECK(log.counts(kLooked));
  CHECK_FALSE(log.counts(kTouched));
  CHECK_FALSE(log.counts(kCovered)); // it was taken back before it counted
}

// A step is taken again after a shorter execution was counted. The deeds below it in the log have
// been counted, but its own have not.
TEST_CASE("what is noted after an end counts from the next end on, and not before") {
  DeedLog log;
  const DeedId looked = log.intern(kLooked), touched = log.intern(kTouched);
  const DeedId covered = log.intern(kCovered);
  log.note(looked);
  log.note(touched);
  log.count();
  log.rewind(1);
  log.note(covered);
  CHECK_FALSE(log.counts(kCovered));
  log.rewind(1);
  log.count();
  CHECK_FALSE(log.counts(kCovered));
  log.note(covered);
  log.count();
  CHECK(log.counts(kCovered));
  CHECK(log.counts(kTouched)); // it stays counted
  std::vector<std::string> names;
  log.for_each(Deed::Kind::Covered, [&](const Deed& deed) { names.push_back(deed.name); });
  CHECK(names == std::vector<std::string>{"late"});
}

TEST_CASE("deeds that all count are noted no more, until what was explored is void") {
  DeedLog log;
  const std::vector<DeedId> both{log.intern(kLooked), log.intern(kCovered)};
  const std::vector<DeedId>* deeds = &both;
  log.note(deeds);
  CHECK(deeds == &both);
  CHECK(log.size() == 2);
  log.count();
  log.note(deeds);
  CHECK(deeds == nullptr);
  CHECK(log.size() == 2);
  log.forget();
  CHECK(log.size() == 0);
  CHECK_FALSE(log.counts(kCovered));
}
