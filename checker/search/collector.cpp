// SPDX-License-Identifier: GPL-2.0-only
#include "checker/search/collector.hpp"

#include "checker/property/deadlock.hpp"
#include "checker/trace/canonical.hpp"

#include <algorithm>
#include <numeric>

namespace walkcheck::search {
namespace {

constexpr std::uint64_t kProgressEvery = 1U << 12;

// The most switches that an interleaving of so many steps may have and be no longer than the known
// one; none: it is longer with any number of switches.
std::optional<std::size_t> switches_allowed(const Counterexample& known, std::size_t steps) {
  if (steps <= known.schedule.size()) return known.switches;
  if (known.switches == 0) return std::nullopt;
  return known.switches - 1;
}

std::optional<trace::Canonical> canonical_order(const MachineModel& model,
                                                const explore::Execution& execution,
                                                const std::vector<std::size_t>& events,
                                                const trace::CanonicalLimits& limits) {
  return trace::canonical(
      events,
      [&](std::size_t event) {
        const explore::ThreadId thread = execution.label(event).thread;
        return trace::Who{model.cpu_of(thread), model.actor_of(thread)};
      },
      [&](std::size_t first, std::size_t second) {
        return execution.happens_before(first, second);
      },
      limits);
}

// The steps of the machine that make up these events.
std::vector<trace::Choice> schedule_of(const MachineModel& model,
                                       const explore::Execution& execution,
                                       const std::vector<std::size_t>& order,
                                       const std::vector<std::uint32_t>& lengths) {
  std::vector<trace::Choice> schedule;
  for (const std::size_t event : order) {
    const explore::Label label = execution.label(event);
    for (std::uint32_t step = 0; step < lengths[event]; ++step)
      schedule.push_back({model.cpu_of(label.thread), step == 0 ? label.alternative : 0,
                          model.actor_of(label.thread)});
  }
  return schedule;
}

} // namespace

bool Collector::on_execution(const explore::Execution& execution) {
  bool is_cut = false;
  if (machine_.have_all_finished()) {
    for (const machine::Finding& finding : machine_.at_end())
      if (auto failure = failure_of(finding)) note_end(execution, std::move(*failure));
  } else {
    is_cut = note_unfinished(execution);
  }
  found.unpruned |= !is_cut;
  found.cut += is_cut ? 1 : 0;
  if (!is_cut) machine_.count_execution(); // what happened at the end counts too
  if (options_.list) keep_schedule(execution);
  if (++executions_ % kProgressEvery == 0 && options_.progress)
    options_.progress(executions_, "executions");
  return !options_.first || found.counterexamples.empty();
}

bool Collector::note_unfinished(const explore::Execution& execution) {
  bool pruned = false;
  bool blocked = false;
  for (machine::CpuId cpu = 0; cpu < machine_.cpus(); ++cpu) {
    const machine::CpuStatus status = machine_.status(cpu);
    pruned |= status == machine::CpuStatus::Pruned;
    blocked |= status == machine::CpuStatus::Blocked;
  }
  if (blocked)
    if (auto failure = property::judge_end(machine_)) note_end(execution, std::move(*failure));
  return pruned;
}

void Collector::note(const explore::Execution& execution, const MachineModel::Step& step) {
  for (std::size_t i = 0; i < step.findings.size(); ++i)
    if (auto failure = failure_of(step.findings[i]))
      note(execution, std::move(*failure), step.found_at(i));
}

// Nothing for a finding that is no failure; it is noted here.
std::optional<property::Failure> Collector::failure_of(const machine::Finding& finding) {
  switch (finding.kind) {
  case machine::FindingKind::BoundMet:
    found.bounds.insert(bound_met(machine_, finding));
    return std::nullopt;
  case machine::FindingKind::UnrelatedObjects:
    found.bounds.insert(unrelated_objects(machine_, finding));
    return std::nullopt;
  case machine::FindingKind::OthersLocal:
    found.bounds.insert(others_local(machine_, finding));
    return std::nullopt;
  case machine::FindingKind::OpaqueValue:
    found.bounds.insert(opaque_value(machine_, finding));
    return std::nullopt;
  case machine::FindingKind::NotGiven:
    found.bounds.insert(not_given(machine_, finding));
    return std::nullopt;
  case machine::FindingKind::PlaceDecides:
    found.bounds.insert(place_decides(machine_, finding));
    return std::nullopt;
  case machine::FindingKind::NotModelled:
    found.bounds.insert(not_modelled(machine_, finding));
    return std::nullopt;
  case machine::FindingKind::Covered: // counts where the execution ends: Machine::covered()
  case machine::FindingKind::Pruned: return std::nullopt;
  case machine::FindingKind::FreedTable:
  case machine::FindingKind::FreedLock:
  case machine::FindingKind::WildAccess:
  case machine::FindingKind::DoubleFree:
  case machine::FindingKind::BadFree:
  case machine::FindingKind::NotHeld:
  case machine::FindingKind::SleepInAtomic:
  case machine::FindingKind::IrqsLeftOff:
  case machine::FindingKind::LockLeftHeld:
  case machine::FindingKind::ReadSideLeft:
  case machine::FindingKind::PreemptionLeftOff:
  case machine::FindingKind::ReachedUnreachable:
  case machine::FindingKind::BadOperation:
  case machine::FindingKind::DivisionByZero:
  case machine::FindingKind::DivisionOverflow:
  case machine::FindingKind::ShiftTooFar:
  case machine::FindingKind::NullCall:
  case machine::FindingKind::BadCall:
  case machine::FindingKind::UnbalancedSection:
  case machine::FindingKind::Misaligned:
  case machine::FindingKind::OutsideLocal:
  case machine::FindingKind::DeadLocal:
  case machine::FindingKind::UndefinedValue:
  case machine::FindingKind::AssertFailed:
  case machine::FindingKind::InvariantFailed: break;
  }
  return property::judge(machine_, finding);
}

// The end itself is the failure, so all events belong to it: who has finished, and how, is part of
// it.
void Collector::note_end(const explore::Execution& execution, property::Failure failure) {
  lengths_.resize(execution.size());
  for (std::size_t event = 0; event < lengths_.size(); ++event)
    lengths_[event] = model_.length(event);
  offer(execution, std::move(failure), lengths_);
}

// Of another CPU's last event that matters, only the first step does: the steps after it are on the
// CPU's own cells, and nobody has seen them yet.
void Collector::note(const explore::Execution& execution, property::Failure failure,
                     std::uint32_t step) {
  const std::size_t last = execution.size() - 1;
  lengths_.assign(execution.size(), 0);
  std::vector<bool> met(model_.threads());
  for (std::size_t event = execution.size(); event-- > 0;) {
    if (!execution.happens_before(event, last)) continue;
    const explore::ThreadId thread = execution.label(event).thread;
    lengths_[event] = met[thread] ? model_.length(event) : event == last ? step + 1 : 1;
    met[thread] = true;
  }
  offer(execution, std::move(failure), lengths_);
}

void Collector::offer(const explore::Execution& execution, property::Failure failure,
                      const std::vector<std::uint32_t>& lengths) {
  const auto known = found.counterexamples.find(failure.property);
  const bool is_new = known == found.counterexamples.end();
  std::vector<std::size_t> past;
  std::vector<bool> cpus(machine_.cpus());
  for (std::size_t event = 0; event < lengths.size(); ++event)
    if (lengths[event] != 0) {
      past.push_back(event);
      const explore::ThreadId thread = execution.label(event).thread;
      if (thread < cpus.size()) cpus[thread] = true;
    }
  const std::size_t steps = std::accumulate(lengths.begin(), lengths.end(), std::size_t{0});
  trace::CanonicalLimits limits;
  if (!is_new) {
    const auto allowed = switches_allowed(known->second, steps);
    if (!allowed || static_cast<std::size_t>(std::ranges::count(cpus, true)) > *allowed + 1) return;
    limits.switches = *allowed;
  }
  const auto order = canonical_order(model_, execution, past, limits);
  if (!order) return;
  Counterexample example{std::move(failure), {}, order->switches, order->fewest};
  example.schedule = schedule_of(model_, execution, order->order, lengths);
  if (is_new) {
    found.counterexamples.emplace(example.failure.property, std::move(example));
    return;
  }
  example.least = known->second.least = example.least && known->second.least;
  if (std::pair(length_of(example), example.schedule) <
      std::pair(length_of(known->second), known->second.schedule))
    known->second = std::move(example);
}

void Collector::keep_schedule(const explore::Execution& execution) {
  std::vector<std::size_t> all(execution.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  lengths_.resize(execution.size());
  for (const std::size_t event : all)
    lengths_[event] = model_.length(event);
  const auto order = canonical_order(model_, execution, all, {});
  found.schedules.push_back(schedule_of(model_, execution, order->order, lengths_));
}

std::pair<std::size_t, std::size_t> length_of(const Counterexample& example) {
  return {example.switches, example.schedule.size()};
}

} // namespace walkcheck::search
