// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/actor/local_work.hpp"

#include "model/machine/operation/memory.hpp"
#include "model/machine/operation/operation.hpp"
#include "model/machine/state/local_places.hpp"
#include "model/machine/state/private_memory.hpp"
#include "model/program/layout.hpp"
#include "model/program/overloaded.hpp"

#include <utility>

namespace walkcheck::machine {
namespace {

// Far more than any bounded loop nest of a spec needs: a program that goes round in local work
// without a counted loop ends as one that met its loop bound.
constexpr std::uint64_t kMaxLocalInstructions = 10'000'000;

// If both values are plain numbers, the condition is assumed, as at a branch. If one stems from
// inputs, so does the result, as in min() and max(): then only what depends on the result is
// assumed.
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

Flow run_local_address(Run& run, const program::LocalAddress& in) {
  const CallFrame& frame = run.state.frame();
  const program::Local& local = run.program().functions[frame.function].locals[in.local];
  run.set(in.result, region_of(run.cpu) + offset_of(frame, local, in.local));
  return Flow::Advance;
}

Flow run_local_begin(Run& run, const program::LocalBegin& in) {
  begin_local(run, in.local);
  return Flow::Advance;
}

Flow run_local_end(Run& run, const program::LocalEnd& in) {
  if (end_local(run, in.local)) return Flow::Advance;
  return run.stop(CpuStatus::Bounded, FindingKind::BoundMet);
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
                        [&](const NotModelled& in) {
                          return run.stop(CpuStatus::Bounded, FindingKind::NotModelled, 0, in.what);
                        },
                        [&](const LoopEnter& in) { return run_loop_enter(run, in); },
                        [&](const LoopAgain& in) { return run_loop_again(run, in); },
                        [&](const Invoke& in) { return run_invoke(run, in); },
                        [&](const Opaque& in) { return run_opaque(run, in); },
                    },
                    run.instruction().operation);
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

void run_on(Run& run) {
  try {
    run_freely(run);
  } catch (const term::Undecided& undecided) {
    end_undecided(run, undecided);
  } catch (const PrivateFault& fault) {
    const bool refused =
        fault.kind == FindingKind::OthersLocal || fault.kind == FindingKind::NotModelled;
    run.stop(refused ? CpuStatus::Bounded : CpuStatus::Faulted, fault.kind, fault.address,
             fault.local);
  }
}

} // namespace walkcheck::machine
