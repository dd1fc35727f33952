// SPDX-License-Identifier: GPL-2.0-only
// Finds the CONFIG_ symbols on which a unit's slices depend: those in the text that is cut out, in
// the conditions around it, and in those of the file's own macros that it uses. Entry points:
// config_uses(), require_known_configuration().
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

// The first use of each symbol, in the order of the slices.
std::vector<ConfigUse> config_uses(const Unit& unit);

// Throws InputError that names each symbol for which nothing says whether it is set.
void require_known_configuration(const Unit& unit);

} // namespace walkcheck::frontend
