// SPDX-License-Identifier: GPL-2.0-only
// Shared by the front end's tests: lowering a text, a file or a slice, and the kernel tree.
#pragma once

#include "model/frontend/kernel_tree.hpp"
#include "model/program/diagnostic.hpp"
#include "model/program/program.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace walkcheck::test {

inline const std::filesystem::path kSpecs = std::filesystem::path(WALKCHECK_SOURCE_DIR) / "specs";
inline const std::filesystem::path kHere =
    std::filesystem::path(WALKCHECK_SOURCE_DIR) / "tests/model/frontend";

// Lowers a spec with this text, which is shown as "walkers/spec.c".
program::Program lower_text(const std::string& text, const std::string& entry);
program::Program lower_file(const std::filesystem::path& file, const std::string& entry,
                            const std::filesystem::path& specs = kSpecs);

// The diagnostics of lowering the text; none if it succeeds.
std::vector<Diagnostic> errors_of(const std::string& text, const std::string& entry = "entry");

// The tree of the installed package linux-source-6.1. If it is null, tests that need it are
// skipped.
frontend::KernelTree* kernel_6_1();
program::Program lower_slice(const std::string& file, const std::vector<std::string>& functions,
                             const std::string& entry,
                             const std::map<std::string, std::string>& defines = {});

} // namespace walkcheck::test
