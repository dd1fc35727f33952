// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/racing.hpp"

#include <algorithm>

namespace walkcheck::report {
namespace {

using trace::Step;

using machine::ObjectKind;
using machine::StepKind;

ObjectKind object_of(const Step& step) {
  return machine::info(step.kind).object;
}

bool same_place(const Step& one, const Step& other) {
  // Both accesses may be to single bytes; they touch if they are in the same word.
  return one.object.address / 8 == other.object.address / 8;
}

bool conflict(const Step& one, const Step& other) {
  if (one.choice.cpu == other.choice.cpu || !same_place(one, other)) return false;
  const bool of_word = machine::accesses_word(one.kind);
  if (of_word != machine::accesses_word(other.kind)) return false;
  return !of_word || machine::writes_word(one.kind) || machine::writes_word(other.kind);
}

bool found_dead(const Step& step) {
  return step.page && *step.page != machine::FrameState::LiveTable;
}

bool takes_part(const trace::Trace& trace, const Step& step) {
  if (!step.waited.empty() || !step.freed.empty()) return true;
  switch (object_of(step)) {
  case ObjectKind::None: return step.kind != StepKind::Fence && step.kind != StepKind::Finish;
  case ObjectKind::Table: return true;
  case ObjectKind::Lock:
    // In a deadlock every lock counts. A CPU that waits for one has not taken its step on it yet,
    // so conflict() would not find it.
    if (step.kind == StepKind::TestLock || !trace.waiting.empty()) return true;
    break;
  case ObjectKind::Word:
    if (found_dead(step)) return true;
    break;
  }
  return std::ranges::any_of(trace.steps, [&](const Step& other) { return conflict(step, other); });
}

} // namespace

std::vector<bool> racing(const trace::Trace& trace) {
  const bool alone = std::ranges::all_of(trace.steps, [&](const Step& step) {
    return step.choice.cpu == trace.steps.front().choice.cpu;
  });
  std::vector<bool> result;
  for (const Step& step : trace.steps)
    result.push_back(alone || takes_part(trace, step));
  if (!result.empty()) result.back() = true;
  return result;
}

} // namespace walkcheck::report
