// SPDX-License-Identifier: GPL-2.0-only
// The outcome of running a recorded interleaving again, as data: it went as recorded, or how it
// departed.
#pragma once

#include "checker/trace/trace.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::trace {

// How a run differs from what was recorded.
struct Departure {
  enum class Kind : std::uint8_t {
    OtherCpus,      // at the start: other names, or another number of them
    CannotStep,     // the recorded step cannot be taken: see `status`
    NoSuchActor,    // the recorded actor does not exist
    OtherEffect,    // it did something else: see `actual`
    WritesConstant, // it wrote a word that nothing wrote when this was recorded
    NotViolated,    // at the end: `violations` are what is violated instead
  };
  std::size_t step = 0; // counted from 1; after the last step, one more than there are
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
  std::vector<ChangedInput> changed; // files whose hash is not the recorded one
  Trace now; // what ran, as far as it ran, with the sources as they are now; no violation if it
             // departed
};

} // namespace walkcheck::trace
