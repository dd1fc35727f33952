// SPDX-License-Identifier: GPL-2.0-only
// What the user reads about a result: the summary with its last line, the table, the JSON.
#include "catch.hpp"

#include "checker/report/json.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/table.hpp"
#include "tests/checker/trace/example_trace.hpp"

#include <nlohmann/json.hpp>

using namespace walkcheck;
using verdict::PropertyResult;
using verdict::Result;
using verdict::Verdict;

namespace {

Result holding() {
  Result result;
  result.scenario = "01_walk.toml";
  result.title = "the merged walk against munmap";
  result.verdict = Verdict::Holds;
  result.executions = 17;
  result.steps = 230;
  result.properties = {{"no_freed_table", "no freed table", PropertyResult::Status::Holds, ""},
                       {"deadlock", "no deadlock", PropertyResult::Status::Holds, ""},
                       {"irqs_on", "IRQs on at the end", PropertyResult::Status::Holds, ""}};
  result.covers = {{"walk_saw_mapping", true}, {"walk_saw_none", true}};
  return result;
}

Result violated() {
  Result result = holding();
  result.scenario = "03_race.toml";
  result.verdict = Verdict::Violated;
  result.properties[0].status = PropertyResult::Status::Violated;
  result.properties[0].reason = "vCPU reads a freed table";
  result.properties[1].status = PropertyResult::Status::Violated;
  result.properties[1].reason = "vCPU waits for ever";
  result.properties[2].status = PropertyResult::Status::Unchecked;
  result.properties[2].reason = "no CPU reached its end";
  result.counterexample = trace::example_trace();
  return result;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string last_line(const std::string& text) {
  REQUIRE(text.ends_with("\n"));
  return text.substr(text.rfind('\n', text.size() - 2) + 1);
}

} // namespace

TEST_CASE("the summary of what holds") {
  CHECK(report::summary(holding()) == "01_walk.toml: the merged walk against munmap\n"
                                      "  inputs: fixed, as the scenario gives them\n"
                                      "HOLDS  17 executions, 0 blocked, 3 properties, 2 covers\n");
}

TEST_CASE("opaque functions, and covers that were not reached, are said") {
  Result result = holding();
  result.verdict = Verdict::Vacuous;
  result.covers[1].reached = false;
  result.opaque = {{"cond_resched", "walk.c"}};
  result.reasons = {"the cover walk_saw_none was never reached"};
  const std::string text = report::summary(result);
  CHECK(has(text, "cover not reached: walk_saw_none\n"));
  CHECK(has(text, "assumed to do nothing, return value unused: cond_resched (walk.c)\n"));
  CHECK(has(text, "  the cover walk_saw_none was never reached\n"));
  CHECK(last_line(text) ==
        "VACUOUS  17 executions, 0 blocked, 3 properties, 2 covers (1 not reached)\n");
}

TEST_CASE("the summary of a violation has the lanes, and the other properties beside") {
  const std::string text = report::summary(violated());
  CHECK(has(text, "\n1  walk()\n"));
  CHECK(has(text, "no_freed_table: no CPU accesses a page-table page after it was freed\n"));
  // That property is shown above, and must not be repeated.
  CHECK_FALSE(has(text, "no_freed_table violated"));
  CHECK(has(text, "  deadlock violated: no deadlock\n    vCPU waits for ever\n"));
  CHECK(has(text, "  irqs_on not checked to the end\n    no CPU reached its end\n"));
  CHECK(last_line(text) ==
        "VIOLATED  17 executions, 0 blocked, 3 properties (2 violated), 2 covers\n");
}

TEST_CASE("bad input has no counts") {
  Result result;
  result.scenario = "bad.toml";
  result.verdict = Verdict::BadInput;
  result.diagnostics = {{"bad.toml", 3, 7, "unknown key \"pagin\"", "did you mean \"paging\"?"}};
  CHECK(report::summary(result) == "bad.toml\n"
                                   "bad.toml:3:7: unknown key \"pagin\"\n"
                                   "  did you mean \"paging\"?\n"
                                   "BAD INPUT  1 error\n");
}

TEST_CASE("each verdict starts the last line") {
  const std::vector<std::pair<Verdict, std::string>> names{
      {Verdict::Holds, "HOLDS"},        {Verdict::Violated, "VIOLATED"},
      {Verdict::Vacuous, "VACUOUS"},    {Verdict::Inconclusive, "INCONCLUSIVE"},
      {Verdict::Diverged, "DIVERGED"},  {Verdict::Unexpected, "UNEXPECTED"},
      {Verdict::BadInput, "BAD INPUT"}, {Verdict::Internal, "INTERNAL"},
      {Verdict::Usage, "USAGE"},
  };
  for (const auto& [verdict, name] : names) {
    Result result = holding();
    result.verdict = verdict;
    CHECK(report::verdict_line(result).starts_with(name));
    CHECK(report::to_json(result)["verdict"] == name);
  }
}

TEST_CASE("the table lines up, and counts the verdicts") {
  CHECK(report::table({holding(), violated(), holding()}) ==
        "scenario      verdict   executions  blocked  steps  violated\n"
        "01_walk.toml  HOLDS             17        0    230\n"
        "03_race.toml  VIOLATED          17        0    230  no_freed_table, deadlock\n"
        "01_walk.toml  HOLDS             17        0    230\n"
        "3 scenarios: 2 HOLDS, 1 VIOLATED\n");
}

TEST_CASE("executions that an assumption cut are counted apart") {
  Result result = holding();
  result.cut = 2;
  CHECK(
      report::verdict_line(result).starts_with("HOLDS  17 executions, 2 cut by an assumption, 0 "));
  CHECK(report::table({result}).find("HOLDS    17 + 2 cut  ") != std::string::npos);
  CHECK(report::to_json(result)["executions"] == 17);
  CHECK(report::to_json(result)["cut"] == 2);
}

TEST_CASE("the JSON of a result has exactly its keys, in order") {
  const nlohmann::ordered_json json = report::to_json(violated(), "03_race.trace.json");
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items())
    keys.push_back(key);
  CHECK(keys == std::vector<std::string>{
                    "scenario",         "title",      "verdict", "executions",     "cut",
                    "blocked",          "steps",      "states",  "alone",          "classes",
                    "classes_complete", "properties", "covers",  "reasons",        "notes",
                    "opaque",           "errors",     "listed",  "counterexample", "trace"});
  CHECK(json["classes"].is_null());
  CHECK(json["classes_complete"] == false);
  CHECK(json["executions"] == 17);
  CHECK(json["properties"][0].dump() ==
        R"({"name":"no_freed_table","status":"violated","reason":"vCPU reads a freed table",)"
        R"("claim":"no freed table"})");
  CHECK(json["properties"][2]["status"] == "unchecked");
  CHECK(json["covers"][0].dump() == R"({"name":"walk_saw_mapping","reached":true})");
  CHECK(json["trace"] == "03_race.trace.json");
  CHECK(report::to_json(holding())["trace"].is_null());
}

