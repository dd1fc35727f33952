// SPDX-License-Identifier: GPL-2.0-only
// Folders that took long to make, kept for the next run under a hash of what they are made from.
// Entry points: Cache::folder(), default_cache().
//
// A folder is made under another name and renamed when it is complete, so that two processes at
// once both have a whole one. It has a list of its files, which is compared before it is used: one
// that somebody cut down, or that a full disk did, is made anew.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace walkcheck::kbuild {

// $XDG_CACHE_HOME/walkcheck, or ~/.cache/walkcheck.
std::filesystem::path default_cache();

struct Recipe {
  std::string kind; // "tree": a part of the folder's name
  std::string key;  // what it is made from, as text
  // Fills the folder.
  std::function<void(const std::filesystem::path& folder)> make;
  // Files outside whose change makes it out of date: looked at when it is made.
  std::function<std::vector<std::filesystem::path>(const std::filesystem::path& folder)> inputs;
  // Which files have their content compared, not their size alone.
  std::function<bool(const std::string& name)> is_read_whole;
  std::uintmax_t bytes = 0; // how much it needs, about
};

class Cache {
public:
  explicit Cache(std::filesystem::path top) : top_(std::move(top)) {}

  // The folder, made if there is none that is whole. Throws InputError where it cannot be written.
  std::filesystem::path folder(const Recipe& recipe) const;

private:
  std::filesystem::path top_;
};

// What is known of a file without reading it: its name, size and time; "missing" where it is.
std::string file_state(const std::filesystem::path& file);

} // namespace walkcheck::kbuild
