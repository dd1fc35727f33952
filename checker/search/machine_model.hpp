// SPDX-License-Identifier: GPL-2.0-only
// A Machine as the explorers' Model: its threads and footprints.
//
// One event of the explorer is a step of the machine. Where OwnCells are given, it is also the
// steps of the same CPU that follow on cells which are that CPU's own.
#pragma once

#include "checker/explore/model.hpp"
#include "checker/search/own_cells.hpp"
#include "model/machine/machine.hpp"

#include <span>
#include <stdexcept>
#include <vector>

namespace walkcheck::search {

// What was explored relied on something that has turned out to be wrong. The machine is left in the
// state in which that was learnt.
class SearchIsVoid : public std::runtime_error {
public:
  SearchIsVoid() : std::runtime_error("the search has to begin anew with what was learnt") {}
};

class MachineModel {
public:
  struct Step {
    explore::FootprintId footprint;
    std::span<const machine::Finding> findings; // valid until the next step
    std::span<const std::uint32_t> steps;       // of the event, that made each; none: the first

    std::uint32_t found_at(std::size_t finding) const { return steps.empty() ? 0 : steps[finding]; }
  };

  // Without `own`, each step of the machine is an event.
  explicit MachineModel(machine::Machine& machine, OwnCells* own = nullptr)
      : machine_(machine), own_(own) {
    machine.begin_search();
    if (own != nullptr) own->begin_search();
  }

  std::size_t threads() const { return machine_.threads(); }

  explore::ThreadStatus status(explore::ThreadId thread) const {
    switch (machine_.status(thread)) {
    case machine::CpuStatus::Ready: return explore::ThreadStatus::Ready;
    case machine::CpuStatus::Blocked: return explore::ThreadStatus::Blocked;
    case machine::CpuStatus::Idle:
    case machine::CpuStatus::Finished:
    case machine::CpuStatus::Faulted:
    case machine::CpuStatus::Pruned:
    case machine::CpuStatus::Bounded: break;
    }
    return explore::ThreadStatus::Done;
  }

  std::uint32_t alternatives(explore::ThreadId thread) const {
    return machine_.alternatives(thread);
  }
  std::uint32_t alternative(explore::ThreadId thread, std::uint32_t index) const {
    return machine_.alternative(thread, index);
  }
  bool has_alternative(explore::ThreadId thread, std::uint32_t alternative) const {
    return machine_.has_alternative(thread, alternative);
  }

  Step step(explore::ThreadId thread, std::uint32_t alternative);

  void undo() {
    for (std::uint32_t steps = lengths_.back(); steps > 0; --steps)
      machine_.undo();
    lengths_.pop_back();
  }

  explore::FootprintId pending(explore::ThreadId thread, std::uint32_t alternative = 0) {
    const machine::FootprintId id = machine_.pending(thread, alternative);
    if (own_ != nullptr) note(thread, machine_.held(thread), id);
    if (machine_.is_void()) throw SearchIsVoid();
    return known(id);
  }

  void state(std::vector<std::uint32_t>& numbers) { machine_.state(numbers); }

  // The CPU in whose name a thread steps.
  machine::CpuId cpu_of(explore::ThreadId thread) const { return machine_.cpu_of(thread); }
  std::uint32_t actor_of(explore::ThreadId thread) const { return machine_.actor_of(thread); }

  const explore::Footprint& footprint(explore::FootprintId id) const { return *footprints_[id]; }

  // How many steps of the machine make up an event of the present execution.
  std::uint32_t length(std::size_t event) const { return lengths_[event]; }

private:
  void run_on(explore::ThreadId thread, Step& step);
  void note(machine::CpuId cpu, machine::HeldId held, machine::FootprintId id) {
    if (!own_->note(machine_, cpu, held, id)) throw SearchIsVoid();
  }
  explore::FootprintId known(machine::FootprintId id) {
    if (footprints_.size() <= id) [[unlikely]]
      learn(id);
    return id;
  }

  void learn(explore::FootprintId id);

  machine::Machine& machine_;
  OwnCells* own_;
  std::vector<std::uint32_t> lengths_;     // by event
  std::vector<machine::Finding> findings_; // of an event of several steps
  std::vector<std::uint32_t> found_at_;
  std::vector<const explore::Footprint*> footprints_; // the machine's, which stay where they are
};

static_assert(explore::Model<MachineModel>);

} // namespace walkcheck::search
