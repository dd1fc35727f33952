// SPDX-License-Identifier: GPL-2.0-only
#include "checker/replay/run_again.hpp"

#include "checker/trace/last_step.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace walkcheck::replay {
namespace {

using trace::ChangedInput;
using trace::Choice;
using trace::Departure;
using trace::FileHash;
using trace::Step;
using trace::Trace;

std::vector<ChangedInput> changed_inputs(const std::vector<FileHash>& recorded,
                                         const std::vector<FileHash>& today) {
  using How = ChangedInput::How;
  std::map<std::string, std::pair<std::string, std::string>> hashes;
  for (const FileHash& input : recorded)
    hashes[input.name].first = input.sha256;
  for (const FileHash& input : today)
    hashes[input.name].second = input.sha256;
  std::vector<ChangedInput> changed;
  for (const auto& [name, hash] : hashes) {
    if (hash.first == hash.second) continue;
    changed.push_back({name, hash.first.empty()    ? How::IsNew
                             : hash.second.empty() ? How::IsUnused
                                                   : How::HasChanged});
  }
  return changed;
}

// Whether two steps did the same, wherever their lines now are.
bool same_effect(const Step& one, const Step& other) {
  Step moved = other;
  moved.where = one.where;
  moved.receiver = one.receiver;
  return one == moved;
}

// One run over the recorded steps; stops at the first that departs.
class Run {
public:
  Run(machine::Machine& machine, const Trace& recorded, const trace::SourceText& text, Trace& now)
      : machine_(machine), recorded_(recorded), text_(text), now_(now), frames_(machine) {}

  std::optional<Departure> go(const Judge& judge) {
    std::vector<machine::Finding> findings;
    for (const Step& expected : recorded_.steps) {
      if (!trace::can_take(machine_, expected.choice)) return cannot_take(expected.choice);
      const auto result =
          machine_.step(trace::thread_of(machine_, expected.choice), expected.choice.alternative);
      findings.assign(result.findings.begin(), result.findings.end());
      Step actual = trace::last_step(machine_, frames_, text_);
      if (!same_effect(expected, actual)) {
        Departure departure = at_this_step(Kind::OtherEffect);
        departure.actual = std::move(actual);
        return departure;
      }
      now_.steps.push_back(std::move(actual));
    }
    now_.waiting = trace::deadlock(machine_, frames_, text_);
    return at_the_end(judge(machine_, findings));
  }

  std::vector<trace::Frame> frames() const { return frames_.all(); }

private:
  using Kind = Departure::Kind;

  Departure cannot_take(const Choice& choice) const {
    const machine::ThreadId thread = trace::thread_of(machine_, choice);
    if (thread >= machine_.threads() || machine_.cpu_of(thread) != choice.cpu)
      return at_this_step(Kind::NoSuchActor);
    Departure departure = at_this_step(Kind::CannotStep);
    departure.status = machine_.status(thread);
    return departure;
  }

  std::optional<Departure> at_the_end(std::vector<trace::Violation> violations) {
    const auto same = std::ranges::find(violations, recorded_.violation.property,
                                        [](const trace::Violation& v) { return v.property; });
    if (same == violations.end()) {
      Departure departure = at_this_step(Kind::NotViolated);
      departure.violations = std::move(violations);
      return departure;
    }
    now_.violation = *same;
    return std::nullopt;
  }

  Departure at_this_step(Kind kind) const {
    Departure departure;
    departure.step = now_.steps.size() + 1;
    departure.kind = kind;
    return departure;
  }

  machine::Machine& machine_;
  const Trace& recorded_;
  const trace::SourceText& text_;
  Trace& now_;
  trace::Frames frames_;
};

} // namespace

trace::Replay run_again(machine::Machine& machine, const Trace& recorded,
                        const std::vector<FileHash>& inputs, const trace::SourceText& text,
                        const Judge& judge) {
  trace::Replay result;
  result.changed = changed_inputs(recorded.inputs, inputs);
  result.now.scenario = recorded.scenario;
  result.now.inputs = inputs;
  result.now.written = recorded.written;
  for (const machine::CpuSetup& cpu : machine.setup().cpus)
    result.now.cpus.push_back(cpu.name);

  if (result.now.cpus != recorded.cpus) {
    result.departure.emplace().step = 1;
  } else {
    machine.expect_written(recorded.written);
    Run run(machine, recorded, text, result.now);
    try {
      result.departure = run.go(judge);
    } catch (const machine::ConstantCellWritten&) {
      result.departure.emplace().step = result.now.steps.size() + 1;
      result.departure->kind = Departure::Kind::WritesConstant;
    }
    result.now.frames = run.frames();
    while (machine.depth() > 0)
      machine.undo();
  }
  return result;
}

} // namespace walkcheck::replay
