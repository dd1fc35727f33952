// SPDX-License-Identifier: GPL-2.0-only
// The easiest-to-read interleaving of a partial order of events: the one with the fewest context
// switches; if there are several, the one that runs the lowest CPU first, each for as long as it
// can. What happens by itself (an IPI is taken, a grace period ends) happens as soon as it can, and
// does not count as a switch.
//
// Entry point: canonical(). It is exact: a breadth-first search over how far each CPU has got. Each
// run goes on for as long as it can. That loses nothing, as having done more of one CPU never
// forbids a step of another. Only beyond CanonicalLimits::states is it greedy, and says so.
#pragma once

#include "checker/trace/trace.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace walkcheck::trace {

struct Canonical {
  std::vector<std::size_t> order; // the events
  std::size_t switches = 0;       // how often another CPU takes over
  bool fewest = true;             // false: too large for the search; fewer `switches` may do
};

// Whose event it is: a CPU's own (actor 0), or that of the actor with this number.
struct Who {
  machine::CpuId cpu = 0;
  std::uint32_t actor = 0;
  auto operator<=>(const Who&) const = default;
};

using WhoOf = std::function<Who(std::size_t event)>;
using HappensBefore = std::function<bool(std::size_t first, std::size_t second)>;

struct CanonicalLimits {
  std::size_t switches = SIZE_MAX; // orders with more are not looked for
  std::size_t states = 200'000;
};

// `events` contain all that happens before them, and the events of each CPU and of each actor are
// in ascending order. Nothing if every order needs more switches than the limit.
std::optional<Canonical> canonical(const std::vector<std::size_t>& events, const WhoOf& who_of,
                                   const HappensBefore& happens_before,
                                   const CanonicalLimits& limits = {});

} // namespace walkcheck::trace
