// SPDX-License-Identifier: GPL-2.0-only
// SHA-256 of a file's content, in hex: what a trace keeps of its input files.
#pragma once

#include <string>
#include <string_view>

namespace walkcheck::trace {

std::string sha256(std::string_view content);

} // namespace walkcheck::trace
