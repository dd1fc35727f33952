// SPDX-License-Identifier: GPL-2.0-only
// C text -> LLVM bitcode, by running clang 19 without any of its passes. Entry points: run_clang(),
// preprocess().
#pragma once

#include "model/frontend/unit.hpp"
#include "model/program/diagnostic.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace walkcheck::frontend {

struct ClangInput {
  std::filesystem::path specs;       // include path: specs/ and specs/kernel/
  std::filesystem::path spec_folder; // for the spec's own #include "..."; may be empty
  std::string shown_folder;          // the name of that folder in messages
  std::map<std::string, std::string> defines;
};

struct ClangOutput {
  std::vector<Diagnostic> errors; // without remedies; empty if it compiled
  std::string bitcode;
};

// `relaxed`: integers and pointers convert to each other, as the results of opaque functions need.
ClangOutput run_clang(const std::string& text, const ClangInput& input, bool relaxed);

// The preprocessed form, with line markers, of a text that compiles.
std::string preprocess(const std::string& text, const ClangInput& input);

} // namespace walkcheck::frontend
