// SPDX-License-Identifier: GPL-2.0-only
// What one of several machines has done of a run, so that all together give what one machine would
// have given. Entry points: to_text(), read_shard().
//
// Shard I of N has every N-th unit. A file says what the run was of: shards of two runs are never
// put together.
#pragma once

#include "checker/cli/command_line.hpp"
#include "checker/cli/run_identity.hpp"
#include "checker/cli/unit.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace walkcheck::cli {

struct ShardFile {
  Shard shard;
  std::size_t units = 0; // of the whole run
  bool expected = false; // verdicts were compared with those expected
  Identity run;
  std::vector<Unit> done;
};

std::string to_text(const ShardFile& file);

// Throws InputError: it cannot be read, or is no such file.
ShardFile read_shard(const std::filesystem::path& path);

} // namespace walkcheck::cli
