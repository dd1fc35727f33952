// SPDX-License-Identifier: GPL-2.0-only
// Where a function's loops are, and what is alive where one begins again: two rounds of a loop are
// the same to whoever comes later if they begin with the same live registers.
#pragma once

#include "model/program/program.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::machine {

class Loops {
public:
  explicit Loops(const program::Function& function);

  // Whether the instruction is one of the loop.
  bool is_inside(std::uint32_t loop, std::uint32_t pc) const { return inside_[loop][pc]; }
  // The loop's first instruction, for the one at `pc` that enters it or begins it again.
  std::uint32_t head(std::uint32_t pc) const;
  // Whether what the register holds before that instruction may still be read.
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
