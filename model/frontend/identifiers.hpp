// SPDX-License-Identifier: GPL-2.0-only
#pragma once

#include <string>
#include <vector>

namespace walkcheck::frontend {

// The words of a text, including numbers, in its order.
std::vector<std::string> identifiers(const std::string& text);

} // namespace walkcheck::frontend
