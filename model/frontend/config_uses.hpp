// SPDX-License-Identifier: GPL-2.0-only
// Which CONFIG_ symbols decide what a unit's slices are: those in the text that is cut out, in the
// conditions around it, and in the file's own macros that it uses.
#pragma once

#include "model/frontend/unit.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::frontend {

struct ConfigUse {
  std::string symbol;
  std::string file;
  std::uint32_t line = 0;
};

// The first use of each, in the order of the slices.
std::vector<ConfigUse> config_uses(const Unit& unit);

// Throws InputError that names each symbol of which nobody says whether it is set.
void require_known_configuration(const Unit& unit);

} // namespace walkcheck::frontend
