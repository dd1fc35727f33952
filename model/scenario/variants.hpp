// SPDX-License-Identifier: GPL-2.0-only
// A scenario file with [[vary]] is a template of many: one for each combination of its axes'
// values.
//
//   [[vary]]
//   name   = "scheme"
//   values = ["T1", "T2"]                  # or { name = "T1", ... }
//
// What "${scheme}" stands for: axes.hpp. A variant is named by its path: square.toml[W3,T1].
// [[verdicts]] says what each is expected to come to: the first whose `when` fits.
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

// The paths of all variants, in the order of the file; of a plain scenario its own path. Where the
// path has a choice, "*" in it is any value. Throws InputError where the template is not one.
std::vector<std::filesystem::path> variants_of(const std::filesystem::path& path);

// A template's title as it is written, with its ${axis}; none: it is no template. Throws InputError
// where it is none that can be read.
std::optional<std::string> template_title(const std::filesystem::path& path);

struct Chosen {
  std::vector<AxisValue> variant; // empty for a plain scenario
  std::string because;            // why its verdict is the expected one
};

// Makes `root` the scenario of that variant: no [[vary]] is left, and `expect` is there.
Chosen choose_variant(toml::table& root, const VariantPath& path, Errors& errors);

} // namespace walkcheck::scenario
