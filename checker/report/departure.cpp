// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/departure.hpp"

#include "checker/report/names.hpp"
#include "checker/report/step_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace walkcheck::report {
namespace {

using trace::ChangedInput;
using trace::Departure;
using trace::Step;
using trace::Trace;

// In a comparison of two words, the digits tell more than their meaning.
std::string digits(const Step& step) {
  if (!step.before || !step.after) return "";
  return *step.before == *step.after ? fmt::format(": {:#x}", *step.after)
                                     : fmt::format(": {:#x} -> {:#x}", *step.before, *step.after);
}

std::string step_text(const Step& step, const Trace& trace) {
  const Names names(trace);
  const std::string object = names.object(step), more = note(names, step);
  return fmt::format("{}: {}{}{}{}{}", trace.cpus[step.choice.cpu], operation(step),
                     object.empty() ? "" : " ", object, digits(step),
                     more.empty() ? "" : "; " + more);
}

// Why a CPU cannot take its recorded step.
std::string status_text(machine::CpuStatus status) {
  if (status == machine::CpuStatus::Ready) return "has fewer ways to continue";
  if (status == machine::CpuStatus::Idle) return "has no such step to take";
  return standing(status);
}

std::string violations_text(const std::vector<trace::Violation>& violations) {
  if (violations.empty()) return "nothing is violated";
  std::vector<std::string> names;
  for (const trace::Violation& violation : violations)
    names.push_back(violation.property);
  return fmt::format("violated: {}", fmt::join(names, ", "));
}

std::string recorded_text(const Departure& departure, const Trace& recorded) {
  if (departure.kind == Departure::Kind::OtherCpus)
    return fmt::format("CPUs {}", fmt::join(recorded.cpus, ", "));
  if (departure.kind == Departure::Kind::NotViolated)
    return "violated: " + recorded.violation.property;
  return step_text(recorded.steps[departure.step - 1], recorded);
}

std::string now_text(const Departure& departure, const Trace& recorded, const Trace& now) {
  const auto name = [&] { return now.cpus[recorded.steps[departure.step - 1].choice.cpu]; };
  switch (departure.kind) {
  case Departure::Kind::OtherCpus: return fmt::format("CPUs {}", fmt::join(now.cpus, ", "));
  case Departure::Kind::CannotStep: return name() + " " + status_text(departure.status);
  case Departure::Kind::NoSuchActor:
    return fmt::format("no such thing happens to {} by itself", name());
  case Departure::Kind::OtherEffect: return step_text(*departure.actual, now);
  case Departure::Kind::WritesConstant:
    return "a write to a word that nothing wrote when this was recorded";
  case Departure::Kind::NotViolated: return violations_text(departure.violations);
  }
  return "";
}

std::string cause_of(const std::vector<ChangedInput>& changed) {
  if (changed.empty())
    return "no input has changed since it was recorded: this is another version of the program, "
           "or a bug in it";
  std::vector<std::string> texts;
  for (const ChangedInput& input : changed)
    texts.push_back(changed_text(input));
  return fmt::format("changed since it was recorded: {}", fmt::join(texts, ", "));
}

} // namespace

DepartureText departure_text(const trace::Replay& replay, const Trace& recorded) {
  return {recorded_text(*replay.departure, recorded),
          now_text(*replay.departure, recorded, replay.now), cause_of(replay.changed)};
}

std::string changed_text(const ChangedInput& input) {
  switch (input.how) {
  case ChangedInput::How::IsNew: return input.name + " is new";
  case ChangedInput::How::IsUnused: return input.name + " is no longer used";
  case ChangedInput::How::HasChanged: return input.name + " has changed";
  }
  return "";
}

} // namespace walkcheck::report
