// SPDX-License-Identifier: GPL-2.0-only
// The events that invariants listen to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::machine {

// A hook of an invariant.
struct Listener {
  std::uint32_t invariant; // index in Setup::invariants
  std::uint32_t function;  // index in its program's functions
};
struct Event {
  std::string name;
  std::vector<Listener> listeners;
};

} // namespace walkcheck::machine
