// SPDX-License-Identifier: GPL-2.0-only
#include "checker/property/named.hpp"

#include "model/program/layout.hpp"

#include <fmt/format.h>

namespace walkcheck::property {

using machine::Machine;

std::string named(const Machine& machine, std::uint64_t address) {
  return fmt::format("{} (address {:#x})", machine.name_of(address), address);
}

// Page-table locks are named by their table's address.
std::string lock_named(const Machine& machine, std::uint64_t address) {
  const std::string name = machine.name_of(address);
  return address < program::kFrameEnd ? "the lock of " + name : name;
}

} // namespace walkcheck::property