TEST_CASE("the JSON has what the summary says besides") {
  using verdict::Note;
  Result result = holding();
  result.verdict = Verdict::Vacuous;
  result.reasons = {"cover walk_saw_none was never reached"};
  result.notes = {{Note::Kind::ClaimNotReached, "level", "level.c:7"},
                  {Note::Kind::WalkNotReached, "vCPU", "walk.c:9"},
                  {Note::Kind::ClaimCannotFail, "level", "level.c:8", "gate"}};
  result.opaque = {{"cond_resched", "walk.c"}};
  result.diagnostics = {{"bad.toml", 3, 0, "unknown key", ""}};
  result.listed = {{2,
                    {{"vCPU", 5, program::SourceLocation{"walk.c", 9, 0, ""}}, {"munmap", 0, {}}},
                    {{"vCPU", machine::CpuStatus::Finished, 1},
                     {"munmap", machine::CpuStatus::Finished, std::nullopt},
                     {"late", machine::CpuStatus::Blocked, std::nullopt}},
                    true}};
  const nlohmann::ordered_json json = report::to_json(result);
  CHECK(json["title"] == "the merged walk against munmap");
  CHECK(json["reasons"].dump() == R"(["cover walk_saw_none was never reached"])");
  const std::string text = report::summary(result, 200);
  const std::vector<std::vector<std::string>> notes = {
      {"claim_not_reached", "level", "level.c:7",
       "no execution reaches the claim of level at level.c:7"},
      {"walk_not_reached", "vCPU", "walk.c:9",
       "no execution reaches the walk of vCPU that begins at walk.c:9"},
      {"claim_cannot_fail", "level", "level.c:8",
       "the claim of level at level.c:8 cannot fail here: nobody writes gate"}};
  REQUIRE(json["notes"].size() == notes.size());
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const auto& note = json["notes"][i];
    CHECK(std::vector<std::string>{note["kind"], note["of"], note["place"], note["text"]} ==
          notes[i]);
    CHECK(contains(text, "  " + notes[i][3] + '\n'));
  }
  CHECK(json["notes"][0]["variable"].is_null());
  CHECK(json["notes"][2]["variable"] == "gate");
  CHECK(json["opaque"].dump() == R"([{"name":"cond_resched","spec":"walk.c"}])");
  CHECK(json["errors"].dump() ==
        R"([{"file":"bad.toml","line":3,"column":null,"cause":"unknown key","remedy":null}])");
  CHECK(
      json["listed"].dump() ==
      R"([{"class":2,"cut":true,"runs":[{"cpu":"vCPU","steps":5,"file":"walk.c","line":9},)"
      R"({"cpu":"munmap","steps":0,"file":null,"line":null}],"ends":["vCPU returns 0x1","late waits for ever"]}])");
  CHECK(json["counterexample"].is_null());
  CHECK(report::to_json(holding())["listed"].is_null());

  const Result race = violated();
  CHECK(report::to_json(race)["counterexample"]["property"] ==
        race.counterexample->violation.property);
  CHECK(report::to_json(race)["counterexample"]["steps"] == race.counterexample->length.steps);
}
