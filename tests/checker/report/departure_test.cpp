// SPDX-License-Identifier: GPL-2.0-only
// Each way in which a replay can depart, in words.
#include "catch.hpp"

#include "checker/report/departure.hpp"
#include "tests/checker/trace/example_trace.hpp"

using namespace walkcheck;
using Kind = trace::Departure::Kind;
using How = trace::ChangedInput::How;

namespace {

trace::Replay departed(std::size_t step, Kind kind) {
  trace::Replay replay;
  replay.now = trace::example_trace();
  replay.now.steps.resize(step - 1);
  replay.departure.emplace().step = step;
  replay.departure->kind = kind;
  return replay;
}

} // namespace

TEST_CASE("both sides of each departure") {
  const trace::Trace recorded = trace::example_trace();
  const auto text = [&](const trace::Replay& replay) {
    return report::departure_text(replay, recorded);
  };
  const std::string store = "munmap: store PMD[0] of hva: 0x1003067 -> 0x0";

  trace::Replay other = departed(2, Kind::OtherEffect);
  other.departure->actual = recorded.steps[1];
  other.departure->actual->after = 0x3000e7;
  CHECK(text(other).recorded == store);
  CHECK(text(other).now == "munmap: store PMD[0] of hva: 0x1003067 -> 0x3000e7");

  trace::Replay cannot = departed(2, Kind::CannotStep);
  CHECK(text(cannot).recorded == store);
  CHECK(text(cannot).now == "munmap has fewer ways to continue");
  cannot.departure->status = machine::CpuStatus::Finished;
  CHECK(text(cannot).now == "munmap has finished");
  cannot.departure->status = machine::CpuStatus::Idle;
  CHECK(text(cannot).now == "munmap has no such step to take");

  CHECK(text(departed(2, Kind::NoSuchActor)).now == "no such thing happens to munmap by itself");
  CHECK(text(departed(2, Kind::WritesConstant)).now ==
        "a write to a word that nothing wrote when this was recorded");

  trace::Replay harmless = departed(5, Kind::NotViolated);
  CHECK(text(harmless).recorded == "violated: no_freed_table");
  CHECK(text(harmless).now == "nothing is violated");
  harmless.departure->violations = {{"no_deadlock", "", "", {}}, {"assertions", "", "", {}}};
  CHECK(text(harmless).now == "violated: no_deadlock, assertions");

  trace::Replay renamed = departed(1, Kind::OtherCpus);
  renamed.now.cpus[1] = "collapse";
  CHECK(text(renamed).recorded == "CPUs vCPU, munmap");
  CHECK(text(renamed).now == "CPUs vCPU, collapse");
}

TEST_CASE("what probably made it depart") {
  trace::Replay replay = departed(2, Kind::CannotStep);
  const trace::Trace recorded = trace::example_trace();
  CHECK(report::departure_text(replay, recorded).cause.starts_with("no input has changed"));
  replay.changed = {{"a.c", How::IsNew}, {"b.c", How::IsUnused}, {"c.c", How::HasChanged}};
  CHECK(report::departure_text(replay, recorded).cause ==
        "changed since it was recorded: a.c is new, b.c is no longer used, c.c has changed");
}
