// SPDX-License-Identifier: GPL-2.0-only
// The properties that are always on: their names and claims.
#pragma once

#include "model/machine/machine.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::property {

// In the order of reports: what a page-table walk is about comes first.
enum class BuiltIn : std::uint8_t {
  NoFreedTable,
  NoDoubleFree,
  LocksBalanced,
  NoSleepInAtomic,
  IrqsRestored,
  NoDeadlock,
  Assertions,
};

struct Property {
  std::string_view name;
  std::string_view claim;
};

std::span<const Property> built_in();

std::string name_of(BuiltIn property);

std::vector<std::string> names();

const Property* find(std::string_view name);

// The claim of a built-in property or of one of the machine's invariants.
std::string claim_of(const machine::Machine& machine, std::string_view name);

} // namespace walkcheck::property
