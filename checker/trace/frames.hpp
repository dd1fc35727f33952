// SPDX-License-Identifier: GPL-2.0-only
// What is known of pages while a machine runs: those of the set-up, and new tables, whose level is
// known once they are first linked. Entry points: linked(), level_at(), named().
#pragma once

#include "checker/trace/trace.hpp"
#include "model/machine/machine.hpp"
#include "model/word/level.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace walkcheck::trace {

class Frames {
public:
  explicit Frames(const machine::Machine& machine);

  // A word has been written: if it links a table, that table's level is known from now on.
  void linked(std::uint64_t address, std::uint64_t value);

  // The level of the word at this address; None: not known, or in no table.
  word::Level level_at(std::uint64_t address) const;

  // Names what is at the address. From now on, the page that it is in, if any, is one of all().
  Named named(std::uint64_t address);
  // This page is one of all() from now on.
  void met(std::uint64_t number);

  std::vector<Frame> all() const; // by number

private:
  const machine::Machine& machine_;
  std::map<std::uint64_t, Frame> frames_;           // by number
  std::map<std::uint64_t, word::Level> new_levels_; // of linked tables that were not in the set-up
};

} // namespace walkcheck::trace
