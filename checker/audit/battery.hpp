// SPDX-License-Identifier: GPL-2.0-only
// The scenarios of an audit: specs/tree/audit/battery.toml, completed for one function. Entry
// point: write_battery().
#pragma once

#include "checker/audit/harness.hpp"

namespace walkcheck::audit {

// Writes harness.c and scenario.toml into the folder; returns the scenario's path. Throws
// InputError.
std::filesystem::path write_battery(const std::filesystem::path& folder, const Harness& harness,
                                    const std::filesystem::path& specs, kbuild::PreparedTree& tree);

} // namespace walkcheck::audit
