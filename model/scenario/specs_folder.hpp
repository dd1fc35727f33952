// SPDX-License-Identifier: GPL-2.0-only
// Which specs/ folder a scenario or spec is read against.
#pragma once

#include <filesystem>
#include <optional>

namespace walkcheck::scenario {

// `given` where the user named one (InputError if it is none); else the specs/ of the nearest
// folder above `file`, or that folder itself, that has kernel/walkcheck.h; else `fallback`.
std::filesystem::path find_specs(const std::optional<std::filesystem::path>& given,
                                 const std::filesystem::path& file,
                                 const std::filesystem::path& fallback);

} // namespace walkcheck::scenario
