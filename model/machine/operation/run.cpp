// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/operation/run.hpp"

#include "model/machine/operation/loop_waits.hpp"
#include "model/machine/operation/operation.hpp"

#include <utility>

namespace walkcheck::machine {

void Run::note(FindingKind kind, std::uint64_t value, std::string what) {
  const auto invariant = is_hook() ? std::optional(text - world.cpus()) : std::nullopt;
  state.watches.clear(); // a round with a finding is none that only waits
  findings.push_back({kind, cpu, value, std::move(what), instruction().debug, invariant});
}

Flow Run::stop(CpuStatus with, FindingKind kind, std::uint64_t value, std::string what) {
  note(kind, value, std::move(what));
  status = with;
  return Flow::Stopped;
}

Visible Run::operation(StepKind kind) const {
  Visible op;
  op.does = find_operation(kind);
  op.debug = instruction().debug;
  if (const auto* in = std::get_if<program::Invoke>(&instruction().operation)) {
    op.primitive = in->primitive;
  }
  return op;
}

Flow Run::visible(Visible op, std::vector<Access> accesses, bool guarded, bool stable) {
  op.footprint = world.footprints.intern({std::move(accesses), guarded, stable});
  watch_step(*this, op);
  next = op;
  return Flow::Visible;
}

Flow Run::visible_fault(Visible op, FindingKind kind, std::vector<Access> accesses) {
  op.fault = kind;
  return visible(op, std::move(accesses));
}

// An unknown value that decides ends the run without being at fault; any other undefined value is a
// fault.
void end_undecided(Run& run, const term::Undecided& undecided) {
  const FindingKind kind = finding_of(undecided.origin);
  run.stop(kind == FindingKind::UndefinedValue ? CpuStatus::Faulted : CpuStatus::Bounded, kind, 0,
           undecided.origin.name);
}

} // namespace walkcheck::machine
