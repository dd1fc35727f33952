// SPDX-License-Identifier: GPL-2.0-only
// One interleaving by hand: steps are taken and taken back one by one, and described as a trace's
// are. Entry points: take(), undo().
#pragma once

#include "checker/replay/sources.hpp"
#include "checker/trace/frames.hpp"
#include "checker/trace/trace.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::replay {

class Stepper {
public:
  // `scenario` has a value for each input. Which words are written decides what is a step: they are
  // those of a trace, or else found by exploring for a while. Throws InputError.
  Stepper(const scenario::Scenario& scenario, const scenario::BuildOptions& options,
          const std::vector<machine::Cell>* written);

  const machine::Machine& machine() const { return machine_; }
  const Sources& sources() const { return sources_; }
  // What was done so far, with the pages met; its violation is empty.
  const trace::Trace& done() const { return done_; }
  bool can(const trace::Choice& choice) const;

  // What is violated by that, `can()` being true. Where it wrote the first word of a kind that none
  // had been written of, all was taken back, as other accesses are steps now: then done() is empty.
  std::vector<trace::Violation> take(const trace::Choice& choice);
  void undo();

  struct Word {
    trace::Named at;
    word::Level level = word::Level::None; // of a table's entry
    std::uint64_t value = 0;
  };
  // The words that the scenario sets or that anybody writes, by address.
  std::vector<Word> words();
  Word word(std::uint64_t address);
  // What a blocked CPU waits for.
  trace::Waiting waiting(machine::CpuId cpu);

private:
  machine::Machine machine_;
  Sources sources_;
  trace::Frames frames_;
  trace::Trace done_;
};

} // namespace walkcheck::replay
