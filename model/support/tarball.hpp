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

// Of each file in the tarball's order: `ask` what to do with its name, and give `take` the text of
// those that are to be read. Returns what is wrong with the tarball where it cannot be read
// further: it is none, or it is damaged or cut short. `link` is told of each symbolic link and what
// it holds, as the tarball has it: it may lead anywhere. Ends early where tools are to be stopped:
// see process.hpp.
std::optional<std::string> for_each_file(
    const std::filesystem::path& tarball, const std::function<Next(const std::string& name)>& ask,
    const std::function<void(const std::string& name, std::string text)>& take,
    const std::function<void(const std::string& name, const std::string& target)>& link = nullptr);

} // namespace walkcheck::support
