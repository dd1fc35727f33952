// SPDX-License-Identifier: GPL-2.0-only
// A cell that was taken for constant has been written, and the machine starts again. An array that
// a loop fills would have it do so once for each of its words: so the execution is first gone on
// with, for which others are written. Nothing that was built with the constants is used for that:
// the executions that it is of are real ones.
#include "model/machine/actor.hpp"
#include "model/machine/impl.hpp"
#include "model/machine/run.hpp"
#include "model/machine/steps.hpp"

#include <vector>

namespace walkcheck::machine {
namespace {

constexpr std::uint64_t kMaxSteps = 10'000'000; // to be safe: what is not learnt now is later

class Rest {
public:
  explicit Rest(World& world) : world_(world), cpus_(world.cpus()) {}

  void stands_before(CpuId cpu, const Node& node) {
    const Node& at = node.state == nullptr && !node.edges.empty() ? *node.edges[0].target : node;
    cpus_[cpu].goes_on = at.state != nullptr;
    if (at.state != nullptr) cpus_[cpu].state = unpack(*at.state);
  }
  void has_done(CpuId cpu, const Visible& op, const Outcome& outcome) {
    Run run = run_of(cpu);
    complete(run, op, outcome);
    cpus_[cpu].goes_on = run.status == CpuStatus::Ready;
  }

  // Each CPU in turn, for as long as it can; what happens by itself, happens.
  void run() {
    for (bool moves = true; moves;) {
      moves = false;
      for (CpuId cpu = 0; cpu < world_.cpus(); ++cpu)
        while (step(cpu))
          moves = true;
      for (const Actor& actor : world_.actors)
        while (status_of(world_, actor) == CpuStatus::Ready) {
          apply_actor(world_, actor);
          moves = true;
        }
    }
  }

private:
  struct Cpu {
    bool goes_on = false;
    LocalState state;
  };

  Run run_of(CpuId cpu) { return {world_, cpu, cpu, cpus_[cpu].state, findings_}; }

  // The operation is made anew, as other cells may be known to change than when it was last.
  bool step(CpuId cpu) {
    if (!cpus_[cpu].goes_on || steps_ == kMaxSteps) return false;
    Run run = run_of(cpu);
    findings_.clear();
    run_on(run);
    cpus_[cpu].goes_on = run.status == CpuStatus::Ready;
    if (!cpus_[cpu].goes_on || (may_wait(run.next) && !granted(world_, cpu, run.next)))
      return false;
    const Outcome outcome = plan(world_, cpu, run.next, 0);
    apply(world_, cpu, run.next, outcome);
    has_done(cpu, run.next, outcome);
    ++steps_;
    return true;
  }

  World& world_;
  std::vector<Cpu> cpus_;
  std::vector<Finding> findings_; // nobody's
  std::uint64_t steps_ = 0;
};

} // namespace

void Machine::Impl::start_again() {
  const Mark last = marks.back();
  Rest rest(world);
  for (CpuId cpu = 0; cpu < world.cpus(); ++cpu)
    rest.stands_before(cpu, node(cpu));
  if (actor(last.thread) == nullptr) rest.has_done(last.thread, last.from->op, last.outcome);
  rest.run();
  restart();
  throw ConstantCellWritten();
}

} // namespace walkcheck::machine
