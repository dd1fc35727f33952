// SPDX-License-Identifier: GPL-2.0-only
// Makes a source line fit for a trace and a terminal: trimmed, valid UTF-8, without control
// characters (tabs become spaces).
#pragma once

#include <string>
#include <string_view>

namespace walkcheck::trace {

std::string readable(std::string_view line);

} // namespace walkcheck::trace
