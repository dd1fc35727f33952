// SPDX-License-Identifier: GPL-2.0-only
// What each verb does. Entry points: run(), one for each command. Each returns its exit code and
// may throw InputError.
#pragma once

#include "checker/cli/command_line.hpp"
#include "model/scenario/build.hpp"

#include <memory>

namespace walkcheck::cli {

int run(const VerifyCommand& command);
int run(const LowerCommand& command);
int run(const ReplayCommand& command);
int run(const ShowCommand& command);
int run(const StepCommand& command);
int run(const MatrixCommand& command);
int run(const ListCommand& command);
int run(const AuditCommand& command);
int run(const DiffCommand& command);
int run(const MergeCommand& command);

// The kernel tree that --kernel names; null where it names none.
std::unique_ptr<scenario::SharedTree> open_tree(const SourceSettings& sources);

// The specs folder to use for the file.
std::filesystem::path specs_for(const SourceSettings& sources, const std::filesystem::path& file);

} // namespace walkcheck::cli
