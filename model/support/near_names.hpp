// SPDX-License-Identifier: GPL-2.0-only
// The known names that a misspelt one most likely means: by edit distance, else as a part of one
// another. Entry points: did_you_mean(), nearest().
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::support {

// At most three, the nearest first, and of those that are as near the first by the alphabet; none
// where no known name is near.
std::vector<std::string> near_names(std::string_view name, const std::vector<std::string>& known);

// The first of them, or empty.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

// "did you mean 'loop'?", "did you mean 'loop' or 'loops'?", or `otherwise`.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& known,
                         const std::string& otherwise);

// The same, or "one of: loop, calls".
std::string suggestion(std::string_view name, const std::vector<std::string>& known);

} // namespace walkcheck::support
