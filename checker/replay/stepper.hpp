// SPDX-License-Identifier: GPL-2.0-only
// Steps through one interleaving by hand: steps are taken and undone one by one, and described like
// those of a trace. Entry points: take(), undo().
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
  // `scenario` has a value for each input. Which words are ever written decides what is a step;
  // `written` is that of a trace, or null: then they are learnt by exploring for a while. Throws
  // InputError.
  Stepper(const scenario::Scenario& scenario, const scenario::BuildOptions& options,
          const std::vector<machine::Cell>* written);

  const machine::Machine& machine() const { return machine_; }
  const Sources& sources() const { return sources_; }
  // The steps so far, with the pages that they met; the violation is empty.
  const trace::Trace& done() const { return done_; }
  bool can(const trace::Choice& choice) const;

  // Takes the step, which needs can() to be true, and returns what it violates. If it wrote a cell
  // that was taken for constant, other accesses are steps from now on: then everything was undone,
  // and done() is empty.
  std::vector<trace::Violation> take(const trace::Choice& choice);
  void undo();

  struct Word {
    trace::Named at;
    word::Level level = word::Level::None; // of a table's entry
    std::uint64_t value = 0;
  };
  // The words that the scenario sets or that some step writes, by address.
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
