// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/machine.hpp"

#include "model/machine/impl.hpp"
#include "model/machine/steps.hpp"

#include <utility>

namespace walkcheck::machine {

Machine::Impl::Impl(Setup setup) : world(std::move(setup)) {
  restart();
}

void Machine::Impl::restart() {
  world.cells.rewind(0);
  marks.clear();
  automata.clear();
  current.clear();
  for (CpuId cpu = 0; cpu < world.cpus(); ++cpu) {
    current.push_back(automata.emplace_back(world, cpu).begin());
  }
}

Machine::Machine(Setup setup) : impl_(std::make_unique<Impl>(std::move(setup))) {}
Machine::~Machine() = default;
Machine::Machine(Machine&&) noexcept = default;
Machine& Machine::operator=(Machine&&) noexcept = default;

unsigned Machine::cpus() const {
  return impl_->world.cpus();
}

CpuStatus Machine::status(CpuId cpu) const {
  const Node& node = impl_->node(cpu);
  if (node.status != CpuStatus::Ready) return node.status;
  return granted(impl_->world, cpu, node.op) ? CpuStatus::Ready : CpuStatus::Blocked;
}

unsigned Machine::alternatives(CpuId cpu) const {
  return impl_->node(cpu).op.alternatives;
}

Machine::Result Machine::step(CpuId cpu, unsigned alternative) {
  Impl& impl = *impl_;
  const Node& from = impl.node(cpu);
  const Outcome outcome = plan(impl.world, cpu, from.op, alternative);
  Mark& mark =
      impl.marks.emplace_back(Mark{cpu, alternative, &from, impl.world.cells.log().size(), {}});
  try {
    apply(impl.world, cpu, from.op, outcome, mark.effect);
  } catch (const FirstWrite&) {
    impl.restart();
    throw ConstantCellWritten();
  }
  const Edge& edge = impl.automata[cpu].follow(from, outcome);
  impl.current[cpu] = edge.target;
  return {outcome.footprint, *edge.findings};
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
  return plan(impl_->world, cpu, impl_->node(cpu).op, 0).footprint;
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
