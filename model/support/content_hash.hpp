// SPDX-License-Identifier: GPL-2.0-only
// SHA-256 of a file's content, in hex.
#pragma once

#include <string>
#include <string_view>

namespace walkcheck::support {

std::string sha256(std::string_view content);

} // namespace walkcheck::support
