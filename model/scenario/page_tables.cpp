// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/page_tables.hpp"

#include "model/program/layout.hpp"
#include "model/scenario/inputs.hpp"
#include "model/word/describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace walkcheck::scenario {
namespace {

using word::Level;

// Ranges of frame numbers, apart from each other and from the tables that the run allocates.
constexpr std::uint64_t kFirst4K = 0x10000;
constexpr std::uint64_t kFirst2M = 0x20000;
constexpr std::uint64_t kFirst1G = 0x10000000;

constexpr std::uint64_t pages(Level level) {
  return word::bytes(level) >> program::kPageShift;
}

class Builder {
public:
  Builder(const Scenario& scenario, std::vector<Diagnostic>& diagnostics)
      : scenario_(scenario), diagnostics_(diagnostics), predicates_(*scenario.terms) {
    frames_[program::kPgdFrame] = {machine::FrameState::LiveTable, "PGD",
                                   word::top(scenario.paging), ""};
  }

  void map(const Mapping& mapping);
  PageTables result() const;

private:
  // A word that was set up, and the mapping that it was set up for.
  struct Entry {
    enum class Use : std::uint8_t { Table, Leaf, None } use;
    term::Value value;
    const Mapping* by;
    term::TermId at; // the term of its address
  };
  struct Frame {
    machine::FrameState state;
    std::string name;
    Level level; // of a table's words, or of the leaf
    std::string owner;
  };

  std::optional<std::uint64_t> descend(std::uint64_t table, Level level, const Mapping& mapping);
  void set_last(std::uint64_t table, Level level, const Mapping& mapping);
  term::Value leaf_word(const Mapping& mapping);
  const Entry* find(const term::Value& at);
  void contradiction(const Mapping& mapping, const Mapping& earlier, const std::string& why);

