// SPDX-License-Identifier: GPL-2.0-only
// "Did you mean ...?": the names that are closest to one that does not exist.
#pragma once

#include <string>
#include <vector>

namespace walkcheck::frontend {

// At most three, the nearest first; empty where nothing is near.
std::vector<std::string> near_matches(const std::string& name,
                                      const std::vector<std::string>& known);

// "did you mean a, b or c?", or `otherwise`.
std::string did_you_mean(const std::string& name, const std::vector<std::string>& known,
                         const std::string& otherwise);

} // namespace walkcheck::frontend
