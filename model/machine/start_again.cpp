// SPDX-License-Identifier: GPL-2.0-only
// A cell that was taken for constant has been written, and the machine starts again. For an array
// that a loop fills, it would do so once for each word. So the execution is first run to its end,
// to learn which other cells are written. Nothing built with the constants is used for that, so it
// is a real execution.
#include "model/machine/actor/actor.hpp"
#include "model/machine/actor/local_work.hpp"
#include "model/machine/impl.hpp"
#include "model/machine/operation/operation.hpp"

#include <vector>

namespace walkcheck::machine {
namespace {

constexpr std::uint64_t kMaxSteps = 10'000'000; // to be safe: the rest is learnt later

class Rest {
public:
  Rest(World& world, Reads& reads, const std::vector<Actor>& actors)
      : world_(world), reads_(reads), actors_(actors), places_(actors.size()) {}

  void stands_before(ThreadId thread, const Node& node) {
    const Node& at = node.state == nullptr && !node.edges.empty() ? *node.edges[0].target : node;
    places_[thread].goes_on = at.state != nullptr;
    if (at.state != nullptr) places_[thread].state = unpack(*at.state);
  }
  void has_done(ThreadId thread, const Visible& op, const Outcome& outcome) {
    Run run = run_of(thread);
    complete(run, op, outcome);
    places_[thread].goes_on = run.status == CpuStatus::Ready;
  }

  // Runs each CPU in turn, for as long as it can go on.
  void run() {
    for (bool moves = true; moves;) {
      moves = false;
      for (ThreadId thread = 0; thread < actors_.size(); ++thread)
        while (actors_[thread].program ? step(thread) : happen(actors_[thread]))
          moves = true;
    }
  }

private:
  struct Place {
    bool goes_on = false;
    LocalState state;
  };

  Run run_of(ThreadId thread) {
    const Actor& who = actors_[thread];
    return {{world_, who.cpu, *who.program, places_[thread].state}, reads_, findings_};
  }

  // The operation is made anew, as more cells may be known to change than when it was made.
  bool step(ThreadId thread) {
    if (!places_[thread].goes_on || steps_ == kMaxSteps) return false;
    Run run = run_of(thread);
    findings_.clear();
    run_on(run);
    places_[thread].goes_on = run.status == CpuStatus::Ready;
    if (!places_[thread].goes_on || (may_wait(run.next) && !is_granted(world_, run.cpu, run.next)))
      return false;
    const Outcome outcome = plan(world_, run.cpu, run.next, 0);
    apply(world_, run.cpu, run.next, outcome);
    has_done(thread, run.next, outcome);
    ++steps_;
    return true;
  }

  bool happen(const Actor& who) {
    if (status_of(world_, who, who.op) != CpuStatus::Ready) return false;
    apply(world_, who.cpu, who.op, plan(world_, who.cpu, who.op, 0));
    return true;
  }

  World& world_;
  Reads& reads_;
  const std::vector<Actor>& actors_;
  std::vector<Place> places_;     // of the threads that run a program
  std::vector<Finding> findings_; // nobody's
  std::uint64_t steps_ = 0;
};

} // namespace

void Machine::Impl::start_again() {
  const Mark last = marks.back();
  Rest rest(world, reads, actors);
  for (ThreadId thread = 0; thread < actors.size(); ++thread)
    if (actors[thread].program) rest.stands_before(thread, node(thread));
  if (actors[last.thread].program) rest.has_done(last.thread, last.from->op, last.outcome);
  rest.run();
  restart();
  throw ConstantCellWritten();
}

} // namespace walkcheck::machine
