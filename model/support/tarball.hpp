// SPDX-License-Identifier: GPL-2.0-only
// Files out of a tarball, compressed or not, by libarchive. Entry point: for_each_file().
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace walkcheck::support {

enum class Next : std::uint8_t { Skip, Read, Stop };

// For each file, in the tarball's order: asks `ask` what to do with the file's name, and passes the
// text of the files to read to `take`. Tells `link` of each symbolic link and what it holds, as the
// tarball has it: it may lead anywhere. If the tarball cannot be read further, returns what is
// wrong with it: it is not a tarball, or it is damaged or cut short. Ends early if tools are to be
// stopped: see process.hpp.
std::optional<std::string> for_each_file(
    const std::filesystem::path& tarball, const std::function<Next(const std::string& name)>& ask,
    const std::function<void(const std::string& name, std::string text)>& take,
    const std::function<void(const std::string& name, const std::string& target)>& link = nullptr);

} // namespace walkcheck::support
