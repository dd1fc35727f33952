// SPDX-License-Identifier: GPL-2.0-only
// A summary of one explored execution: who runs how far, and how each CPU ends.
#pragma once

#include "model/machine/machine.hpp"
#include "model/program/source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::trace {

struct ListedExecution {
  struct Run { // of one CPU, until another goes on
    std::string cpu;
    std::size_t steps = 0;
    std::optional<program::SourceLocation> last; // where its last step is
  };
  struct End { // of a CPU
    std::string cpu;
    machine::CpuStatus status;
    std::optional<std::uint64_t> returned;
  };
  std::optional<std::size_t> input_class; // counted from 1
  std::vector<Run> runs;
  std::vector<End> ends;
  bool is_cut = false; // by a false assumption
};

} // namespace walkcheck::trace
