// SPDX-License-Identifier: GPL-2.0-only
// A run of a CPU's local work, from the completion of one visible operation to the next, which it
// makes. It collects findings and deeds on the way. The loop over instructions is in
// actor/local_work.hpp.
#pragma once

#include "model/machine/operation/visible.hpp"
#include "model/machine/state/worker.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace walkcheck::machine {

class Reads;

enum class Flow : std::uint8_t {
  Advance, // to the next instruction
  Jumped,  // the program counter is set
  Visible, // Run::next is a step of its own
  Stopped, // Run::status says how
};

struct Run : Worker {
  Reads& reads; // steps of loops that only wait
  std::vector<Finding>& findings;

  CpuStatus status = CpuStatus::Ready; // Ready: `next` is the CPU's next visible operation
  Visible next = {};
  std::optional<std::uint64_t> returned = {};
  std::vector<DeedId> deeds = {};

  void did(Deed::Kind kind, std::uint32_t what = 0, std::string name = {}) {
    deeds.push_back(world.deeds.intern({kind, text, what, std::move(name)}));
  }
  void note(FindingKind kind, std::uint64_t value = 0, std::string what = {});
  Flow stop(CpuStatus with, FindingKind kind, std::uint64_t value = 0, std::string what = {});
  Flow fault(FindingKind kind, std::uint64_t value = 0) {
    return stop(CpuStatus::Faulted, kind, value);
  }

  // A new visible operation of the current instruction.
  Visible operation(StepKind kind) const;
  Flow visible(Visible op, std::vector<Access> accesses, bool guarded = false, bool stable = true);
  Flow visible_fault(Visible op, FindingKind kind, std::vector<Access> accesses = {});
};

// An unknown value that decides ends the run without being at fault; any other undefined value is a
// fault.
void end_undecided(Run& run, const term::Undecided& undecided);

} // namespace walkcheck::machine
