// SPDX-License-Identifier: GPL-2.0-only
// An access's address decides where it goes: to this CPU's private memory, or to a word of a frame
// or variable. Whatever is decided by an address is assumed, so that it holds for all inputs of the
// class.
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

// The bytes in this CPU's private memory, the same for all inputs of the class; null if the access
// goes elsewhere.
std::uint8_t* own_bytes(Run& run, const Target& target);
// Assumes in which frame, variable or own local the address is, or that it is in none.
void assume_place(Run& run, const term::Value& address, std::uint8_t bytes);
// The address of the accessed word, after assume_place(). Which of its bytes are accessed is the
// same for all inputs of the class.
term::Value word_address(Run& run, const term::Value& address);
// Ends the run if kernel files as they are may well have something at an address where the machine
// has nothing, such as a device or the struct page of a frame.
void refuse_what_is_not_modelled(const Run& run, std::uint64_t address);
// Looks up the frame of op.address; false: `op` is a fault now, whatever the shared state.
bool look_up_frame(Worker& worker, Visible& op);
// Looks up the word and the frame of an access that is not private; false: it is a fault.
bool locate(Run& run, Visible& op, const Target& target, bool writes);

} // namespace walkcheck::machine
