// SPDX-License-Identifier: GPL-2.0-only
// The forms of a trace that other programs read: commit messages, ITF and SARIF. What each of them
// must have is taken from the sources that the forms' headers name.
#include "catch.hpp"

#include "checker/report/commit.hpp"
#include "checker/report/html.hpp"
#include "checker/report/itf.hpp"
#include "checker/report/lanes.hpp"
#include "checker/report/remarks.hpp"
#include "checker/report/sarif.hpp"
#include "checker/report/wrap.hpp"
#include "tests/checker/trace/example_trace.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <sstream>

using namespace walkcheck;
using nlohmann::ordered_json;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

// A trace of this many CPUs, each with one step on a word that all of them write.
trace::Trace trace_of(std::size_t cpus) {
  trace::Trace trace = trace::example_trace();
  const trace::Step step = trace.steps[1];
  trace.cpus.clear();
  trace.steps.clear();
  for (machine::CpuId cpu = 0; cpu < cpus; ++cpu) {
    trace.cpus.push_back("a CPU with a name that is rather long");
    trace.steps.push_back(step);
    trace.steps.back().choice.cpu = cpu;
  }
  trace.violation.cpu = static_cast<machine::CpuId>(cpus - 1);
  return trace;
}

} // namespace

TEST_CASE("a commit message's diagram, laid out by hand") {
  CHECK(report::commit(trace::example_trace()) ==
        "CPU 0 (vCPU)                         CPU 1 (munmap)\n"
        "============                         ==============\n"
        "walk()\n"
        "  pmd = READ_ONCE(*pmd_offset(&pud,\n"
        "      address));\n"
        "                                     free_pmd()\n"
        "                                       pmd_clear(pmd);\n"
        "                                     munmap()\n"
        "                                       tlb_finish_mmu(&tlb);\n"
        "                                       <free table PTE of hva>\n"
        "  pte =\n"
        "      READ_ONCE(*pte_offset_kernel(\n"
        "      &pmd, address));\n"
        "  <load PTE[1] of hva: none; in a\n"
        "      freed table>\n"
        "  !!! no_freed_table\n"
        "\n"
        "vCPU reads PTE[1] of hva, in a table that munmap has freed.\n"
        "\n"
        "This violates no_freed_table: no CPU accesses a page-table page after it\n"
        "was freed.\n");
}

TEST_CASE("no line of a commit message is longer than 72, with any number of CPUs") {
  for (std::size_t cpus = 1; cpus <= machine::kMaxCpus; ++cpus) {
    INFO(cpus << " CPUs");
    for (const std::string& line : lines_of(report::commit(trace_of(cpus)))) {
      INFO(line);
      CHECK(report::width_of(line) <= report::kCommitWidth);
      CHECK_FALSE(line.ends_with(' '));
    }
  }
}

TEST_CASE("ITF: the variables of each state, and the words as the steps leave them") {
  const trace::Trace trace = trace::example_trace();
  const ordered_json itf = report::itf(trace);
  CHECK(itf.at("#meta").at("format") == "ITF");
  const auto vars = itf.at("vars").get<std::set<std::string>>();
  REQUIRE(itf.at("states").size() == trace.steps.size() + 1);
  for (std::size_t i = 0; i < itf.at("states").size(); ++i) {
    const ordered_json& state = itf.at("states")[i];
    CHECK(state.at("#meta").at("index") == i);
    std::set<std::string> named;
    for (const auto& [key, value] : state.items())
      if (key != "#meta") named.insert(key);
    CHECK(named == vars);
  }
  // Addresses 0x1002000 and 0x1003008; the PMD word is cleared by the second step.
  const auto pmd = [&](std::size_t state) {
    return itf.at("states")[state].at("words").at("#map")[0];
  };
  CHECK(pmd(0)[0].at("#bigint") == "16785408");
  CHECK(pmd(0)[1].at("#bigint") == "16789607");
  CHECK(pmd(1)[1].at("#bigint") == "16789607");
  CHECK(pmd(2)[1].at("#bigint") == "0");
  CHECK(itf.at("states")[4].at("violated") == "no_freed_table");
  CHECK(itf.at("states")[3].at("violated") == "");
  CHECK(itf.at("states")[2].at("cpu") == "munmap");
}

