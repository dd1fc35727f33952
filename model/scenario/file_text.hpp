// SPDX-License-Identifier: GPL-2.0-only
// A whole file that the user named, or an InputError that says why not: missing, a folder, too big.
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

// The path as the user wrote it; of an absolute one only the name, so that no result holds a path
// of a machine.
std::string shown_path(const std::filesystem::path& path);

} // namespace walkcheck::scenario
