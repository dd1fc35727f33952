// SPDX-License-Identifier: GPL-2.0-only
// walkcheck replay and show: commands on a recorded interleaving.
#include "checker/cli/commands.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/terminal.hpp"
#include "checker/cli/trace_home.hpp"
#include "checker/replay/replay_trace.hpp"
#include "checker/report/commit.hpp"
#include "checker/report/departure.hpp"
#include "checker/report/html.hpp"
#include "checker/report/itf.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/sarif.hpp"
#include "checker/trace/json.hpp"
#include "checker/witness/witness.hpp"
#include "model/scenario/file_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iostream>

namespace walkcheck::cli {
namespace {

void print(const trace::Replay& replay, const trace::Trace& recorded) {
  std::cout << report::lanes(replay.now, report::kLanesWidth, report::Detail::Race,
                             terminal_colour())
            << '\n';
  for (const trace::ChangedInput& changed : replay.changed)
    std::cout << "since it was recorded: " << report::changed_text(changed) << '\n';
  if (replay.departure) {
    const report::DepartureText text = report::departure_text(replay, recorded);
    const std::size_t step = replay.departure->step;
    std::cout << fmt::format("step {} departs\n  recorded: {}\n  now:      {}\n  {}\n"
                             "DIVERGED  at step {}\n",
                             step, text.recorded, text.now, text.cause, step);
  } else {
    std::cout << fmt::format("VIOLATED  {} in {} steps, as recorded\n",
                             replay.now.violation.property, replay.now.steps.size());
  }
  std::cout << std::flush;
}

// One item per line, so that the JSON can be cut or piped; bytes that are not UTF-8 are replaced.
std::string text_of(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

// The witness acts out what the machine does today, provided that this is what was recorded.
std::string witness_of(const trace::Trace& recorded, const ShowCommand& command) {
  const Home home = home_of(command.file, recorded);
  const trace::Replay replay = replay::replay_trace(home.scenario, recorded, home.options());
  if (replay.departure)
    throw InputError(
        Diagnostic{scenario::shown_path(command.file.trace), 0, 0,
                   fmt::format("step {} is not as recorded: {}", replay.departure->step,
                               report::departure_text(replay, recorded).cause),
                   "verify the scenario again, and show the new trace"});
  const scenario::Scenario member = replay::as_recorded(home.scenario, recorded);
  machine::Machine machine(scenario::build(member, home.options()));
  machine.expect_written(recorded.written);
  return witness::witness(member, machine, {{replay.now.steps, replay.now.violation.property}},
                          home.options());
}

std::string shown(const trace::Trace& trace, const ShowCommand& command) {
  switch (command.as) {
  case ShownAs::Lanes:
    return report::lanes(trace, command.width.value_or(terminal_width(report::kLanesWidth)),
                         command.all ? report::Detail::All : report::Detail::Race,
                         terminal_colour());
  case ShownAs::Html: return report::html(trace);
  case ShownAs::Commit: return report::commit(trace);
  case ShownAs::Json: return trace::to_text(trace);
  case ShownAs::Itf: return text_of(report::itf(trace));
  case ShownAs::Sarif: return text_of(report::sarif(trace));
  case ShownAs::C: return witness_of(trace, command);
  }
  return "";
}

} // namespace

int run(const ReplayCommand& command) {
  const trace::Trace recorded = read_trace(command.file.trace);
  const Home home = home_of(command.file, recorded);
  const trace::Replay replay = replay::replay_trace(home.scenario, recorded, home.options());
  print(replay, recorded);
  return exit_code(replay.departure ? verdict::Verdict::Diverged : verdict::Verdict::Violated);
}

int run(const ShowCommand& command) {
  std::cout << shown(read_trace(command.file.trace), command) << std::flush;
  return 0;
}

} // namespace walkcheck::cli
