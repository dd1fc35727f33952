// SPDX-License-Identifier: GPL-2.0-only
// The tools that prepare a tree, and what is said where one is missing or fails. Entry point:
// run_tool().
#pragma once

#include "model/support/process.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::kbuild {

// Throws InputError where the run is to end: what was made so far is not whole.
void require_not_stopped();

// Where the program is, as PATH says.
std::optional<std::filesystem::path> program_in_path(const std::string& name);

// Its standard output. Throws InputError with the last lines of what it said where it fails;
// `doing` is what it was run for: "configuring the kernel tree".
std::string run_tool(const std::vector<std::string>& arguments, const std::string& doing,
                     const std::string& remedy);

std::string last_lines(const std::string& text, std::size_t count);

} // namespace walkcheck::kbuild
