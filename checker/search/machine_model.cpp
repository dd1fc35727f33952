// SPDX-License-Identifier: GPL-2.0-only
#include "checker/search/machine_model.hpp"

namespace walkcheck::search {
MachineModel::Step MachineModel::step(explore::ThreadId thread, std::uint32_t alternative) {
  const machine::HeldId held = machine_.held(thread);
  const machine::Machine::Result result = machine_.step(thread, alternative);
  lengths_.push_back(1);
  if (machine_.is_void()) throw SearchIsVoid();
  Step step{known(result.footprint), result.findings, {}};
  if (own_ != nullptr) {
    note(thread, held, result.footprint);
    run_on(thread, step);
  }
  return step;
}

void MachineModel::run_on(explore::ThreadId thread, Step& step) {
  while (const auto own = machine_.own_footprint(thread)) {
    if (own_->is_shared(*own) || machine_.alternatives(thread) != 1 ||
        machine_.status(thread) != machine::CpuStatus::Ready)
      return;
    const machine::FootprintId next = machine_.pending(thread);
    if (machine_.is_void()) throw SearchIsVoid();
    note(thread, machine_.held(thread), next);
    if (!own_->is_own(machine_, next)) return;
    if (lengths_.back() == 1) {
      findings_.assign(step.findings.begin(), step.findings.end());
      found_at_.assign(findings_.size(), 0);
    }
    const machine::Machine::Result result = machine_.step(thread, 0);
    findings_.insert(findings_.end(), result.findings.begin(), result.findings.end());
    found_at_.resize(findings_.size(), lengths_.back());
    ++lengths_.back();
    step.findings = findings_;
    step.steps = found_at_;
  }
}

void MachineModel::learn(explore::FootprintId id) {
  while (footprints_.size() <= id)
    footprints_.push_back(
        &machine_.footprint(static_cast<machine::FootprintId>(footprints_.size())));
}

} // namespace walkcheck::search
