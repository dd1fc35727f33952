// SPDX-License-Identifier: GPL-2.0-only
// walkcheck step: one interleaving by hand. Commands come from standard input, one per line, so a
// script can use it as well as a person. Only a terminal gets a prompt.
#include "checker/cli/commands.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/terminal.hpp"
#include "checker/cli/trace_home.hpp"
#include "checker/property/built_in.hpp"
#include "checker/replay/replay_trace.hpp"
#include "checker/replay/stepper.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/step_text.hpp"
#include "checker/trace/readable.hpp"
#include "checker/trace/thread_name.hpp"
#include "model/support/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <sstream>

#include <unistd.h>

namespace walkcheck::cli {
namespace {

constexpr const char* kHelp =
    "  CPU [WAY]    the CPU, by name or number, takes its next step; WAY if it has a choice;\n"
    "               a number can also name what happens by itself: an IPI is taken, RCU frees\n"
    "  run CPU      ... its next steps, until it cannot go on or something is violated\n"
    "  undo [N]     the last step, or the last N, did not happen\n"
    "  goto N       as after step N of the trace; 0: at the start\n"
    "  cpus         the state of each CPU\n"
    "  print [WHAT] words: all, those whose names contain WHAT, or the one at 0xADDRESS\n"
    "  lanes        the steps so far\n"
    "  help, quit\n";

class Session {
public:
  Session(replay::Stepper& stepper, const trace::Trace* recorded)
      : stepper_(stepper), recorded_(recorded) {}

  // Returns false at the end of the session. A command that cannot be done prints why and counts as
  // refused.
  bool obey(const std::string& line) {
    std::istringstream input(line);
    std::vector<std::string> words;
    for (std::string word; input >> word;)
      words.push_back(std::move(word));
    if (words.empty()) return true;
    if (words[0] == "quit") return false;
    if (words.size() > 2)
      refuse("too many words");
    else
      obey(words[0], words.size() == 2 ? words[1] : "");
    return true;
  }

  bool refused() const { return refused_; }

  void cpus() const {
    for (machine::CpuId cpu = 0; cpu < stepper_.machine().cpus(); ++cpu)
      std::cout << fmt::format("  {} {}: {}\n", cpu, name(cpu), where(cpu));
    by_itself();
  }

private:
  void by_itself() const {
    const machine::Machine& machine = stepper_.machine();
    for (machine::ThreadId thread = 0; thread < machine.threads(); ++thread)
      if (machine.by_itself(thread) && machine.status(thread) != machine::CpuStatus::Idle)
        std::cout << fmt::format("  {} {}: {}\n", thread, name(thread), where(thread));
  }

  void obey(const std::string& verb, const std::string& argument) {
    if (verb == "help") {
      std::cout << kHelp;
    } else if (verb == "cpus") {
      cpus();
    } else if (verb == "lanes") {
      std::cout << report::lanes(stepper_.done(), terminal_width(report::kLanesWidth),
                                 report::Detail::All, terminal_colour());
    } else if (verb == "print") {
      print(argument);
    } else if (verb == "undo") {
      undo(argument);
    } else if (verb == "goto") {
      go_to(argument);
    } else if (verb == "run") {
      if (const auto thread = thread_named(argument)) run(*thread);
    } else if (const auto thread = thread_named(verb)) {
      const auto way = argument.empty() ? 0 : support::number_in(argument);
      if (!way)
        refuse(fmt::format("'{}' is not the number of a way", argument));
      else
        step(choice(*thread, static_cast<std::uint32_t>(*way)));
    }
  }

  void refuse(const std::string& why) {
    refused_ = true;
    std::cout << fmt::format("{}; `help` lists what can be done\n", why);
  }

  report::Names names() const { return report::Names(stepper_.done()); }

  std::string name(machine::ThreadId thread) const {
    return trace::name_of(stepper_.machine(), thread);
  }

  trace::Choice choice(machine::ThreadId thread, std::uint32_t way) const {
    const machine::Machine& machine = stepper_.machine();
    return {machine.cpu_of(thread), way, machine.actor_of(thread)};
  }

  std::optional<machine::ThreadId> thread_named(const std::string& text) {
    for (machine::ThreadId thread = 0; thread < stepper_.machine().threads(); ++thread)
      if (name(thread) == text || fmt::format("{}", thread) == text) return thread;
    refuse(fmt::format("'{}' is neither a command nor a CPU", text));
    return std::nullopt;
  }

  std::string where(machine::ThreadId cpu) const {
    const machine::Machine& machine = stepper_.machine();
    const bool by_itself = machine.by_itself(cpu);
    const machine::CpuStatus status = machine.status(cpu);
    if (status == machine::CpuStatus::Blocked) {
      if (!by_itself) return report::what_for(names(), stepper_.waiting(cpu));
      return machine.sender_of(cpu) ? "waits for IRQs on" : "waits for the end of a grace period";
    }
    if (status == machine::CpuStatus::Finished && machine.returned(cpu))
      return fmt::format("has finished, returns {:#x}", *machine.returned(cpu));
    if (status != machine::CpuStatus::Ready) return report::standing(status);
    if (by_itself) return "can happen";
    const program::SourceLocation* at =
        program::shown(machine.setup().cpus[cpu].program.debug[machine.next_debug(cpu)]);
    if (at == nullptr) return "before its first step";
    const std::uint32_t ways = machine.alternatives(cpu);
    std::string source = trace::readable(stepper_.sources().line(at->file, at->line));
    source.erase(0, source.find_first_not_of(" \t"));
    return fmt::format("{}: {}{}", report::place(at), source,
                       ways > 1 ? fmt::format(" ({} ways)", ways) : "");
  }

