// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/run.hpp"
#include "model/program/layout.hpp"
#include "model/program/overloaded.hpp"

#include <utility>

namespace walkcheck::machine {
namespace {

// Far above any bounded loop nest of a spec: a program that turns around in local work without a
// counted loop ends as one that met its loop bound.
constexpr std::uint64_t kMaxLocalInstructions = 10'000'000;

// Which of two numbers it was is told apart, as by a branch. Where one of them stems from inputs,
// the result does too, as in min() and max(): no more need be told apart than what becomes of it.
Flow run_select(Run& run, const program::Select& in) {
  const term::Value condition = run.value(in.condition);
  const term::Value if_true = run.value(in.if_true);
  const term::Value if_false = run.value(in.if_false);
  term::Terms& terms = run.world.predicates.terms();
  const auto undefined = [&](const term::Value& value) { return terms.is_undefined(value.term); };
  const bool plain = undefined(if_true) || undefined(if_false) ||
                     (if_true.term == term::kNoTerm && if_false.term == term::kNoTerm);
  if (condition.term == term::kNoTerm || undefined(condition) || plain ||
      !terms.is_boolean(condition.term)) {
    run.set(in.result, run.truth(in.condition) ? if_true : if_false);
    return Flow::Advance;
  }
  const term::TermId either =
      terms.select(condition.term, terms.term(if_true), terms.term(if_false));
  run.set(in.result, {condition.bits != 0 ? if_true.bits : if_false.bits,
                      terms.is_constant(either) ? term::kNoTerm : either});
  return Flow::Advance;
}

Flow run_copy(Run& run, const program::Copy& in) {
  run.set(in.result, run.value(in.operand));
  return Flow::Advance;
}

Flow run_jump(Run& run, program::Label target) {
  run.state.frame().pc = target;
  return Flow::Jumped;
}

Flow run_opaque(Run& run, const program::Opaque& in) {
  run.state.known_reads.clear();
  const term::TermId unknown = run.world.terms().undefined({term::Origin::Kind::Unknown, in.name});
  lose_locals(run, in, unknown);
  if (in.result) run.set(*in.result, {0, unknown});
  return Flow::Advance;
}

Flow run_one(Run& run) {
  using namespace program;
  return std::visit(program::Overloaded{
                        [&](const Binary& in) { return run_binary(run, in); },
                        [&](const Compare& in) { return run_compare(run, in); },
                        [&](const Cast& in) { return run_cast(run, in); },
                        [&](const Select& in) { return run_select(run, in); },
                        [&](const Copy& in) { return run_copy(run, in); },
                        [&](const LocalAddress& in) { return run_local_address(run, in); },
                        [&](const LocalBegin& in) { return run_local_begin(run, in); },
                        [&](const LocalEnd& in) { return run_local_end(run, in); },
                        [&](const Load& in) { return run_load(run, in); },
                        [&](const Store& in) { return run_store(run, in); },
                        [&](const Exchange& in) { return run_exchange(run, in); },
                        [&](const CompareExchange& in) { return run_compare_exchange(run, in); },
                        [&](const FetchModify& in) { return run_fetch(run, in); },
                        [&](const Jump& in) { return run_jump(run, in.target); },
                        [&](const Branch& in) {
                          return run_jump(run, run.truth(in.condition) ? in.if_true : in.if_false);
                        },
                        [&](const Switch& in) { return run_switch(run, in); },
                        [&](const Call& in) { return run_call(run, in); },
                        [&](const Return& in) { return run_return(run, in); },
                        [&](const Unreachable& in) {
                          return run.stop(CpuStatus::Faulted, FindingKind::ReachedUnreachable, 0,
                                          in.what);
                        },
                        [&](const LoopEnter& in) { return run_loop_enter(run, in); },
                        [&](const LoopAgain& in) { return run_loop_again(run, in); },
                        [&](const Invoke& in) { return run_invoke(run, in); },
                        [&](const Opaque& in) { return run_opaque(run, in); },
                    },
                    run.instruction().operation);
}

// What is unknown ends the run without a verdict about it; all else that has no value is a fault.
void end_undecided(Run& run, const term::Undecided& undecided) {
  const FindingKind kind = finding_of(undecided.origin);
  run.stop(kind == FindingKind::OpaqueValue ? CpuStatus::Bounded : CpuStatus::Faulted, kind, 0,
           undecided.origin.name);
}

void run_freely(Run& run) {
  for (std::uint64_t i = 0; i < kMaxLocalInstructions; ++i) {
    switch (run_one(run)) {
    case Flow::Advance: ++run.state.frame().pc; break;
    case Flow::Jumped: break;
    case Flow::Visible:
    case Flow::Stopped: return;
    }
  }
  run.stop(CpuStatus::Bounded, FindingKind::BoundMet);
}

} // namespace

FindingKind finding_of(const term::Origin& origin) {
  switch (origin.kind) {
  case term::Origin::Kind::NeverWritten: return FindingKind::UndefinedValue;
  case term::Origin::Kind::Unknown: break;
  }
  return FindingKind::OpaqueValue;
}

const program::Instruction& Run::instruction() const {
  const CallFrame& frame = state.frames.back();
  return program().functions[frame.function].body[frame.pc];
}

term::Value Run::value(const program::Operand& operand) const {
  switch (operand.kind) {
  case program::Operand::Kind::Constant: return operand.value;
  case program::Operand::Kind::Register: return state.frames.back().registers[operand.value];
  case program::Operand::Kind::Global: return world.image.global(text, operand.value);
  case program::Operand::Kind::Function: return world.image.function(text, operand.value);
  case program::Operand::Kind::Undefined:
    return {0, world.terms().undefined(
                   {term::Origin::Kind::NeverWritten, program().undefined[operand.value]})};
  }
  return 0;
}

term::Value Run::defined(const program::Operand& operand) const {
  const term::Value found = value(operand);
  world.predicates.require_defined(found);
  return found;
}

std::uint64_t Run::number(const program::Operand& operand) {
  const term::Value exact = value(operand);
  world.predicates.assume_value(exact);
  return exact.bits;
}

bool Run::truth(const program::Operand& operand) {
  const term::Value condition = value(operand);
  world.predicates.assume_truth(condition);
  return condition.bits != 0;
}

void Run::note(FindingKind kind, std::uint64_t value, std::string what) {
  const auto invariant = text < world.cpus() ? std::nullopt : std::optional(text - world.cpus());
  state.watches.clear(); // a round that was noted is no empty one
  findings.push_back({kind, cpu, value, std::move(what), instruction().debug, invariant});
}

Flow Run::stop(CpuStatus with, FindingKind kind, std::uint64_t value, std::string what) {
  note(kind, value, std::move(what));
  status = with;
  return Flow::Stopped;
}

Visible Run::operation(StepKind kind) const {
  Visible op;
  op.kind = kind;
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

Flow Run::visible_fault(Visible op, FindingKind kind, std::uint64_t value,
                        std::vector<Access> accesses) {
  op.fault = Fault{kind, value};
  return visible(op, std::move(accesses));
}

void complete(Run& run, const Visible& op, const Outcome& outcome) {
  if (outcome.fault == FindingKind::UndefinedValue || outcome.fault == FindingKind::OpaqueValue) {
    end_undecided(run, {run.world.terms().origin(outcome.observed.term)});
    return;
  }
  if (outcome.fault) {
    run.fault(*outcome.fault, op.fault ? op.fault->value : op.address);
    return;
  }
  note_step(run, op, outcome);
  if (const auto* in = std::get_if<program::Invoke>(&run.instruction().operation)) {
    complete_invoke(run, *in, op, outcome.observed.bits);
  } else {
    complete_memory(run, op, outcome.observed);
    ++run.state.frame().pc;
  }
}

void run_on(Run& run) {
  try {
    run_freely(run);
  } catch (const term::Undecided& undecided) {
    end_undecided(run, undecided);
  } catch (const PrivateFault& fault) {
    const bool refused = fault.kind == FindingKind::OthersLocal;
    run.stop(refused ? CpuStatus::Bounded : CpuStatus::Faulted, fault.kind, fault.address,
             fault.local);
  }
}

} // namespace walkcheck::machine
