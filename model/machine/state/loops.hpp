// SPDX-License-Identifier: GPL-2.0-only
// The loops of a function, and which registers are live where one begins again: two rounds that
// begin with the same live registers are the same for all that follows.
#pragma once

#include "model/program/program.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::machine {

class Loops {
public:
  explicit Loops(const program::Function& function);

  // Whether the instruction belongs to the loop.
  bool is_inside(std::uint32_t loop, std::uint32_t pc) const { return inside_[loop][pc]; }
  // The first instruction of the loop that the instruction at `pc` enters or begins again.
  std::uint32_t head(std::uint32_t pc) const;
  // Whether the register's value before that instruction may still be read.
  bool is_live(std::uint32_t pc, program::Register which) const {
    return (live_[pc * words_ + which / 64] >> (which % 64) & 1) != 0;
  }

private:
  void find_successors(const program::Function& function);
  void find_inside(const program::Function& function);
  void find_live(const program::Function& function);

  std::vector<std::vector<std::uint32_t>> successors_, predecessors_; // by instruction
  std::vector<bool> jumps_;                                           // ... and does nothing else
  std::vector<std::vector<bool>> inside_;                             // by loop, by instruction
  std::size_t words_ = 0;                                             // of a row of live_
  std::vector<std::uint64_t> live_; // by instruction, a bit for each register
};

} // namespace walkcheck::machine
