// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verdict/incomplete.hpp"

#include <fmt/format.h>

#include <set>

namespace walkcheck::verdict {
namespace {

using search::Bound;

std::string in_words(const Bound& bound) {
  const std::string place = bound.place.empty() ? "an unknown place" : bound.place;
  switch (bound.kind) {
  case Bound::Kind::Loop:
    return fmt::format("{} went round the loop at {} more than {} times: raise [bounds] loop",
                       bound.who, place, bound.limit);
  case Bound::Kind::Calls:
    return fmt::format("{} nested calls more than {} deep at {}: raise [bounds] calls", bound.who,
                       bound.limit, place);
  case Bound::Kind::Work:
    return fmt::format("{} met a bound at {}: it computes too long without an access to shared "
                       "memory; lower [bounds] loop or calls, or shorten the computation",
                       bound.who, place);
  case Bound::Kind::UnrelatedObjects:
    return fmt::format(
        "{} depends at {} on where two objects are in memory (which comes first, or how far apart "
        "they are), and nothing defines that: compare what they hold instead",
        bound.who, bound.place);
  case Bound::Kind::OthersLocal:
    return fmt::format("{} accesses a local of another CPU at {}, which is not modelled: make it a "
                       "variable with static storage",
                       bound.who, bound.place);
  case Bound::Kind::OpaqueValue:
    return fmt::format(
        "{} depends on the result of {}(), which nothing defines{}: define it in the "
        "spec",
        bound.who, bound.what, bound.place.empty() ? "" : " (" + bound.place + ")");
  case Bound::Kind::NotGiven:
    return fmt::format("{} depends at {} on {}, and nothing gives it a value: give it one in the "
                       "spec. In {}",
                       bound.who, place, bound.what, bound.path);
  case Bound::Kind::PlaceDecides:
    return fmt::format("{} depends at {} on where {} is in memory, which a kernel's build decides. "
                       "In {}",
                       bound.who, place, bound.what, bound.path);
  case Bound::Kind::NotModelled:
    return fmt::format("{} ends at {}: {}. In {}", bound.who, place, bound.what, bound.path);
  }
  return "";
}

} // namespace

std::vector<std::string> incomplete_because(const search::Explored& explored,
                                            const search::Options& options) {
  std::vector<std::string> reasons;
  switch (explored.summary.outcome) {
  case explore::Outcome::Complete: break;
  case explore::Outcome::Limited:
    reasons.push_back(
        explored.summary.states != 0
            ? fmt::format("stopped after {} states, as more do not fit into {} MiB: raise "
                          "--memory-limit",
                          explored.summary.states, options.memory_limit >> 20)
            : fmt::format("stopped at the limit of {} executions: raise --max-executions",
                          options.max_executions));
    break;
  case explore::Outcome::Stopped:
    reasons.push_back(explored.found.was_interrupted
                          ? interruption(options) + ": only what was explored until then is covered"
                          : "stopped at the first violation: --first");
    break;
  }
  // Bounds that come from a missing definition are listed last.
  std::set<std::string> bounds, opaque;
  for (const Bound& bound : explored.found.bounds)
    (bound.kind == Bound::Kind::OpaqueValue ? opaque : bounds).insert(in_words(bound));
  reasons.insert(reasons.end(), bounds.begin(), bounds.end());
  reasons.insert(reasons.end(), opaque.begin(), opaque.end());
  return reasons;
}

std::string interruption(const search::Options& options) {
  if (options.timed_out == nullptr || !options.timed_out->load()) return "interrupted";
  return fmt::format("stopped at the time limit of {} s (--time-limit)",
                     options.time_limit.value_or(0));
}

} // namespace walkcheck::verdict
