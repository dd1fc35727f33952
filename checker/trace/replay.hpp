// SPDX-License-Identifier: GPL-2.0-only
// Runs a recorded trace again and compares step by step. What a step did decides (operation,
// object, address, words, pages freed, who is waited for), not where its line now stands: a
// comment added to a spec does not make a trace depart, though its file's hash has changed.
#pragma once

#include "checker/trace/source_text.hpp"
#include "checker/trace/trace.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace walkcheck::trace {

// How a run is not what was recorded.
struct Departure {
  enum class Kind : std::uint8_t {
    OtherCpus,      // at the start: other names, or another number of them
    CannotStep,     // the recorded step cannot be taken: see `status`
    NoSuchActor,    // nothing of the kind happens by itself
    OtherEffect,    // it did something else: see `actual`
    WritesConstant, // it wrote a word that nothing wrote when this was recorded
    NotViolated,    // at the end: `violations` are what is violated instead
  };
  std::size_t step = 0; // counted from 1; one more than there are: after the last
  Kind kind = Kind::OtherCpus;
  machine::CpuStatus status = machine::CpuStatus::Ready;
  std::optional<Step> actual;
  std::vector<Violation> violations;
};

struct ChangedInput {
  enum class How : std::uint8_t { IsNew, IsUnused, HasChanged };
  std::string name;
  How how;
};

struct Replay {
  std::optional<Departure> departure;
  std::vector<ChangedInput> changed; // whose hash is not the recorded one
  Trace now; // what ran, as far as it ran, with the sources as they are now; no violation if it
             // departed
};

// Called with the machine after the last step, and that step's findings: what is violated there.
// Findings are of one CPU's step; a deadlock, for one, is seen in the machine's state, which is
// left as it is.
using Judge = std::function<std::vector<Violation>(machine::Machine& machine,
                                                   std::span<const machine::Finding> findings)>;

// The machine is at depth 0, and is left there. `inputs` are today's hashes.
Replay replay(machine::Machine& machine, const Trace& recorded, const std::vector<FileHash>& inputs,
              const SourceText& text, const Judge& judge);

} // namespace walkcheck::trace
