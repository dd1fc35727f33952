// SPDX-License-Identifier: GPL-2.0-only
// All that an explorer knows of a model: threads that step and undo, and the footprints of steps.
#pragma once

#include "checker/explore/footprint.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace walkcheck::explore {

enum class ThreadStatus : std::uint8_t {
  Ready,
  Blocked, // has a next step, whose guard does not hold
  Done,    // has none; for good, if all threads before it have none either
};

template <class M>
concept Model = requires(M model, const M& view, ThreadId thread, FootprintId id) {
  { view.threads() } -> std::convertible_to<std::size_t>;
  { view.status(thread) } -> std::same_as<ThreadStatus>;
  // The ways that a Ready thread's next step can go, at least 1. They are numbered from 0 up, or as
  // a ChoosyModel says.
  { view.alternatives(thread) } -> std::convertible_to<std::uint32_t>;
  // Runs a Ready thread's next step. The result's type is the model's; it goes to the listener.
  { model.step(thread, std::uint32_t{}).footprint } -> std::convertible_to<FootprintId>;
  {model.undo()};
  // The footprint of the next step in this state; for a Blocked thread, as if the step were
  // granted.
  { model.pending(thread) } -> std::convertible_to<FootprintId>;
  // Footprints are interned: equal ones have equal ids, and ids count up from 0.
  { view.footprint(id) } -> std::convertible_to<const Footprint&>;
};

// A model in which the state decides which ways a step can go. What decides it is in the step's
// footprint, whichever way the step goes, and such a footprint is not stable. A way's number means
// the same in each state, and way 0 always exists.
template <class M>
concept ChoosyModel = Model<M> &&
    requires(M model, const M& view, ThreadId thread, std::uint32_t way) {
  { view.alternative(thread, way) } -> std::convertible_to<std::uint32_t>; // by index
  { view.has_alternative(thread, way) } -> std::convertible_to<bool>;
  { model.pending(thread, way) } -> std::convertible_to<FootprintId>;
};

template <Model M>
std::uint32_t alternative_of(const M& model, ThreadId thread, std::uint32_t index) {
  if constexpr (ChoosyModel<M>)
    return model.alternative(thread, index);
  else
    return index;
}

// The execution that is being explored, as its listener sees it.
class Execution {
public:
  virtual std::size_t size() const = 0;
  virtual Label label(std::size_t event) const = 0;
  // Whether `first` happens before `second`, or is the same event.
  virtual bool happens_before(std::size_t first, std::size_t second) const = 0;

protected:
  ~Execution() = default;
};

struct Limits {
  std::uint64_t executions = UINT64_MAX;
  std::size_t bytes = SIZE_MAX; // that the states take which the state engine remembers
};

enum class Outcome : std::uint8_t {
  Complete, // every execution was explored
  Limited,  // one of Limits was met
  Stopped,  // the listener said so
};

struct Summary {
  Outcome outcome = Outcome::Complete;
  std::uint64_t executions = 0;    // maximal executions, one per Mazurkiewicz trace
  std::uint64_t blocked = 0;       // explored in vain: at the end every ready thread was asleep
  std::uint64_t steps = 0;         // without those taken to replay a reversal
  std::uint64_t states = 0;        // the state engine's, whose `steps` lead from one to another
  std::uint64_t interleavings = 0; // the exhaustive engine's; the DPOR engine's equals executions
};

// A listener has, for a model M:
//   void on_step(const Execution&, const StepOf<M>&);  the newest event, as it was explored
//   bool on_execution(const Execution&);               a maximal one, of a trace that is new; false
//                                                      stops the search
//   bool should_stop() const;                          asked at every step
template <class M> using StepOf = decltype(std::declval<M&>().step(ThreadId{}, std::uint32_t{}));

} // namespace walkcheck::explore
