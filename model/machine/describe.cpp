// SPDX-License-Identifier: GPL-2.0-only
// What traces and reports ask the machine: the last step, and who waits for whom.
#include "model/machine/impl.hpp"
#include "model/machine/operation/operation.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::machine {
namespace {

std::vector<std::uint64_t> freed_since(const Cells& cells, std::size_t log_size) {
  std::vector<std::uint64_t> frames;
  for (std::size_t i = log_size; i < cells.log().size(); ++i) {
    const Cell& cell = cells.cell(cells.log()[i].cell);
    if (cell.kind != Cell::Kind::Frame) continue;
    if (cells.value(cells.log()[i].cell) == value_of(FrameState::FreedTable)) {
      frames.push_back(cell.id);
    }
  }
  std::ranges::sort(frames);
  return frames;
}

std::vector<std::uint64_t> awaited_by(const Visible& op) {
  std::vector<std::uint64_t> addresses;
  if (op.loop.awaits == nullptr) return addresses;
  const auto can_change = [](const Awaited& seen) {
    const Visible& read = *seen.read;
    return read.word().cell != kNoCell || read.frame != kNoCell || read.lock().cell != kNoCell;
  };
  const bool any = std::ranges::any_of(*op.loop.awaits, can_change);
  for (const Awaited& seen : *op.loop.awaits)
    if (!any || can_change(seen)) addresses.push_back(seen.read->address);
  std::ranges::sort(addresses);
  addresses.erase(std::ranges::unique(addresses).begin(), addresses.end());
  return addresses;
}

} // namespace

StepRecord Machine::last_step() const {
  const Mark& mark = impl_->marks.back();
  const Visible& op = mark.from->op;
  StepRecord record{};
  record.cpu = impl_->actors[mark.thread].cpu;
  record.actor = actor_of(mark.thread);
  record.alternative = mark.alternative;
  record.kind = op.kind();
  record.primitive = op.primitive;
  record.debug = record.actor == 0 ? op.debug : kNoDebug;
  record.address = op.address;
  record.bytes = op.word().bytes;
  record.waited = awaited_by(op);
  record.freed = freed_since(impl_->world.cells, mark.log_size);
  if (!mark.outcome.fault && op.does->record != nullptr)
    op.does->record(impl_->world, {record.cpu, op, mark.outcome, mark.log_size}, record);
  return record;
}

Machine::Wait Machine::wait(CpuId cpu) const {
  const World& world = impl_->world;
  const Visible& op = impl_->node(thread_of(cpu, 0)).op;
  if (op.loop.awaits != nullptr) return {.in_loop = true, .changes = awaited_by(op)};
  return op.does->waits_for == nullptr ? Wait{} : op.does->waits_for(world, cpu, op);
}

std::optional<CpuId> Machine::sender_of(ThreadId actor) const {
  const Visible& op = impl_->actors[actor].op;
  return op.kind() == StepKind::TakeIpi ? std::optional(op.others().sender) : std::nullopt;
}

bool Machine::frees_late() const {
  return impl_->world.frees_late();
}

std::uint32_t Machine::next_debug(CpuId cpu) const {
  return impl_->node(thread_of(cpu, 0)).op.debug;
}

std::optional<std::uint64_t> Machine::returned(CpuId cpu) const {
  return impl_->node(thread_of(cpu, 0)).returned;
}

std::uint64_t Machine::word(std::uint64_t address) const {
  return impl_->world.word(address);
}

FrameState Machine::frame_state(std::uint64_t number) const {
  return impl_->world.frame_state(number);
}

std::string Machine::name_of(std::uint64_t address) const {
  return impl_->world.name_of(address);
}

std::uint64_t Machine::address_of(std::uint32_t program, std::size_t global) const {
  return impl_->world.image.global(program, global);
}

bool Machine::irqs_observed(CpuId cpu) const {
  return impl_->world.irqs_observed(cpu);
}

bool Machine::section_observed(CpuId cpu) const {
  return impl_->world.section_observed(cpu);
}

std::uint64_t Machine::first_new_frame() const {
  return impl_->world.new_frame(0, 0);
}

std::string Machine::state() const {
  std::string text = impl_->world.state();
  for (CpuId cpu = 0; cpu < cpus(); ++cpu) {
    const Node& node = impl_->node(thread_of(cpu, 0));
    text += fmt::format("\ncpu {} status {}", cpu, static_cast<unsigned>(node.status));
    if (node.returned) text += fmt::format(" returned {:#x}", *node.returned);
    if (node.state != nullptr) text += fmt::format(" {:#x}", fmt::join(*node.state, " "));
  }
  return text;
}

} // namespace walkcheck::machine
