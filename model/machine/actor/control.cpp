// SPDX-License-Identifier: GPL-2.0-only
// Calls, returns and loops.
#include "model/machine/actor/local_work.hpp"
#include "model/machine/operation/loop_waits.hpp"
#include "model/machine/state/local_places.hpp"
#include "model/machine/state/private_memory.hpp"
#include "model/program/arithmetic.hpp"
#include "model/program/layout.hpp"

#include <algorithm>
#include <span>

namespace walkcheck::machine {
namespace {

// What a function is that only ends the run; null for any other.
const program::NotModelled* not_modelled(const program::Function& function) {
  return function.body.empty()
             ? nullptr
             : std::get_if<program::NotModelled>(&function.body.front().operation);
}

// The scenario's bound is meant for retries in specs; loops in hooks run over tables and CPUs.
constexpr std::uint32_t kHookLoopBound = 1U << 16;

std::optional<std::uint32_t> callee(Run& run, const program::Operand& operand) {
  if (operand.kind == program::Operand::Kind::Function) {
    return static_cast<std::uint32_t>(operand.value);
  }
  const term::Value address = run.value(operand);
  const auto function = run.world.image.function_at(run.text, address.bits);
  if (function)
    run.world.predicates.assume_value(address);
  else
    run.world.places.assume_no_function(address);
  return function;
}

// C11 6.5.2.2p9: undefined if the types differ. The machine can only compare their widths.
bool is_called_as_it_is(const program::Function& function, const program::Call& call) {
  if (function.parameters.size() != call.arguments.size()) return false;
  if (call.type.empty()) return true;
  return std::ranges::equal(function.parameters, std::span(call.type).first(call.arguments.size()),
                            {}, &program::Parameter::bits) &&
         function.result_bits == call.type.back();
}

// The part of the preemption count that no held lock accounts for.
std::uint64_t preemption_left_off(Run& run) {
  std::uint64_t count = run.state.sections.preempt_count;
  for (const HeldLock& lock : run.state.held)
    if (run.world.has_flavour(lock.address, Flavour::Spin) ||
        run.world.has_flavour(lock.address, Flavour::ReadWrite))
      count -= lock.count;
  return count;
}

// A CPU that has finished must hold nothing: each thing that it still holds is a separate fault.
void note_what_is_left(Run& run) {
  if (run.state.sections.irqs_off) run.note(FindingKind::IrqsLeftOff);
  for (const HeldLock& lock : run.state.held)
    run.note(FindingKind::LockLeftHeld, lock.address);
  if (run.state.sections.rcu_nesting > 0) run.note(FindingKind::ReadSideLeft);
  if (preemption_left_off(run) > 0) run.note(FindingKind::PreemptionLeftOff);
}

Flow finish(Run& run, const std::optional<term::Value>& value) {
  if (run.state.sections.atomic() || !run.state.held.empty()) {
    note_what_is_left(run);
    run.status = CpuStatus::Faulted;
    return Flow::Stopped;
  }
  if (value) run.returned = value->bits;
  run.status = CpuStatus::Finished;
  return Flow::Stopped;
}

} // namespace

void enter_function(LocalState& state, const program::Program& program, std::uint32_t function,
                    const std::vector<term::Value>& arguments, term::Terms& terms) {
  const program::Function& entered = program.functions[function];
  CallFrame frame;
  frame.function = function;
  frame.registers.resize(std::max<std::size_t>(entered.registers, arguments.size()));
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::uint8_t bits = entered.parameters[i].bits;
    const term::TermId term = arguments[i].term;
    frame.registers[i] = {program::low(arguments[i].bits, bits),
                          term == term::kNoTerm ? term : terms.low(term, bits)};
  }
  frame.loops.resize(entered.loops.size());
  make_frame(state, frame, program);
  state.frames.push_back(std::move(frame));
}

Flow run_switch(Run& run, const program::Switch& in) {
  const term::Value value = run.value(in.value);
  const auto found =
      std::ranges::find(in.cases, value.bits, &std::pair<std::uint64_t, program::Label>::first);
  for (const auto& [number, label] : in.cases)
    if (found == in.cases.end() || number == value.bits)
      run.world.predicates.assume_equality(value, number);
  run.state.frame().pc = found == in.cases.end() ? in.otherwise : found->second;
  return Flow::Jumped;
}

Flow run_call(Run& run, const program::Call& in) {
  const auto function = callee(run, in.callee);
  if (!function) {
    const std::uint64_t address = run.value(in.callee).bits;
    return run.fault(address == 0 ? FindingKind::NullCall : FindingKind::BadCall, address);
  }
  // One that only ends the run ends it at the call.
  if (const auto* end = not_modelled(run.program().functions[*function]))
    return run.stop(CpuStatus::Bounded, FindingKind::NotModelled, 0, end->what);
  if (!is_called_as_it_is(run.program().functions[*function], in)) {
    return run.fault(FindingKind::BadCall, run.number(in.callee));
  }
  if (run.state.frames.size() >= run.world.setup.call_depth ||
      run.state.frame().first_address >= kEndedLocals) {
    return run.stop(CpuStatus::Bounded, FindingKind::BoundMet);
  }
  std::vector<term::Value> arguments;
  for (const program::Operand& operand : in.arguments)
    arguments.push_back(run.value(operand));
  enter_function(run.state, run.program(), *function, arguments, run.world.terms());
  return Flow::Jumped;
}

// The caller's program counter is still at its call.
Flow run_return(Run& run, const program::Return& in) {
  const auto value = in.value ? std::optional(run.value(*in.value)) : std::nullopt;
  if (run.state.frames.size() == 1) return finish(run, value);
  const program::Function& returning = run.program().functions[run.state.frame().function];
  drop_frame(run.state, returning, run.cpu, value.value_or(term::Value{}));
  const auto& call = std::get<program::Call>(run.instruction().operation);
  run.set(call.result, value.value_or(term::Value{}));
  return Flow::Advance;
}

Flow run_loop_enter(Run& run, const program::LoopEnter& in) {
  run.state.frame().loops[in.loop] = 0;
  if (!run.is_hook()) watch_loop(run, in.loop);
  return Flow::Advance;
}

Flow run_loop_again(Run& run, const program::LoopAgain& in) {
  if (!run.is_hook())
    if (const std::optional<Flow> waits = wait_in_loop(run, in.loop)) return *waits;
  const std::uint32_t bound = run.is_hook() ? kHookLoopBound : run.world.setup.loop_bound;
  if (++run.state.frame().loops[in.loop] > bound) {
    return run.stop(CpuStatus::Bounded, FindingKind::BoundMet);
  }
  return Flow::Advance;
}

} // namespace walkcheck::machine
