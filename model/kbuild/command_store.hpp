// SPDX-License-Identifier: GPL-2.0-only
// Commands that kbuild was asked for, kept in the build folder that they are of: to ask takes a
// second or more. Entry points: stored_command(), store_command().
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace walkcheck::kbuild {

// None: it was never asked for, or the makefiles of the file's folder changed since.
std::optional<std::string> stored_command(const std::filesystem::path& build,
                                          const std::filesystem::path& source,
                                          const std::string& file);
void store_command(const std::filesystem::path& build, const std::filesystem::path& source,
                   const std::string& file, const std::string& command);

} // namespace walkcheck::kbuild
