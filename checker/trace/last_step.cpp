// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/last_step.hpp"

#include "checker/trace/readable.hpp"
#include "model/program/layout.hpp"
#include "model/word/describe.hpp"

namespace walkcheck::trace {
namespace {

using machine::Family;
using machine::ObjectKind;
using machine::StepKind;
using machine::StepRecord;

std::vector<machine::CpuId> cpus_of(machine::CpuSet set) {
  std::vector<machine::CpuId> cpus;
  for (machine::CpuId cpu = 0; cpu < machine::kMaxCpus; ++cpu)
    if ((set & machine::bit(cpu)) != 0) cpus.push_back(cpu);
  return cpus;
}

std::vector<Named> all_named(const std::vector<std::uint64_t>& addresses, Frames& frames) {
  std::vector<Named> all;
  for (const std::uint64_t address : addresses)
    all.push_back(frames.named(address));
  return all;
}

std::vector<std::uint64_t> values_of(const StepRecord& record) {
  if (record.kind == StepKind::Event) return {record.before, record.after};
  if (record.kind == StepKind::WalkBegin || record.kind == StepKind::WalkEnd)
    return {record.before};
  if (machine::info(record.kind).family == Family::Tests) return {record.after};
  return {};
}

void add_word(Step& step, const StepRecord& record, const machine::Machine& machine,
              Frames& frames) {
  step.before = record.before;
  step.after = record.after;
  // A link tells the level of its table, which has to be known before the step is decoded.
  frames.linked(record.address, record.after);
  step.level = frames.level_at(record.address);
  for (const std::uint64_t value : {record.before, record.after})
    if (step.level != word::Level::None && word::has_target(word::classify(value, step.level)))
      frames.met(word::pfn(value, step.level));
  if (record.address < program::kFrameEnd)
    step.page = machine.frame_state(record.address >> program::kPageShift);
}

Where where_of(const program::Debug& debug, const SourceText& text) {
  const program::SourceLocation* at = program::shown(debug);
  return {debug.chain, debug.shown, at == nullptr ? "" : readable(text.line(at->file, at->line))};
}

} // namespace

Step last_step(const machine::Machine& machine, Frames& frames, const SourceText& text) {
  const StepRecord record = machine.last_step();
  const machine::KindInfo& kind = machine::info(record.kind);
  Step step;
  step.choice = {record.cpu, record.alternative, record.actor};
  step.kind = record.kind;
  if (kind.words.empty()) step.primitive = record.primitive;
  if (record.debug != machine::kNoDebug) {
    const program::Debug& debug = machine.setup().cpus[record.cpu].program.debug[record.debug];
    step.where = where_of(debug, text);
    step.receiver = debug.receiver;
  }
  const bool has_object =
      kind.object != ObjectKind::None && (kind.object != ObjectKind::Lock || record.address != 0);
  if (has_object) step.object = frames.named(record.address);
  if (kind.object == ObjectKind::Word) add_word(step, record, machine, frames);
  step.values = values_of(record);
  step.event = record.event;
  step.waits_for = cpus_of(record.waits_for);
  step.waited = all_named(record.waited, frames);
  step.freed = record.freed;
  for (const std::uint64_t frame : step.freed)
    frames.met(frame);
  return step;
}

Waiting waiting(const machine::Machine& machine, machine::CpuId cpu, Frames& frames,
                const SourceText& text) {
  const program::Debug& debug = machine.setup().cpus[cpu].program.debug[machine.next_debug(cpu)];
  const machine::Machine::Wait wait = machine.wait(cpu);
  Waiting waiting;
  waiting.cpu = cpu;
  waiting.where = where_of(debug, text);
  waiting.cpus = cpus_of(wait.cpus);
  waiting.behind = cpus_of(wait.behind);
  if (wait.in_loop)
    waiting.changes = all_named(wait.changes, frames);
  else if (wait.lock != 0)
    waiting.lock = frames.named(wait.lock);
  return waiting;
}

std::vector<Waiting> deadlock(const machine::Machine& machine, Frames& frames,
                              const SourceText& text) {
  std::vector<Waiting> all;
  if (machine.can_actor_step()) return all;
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu) {
    if (machine.status(cpu) == machine::CpuStatus::Ready) return {};
    if (machine.status(cpu) == machine::CpuStatus::Blocked)
      all.push_back(waiting(machine, cpu, frames, text));
  }
  return all;
}

} // namespace walkcheck::trace
