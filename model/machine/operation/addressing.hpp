// SPDX-License-Identifier: GPL-2.0-only
// Where an access goes is decided by its address: to this CPU's private memory, or to a word of a
// frame or of a variable. Each place is found where the address is looked at, and what was decided
// holds for all inputs that are alike.
#pragma once

#include "model/machine/operation/run.hpp"
#include "model/machine/operation/visible.hpp"

#include <cstdint>

namespace walkcheck::machine {

struct Target {
  term::Value address;
  std::uint8_t bytes;
  std::uint32_t alignment;
};

constexpr std::uint64_t mask_of(std::uint8_t bytes) {
  return bytes >= 8 ? UINT64_MAX : (1ULL << (8 * bytes)) - 1;
}

// Where it is in this CPU's private memory, which is one place for all inputs; else null.
std::uint8_t* own_bytes(Run& run, const Target& target);
// In which frame or variable the address is, or that it is nowhere; its own private memory
// included.
void assume_place(Run& run, const term::Value& address, std::uint8_t bytes);
// The address of the word that is accessed; where in it is the same for all inputs. Its place is
// assumed.
term::Value word_address(Run& run, const term::Value& address);
// Looks the frame of op.address up; false: `op` has become a fault that nothing can change any
// more.
bool look_up_frame(Worker& worker, Visible& op);
// Finds the word and the frame of an access that is not private; false: it is a fault.
bool locate(Run& run, Visible& op, const Target& target, bool writes);

} // namespace walkcheck::machine
