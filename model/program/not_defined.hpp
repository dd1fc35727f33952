// SPDX-License-Identifier: GPL-2.0-only
// How a run says that it ended at a call of what no file defines, and which function that is.
#pragma once

#include <set>
#include <string>

namespace walkcheck::program {

std::string not_defined(const std::string& function);

// The functions that a text says so of, wherever in it.
std::set<std::string> functions_not_defined(const std::string& text);

} // namespace walkcheck::program