  // Returns false if the step could not be taken, or if something is violated.
  bool step(const trace::Choice& choice) {
    if (!stepper_.can(choice)) {
      const machine::ThreadId thread = trace::thread_of(stepper_.machine(), choice);
      refuse(fmt::format("{} cannot: {}", name(thread), where(thread)));
      return false;
    }
    const std::vector<trace::Violation> violations = stepper_.take(choice);
    if (stepper_.done().steps.empty()) {
      std::cout << "a word was written that was taken to be constant: its accesses are steps now, "
                   "and the execution starts again\n";
      return false;
    }
    const trace::Step& taken = stepper_.done().steps.back();
    const std::string place = report::place(taken.where.at());
    std::cout << fmt::format("{} {}: {}{}\n", stepper_.done().steps.size(), name(choice.cpu),
                             place.empty() ? "" : place + ": ", report::effect(names(), taken));
    for (const trace::Violation& violation : violations)
      std::cout << fmt::format("violated: {}: {}\n", violation.property, violation.reason);
    return violations.empty();
  }

  void run(machine::ThreadId thread) {
    const trace::Choice next = choice(thread, 0);
    while (step(next) && stepper_.can(next))
      if (stepper_.machine().alternatives(thread) > 1) return;
  }

  void undo(const std::string& argument) {
    const auto count = argument.empty() ? 1 : support::number_in(argument);
    if (!count || *count > stepper_.done().steps.size())
      return refuse(fmt::format("there are {} steps to undo", stepper_.done().steps.size()));
    for (std::uint64_t i = 0; i < *count; ++i)
      stepper_.undo();
    std::cout << fmt::format("after step {}\n", stepper_.done().steps.size());
  }

  void go_to(const std::string& argument) {
    const auto wanted = support::number_in(argument);
    const std::size_t steps = recorded_ == nullptr ? 0 : recorded_->steps.size();
    if (!wanted || *wanted > steps)
      return refuse(recorded_ == nullptr ? "without a trace there is only step 0"
                                         : fmt::format("the trace has steps 0 to {}", steps));
    while (!stepper_.done().steps.empty())
      stepper_.undo();
    for (std::size_t i = 0; i < *wanted; ++i)
      if (!step(recorded_->steps[i].choice)) return;
    if (*wanted == 0) std::cout << "at the start\n";
  }

  void print(const std::string& what) {
    const auto address = support::hex_number_in(what);
    bool found = false;
    const auto show = [&](const replay::Stepper::Word& word) {
      std::cout << fmt::format("  {:#x} {}: {}\n", word.at.address,
                               names().word(word.at, word.level),
                               names().decoded(word.at, word.level, word.value));
      found = true;
    };
    if (address) return show(stepper_.word(*address));
    for (const replay::Stepper::Word& word : stepper_.words())
      if (names().word(word.at, word.level).find(what) != std::string::npos) show(word);
    if (!found) refuse(fmt::format("no word has '{}' in its name", what));
  }

  replay::Stepper& stepper_;
  const trace::Trace* recorded_;
  bool refused_ = false;
};

scenario::Scenario fixed(const scenario::Scenario& scenario, const trace::Trace* recorded) {
  if (recorded != nullptr) return replay::as_recorded(scenario, *recorded);
  // A question is answered with no.
  const bool is_open = !scenario.members.empty() || !scenario.chosen.empty() ||
                       std::ranges::any_of(scenario.inputs, [](const scenario::Input& input) {
                         return input.kind != scenario::Input::Kind::Fixed &&
                                input.kind != scenario::Input::Kind::Truth;
                       });
  if (is_open)
    throw InputError(Diagnostic{scenario.file, 0, 0, "it has open inputs, and no values for them",
                                "name a trace of it, or fix the inputs"});
  return scenario;
}

} // namespace

int run(const StepCommand& command) {
  std::optional<trace::Trace> recorded;
  if (command.trace) recorded = read_trace(*command.trace);
  const trace::Trace* trace = recorded ? &*recorded : nullptr;
  const Home home = home_of(command.sources, command.scenario);
  replay::Stepper stepper(fixed(home.scenario, trace), home.options(),
                          trace != nullptr ? &trace->written : nullptr);
  Session session(stepper, trace);
  const bool prompts = isatty(STDIN_FILENO) != 0;
  session.cpus();
  for (std::string line;;) {
    if (prompts) std::cout << "> " << std::flush;
    if (!std::getline(std::cin, line) || !session.obey(line)) break;
  }
  std::cout << std::flush;
  return session.refused() && !prompts ? kUsage : 0;
}

} // namespace walkcheck::cli
