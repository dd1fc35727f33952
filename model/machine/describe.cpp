// SPDX-License-Identifier: GPL-2.0-only
// What traces and reports ask the machine: the last step, who waits for whom, names of addresses.
#include "model/machine/impl.hpp"
#include "model/machine/steps.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::machine {
namespace {

// New frames that get a name of their own; beyond is a wild address, better shown as one.
constexpr std::uint64_t kMaxNamedFrames = 1024;

std::string with_offset(const std::string& name, std::uint64_t offset) {
  return offset == 0 ? name : fmt::format("{} + {}", name, offset);
}

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

// The value of the cell before the changes that were logged since.
term::Value value_before(const Cells& cells, CellId id, std::size_t log_size) {
  for (std::size_t i = log_size; i < cells.log().size(); ++i) {
    if (cells.log()[i].cell == id) return cells.log()[i].before();
  }
  return cells.traced(id);
}

CpuSet with_irqs_off(const World& world) {
  CpuSet mask = 0;
  for (CpuId cpu = 0; cpu < world.cpus(); ++cpu)
    if (world.cells.value(world.irq_cell(cpu)) != 0) mask |= bit(cpu);
  return mask;
}

void record_effect(World& world, const Mark& mark, StepRecord& record) {
  const Visible& op = mark.from->op;
  const std::uint64_t observed = mark.outcome.observed.bits;
  switch (op.kind) {
  case StepKind::Load:
  case StepKind::Choose:
  case StepKind::TestLock:
  case StepKind::TestTable: record.before = record.after = observed; return;
  case StepKind::Store:
  case StepKind::Exchange:
  case StepKind::CompareExchange:
  case StepKind::FetchModify: {
    const Effect effect = effect_on(world, op, value_before(world.cells, op.word, mark.log_size));
    record.before = effect.before.bits;
    record.after = effect.after.bits;
    return;
  }
  case StepKind::WalkBegin:
  case StepKind::WalkEnd:
  case StepKind::Event:
    record.before = op.value.bits;
    record.after = op.expected.bits;
    return;
  case StepKind::IpiSend: record.waits_for = observed & with_irqs_off(world); return;
  case StepKind::SynchronizeRcu: record.waits_for = observed; return;
  case StepKind::IpiWait:
  case StepKind::RcuWait: record.waits_for = op.awaited; return;
  case StepKind::AllocTable: record.address = record.after = observed; return;
  case StepKind::FreeTableRcu:
    record.waits_for = world.cells.value(world.graces[op.grace].members);
    return;
  case StepKind::Fence:
  case StepKind::LockQueue:
  case StepKind::Lock:
  case StepKind::TryLock:
  case StepKind::Unlock:
  case StepKind::Downgrade:
  case StepKind::IrqOff:
  case StepKind::IrqOn:
  case StepKind::ReadSideEnter:
  case StepKind::ReadSideExit:
  case StepKind::FreeTable:
  case StepKind::Finish: return;
  case StepKind::TakeIpi:
    record.waits_for = bit(world.actors[mark.thread - world.cpus()].sender);
    return;
  case StepKind::FreeQueued: record.address = observed << program::kPageShift; return;
  }
}

std::vector<std::uint64_t> awaited_by(const World& world, const Visible& op) {
  std::vector<std::uint64_t> addresses;
  if (op.awaits == nullptr) return addresses;
  const auto can_change = [&](const Seen& seen) {
    const Visible& read = world.read(seen.read);
    return read.word != kNoCell || read.frame != kNoCell || read.lock != kNoCell;
  };
  const bool any = std::ranges::any_of(*op.awaits, can_change);
  for (const Seen& seen : *op.awaits)
    if (!any || can_change(seen)) addresses.push_back(world.read(seen.read).address);
  std::ranges::sort(addresses);
  addresses.erase(std::ranges::unique(addresses).begin(), addresses.end());
  return addresses;
}

} // namespace

