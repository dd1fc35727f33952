// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/describe.hpp"

#include "checker/trace/readable.hpp"
#include "checker/trace/shown.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <string_view>

namespace walkcheck::trace {
namespace {

using machine::StepKind;
using machine::StepRecord;

std::string primitive_name(program::Primitive primitive) {
  constexpr std::string_view kPrefix = "__wc_";
  std::string_view name = program::info(primitive).c_name;
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  return std::string(name);
}

std::string operation(const StepRecord& record) {
  switch (record.kind) {
  case StepKind::Load: return "load";
  case StepKind::Store: return "store";
  case StepKind::Exchange: return "xchg";
  case StepKind::CompareExchange: return "cmpxchg";
  case StepKind::FetchModify: return "fetch-modify";
  case StepKind::Fence: return "fence";
  case StepKind::LockQueue: return "queue for " + primitive_name(record.primitive);
  case StepKind::Lock:
  case StepKind::TryLock:
  case StepKind::Unlock:
  case StepKind::Downgrade:
  case StepKind::IrqOff:
  case StepKind::IrqOn:
  case StepKind::ReadSideEnter:
  case StepKind::ReadSideExit: return primitive_name(record.primitive);
  case StepKind::IpiSend: return "IPI to all";
  case StepKind::IpiWait: return "IPI wait";
  case StepKind::SynchronizeRcu: return "synchronize_rcu";
  case StepKind::RcuWait: return "synchronize_rcu wait";
  case StepKind::AllocTable: return "allocate table";
  case StepKind::FreeTable: return "free table";
  case StepKind::FreeTableRcu: return "free table by RCU";
  case StepKind::Choose: return "choose";
  case StepKind::WalkBegin: return "walk begins";
  case StepKind::WalkEnd: return "walk ends";
  case StepKind::Event: return "event " + record.event;
  case StepKind::TestLock:
  case StepKind::TestTable: return primitive_name(record.primitive);
  case StepKind::Finish: return "return";
  case StepKind::TakeIpi: return "takes IPI";
  case StepKind::FreeQueued: return "RCU frees table";
  }
  return "";
}

bool accesses_word(StepKind kind) {
  switch (kind) {
  case StepKind::Load:
  case StepKind::Store:
  case StepKind::Exchange:
  case StepKind::CompareExchange:
  case StepKind::FetchModify: return true;
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
  case StepKind::IpiSend:
  case StepKind::IpiWait:
  case StepKind::SynchronizeRcu:
  case StepKind::RcuWait:
  case StepKind::AllocTable:
  case StepKind::FreeTable:
  case StepKind::FreeTableRcu:
  case StepKind::Choose:
  case StepKind::WalkBegin:
  case StepKind::WalkEnd:
  case StepKind::Event:
  case StepKind::TestLock:
  case StepKind::TestTable:
  case StepKind::Finish:
  case StepKind::TakeIpi:
  case StepKind::FreeQueued: return false;
  }
  return false;
}

bool names_table(StepKind kind) {
  return kind == StepKind::AllocTable || kind == StepKind::FreeTable ||
         kind == StepKind::FreeTableRcu || kind == StepKind::FreeQueued;
}

std::string cpus_of(const machine::Machine& machine, machine::CpuSet mask) {
  std::string names;
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu)
    if ((mask >> cpu & 1U) != 0)
      names += (names.empty() ? "" : ", ") + machine.setup().cpus[cpu].name;
  return names;
}

// What the step waits for, or leaves waiting.
std::string waiting(const machine::Machine& machine, const StepRecord& record) {
  const std::string cpus = cpus_of(machine, record.waits_for);
  switch (record.kind) {
  case StepKind::IpiSend:
    return cpus.empty() ? "no other CPU has IRQs off" : "waits for IRQs on: " + cpus;
  case StepKind::TakeIpi: return "of " + cpus;
  case StepKind::SynchronizeRcu:
    return cpus.empty() ? "no reader to wait for" : "waits for readers: " + cpus;
  case StepKind::FreeTableRcu:
    if (cpus.empty())
      return machine.frees_late() ? "no reader to wait for; freed later" : "no reader to wait for";
    return "freed after readers: " + cpus;
  case StepKind::AllocTable: return record.alternative != 0 ? "a page that was freed" : "";
  case StepKind::Choose: return fmt::format("way {}", record.alternative);
  case StepKind::IrqOff: return "IRQs off";
  case StepKind::IrqOn: return "IRQs on";
  case StepKind::IpiWait: return "every CPU has taken it";
  case StepKind::RcuWait: return "every reader is out";
  case StepKind::WalkBegin: return fmt::format("of {:#x}", record.before);
  case StepKind::WalkEnd: return fmt::format("with level {}", record.before);
  case StepKind::Event: return fmt::format("{:#x}, {:#x}", record.before, record.after);
  case StepKind::TestLock: return record.after != 0 ? "it is taken" : "it is not taken";
  case StepKind::TestTable: return record.after != 0 ? "a live table" : "no live table";
  case StepKind::Load:
  case StepKind::Store:
  case StepKind::Exchange:
  case StepKind::CompareExchange:
  case StepKind::FetchModify:
  case StepKind::Fence:
  case StepKind::LockQueue:
  case StepKind::Lock:
  case StepKind::TryLock:
  case StepKind::Unlock:
  case StepKind::Downgrade:
  case StepKind::ReadSideEnter:
  case StepKind::ReadSideExit:
  case StepKind::FreeTable:
  case StepKind::Finish:
  case StepKind::FreeQueued: return "";
  }
  return "";
}

// What a word is in, where that is no live table: then its value is not to be trusted.
std::string where_found(const machine::Machine& machine, const StepRecord& record) {
  if (!accesses_word(record.kind) || record.address >= program::kFrameEnd) return "";
  switch (machine.frame_state(record.address >> program::kPageShift)) {
  case machine::FrameState::LiveTable: return "";
  case machine::FrameState::FreedTable: return "in a freed table";
  case machine::FrameState::Data: return "in a data page";
  case machine::FrameState::NeverAllocated: return "in no page";
  }
  return "";
}

std::string waits_until(const machine::Machine& machine,
                        const std::vector<std::uint64_t>& changes) {
  std::string names;
  for (const std::uint64_t address : changes)
    names += (names.empty() ? "" : " or ") + machine.name_of(address);
  return names.empty() ? "goes round a loop for ever" : "waits until " + names + " changes";
}

std::string note(const machine::Machine& machine, const Tables& tables, const StepRecord& record) {
  std::string text = waiting(machine, record) + where_found(machine, record);
  if (!record.waited.empty())
    text += (text.empty() ? "" : "; ") + waits_until(machine, record.waited);
  for (const std::uint64_t frame : record.freed) {
    // "free table PTE of hva" says it all.
    if (record.kind == StepKind::FreeTable || record.kind == StepKind::FreeQueued) continue;
    text += fmt::format("{}{} is freed", text.empty() ? "" : "; ", tables.frame(machine, frame));
  }
  return text;
}

std::string source_of(const program::Debug& debug, const SourceText& text) {
  const program::SourceLocation* at = shown(debug.chain);
  return at == nullptr ? "" : readable(text.line(at->file, at->line));
}

} // namespace

