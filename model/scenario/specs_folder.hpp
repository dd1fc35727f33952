// SPDX-License-Identifier: GPL-2.0-only
// Finds the specs/ folder that goes with a scenario or spec. Entry point: find_specs().
#pragma once

#include <filesystem>
#include <optional>

namespace walkcheck::scenario {

// `given` if the user named a folder (InputError if it is none). Else the nearest folder above
// `file` that has kernel/walkcheck.h, in itself or in its specs/. Else `fallback`.
std::filesystem::path find_specs(const std::optional<std::filesystem::path>& given,
                                 const std::filesystem::path& file,
                                 const std::filesystem::path& fallback);

} // namespace walkcheck::scenario
