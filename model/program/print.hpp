// SPDX-License-Identifier: GPL-2.0-only
// A Program as text, for `walkcheck lower`: numbered steps with kind, location and local work.
#pragma once

#include "model/program/program.hpp"

#include <string>

namespace walkcheck::program {

std::string print(const Program& program);

} // namespace walkcheck::program