Step describe_last_step(const machine::Machine& machine, Tables& tables, const SourceText& text) {
  const StepRecord record = machine.last_step();
  Step step;
  step.choice = {record.cpu, record.alternative, record.actor};
  step.operation = operation(record);
  step.freed = record.freed;
  if (record.debug != machine::kNoDebug) {
    const program::Debug& debug = machine.setup().cpus[record.cpu].program.debug[record.debug];
    step.where = debug.chain;
    step.receiver = debug.receiver;
    step.source = source_of(debug, text);
  }
  if (accesses_word(record.kind)) {
    step.address = record.address;
    step.before = record.before;
    step.after = record.after;
    // A link names its table's level, and must be known before it is decoded.
    tables.linked(record.address, record.after);
    step.object = tables.object(machine, record.address);
    step.before_text = tables.decoded(machine, record.address, record.before);
    step.after_text = tables.decoded(machine, record.address, record.after);
  } else if (names_table(record.kind)) {
    step.address = record.address;
    step.object = tables.frame(machine, record.address >> program::kPageShift);
  } else if (record.address != 0) {
    step.address = record.address;
    // Page-table locks are named by their table's address.
    const bool of_table = record.address < program::kFrameEnd;
    step.object = of_table
                      ? "lock of " + tables.frame(machine, record.address >> program::kPageShift)
                      : machine.name_of(record.address);
  }
  step.note = note(machine, tables, record);
  return step;
}

std::string name_of(const machine::Machine& machine, machine::ThreadId thread) {
  const auto& cpus = machine.setup().cpus;
  const std::string& cpu = cpus[machine.cpu_of(thread)].name;
  if (thread < machine.cpus()) return cpu;
  const auto sender = machine.sender_of(thread);
  return sender ? fmt::format("IPI of {} on {}", cpus[*sender].name, cpu)
                : fmt::format("RCU of {}", cpu);
}

std::string standing(machine::CpuStatus status) {
  switch (status) {
  case machine::CpuStatus::Ready: return "can go on";
  case machine::CpuStatus::Blocked: return "is blocked";
  case machine::CpuStatus::Idle: return "has nothing to do";
  case machine::CpuStatus::Finished: return "has finished";
  case machine::CpuStatus::Faulted: return "is stopped at a fault";
  case machine::CpuStatus::Pruned: return "has met a false assumption";
  case machine::CpuStatus::Bounded: return "has met a loop or call bound";
  }
  return "";
}

std::string what_for(const machine::Machine& machine, machine::CpuId cpu) {
  const machine::Machine::Wait wait = machine.wait(cpu);
  const std::string cpus = cpus_of(machine, wait.cpus);
  if (wait.in_loop) return waits_until(machine, wait.changes);
  if (wait.lock == 0) return "waits for " + cpus;
  if (wait.behind != 0)
    return fmt::format("waits for {} behind {}, which waits to write it",
                       machine.name_of(wait.lock), cpus_of(machine, wait.behind));
  const bool itself = wait.cpus == machine::bit(cpu);
  return fmt::format("waits for {}, held by {}", machine.name_of(wait.lock),
                     itself ? "itself" : cpus);
}

std::vector<Waiting> describe_deadlock(const machine::Machine& machine, const SourceText& text) {
  std::vector<Waiting> waiting;
  if (machine.can_actor_step()) return waiting;
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu) {
    if (machine.status(cpu) == machine::CpuStatus::Ready) return {};
    if (machine.status(cpu) != machine::CpuStatus::Blocked) continue;
    const program::Debug& debug = machine.setup().cpus[cpu].program.debug[machine.next_debug(cpu)];
    waiting.push_back({cpu, debug.chain, source_of(debug, text), what_for(machine, cpu)});
  }
  return waiting;
}

} // namespace walkcheck::trace
