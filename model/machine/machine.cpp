// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/machine.hpp"

#include "model/machine/impl.hpp"
#include "model/machine/steps.hpp"

#include <algorithm>
#include <utility>

namespace walkcheck::machine {

Machine::Impl::Impl(Setup setup) : world(std::move(setup)), hooks(world) {
  restart();
}

void Machine::Impl::restart() {
  world.cells.rewind(0);
  do {
    world.learnt_fairness = false;
    world.places.forget();
    world.is_void = false;
    world.cells.rely_on_none();
    marks.clear();
    automata.clear();
    current.clear();
    automata.reserve(world.cpus());
    for (CpuId cpu = 0; cpu < world.cpus(); ++cpu) {
      current.push_back(automata.emplace_back(world, cpu, cpu).begin());
    }
  } while (world.learnt_fairness);
  if (!hooks.any()) return;
  hooks.forget();
  hooks.begin_search();
  initially = hooks.initially();
}

Machine::Result Machine::Impl::run_hooks(const Mark& mark, const std::vector<Finding>& own) {
  found.assign(own.begin(), own.end());
  if (marks.size() == 1) found.insert(found.end(), initially.begin(), initially.end());
  const FootprintId footprint =
      hooks.after_step(mark.cpu, mark.from->op, mark.outcome, mark.log_size, found);
  return {footprint, found};
}

Machine::Machine(Setup setup) : impl_(std::make_unique<Impl>(std::move(setup))) {}
Machine::~Machine() = default;
Machine::Machine(Machine&&) noexcept = default;
Machine& Machine::operator=(Machine&&) noexcept = default;

unsigned Machine::cpus() const {
  return impl_->world.cpus();
}

std::optional<FootprintId> Machine::own_footprint(CpuId cpu) const {
  const Node& node = impl_->node(cpu);
  if (node.status != CpuStatus::Ready) return std::nullopt;
  return node.op.footprint;
}

CpuStatus Machine::status(CpuId cpu) const {
  const Node& node = impl_->node(cpu);
  if (!node.waits || granted(impl_->world, cpu, node.op)) return node.status;
  return CpuStatus::Blocked;
}

bool Machine::have_all_finished() const {
  return std::ranges::all_of(impl_->current,
                             [](const Node* node) { return node->status == CpuStatus::Finished; });
}

unsigned Machine::alternatives(CpuId cpu) const {
  return impl_->node(cpu).op.alternatives;
}

Machine::Result Machine::step(CpuId cpu, unsigned alternative) {
  Impl& impl = *impl_;
  const Node& from = impl.node(cpu);
  const Mark& mark = impl.marks.emplace_back(cpu, alternative, &from, impl.world.cells.log().size(),
                                             plan(impl.world, cpu, from.op, alternative));
  apply(impl.world, cpu, from.op, mark.outcome);
  if (impl.world.is_void) impl.start_again();
  const Edge& edge = impl.automata[cpu].follow(from, mark.outcome);
  if (impl.world.learnt_fairness) {
    impl.restart();
    throw ConstantCellWritten();
  }
  impl.current[cpu] = edge.target;
  if (impl.hooks.any()) return impl.run_hooks(mark, *edge.findings);
  return {mark.outcome.footprint, *edge.findings};
}

void Machine::undo() {
  const Mark& mark = impl_->marks.back();
  impl_->world.cells.rewind(mark.log_size);
  impl_->current[mark.cpu] = mark.from;
  impl_->marks.pop_back();
}

std::size_t Machine::depth() const {
  return impl_->marks.size();
}

FootprintId Machine::pending(CpuId cpu) {
  const Visible& op = impl_->node(cpu).op;
  const FootprintId own = plan(impl_->world, cpu, op, 0).footprint;
  if (!impl_->hooks.any() || !impl_->hooks.may_run_in(op)) return own;
  // Only the step itself tells what its hooks access. Of a blocked one its own part will do: the
  // order against what its hooks read matters in the executions that it is granted in.
  if (status(cpu) != CpuStatus::Ready) return impl_->world.footprints.sum(own, own);
  std::vector<Finding> last; // the last step's findings stay valid
  last.swap(impl_->found);
  const FootprintId footprint = step(cpu, 0).footprint;
  undo();
  last.swap(impl_->found);
  return footprint;
}

std::vector<Finding> Machine::at_end() {
  return impl_->hooks.any() ? impl_->hooks.at_end() : std::vector<Finding>{};
}

void Machine::begin_search() {
  impl_->hooks.begin_search();
}

bool Machine::is_void() const {
  return impl_->hooks.is_void();
}

bool Machine::has_claimed(std::uint32_t invariant) const {
  return impl_->world.claimed[invariant];
}

std::span<const term::Predicate> Machine::predicates() const {
  return impl_->world.predicates.all();
}

HeldId Machine::held(CpuId cpu) const {
  return impl_->node(cpu).held;
}

const std::vector<CellId>& Machine::locks(HeldId id) const {
  return impl_->world.locks(id);
}

const Footprint& Machine::footprint(FootprintId id) const {
  return impl_->world.footprints[id];
}
const Cell& Machine::cell(CellId id) const {
  return impl_->world.cells.cell(id);
}
const Setup& Machine::setup() const {
  return impl_->world.setup;
}

} // namespace walkcheck::machine
