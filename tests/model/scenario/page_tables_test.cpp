// SPDX-License-Identifier: GPL-2.0-only
// The page tables that [memory] describes. They are walked as the architecture does it: from the
// PGD by index and PFN, with code written for this test.
#include "catch.hpp"

#include "model/program/layout.hpp"
#include "model/scenario/page_tables.hpp"
#include "model/word/bits.hpp"

#include <map>

using namespace walkcheck;
using namespace walkcheck::scenario;
using word::Level;

namespace {

Mapping mapping(const std::string& at, std::uint64_t address, Level level,
                Level tables = Level::None) {
  Mapping made;
  made.at = at;
  made.address = address;
  made.level = level;
  made.tables = tables;
  made.place = {static_cast<std::uint32_t>(address & 0xff) + 1, 1};
  return made;
}

struct Built {
  PageTables tables;
  std::vector<Diagnostic> diagnostics;

  std::uint64_t word(std::uint64_t address) const {
    for (const machine::InitialWord& word : tables.words)
      if (word.address == address) return word.value.bits;
    return 0;
  }
  const machine::InitialFrame* frame(std::uint64_t number) const {
    for (const machine::InitialFrame& frame : tables.frames)
      if (frame.number == number) return &frame;
    return nullptr;
  }
};

Built build(std::vector<Mapping> mappings, word::Paging paging = word::Paging::k4) {
  Scenario scenario;
  scenario.file = "s.toml";
  scenario.paging = paging;
  scenario.mappings = std::move(mappings);
  Built built;
  built.tables = make_page_tables(scenario, built.diagnostics);
  return built;
}

struct Walked {
  unsigned level;         // 1: the word is in a PTE table
  std::uint64_t word;     // the first word that is not present, or is a leaf
  std::string last_table; // the table's name
};

Walked walk(const Built& built, std::uint64_t address, unsigned levels) {
  std::uint64_t table = program::kPgdAddress;
  for (unsigned level = levels;; --level) {
    const machine::InitialFrame* frame = built.frame(table >> 12);
    REQUIRE(frame != nullptr);
    REQUIRE(frame->state == machine::FrameState::LiveTable);
    const std::uint64_t word = built.word(table + 8 * (address >> (3 + 9 * level) & 511));
    const bool leaf = level == 1 || (level <= 3 && (word & word::kPse) != 0);
    if ((word & word::kPresent) == 0 || leaf) return {level, word, frame->name};
    table = word & word::kPfnMask;
  }
}

constexpr std::uint64_t kHva = 0x7f0000001000;

} // namespace

TEST_CASE("an address is mapped at its level, onto a frame of data") {
  struct Row {
    Level level;
    unsigned depth;
    const char* table;
  };
  for (const word::Paging paging : {word::Paging::k4, word::Paging::k5})
    for (const Row& row : {Row{Level::k4K, 1, "PTE of hva"}, Row{Level::k2M, 2, "PMD of hva"},
                           Row{Level::k1G, 3, "PUD of hva"}}) {
      const Built built = build({mapping("hva", kHva, row.level)}, paging);
      CHECK(built.diagnostics.empty());
      const Walked walked = walk(built, kHva, static_cast<unsigned>(paging));
      CHECK(walked.level == row.depth);
      CHECK(walked.last_table == row.table);
      CHECK((walked.word & word::kPresent) != 0);
      const std::uint64_t pfn = (walked.word & word::kPfnMask) >> 12;
      CHECK(pfn % (word::bytes(row.level) >> 12) == 0);
      REQUIRE(built.frame(pfn) != nullptr);
      CHECK(built.frame(pfn)->state == machine::FrameState::Data);
    }
}

TEST_CASE("an address that is not mapped has the tables that were asked for") {
  struct Row {
    Level tables;
    unsigned depth;
  };
  for (const Row& row :
       {Row{Level::None, 4}, Row{Level::k1G, 3}, Row{Level::k2M, 2}, Row{Level::k4K, 1}}) {
    const Built built = build({mapping("hva", kHva, Level::None, row.tables)});
    CHECK(built.diagnostics.empty());
    const Walked walked = walk(built, kHva, 4);
    CHECK(walked.level == row.depth);
    CHECK(walked.word == 0);
    CHECK(built.tables.frames.size() == 5 - row.depth);
  }
}

TEST_CASE("neighbours share the tables above them") {
  const Built built =
      build({mapping("a", kHva, Level::k4K), mapping("b", kHva + 0x1000, Level::k4K),
             mapping("c", kHva + 0x200000, Level::k2M)});
  CHECK(built.diagnostics.empty());
  CHECK(walk(built, kHva, 4).last_table == "PTE of a");
  CHECK(walk(built, kHva + 0x1000, 4).last_table == "PTE of a");
  CHECK(walk(built, kHva + 0x200000, 4).last_table == "PMD of a");
  CHECK(walk(built, kHva, 4).word != walk(built, kHva + 0x1000, 4).word);
  CHECK(built.tables.frames.size() == 4 + 3);
}

TEST_CASE("a raw word is stored as it is") {
  Mapping raw = mapping("hva", kHva, Level::k2M);
  raw.word = 0x40000080; // a split in progress: PSE without P
  const Built built = build({raw});
  const Walked walked = walk(built, kHva, 4);
  CHECK(walked.level == 2);
  CHECK(walked.word == 0x40000080);
}

TEST_CASE("mappings that contradict each other are reported") {
  const auto contradiction = [](Mapping one, Mapping other) {
    const Built built = build({std::move(one), std::move(other)});
    REQUIRE(built.diagnostics.size() == 1);
    CHECK(built.diagnostics[0].cause.find("the mapping of b contradicts that of a") == 0);
    CHECK_FALSE(built.diagnostics[0].remedy.empty());
  };
  contradiction(mapping("a", kHva, Level::k4K), mapping("b", kHva, Level::k4K));
  contradiction(mapping("a", kHva, Level::k2M), mapping("b", kHva + 0x1000, Level::k2M));
  contradiction(mapping("a", kHva, Level::k2M), mapping("b", kHva, Level::k4K));
  contradiction(mapping("a", kHva, Level::k4K), mapping("b", kHva, Level::k1G));
  contradiction(mapping("a", kHva, Level::None), mapping("b", kHva, Level::k4K));
  contradiction(mapping("a", kHva, Level::k4K), mapping("b", kHva, Level::None, Level::k2M));
  CHECK(build({mapping("a", kHva, Level::None, Level::k4K),
               mapping("b", kHva, Level::None, Level::k4K)})
            .diagnostics.empty());
}
