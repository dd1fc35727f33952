// SPDX-License-Identifier: GPL-2.0-only
// Choice, claims, events, and operations whose only effect is their position, such as fences.
#include "model/machine/operation/message.hpp"
#include "model/machine/operation/operation.hpp"

#include <array>
#include <string>
#include <vector>

namespace walkcheck::machine {
namespace {

using program::Primitive;

constexpr std::uint64_t kMaxAlternatives = 1U << 16;

Flow run_fence(Run& run, const program::Invoke& /*in*/) {
  return run.visible(run.operation(StepKind::Fence), {});
}

Flow run_barrier(Run& /*run*/, const program::Invoke& /*in*/) {
  return Flow::Advance;
}

Flow run_choose(Run& run, const program::Invoke& in) {
  const std::uint64_t count = run.number(in.arguments[0]);
  if (count == 0 || count > kMaxAlternatives) return run.fault(FindingKind::BadOperation, count);
  if (count == 1) {
    run.set(in.result, 0);
    return Flow::Advance;
  }
  Visible op = run.operation(StepKind::Choose);
  op.choice().alternatives = static_cast<std::uint32_t>(count);
  return run.visible(op, {});
}

Outcome plan_choice(World& /*world*/, CpuId /*cpu*/, const Visible& op, unsigned alternative) {
  return {alternative, op.footprint, {}};
}

bool complete_choice(Run& run, const Visible& /*op*/, const term::Value& observed) {
  run.set(invoked(run).result, observed.bits);
  return true;
}

void record_choice(World& /*world*/, const Done& done, StepRecord& record) {
  record.before = record.after = done.outcome.observed.bits;
}

unsigned count_choices(World& /*world*/, const Visible& op) {
  return op.choice().alternatives;
}

unsigned number_of_choice(World& /*world*/, const Visible& /*op*/, unsigned index) {
  return index;
}

bool has_choice(World& /*world*/, const Visible& op, unsigned alternative) {
  return alternative < op.choice().alternatives;
}

constexpr Ways kChoices{count_choices, number_of_choice, has_choice};

// A step of its own if an invariant listens, as it may occur at any time after the step before it.
Flow run_event(Run& run, const program::Invoke& in, StepKind kind, const std::string& name) {
  Visible op = run.operation(kind);
  Raised& raised = op.raised();
  raised.event = run.world.event(name);
  if (raised.event == nullptr) return Flow::Advance;
  for (const program::Operand& operand : in.arguments)
    raised.values[raised.count++] = run.defined(operand);
  return run.visible(op, {});
}

Flow run_walk_begin(Run& run, const program::Invoke& in) {
  run.did(Deed::Kind::CameTo, run.instruction().debug);
  return run_event(run, in, StepKind::WalkBegin, "walk_begin");
}

Flow run_walk_end(Run& run, const program::Invoke& in) {
  return run_event(run, in, StepKind::WalkEnd, "walk_end");
}

Flow run_named_event(Run& run, const program::Invoke& in) {
  return run_event(run, in, StepKind::Event, in.text);
}

void record_event(World& /*world*/, const Done& done, StepRecord& record) {
  record.before = done.op.raised().values[0].bits;
  record.after = done.op.raised().values[1].bits;
}

void record_named_event(World& world, const Done& done, StepRecord& record) {
  record_event(world, done, record);
  record.event = done.op.raised().event->name;
}

Flow run_require(Run& run, const program::Invoke& in) {
  if (!run.is_hook()) return run.fault(FindingKind::BadOperation);
  run.did(Deed::Kind::CameTo, run.instruction().debug);
  if (run.truth(in.arguments[0])) return Flow::Advance;
  std::vector<std::uint64_t> values;
  for (std::size_t i = 1; i < in.arguments.size(); ++i)
    values.push_back(run.value(in.arguments[i]).bits);
  run.note(FindingKind::InvariantFailed, 0, formatted(in.text, values));
  return Flow::Advance;
}

Flow run_assume(Run& run, const program::Invoke& in) {
  if (run.truth(in.arguments[0])) return Flow::Advance;
  return run.stop(CpuStatus::Pruned, FindingKind::Pruned);
}

Flow run_assert(Run& run, const program::Invoke& in) {
  if (run.truth(in.arguments[0])) return Flow::Advance;
  return run.stop(CpuStatus::Faulted, FindingKind::AssertFailed, 0, in.text);
}

Flow run_cover(Run& run, const program::Invoke& in) {
  run.did(Deed::Kind::Covered, 0, in.text);
  run.note(FindingKind::Covered, 0, in.text);
  return Flow::Advance;
}

Flow run_this_cpu(Run& run, const program::Invoke& in) {
  run.set(in.result, run.cpu);
  return Flow::Advance;
}

} // namespace

Rows control_rows() {
  static constexpr std::array operations{
      Operation{.kind = StepKind::Fence},
      Operation{.kind = StepKind::Choose,
                .plan = plan_choice,
                .complete = complete_choice,
                .ways = &kChoices,
                .record = record_choice},
      Operation{.kind = StepKind::WalkBegin, .record = record_event},
      Operation{.kind = StepKind::WalkEnd, .record = record_event},
      Operation{.kind = StepKind::Event, .record = record_named_event},
      Operation{.kind = StepKind::Finish},
  };
  static constexpr std::array invocations{
      Invocation{Primitive::Fence, run_fence},
      Invocation{Primitive::Barrier, run_barrier},
      Invocation{Primitive::Choose, run_choose},
      Invocation{Primitive::Assume, run_assume},
      Invocation{Primitive::Assert, run_assert},
      Invocation{Primitive::Cover, run_cover},
      Invocation{Primitive::ThisCpu, run_this_cpu},
      Invocation{Primitive::WalkBegin, run_walk_begin},
      Invocation{Primitive::WalkEnd, run_walk_end},
      Invocation{Primitive::Event, run_named_event},
      Invocation{Primitive::Require, run_require},
  };
  return {operations, invocations};
}

} // namespace walkcheck::machine
