// SPDX-License-Identifier: GPL-2.0-only
// The word classes against the kernel's own predicates: pmd_none / pmd_present / pmd_leaf of Linux
// 6.1. There is one row for each class of word that a huge or table PMD has during its life.
#include "catch.hpp"

#include "model/word/bits.hpp"
#include "model/word/describe.hpp"

using namespace walkcheck::word;

namespace {

struct Row {
  const char* what;
  std::uint64_t word;
  bool none, present, leaf;
  Class class_;
};

constexpr std::uint64_t kTarget = 0x12345ULL << 12;
constexpr std::uint64_t kHugeTarget = 0x40000ULL << 12;
constexpr std::uint64_t inverted(std::uint64_t target) {
  return ~target & kPfnMask;
}

} // namespace

TEST_CASE("a PMD word is none, present and leaf as the kernel says") {
  const Row rows[] = {
      {"zero", 0, true, false, false, Class::None},
      {"stray A and D", kAccessed | kDirty, true, false, false, Class::None},
      {"table", kTarget | 0x67, false, true, false, Class::Table},
      {"huge", kHugeTarget | 0xe7, false, true, true, Class::Leaf},
      {"mid-split", inverted(kHugeTarget) | 0xe6, false, true, true, Class::MidSplit},
      {"PROT_NONE huge", inverted(kHugeTarget) | kPse | kProtNone, false, true, true,
       Class::ProtNone},
      {"migration", (1ULL << 59) | inverted(kTarget), false, false, false, Class::NonPresent},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(is_none(row.word) == row.none);
    CHECK(pmd_present(row.word) == row.present);
    CHECK(pmd_leaf(row.word) == row.leaf);
    CHECK(classify(row.word, Level::k2M) == row.class_);
  }
}

TEST_CASE("a PUD word is present by P alone, and a leaf only if it is present") {
  const std::uint64_t huge = (0x80000ULL << 12) | 0xe7;
  CHECK(pud_present(huge));
  CHECK(pud_leaf(huge));
  CHECK(classify(huge, Level::k1G) == Class::Leaf);
  const std::uint64_t absent = huge & ~kPresent;
  CHECK_FALSE(is_none(absent));
  CHECK_FALSE(pud_present(absent));
  CHECK_FALSE(pud_leaf(absent));
  CHECK(classify(absent, Level::k1G) == Class::NonPresent);
  CHECK(classify(kProtNone, Level::k1G) == Class::NonPresent);
}

TEST_CASE("a 4K word takes bit 7 for PAT and bit 8 for PROT_NONE") {
  CHECK(classify(kTarget | 0xe7, Level::k4K) == Class::Leaf);
  CHECK(pfn(kTarget | 0xe7, Level::k4K) == 0x12345);
  CHECK(classify(inverted(kTarget) | kProtNone, Level::k4K) == Class::ProtNone);
  CHECK(pte_present(inverted(kTarget) | kProtNone));
  CHECK(pfn(inverted(kTarget) | kProtNone, Level::k4K) == 0x12345);
  CHECK(classify(inverted(kTarget) | kPse, Level::k4K) == Class::NonPresent);
}

TEST_CASE("upper words have no leaves, and only the 5-level PGD counts stray bits as something") {
  CHECK(classify(kTarget | 0xe7, Level::k512G) == Class::Table);
  CHECK(classify(kTarget | 0xe7, Level::k256T) == Class::Table);
  CHECK(classify(kAccessed, Level::k512G) == Class::None);
  CHECK(classify(kAccessed, Level::k256T) == Class::NonPresent);
}

TEST_CASE("the frame of a word follows PSE and the L1TF inversion") {
  // With PSE, bit 12 is PAT and not part of the frame number; without PSE it is.
  CHECK(pfn(kHugeTarget | 0xe7 | 1ULL << 12, Level::k2M) == 0x40000);
  CHECK(pfn(kTarget | 0x67 | 1ULL << 12, Level::k2M) == 0x12345);
  CHECK(pfn(inverted(kHugeTarget) | 0xe6, Level::k2M) == 0x40000);
  CHECK(pfn(kTarget | 0x67 | 1ULL << 63 | 1ULL << 58, Level::k4K) == 0x12345);
}

TEST_CASE("words are described for people") {
  CHECK(describe(0, Level::k2M) == "none");
  CHECK(describe(make_table(0x1003), Level::k2M) == "table");
  CHECK(describe(make_leaf(0x40000, Level::k2M), Level::k2M) == "2M leaf");
  CHECK(describe(make_leaf(0x80000, Level::k1G), Level::k1G) == "1G leaf");
  CHECK(describe(make_leaf(0x10000, Level::k4K), Level::k4K) == "4K page");
  CHECK(describe(inverted(kHugeTarget) | 0xe6, Level::k2M) == "2M leaf, mid-split");
  CHECK(describe(inverted(kHugeTarget) | 0x180, Level::k2M) == "2M leaf, PROT_NONE");
  CHECK(describe(1ULL << 59 | inverted(kTarget), Level::k2M) == "migration/swap entry");
  CHECK(describe(kPse, Level::k1G) == "not present");
}

TEST_CASE("a made word is what it was made for") {
  for (const Level level : {Level::k4K, Level::k2M, Level::k1G}) {
    const std::uint64_t word = make_leaf(0x10000000, level);
    CHECK(classify(word, level) == Class::Leaf);
    CHECK(pfn(word, level) == 0x10000000);
  }
  for (const Level level : {Level::k2M, Level::k1G, Level::k512G, Level::k256T}) {
    CHECK(classify(make_table(0x1001), level) == Class::Table);
    CHECK(pfn(make_table(0x1001), level) == 0x1001);
  }
}
