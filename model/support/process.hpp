// SPDX-License-Identifier: GPL-2.0-only
// Runs a tool without a shell and with an environment of its own: no variable of the user's (CPATH,
// LANG ...) changes what it says. Not LLVM's sys::Execute(): it has neither a process group for the
// tool nor an end of it when we are to stop.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace walkcheck::support {

struct ProcessResult {
  bool started = false; // false: there is no such program
  bool crashed = false; // ended by a signal
  int exit_code = -1;
  std::string out, err;
};

// `arguments[0]` is looked up in PATH. Reads at most `out_limit` bytes of the standard output and
// closes it then, which ends a tool that writes more. The tool is a process group of its own: what
// a terminal sends to walkcheck's does not reach it, and whether it was ended is known here alone.
ProcessResult run_process(const std::vector<std::string>& arguments,
                          std::size_t out_limit = static_cast<std::size_t>(-1));
// The same, with that folder as the one that it works in.
ProcessResult run_process_in(const std::filesystem::path& folder,
                             const std::vector<std::string>& arguments);

// From now on tools are ended where this is set, and so is the reading of a tarball: to unpack a
// kernel takes seconds.
void stop_tools_when(const std::atomic<bool>& stopped);
bool are_tools_stopped();

std::string read_file(const std::filesystem::path& path); // throws std::runtime_error
void write_file(const std::filesystem::path& path, const std::string& text);

} // namespace walkcheck::support
