// SPDX-License-Identifier: GPL-2.0-only
// What addresses and words mean to a person: which table's entry, and what it says at its level.
// Names and levels come from the set-up's frame names ("PMD of hva"); a table that is allocated
// later has a level from when it is first linked.
#pragma once

#include "model/machine/machine.hpp"
#include "model/word/level.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace walkcheck::trace {

class Tables {
public:
  explicit Tables(const machine::Setup& setup);

  // "PMD[0] of hva", "mmu_lock"
  std::string object(const machine::Machine& machine, std::uint64_t address) const;

  // "PMD of hva", "data of hva", "frame 0x0"
  std::string frame(const machine::Machine& machine, std::uint64_t number) const;

  // A value of the word at `address`: "none", "table (PTE of hva)", "2M leaf (data of hva)", "17".
  std::string decoded(const machine::Machine& machine, std::uint64_t address,
                      std::uint64_t value) const;

  // A word has been written: a table that it links has a level from now on.
  void linked(std::uint64_t address, std::uint64_t value);

private:
  // Level::None: not known, or no table.
  word::Level level_of_words(std::uint64_t address) const;

  std::map<std::uint64_t, std::string> names_;  // by frame number
  std::map<std::uint64_t, word::Level> levels_; // by frame number: of its words
};

} // namespace walkcheck::trace
