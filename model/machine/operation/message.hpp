// SPDX-License-Identifier: GPL-2.0-only
// The message of an invariant's claim, with its values in place: a subset of printf().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::machine {

// Knows %d %u %x %i with or without l, ll, z or #, and %%. Anything else is left as it is.
std::string formatted(std::string_view message, const std::vector<std::uint64_t>& values);

} // namespace walkcheck::machine
