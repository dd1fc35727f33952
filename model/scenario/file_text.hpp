// SPDX-License-Identifier: GPL-2.0-only
// Reads a whole file that the user named. If it cannot (missing, a folder, too big), the InputError
// says why. Entry point: read_text().
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace walkcheck::scenario {

inline constexpr std::size_t kMaxScenarioBytes = 1U << 20;
inline constexpr std::size_t kMaxSpecBytes = 16U << 20;
inline constexpr std::size_t kMaxTraceBytes = 64U << 20;

// `shown_as` is how messages name the file, `what` what it should be: "a scenario".
std::string read_text(const std::filesystem::path& path, const std::string& shown_as,
                      const std::string& what, std::size_t limit);

// The path as the user wrote it. Of an absolute path only the file's name, so that no result
// depends on a machine's folders.
std::string shown_path(const std::filesystem::path& path);

} // namespace walkcheck::scenario
