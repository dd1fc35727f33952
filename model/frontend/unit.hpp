// SPDX-License-Identifier: GPL-2.0-only
// Assembles the one C text that clang compiles: the vocabulary, what the spec puts before the
// slices, the slices, and the spec. With #line, each part keeps its own file name and line numbers.
#pragma once

#include "model/frontend/configuration.hpp"
#include "model/frontend/slice.hpp"
#include "model/program/diagnostic.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::frontend {

struct Unit {
  std::vector<SlicedFile> slices;
  std::string spec;                          // its text, or empty
  std::string shown_as;                      // the spec's name in messages
  std::set<std::string> vocabulary;          // names in specs/kernel/
  std::set<std::string> spec_defines;        // functions that the spec itself defines
  std::map<std::string, std::string> opaque; // functions that nothing defines, and their results
  // Functions that a slice's own file defines, but that do not compile here, and why.
  std::map<std::string, Diagnostic> withdrawn;

  // These say whether a CONFIG_ symbol is set; earlier ones win.
  Configuration machine_config;    // the scenario's [machine]
  Configuration given_config;      // the scenario's `define`
  Configuration spec_config;       // the spec, in its own text
  Configuration tree_config;       // a configured tree
  Configuration vocabulary_config; // specs/kernel/config.h

  // The line with which a spec says where the slices go; without it they come before the spec.
  static constexpr std::string_view kSlicesHere = "#pragma walkcheck slices";

  std::string text() const;
  SlicedFile* slice(const std::string& file);
};

} // namespace walkcheck::frontend