StepRecord Machine::last_step() const {
  const Mark& mark = impl_->marks.back();
  const Visible& op = mark.from->op;
  StepRecord record{};
  record.cpu = impl_->cpu_of(mark.thread);
  record.actor = actor_of(mark.thread);
  record.alternative = mark.alternative;
  record.kind = op.kind;
  record.primitive = op.primitive;
  record.debug = record.actor == 0 ? op.debug : kNoDebug;
  record.address = op.address;
  record.bytes = op.bytes;
  record.waited = awaited_by(impl_->world, op);
  record.freed = freed_since(impl_->world.cells, mark.log_size);
  if (!mark.outcome.fault) record_effect(impl_->world, mark, record);
  if (op.kind == StepKind::Event) record.event = op.event->name;
  return record;
}

Machine::Wait Machine::wait(CpuId cpu) const {
  const World& world = impl_->world;
  const Visible& op = impl_->node(cpu).op;
  if (op.awaits != nullptr) return {0, 0, 0, true, awaited_by(world, op)};
  if (op.kind == StepKind::IpiWait) return {0, world.cells.value(world.ipi_slot(cpu))};
  if (op.kind == StepKind::RcuWait) return {0, world.cells.value(world.sync_slot(cpu))};
  if (op.lock == kNoCell) return {0, 0};
  const CpuSet behind = op.shared && op.queue != kNoCell ? world.cells.value(op.queue) : 0;
  return {op.address, world.holders(op.lock), behind};
}

std::optional<CpuId> Machine::sender_of(ThreadId actor) const {
  const Actor& who = *impl_->actor(actor);
  return who.kind == Actor::Kind::Interrupt ? std::optional(who.sender) : std::nullopt;
}

bool Machine::frees_late() const {
  return impl_->world.frees_late();
}

std::uint32_t Machine::next_debug(CpuId cpu) const {
  return impl_->node(cpu).op.debug;
}

std::optional<std::uint64_t> Machine::returned(CpuId cpu) const {
  return impl_->node(cpu).returned;
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
    const Node& node = impl_->node(cpu);
    text += fmt::format("\ncpu {} status {}", cpu, static_cast<unsigned>(node.status));
    if (node.returned) text += fmt::format(" returned {:#x}", *node.returned);
    if (node.state != nullptr) text += fmt::format(" {:#x}", fmt::join(*node.state, " "));
  }
  return text;
}

// --- The shared state's part -------------------------------------------------------------------

std::string World::name_of(std::uint64_t address) const {
  if (address < program::kFrameEnd) {
    const std::string name = frame_name(address >> program::kPageShift);
    const std::uint64_t offset = address % program::kPageBytes;
    const bool entry = offset != 0 && offset % 8 == 0;
    return entry ? fmt::format("{}[{}]", name, offset / 8) : with_offset(name, offset);
  }
  if (const Variable* variable = image.find(address, 1)) {
    const std::uint64_t offset = address - variable->address;
    const auto member = std::ranges::find(variable->members, offset, &program::Member::offset);
    return member != variable->members.end() && !member->name.empty()
               ? variable->name + '.' + member->name
               : with_offset(variable->name, offset);
  }
  if (const auto function = image.function_name(address)) return *function;
  const std::uint64_t offset = address - program::kPrivateBase;
  if (address >= program::kPrivateBase && offset < cpus() * program::kPrivateBytes) {
    const CpuSetup& cpu = setup.cpus[offset / program::kPrivateBytes];
    return with_offset("stack of " + cpu.name, offset % program::kPrivateBytes);
  }
  return fmt::format("{:#x}", address);
}

std::string World::frame_name(std::uint64_t number) const {
  const auto frame = frames_.find(number);
  if (frame != frames_.end()) return frame->second.name;
  const std::uint64_t order = (number - first_new_frame_) / program::kFrameStride;
  if (!is_new(number) || order >= cpus() * kMaxNamedFrames) {
    return fmt::format("frame {:#x}", number);
  }
  return fmt::format("new table {} of {}", order / cpus() + 1, setup.cpus[order % cpus()].name);
}

std::string World::state() const {
  std::map<Cell, std::uint64_t> changed;
  for (CellId id = 0; id < cells.size(); ++id) {
    if (cells.value(id) != cells.initial(id)) changed[cells.cell(id)] = cells.value(id);
  }
  std::string text;
  for (const auto& [cell, value] : changed) {
    text += fmt::format("\n{}:{:#x} = {:#x}", static_cast<unsigned>(cell.kind), cell.id, value);
  }
  return text;
}

} // namespace walkcheck::machine
