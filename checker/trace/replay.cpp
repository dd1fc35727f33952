// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/replay.hpp"

#include "checker/trace/describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace walkcheck::trace {
namespace {

std::vector<std::string> changed_inputs(const std::vector<FileHash>& recorded,
                                        const std::vector<FileHash>& today) {
  std::map<std::string, std::pair<std::string, std::string>> hashes;
  for (const FileHash& input : recorded)
    hashes[input.name].first = input.sha256;
  for (const FileHash& input : today)
    hashes[input.name].second = input.sha256;
  std::vector<std::string> changed;
  for (const auto& [name, hash] : hashes) {
    if (hash.first == hash.second) continue;
    changed.push_back(name + (hash.first.empty()    ? " is new"
                              : hash.second.empty() ? " is no longer used"
                                                    : " has changed"));
  }
  return changed;
}

std::string cause_of(const std::vector<std::string>& changed) {
  if (changed.empty())
    return "no input has changed since it was recorded: this is another version of the program, "
           "or a bug in it";
  return fmt::format("changed since it was recorded: {}", fmt::join(changed, ", "));
}

std::string words(const Step& step) {
  if (!step.before || !step.after) return "";
  return *step.before == *step.after ? fmt::format(": {:#x}", *step.after)
                                     : fmt::format(": {:#x} -> {:#x}", *step.before, *step.after);
}

std::string shown_step(const Step& step, const std::vector<std::string>& cpus) {
  return fmt::format("{}: {}{}{}{}{}", cpus[step.choice.cpu], step.operation,
                     step.object.empty() ? "" : " ", step.object, words(step),
                     step.note.empty() ? "" : "; " + step.note);
}

bool same_effect(const Step& one, const Step& other) {
  return one.choice == other.choice && one.operation == other.operation &&
         one.address == other.address && one.object == other.object && one.before == other.before &&
         one.after == other.after && one.note == other.note && one.freed == other.freed;
}

// Of one whose recorded step cannot be taken.
std::string status_text(machine::CpuStatus status) {
  if (status == machine::CpuStatus::Ready) return "has fewer ways to go";
  if (status == machine::CpuStatus::Idle) return "has nothing of the kind to do";
  return standing(status);
}

std::string violations_text(const std::vector<Violation>& violations) {
  if (violations.empty()) return "nothing is violated";
  std::vector<std::string> names;
  for (const Violation& violation : violations)
    names.push_back(violation.property);
  return fmt::format("violated: {}", fmt::join(names, ", "));
}

// One run over the recorded steps; stops at the first that departs.
class Run {
public:
  Run(machine::Machine& machine, const Trace& recorded, const SourceText& text, Trace& now)
      : machine_(machine), recorded_(recorded), text_(text), now_(now), tables_(machine.setup()) {}

  std::optional<Departure> go(const Judge& judge) {
    std::vector<machine::Finding> findings;
    for (const Step& expected : recorded_.steps) {
      if (!can_take(machine_, expected.choice))
        return departure(shown_step(expected, recorded_.cpus), why_not(expected.choice));
      const auto result =
          machine_.step(thread_of(machine_, expected.choice), expected.choice.alternative);
      findings.assign(result.findings.begin(), result.findings.end());
      now_.steps.push_back(describe_last_step(machine_, tables_, text_));
      if (!same_effect(expected, now_.steps.back())) {
        const std::string actual = shown_step(now_.steps.back(), now_.cpus);
        now_.steps.pop_back();
        return departure(shown_step(expected, recorded_.cpus), actual);
      }
    }
    now_.waiting = describe_deadlock(machine_, text_);
    return at_the_end(judge(machine_, findings));
  }

private:
  std::string why_not(const Choice& choice) const {
    const machine::ThreadId thread = thread_of(machine_, choice);
    const std::string& name = now_.cpus[choice.cpu];
    if (thread >= machine_.threads() || machine_.cpu_of(thread) != choice.cpu)
      return fmt::format("nothing of the kind happens to {} by itself", name);
    return fmt::format("{} {}", name, status_text(machine_.status(thread)));
  }

  std::optional<Departure> at_the_end(const std::vector<Violation>& violations) {
    const auto same = std::ranges::find(violations, recorded_.violation.property,
                                        [](const Violation& v) { return v.property; });
    if (same == violations.end())
      return departure("violated: " + recorded_.violation.property, violations_text(violations));
    now_.violation = *same;
    return std::nullopt;
  }

  Departure departure(std::string expected, std::string actual) const {
    return {now_.steps.size() + 1, std::move(expected), std::move(actual), ""};
  }

  machine::Machine& machine_;
  const Trace& recorded_;
  const SourceText& text_;
  Trace& now_;
  Tables tables_;
};

} // namespace

Replay replay(machine::Machine& machine, const Trace& recorded, const std::vector<FileHash>& inputs,
              const SourceText& text, const Judge& judge) {
  Replay result;
  result.changed = changed_inputs(recorded.inputs, inputs);
  result.now.scenario = recorded.scenario;
  result.now.inputs = inputs;
  result.now.written = recorded.written;
  for (const machine::CpuSetup& cpu : machine.setup().cpus)
    result.now.cpus.push_back(cpu.name);

  if (result.now.cpus != recorded.cpus) {
    result.departure = Departure{1, fmt::format("CPUs {}", fmt::join(recorded.cpus, ", ")),
                                 fmt::format("CPUs {}", fmt::join(result.now.cpus, ", ")), ""};
  } else {
    machine.expect_written(recorded.written);
    try {
      result.departure = Run(machine, recorded, text, result.now).go(judge);
    } catch (const machine::ConstantCellWritten&) {
      const std::size_t at = result.now.steps.size();
      result.departure =
          Departure{at + 1, shown_step(recorded.steps[at], recorded.cpus),
                    "a write to a word that nothing wrote when this was recorded", ""};
    }
    while (machine.depth() > 0)
      machine.undo();
  }
  if (result.departure) result.departure->cause = cause_of(result.changed);
  return result;
}

} // namespace walkcheck::trace
