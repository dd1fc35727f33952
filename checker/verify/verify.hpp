// SPDX-License-Identifier: GPL-2.0-only
// One scenario from start to verdict: builds its machine, explores it, judges what was found.
// Entry point: verify(). Nothing here prints or knows of other scenarios.
#pragma once

#include "checker/verdict/result.hpp"
#include "checker/verify/options.hpp"
#include "model/scenario/scenario.hpp"

#include <filesystem>
#include <vector>

namespace walkcheck::verify {

// A scenario that cannot be built is a result too: BAD INPUT, with its diagnostics.
verdict::Result verify(const scenario::Scenario& scenario, const Options& options);

// The result for a scenario that cannot even be read.
verdict::Result bad_input(const std::filesystem::path& scenario,
                          std::vector<Diagnostic> diagnostics);

} // namespace walkcheck::verify
