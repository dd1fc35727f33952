// SPDX-License-Identifier: GPL-2.0-only
// What a run is of: two with the same identity give the same results. Entry point: identity_of().
// It has all that is in the folders of the scenarios and specs. Not in it is a header that a spec
// includes from a folder elsewhere.
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

// Of all scenarios, specs, patches, the kernel tree, options, and this program. Throws InputError:
// there are too many files.
Identity identity_of(const VerifyCommand& command, const std::vector<Job>& jobs);

// "other specs", for a message; none: they are the same.
std::optional<std::string> difference(const Identity& one, const Identity& other);

} // namespace walkcheck::cli
