// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/collector.hpp"

#include "checker/trace/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <variant>

namespace walkcheck::verify {
namespace {

constexpr std::uint64_t kProgressEvery = 1U << 12;

// Which bound it was is known by the instruction that met it.
template <class Kind> bool is_at(const program::Program& program, std::uint32_t debug) {
  for (const program::Function& function : program.functions)
    for (const program::Instruction& instruction : function.body)
      if (instruction.debug == debug && std::holds_alternative<Kind>(instruction.operation))
        return true;
  return false;
}

const program::Program& program_of(const machine::Machine& machine,
                                   const machine::Finding& finding) {
  const machine::Setup& setup = machine.setup();
  return finding.invariant ? setup.invariants[*finding.invariant].program
                           : setup.cpus[finding.cpu].program;
}

const std::string& name_of_program(const machine::Machine& machine,
                                   const machine::Finding& finding) {
  const machine::Setup& setup = machine.setup();
  return finding.invariant ? setup.invariants[*finding.invariant].name
                           : setup.cpus[finding.cpu].name;
}

std::string bound_met(const machine::Machine& machine, const machine::Finding& finding) {
  const program::Program& program = program_of(machine, finding);
  const std::string& name = name_of_program(machine, finding);
  std::string place = place_of(machine, finding);
  if (place.empty()) place = "an unknown place";
  if (is_at<program::LoopAgain>(program, finding.debug))
    return fmt::format("{} went round the loop at {} more than {} times: raise [bounds] loop", name,
                       place, machine.setup().loop_bound);
  if (is_at<program::Call>(program, finding.debug))
    return fmt::format("{} made calls more than {} deep at {}: raise [bounds] calls", name,
                       machine.setup().call_depth, place);
  return fmt::format("{} met a bound at {}: it computes too long without accessing what is shared; "
                     "lower [bounds] loop or calls, or shorten the computation",
                     name, place);
}

} // namespace

std::string place_of(const machine::Machine& machine, const machine::Finding& finding) {
  const auto& table = program_of(machine, finding).debug;
  if (finding.debug >= table.size()) return {};
  const program::SourceLocation* at = trace::shown(table[finding.debug].chain);
  return at == nullptr || at->file.empty() ? std::string{}
                                           : fmt::format("{}:{}", at->file, at->line);
}

std::optional<property::Failure> judged(const machine::Machine& machine,
                                        const machine::Finding& finding) {
  auto failure = property::judge(machine, finding);
  if (!failure) return std::nullopt;
  if (const std::string place = place_of(machine, finding); !place.empty())
    failure->reason += fmt::format(" ({})", place);
  return failure;
}

bool Collector::on_execution(const explore::Execution& execution) {
  bool pruned = false;
  bool blocked = false;
  bool finished = true;
  for (machine::CpuId cpu = 0; cpu < machine_.cpus(); ++cpu) {
    const machine::CpuStatus status = machine_.status(cpu);
    pruned |= status == machine::CpuStatus::Pruned;
    blocked |= status == machine::CpuStatus::Blocked;
    finished &= status == machine::CpuStatus::Finished;
    if ((found.touched >> cpu & 1) == 0 && machine_.touched_tables(cpu))
      found.touched |= std::uint32_t{1} << cpu;
  }
  found.unpruned |= !pruned;
  if (blocked) {
    if (auto failure = property::judge_end(machine_)) note_end(execution, std::move(*failure));
  } else if (finished) {
    for (const machine::Finding& finding : machine_.at_end())
      if (auto failure = failure_of(finding)) note_end(execution, std::move(*failure));
  }
  if (++executions_ % kProgressEvery == 0 && options_.progress) options_.progress(executions_);
  return !options_.first || found.counterexamples.empty();
}

void Collector::note(const explore::Execution& execution, const MachineModel::Step& step) {
  for (std::size_t i = 0; i < step.findings.size(); ++i)
    if (auto failure = failure_of(step.findings[i]))
      note(execution, std::move(*failure), step.found_at(i));
}

// What is no failure is noted on the way.
std::optional<property::Failure> Collector::failure_of(const machine::Finding& finding) {
  switch (finding.kind) {
  case machine::FindingKind::Covered: found.covered.insert(finding.text); return std::nullopt;
  case machine::FindingKind::BoundMet:
    found.bounds.insert(bound_met(machine_, finding));
    return std::nullopt;
  case machine::FindingKind::OpaqueValue:
    found.opaque_values.emplace(name_of_program(machine_, finding), finding.text);
    return std::nullopt;
  case machine::FindingKind::Pruned: return std::nullopt;
  case machine::FindingKind::FreedTable:
  case machine::FindingKind::WildAccess:
  case machine::FindingKind::DoubleFree:
  case machine::FindingKind::BadFree:
  case machine::FindingKind::NotHeld:
  case machine::FindingKind::SleepInAtomic:
  case machine::FindingKind::IrqsLeftOff:
  case machine::FindingKind::ReachedUnreachable:
  case machine::FindingKind::BadOperation:
  case machine::FindingKind::AssertFailed:
  case machine::FindingKind::InvariantFailed: break;
  }
  return judged(machine_, finding);
}

// The end of the execution is what is wrong: who has finished, and how, is all part of it.
void Collector::note_end(const explore::Execution& execution, property::Failure failure) {
  if (!is_better(failure.property, execution.size())) return;
  std::vector<std::size_t> all(execution.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  Counterexample& example = keep(execution, std::move(failure), all, UINT32_MAX);
  example.targets.resize(example.events.size());
  std::iota(example.targets.begin(), example.targets.end(), std::size_t{0});
}

void Collector::note(const explore::Execution& execution, property::Failure failure,
                     std::uint32_t step) {
  const std::size_t last = execution.size() - 1;
  std::vector<std::size_t> past;
  for (std::size_t event = 0; event <= last; ++event)
    if (execution.happens_before(event, last)) past.push_back(event);
  if (!is_better(failure.property, past.size())) return;
  Counterexample& example = keep(execution, std::move(failure), past, step + 1);
  example.targets = {example.events.size() - 1};
}

bool Collector::is_better(std::string_view property, std::size_t past) const {
  const auto known = found.counterexamples.find(property);
  return known == found.counterexamples.end() || past < known->second.past;
}

Counterexample& Collector::keep(const explore::Execution& execution, property::Failure failure,
                                const std::vector<std::size_t>& past, std::uint32_t last_steps) {
  Counterexample example{std::move(failure), past.size(), {}, {}, {}};
  std::vector<std::size_t> event_of;
  for (const std::size_t event : past) {
    std::uint32_t steps = model_.length(event);
    if (event == past.back()) steps = std::min(steps, last_steps);
    for (std::uint32_t step = 0; step < steps; ++step) {
      const explore::Label label = execution.label(event);
      example.events.push_back({label.thread, step == 0 ? label.alternative : 0});
      event_of.push_back(event);
    }
  }
  for (std::size_t second = 0; second < event_of.size(); ++second) {
    std::vector<bool>& row = example.before.emplace_back();
    for (std::size_t first = 0; first < event_of.size(); ++first)
      row.push_back(first <= second && execution.happens_before(event_of[first], event_of[second]));
  }
  const std::string property = example.failure.property;
  return found.counterexamples.insert_or_assign(property, std::move(example)).first->second;
}

} // namespace walkcheck::verify
