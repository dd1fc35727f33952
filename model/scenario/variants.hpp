// SPDX-License-Identifier: GPL-2.0-only
// A scenario file with [[vary]] is a template of many: one for each combination of its axes'
// values.
//
//   [[vary]]
//   name   = "scheme"
//   values = ["T1", "T2"]                  # or { name = "T1", ... }
//
// axes.hpp says what "${scheme}" stands for. A variant is named by its path: square.toml[W3,T1].
// [[verdicts]] has the expected verdict of each: the first entry whose `when` fits.
//
// Entry points: variants_of(), choose_variant().
#pragma once

#include "model/scenario/reader.hpp"
#include "model/scenario/scenario.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::scenario {

struct VariantPath {
  std::filesystem::path file;
  std::string choice; // "W3,T1"; empty for a scenario that is none of a template
};

VariantPath split_variant(const std::filesystem::path& path);

// The paths of all variants, in the order of the file; for a plain scenario, its own path. If the
// path has a choice, "*" in it stands for any value. Throws InputError if the template is invalid.
std::vector<std::filesystem::path> variants_of(const std::filesystem::path& path);

// A template's title as written, with its ${axis}; nothing if the file is no template. Throws
// InputError if the template is invalid.
std::optional<std::string> template_title(const std::filesystem::path& path);

struct Chosen {
  std::vector<AxisValue> variant; // empty for a plain scenario
  std::string because;            // why its verdict is the expected one
};

// Turns `root` into the scenario of that variant, without [[vary]] and with `expect`.
Chosen choose_variant(toml::table& root, const VariantPath& path, Errors& errors);

} // namespace walkcheck::scenario