  const Scenario& scenario_;
  std::vector<Diagnostic>& diagnostics_;
  std::optional<std::string> contradiction_;
  term::Predicates predicates_;
  std::map<std::uint64_t, Entry> entries_; // by the word's address
  std::map<std::uint64_t, Frame> frames_;
  std::uint64_t next_table_ = program::kPgdFrame + program::kFrameStride;
  std::map<Level, std::uint64_t> next_data_ = {
      {Level::k4K, kFirst4K}, {Level::k2M, kFirst2M}, {Level::k1G, kFirst1G}};
};

term::Value word_address(term::Terms& terms, std::uint64_t table, Level level,
                         const term::Value& address) {
  using term::Op;
  const std::uint64_t bits = (table << program::kPageShift) + 8 * word::index(address.bits, level);
  if (address.term == term::kNoTerm) return bits;
  const term::TermId index = index_of(terms, address.term, level);
  return {bits, terms.of(Op::Add, terms.of(Op::Mul, index, terms.constant(8)),
                         terms.constant(table << program::kPageShift))};
}

// The entry at this address. Assumes that it is this one and no other of its table.
const Builder::Entry* Builder::find(const term::Value& at) {
  const std::uint64_t table = at.bits & ~(program::kPageBytes - 1);
  const auto known = entries_.find(at.bits);
  if (known != entries_.end()) {
    predicates_.assume_equality(at, {known->first, known->second.at});
    return &known->second;
  }
  for (auto entry = entries_.lower_bound(table);
       entry != entries_.end() && entry->first < table + program::kPageBytes; ++entry)
    predicates_.assume_equality(at, {entry->first, entry->second.at});
  return nullptr;
}

void Builder::contradiction(const Mapping& mapping, const Mapping& earlier,
                            const std::string& why) {
  if (mapping.address.term != term::kNoTerm || earlier.address.term != term::kNoTerm) {
    if (!contradiction_)
      contradiction_ =
          fmt::format("the mapping of {} contradicts that of {}: {}", mapping.at, earlier.at, why);
    return;
  }
  diagnostics_.push_back({scenario_.file, mapping.place.line, mapping.place.column,
                          fmt::format("the mapping of {} contradicts that of {} in line {}: {}",
                                      mapping.at, earlier.at, earlier.place.line, why),
                          "change the level of one, or choose addresses further apart"});
}

// The table that the word of this level points to; makes one if there is none.
std::optional<std::uint64_t> Builder::descend(std::uint64_t table, Level level,
                                              const Mapping& mapping) {
  const term::Value at = word_address(*scenario_.terms, table, level, mapping.address);
  if (const Entry* known = find(at)) {
    const Entry& entry = *known;
    if (entry.use == Entry::Use::Table) return word::pfn(entry.value.bits, level);
    contradiction(mapping, *entry.by,
                  fmt::format("the word of level {} has to be a table and {}", word::name(level),
                              entry.use == Entry::Use::Leaf ? "a leaf" : "none"));
    return std::nullopt;
  }
  const std::uint64_t child = next_table_;
  next_table_ += program::kFrameStride;
  const Level below = word::below(level);
  const auto name = word::table_name(below, scenario_.paging);
  frames_[child] = {machine::FrameState::LiveTable, fmt::format("{} of {}", name, mapping.at),
                    below, mapping.at};
  entries_[at.bits] = {Entry::Use::Table, word::make_table(child), &mapping, at.term};
  return child;
}

term::Value Builder::leaf_word(const Mapping& mapping) {
  if (mapping.word) {
    // A raw word that maps a page: its frame is data, so that a walk into it is recognised. An open
    // word may have any frame.
    const std::uint64_t pfn = word::pfn(mapping.word->bits, mapping.level);
    if (mapping.word->term == term::kNoTerm &&
        word::classify(mapping.word->bits, mapping.level) == word::Class::Leaf)
      frames_.try_emplace(
          pfn, Frame{machine::FrameState::Data, "page of " + mapping.at, Level::None, mapping.at});
    return *mapping.word;
  }
  std::uint64_t& next = next_data_.at(mapping.level);
  const std::uint64_t pfn = next;
  next += std::max(pages(mapping.level), program::kFrameStride);
  // Only the first frame of a huge page: that is where a walk reads that takes the leaf for a
  // table.
  frames_[pfn] = {machine::FrameState::Data,
                  fmt::format("{} page of {}", word::name(mapping.level), mapping.at),
                  mapping.level, mapping.at};
  return word::make_leaf(pfn, mapping.level);
}

void Builder::set_last(std::uint64_t table, Level level, const Mapping& mapping) {
  const term::Value at = word_address(*scenario_.terms, table, level, mapping.address);
  const bool leaf = mapping.level != Level::None;
  if (const Entry* known = find(at)) {
    const Entry& entry = *known;
    const bool both_none = !leaf && entry.use == Entry::Use::None;
    if (both_none) return;
    contradiction(mapping, *entry.by,
                  entry.use == Entry::Use::Leaf && leaf
                      ? fmt::format("both are in one {} page", word::name(level))
                      : fmt::format("the word of level {} has to be {} and {}", word::name(level),
                                    leaf ? "a leaf" : "none",
                                    entry.use == Entry::Use::Table  ? "a table"
                                    : entry.use == Entry::Use::Leaf ? "a leaf"
                                                                    : "none"));
    return;
  }
  entries_[at.bits] = leaf ? Entry{Entry::Use::Leaf, leaf_word(mapping), &mapping, at.term}
                           : Entry{Entry::Use::None, 0, &mapping, at.term};
}

void Builder::map(const Mapping& mapping) {
  // The level whose word is the mapping's own: the leaf, or the empty entry. Without any table
  // below the PGD that is the PGD's word.
  Level last = mapping.level != Level::None ? mapping.level : mapping.tables;
  const Level top = word::top(scenario_.paging);
  if (last == Level::None) last = top;
  std::uint64_t table = program::kPgdFrame;
  for (Level level = top; level != last; level = word::below(level)) {
    const auto child = descend(table, level, mapping);
    if (!child) return;
    table = *child;
  }
  set_last(table, last, mapping);
}

PageTables Builder::result() const {
  PageTables tables;
  for (const auto& [number, frame] : frames_)
    tables.frames.push_back(
        {number, frame.state, frame.name, static_cast<std::uint8_t>(frame.level), frame.owner});
  for (const auto& [address, entry] : entries_)
    if (entry.value != term::Value{}) tables.words.push_back({{address, entry.at}, entry.value});
  tables.assumed = predicates_.all();
  tables.contradiction = contradiction_;
  return tables;
}

} // namespace

PageTables make_page_tables(const Scenario& scenario, std::vector<Diagnostic>& diagnostics) {
  Builder builder(scenario, diagnostics);
  for (const Mapping& mapping : scenario.mappings)
    builder.map(mapping);
  return builder.result();
}

} // namespace walkcheck::scenario
