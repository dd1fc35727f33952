// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/step_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace walkcheck::report {
namespace {

using machine::FrameState;
using machine::StepKind;
using trace::Step;

std::string primitive_name(program::Primitive primitive) {
  constexpr std::string_view kPrefix = "__wc_";
  std::string_view name = program::info(primitive).c_name;
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  return std::string(name);
}

// Whether a test has found what it tests for.
bool is_yes(const Step& step) {
  return step.values != std::vector<std::uint64_t>{0};
}

std::string change(const Names& names, const Step& step) {
  if (!step.before || !step.after) return "";
  const std::string after = names.decoded(step.object, step.level, *step.after);
  if (*step.before != *step.after)
    return fmt::format("{} -> {}", names.decoded(step.object, step.level, *step.before), after);
  // A store that leaves the value as it was is an event, too. It must not look like a load.
  return step.kind == StepKind::Load ? after : after + " (as before)";
}

// What a step of this kind waits for, leaves waiting, or was told. `cpus`: the names of
// Step::waits_for.
struct Tells {
  StepKind kind;
  std::string (*says)(const Step& step, const std::string& cpus);
};

// Steps of the other kinds wait for nothing and tell nothing.
constexpr std::array kTells{
    Tells{StepKind::IpiSend,
          [](const Step&, const std::string& cpus) {
            return cpus.empty() ? "no other CPU has IRQs off" : "waits for IRQs on: " + cpus;
          }},
    Tells{StepKind::TakeIpi, [](const Step&, const std::string& cpus) { return "of " + cpus; }},
    Tells{StepKind::SynchronizeRcu,
          [](const Step&, const std::string& cpus) {
            return cpus.empty() ? "no reader to wait for" : "waits for readers: " + cpus;
          }},
    Tells{StepKind::FreeTableRcu,
          [](const Step& step, const std::string& cpus) {
            if (!cpus.empty()) return "freed after readers: " + cpus;
            const bool is_freed = !step.freed.empty();
            return std::string("no reader to wait for") + (is_freed ? "" : "; freed later");
          }},
    Tells{StepKind::AllocTable,
          [](const Step& step, const std::string&) {
            return std::string(step.choice.alternative != 0 ? "a page that was freed" : "");
          }},
    Tells{StepKind::Choose,
          [](const Step& step, const std::string&) {
            return fmt::format("way {}", step.choice.alternative);
          }},
    Tells{StepKind::IrqOff,
          [](const Step&, const std::string&) { return std::string("IRQs off"); }},
    Tells{StepKind::IrqOn, [](const Step&, const std::string&) { return std::string("IRQs on"); }},
    Tells{StepKind::IpiWait,
          [](const Step&, const std::string&) { return std::string("every CPU has taken it"); }},
    Tells{StepKind::RcuWait,
          [](const Step&, const std::string&) { return std::string("every reader has left"); }},
    Tells{StepKind::WalkBegin,
          [](const Step& step, const std::string&) {
            return fmt::format("of {:#x}", fmt::join(step.values, ", "));
          }},
    Tells{StepKind::WalkEnd,
          [](const Step& step, const std::string&) {
            return fmt::format("with level {}", fmt::join(step.values, ", "));
          }},
    Tells{StepKind::Event,
          [](const Step& step, const std::string&) {
            return fmt::format("{:#x}", fmt::join(step.values, ", "));
          }},
    Tells{StepKind::TestLock,
          [](const Step& step, const std::string&) {
            return std::string(is_yes(step) ? "it is taken" : "it is not taken");
          }},
    Tells{StepKind::TestTable,
          [](const Step& step, const std::string&) {
            return std::string(is_yes(step) ? "a live table" : "not a live table");
          }},
};

std::string outcome(const Names& names, const Step& step) {
  const auto* row = std::ranges::find(kTells, step.kind, &Tells::kind);
  return row == kTells.end() ? "" : row->says(step, names.cpus(step.waits_for));
}

// Says where the word is if that is no live table, as its value is not to be trusted then.
std::string where_found(const Step& step) {
  if (!step.page) return "";
  switch (*step.page) {
  case FrameState::LiveTable: return "";
  case FrameState::FreedTable: return "in a freed table";
  case FrameState::Data: return "in a data page";
  case FrameState::NeverAllocated: return "in no page";
  }
  return "";
}

std::string waits_until(const Names& names, const std::vector<trace::Named>& changes) {
  std::string all;
  for (const trace::Named& each : changes)
    all += (all.empty() ? "" : " or ") + names.place(each);
  return all.empty() ? "goes round a loop for ever" : "waits until " + all + " changes";
}

} // namespace

std::string operation(const Step& step) {
  if (step.primitive) {
    const std::string name = primitive_name(*step.primitive);
    return step.kind == StepKind::LockQueue ? "queue for " + name : name;
  }
  const std::string words(machine::info(step.kind).words);
  return step.event.empty() ? words : words + " " + step.event;
}

std::string note(const Names& names, const Step& step) {
  std::vector<std::string> parts;
  if (std::string text = outcome(names, step) + where_found(step); !text.empty())
    parts.push_back(std::move(text));
  if (!step.waited.empty()) parts.push_back(waits_until(names, step.waited));
  // "free table PTE of hva" needs no such addition.
  if (step.kind != StepKind::FreeTable && step.kind != StepKind::FreeQueued)
    for (const std::uint64_t frame : step.freed)
      parts.push_back(names.frame(frame) + " is freed");
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string effect(const Names& names, const Step& step) {
  std::string text = operation(step);
  if (const std::string object = names.object(step); !object.empty()) text += " " + object;
  const std::string changed = change(names, step);
  if (!changed.empty()) text += ": " + changed;
  const std::string more = note(names, step);
  if (!more.empty()) text += fmt::format("{} {}", changed.empty() ? ":" : ";", more);
  return text;
}

std::string what_for(const Names& names, const trace::Waiting& waiting) {
  if (waiting.changes) return waits_until(names, *waiting.changes);
  const std::string cpus = names.cpus(waiting.cpus);
  if (!waiting.lock) return "waits for " + cpus;
  const std::string lock = names.lock(*waiting.lock);
  if (!waiting.behind.empty())
    return fmt::format("waits for {} behind {}, which waits to write it", lock,
                       names.cpus(waiting.behind));
  const bool is_itself = waiting.cpus == std::vector{waiting.cpu};
  return fmt::format("waits for {}, held by {}", lock, is_itself ? "itself" : cpus);
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

std::string place(const program::SourceLocation* at) {
  if (at == nullptr) return "";
  const std::size_t slash = at->file.rfind('/');
  const std::string base = slash == std::string::npos ? at->file : at->file.substr(slash + 1);
  return fmt::format("{}:{}", base, at->line);
}

} // namespace walkcheck::report
