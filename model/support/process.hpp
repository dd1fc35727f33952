// SPDX-License-Identifier: GPL-2.0-only
// Runs a tool without a shell and in its own environment: no variable of the user's (CPATH, LANG
// ...) changes the tool's output. LLVM's sys::Execute() would not do: it cannot give the tool a
// process group, nor end it when we are to stop. Entry point: run_process().
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace walkcheck::support {

struct ProcessResult {
  bool started = false; // false if there is no such program
  bool crashed = false; // a signal ended it
  int exit_code = -1;
  std::string out, err;
};

// `arguments[0]` is looked up in PATH. Reads at most `out_limit` bytes of the standard output and
// then closes it, which ends a tool that writes more. The tool has a process group of its own, so
// what a terminal sends to walkcheck's group does not reach it. Only we decide whether it is ended.
ProcessResult run_process(const std::vector<std::string>& arguments,
                          std::size_t out_limit = static_cast<std::size_t>(-1));
// The same, with that folder as the tool's working directory.
ProcessResult run_process_in(const std::filesystem::path& folder,
                             const std::vector<std::string>& arguments);

// From now on, tools are ended once `stopped` is set. The reading of a tarball is ended, too, as
// unpacking a kernel takes seconds.
void stop_tools_when(const std::atomic<bool>& stopped);
bool are_tools_stopped();

std::string read_file(const std::filesystem::path& path); // throws std::runtime_error
void write_file(const std::filesystem::path& path, const std::string& text);

} // namespace walkcheck::support
