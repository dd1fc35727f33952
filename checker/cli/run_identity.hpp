// SPDX-License-Identifier: GPL-2.0-only
// What a run is of: two with the same identity give the same results. Entry point: identity_of().
// Of a kernel tree only the name counts, as to read all of it would take longer than many runs.
#pragma once

#include "checker/cli/command_line.hpp"
#include "checker/cli/scenario_jobs.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::cli {

// By what it is of ("specs"): a hash, or the text of the options.
using Identity = std::map<std::string, std::string>;

// Of all scenarios, specs, patches and options, and of this program.
Identity identity_of(const VerifyCommand& command, const std::vector<Job>& jobs);

// "other specs", for a message; none: they are the same.
std::optional<std::string> difference(const Identity& one, const Identity& other);

} // namespace walkcheck::cli