TEST_CASE("SARIF: one result, a thread flow per CPU, all steps in order") {
  const trace::Trace trace = trace::example_trace();
  const ordered_json sarif = report::sarif(trace);
  CHECK(sarif.at("version") == "2.1.0");
  REQUIRE(sarif.at("runs").size() == 1);
  const ordered_json& run = sarif.at("runs")[0];
  CHECK(run.at("tool").at("driver").at("name") == "walkcheck");
  REQUIRE(run.at("results").size() == 1);
  const ordered_json& result = run.at("results")[0];
  const ordered_json& rules = run.at("tool").at("driver").at("rules");
  CHECK(rules[result.at("ruleIndex").get<std::size_t>()].at("id") == result.at("ruleId"));
  CHECK(result.at("level") == "error");
  CHECK(result.at("message").at("text") == trace.violation.reason);
  // The failure's place is the line in the walk, not the line of the vocabulary.
  const ordered_json& at = result.at("locations")[0].at("physicalLocation");
  CHECK(at.at("artifactLocation").at("uri") == "walkers/walk.c");
  CHECK(at.at("region").at("startLine") == 35);

  const ordered_json& flows = result.at("codeFlows")[0].at("threadFlows");
  REQUIRE(flows.size() == 2);
  CHECK(flows[0].at("id") == "vCPU");
  CHECK(flows[1].at("id") == "munmap");
  std::set<int> order;
  for (const ordered_json& flow : flows) {
    CHECK_FALSE(flow.at("locations").empty()); // 3.37.6: at least one
    for (const ordered_json& step : flow.at("locations"))
      order.insert(step.at("executionOrder").get<int>());
  }
  CHECK(order == std::set<int>{1, 2, 3, 4});
  CHECK(run.at("artifacts")[1].at("hashes").at("sha-256") == std::string(64, 'a'));
}

TEST_CASE("SARIF: a name that is no URI is made one") {
  trace::Trace trace = trace::example_trace();
  trace.inputs[1].name = "my walks/50%.c";
  const ordered_json sarif = report::sarif(trace);
  CHECK(sarif.at("runs")[0].at("artifacts")[1].at("location").at("uri") == "my%20walks/50%25.c");
}

TEST_CASE("a trace without steps or places has its forms, too") {
  trace::Trace trace = trace::example_trace();
  for (trace::Step& step : trace.steps)
    step.where = {};
  CHECK(report::sarif(trace).at("runs")[0].at("results")[0].at("locations").empty());
  CHECK(report::commit(trace).find("!!! no_freed_table") != std::string::npos);
  trace.steps.clear();
  CHECK_FALSE(report::sarif(trace).at("runs")[0].at("results")[0].contains("codeFlows"));
  CHECK(report::itf(trace).at("states").size() == 1);
  CHECK(report::commit(trace).find("This violates no_freed_table") != std::string::npos);
}

TEST_CASE("every form says which inputs it is of, and for which it is so") {
  trace::Trace trace = trace::example_trace();
  trace.chosen = {{"scheme", "T3"}};
  trace.values = {{"hva", 0x7f0000001000}};
  trace.holds_for = {"scheme = T3", "pte_index(hva) != 0"};
  const auto is_said_in = [](std::string text) {
    std::ranges::replace(text, '\n', ' ');
    INFO(text);
    CHECK(text.find("with scheme = T3, hva = 0x7f0000001000; the same holds for every input with "
                    "scheme = T3, pte_index(hva) != 0") != std::string::npos);
  };
  is_said_in(report::commit(trace));
  is_said_in(report::html(trace));
  is_said_in(report::lanes(trace, 500));
  is_said_in(report::itf(trace)["#meta"]["description"]);
  is_said_in(report::sarif(trace)["runs"][0]["results"][0]["message"]["text"]);
}

TEST_CASE("nouns in numbers") {
  CHECK(report::plural(1, "context switch") == "1 context switch");
  CHECK(report::plural(0, "context switch") == "0 context switches");
  CHECK(report::plural(2, "input class") == "2 input classes");
  CHECK(report::plural(3, "property") == "3 properties");
  CHECK(report::plural(17, "execution") == "17 executions");
}
