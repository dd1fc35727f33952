// SPDX-License-Identifier: GPL-2.0-only
// The easiest-to-read interleaving of a trace's class: only the causal past of the events that
// matter, in the order with the fewest context switches; ties go to the lowest CPU first.
//
// Entry point: canonical(). It is exact: a breadth-first search over how far each CPU has got.
// Each run goes on for as long as it can, which loses nothing, as having done more of one CPU
// never forbids a step of another. Only beyond `max_states` is it greedy, and says so.
#pragma once

#include "checker/trace/trace.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace walkcheck::trace {

struct Canonical {
  std::vector<std::size_t> order; // the events, as indices in the execution
  std::vector<Choice> schedule;   // their choices: what record() and replay() run
  std::size_t switches = 0;       // times that another CPU goes on
  bool fewest = true;             // false: too large for the search, `switches` may be beaten
};

// An execution's events are 0 .. n-1, those of one CPU in program order.
using ChoiceOf = std::function<Choice(std::size_t event)>;
using HappensBefore = std::function<bool(std::size_t first, std::size_t second)>;

inline constexpr std::size_t kMaxCanonicalStates = 200'000;

// A single target is the last event of the result; of several, one is.
Canonical canonical(std::size_t events, const ChoiceOf& choice_of,
                    const HappensBefore& happens_before, const std::vector<std::size_t>& targets,
                    std::size_t max_states = kMaxCanonicalStates);

} // namespace walkcheck::trace
