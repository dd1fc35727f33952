// SPDX-License-Identifier: GPL-2.0-only
// The known name that a misspelt one most likely means: by edit distance, else as a part of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::scenario {

// Empty where no known name is near. The first wins on ties.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

// "did you mean 'loop'?" or "one of: loop, calls"
std::string suggestion(std::string_view name, const std::vector<std::string>& known);

} // namespace walkcheck::scenario
