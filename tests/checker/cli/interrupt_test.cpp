// SPDX-License-Identifier: GPL-2.0-only
// Whatever ends a run, what was found so far is reported. The end may be signals at any moment,
// once or in a burst, to the process or to its group; the time limit; a reader that has gone; or a
// full disk.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include <sys/wait.h>

using nlohmann::json;

namespace {

// Never ends, and each execution violates the claim.
void write_endless_violated(const ScratchFolder& folder, const std::string& name) {
  write_endless(folder, name,
                "\t__wc_assert(READ_ONCE(word) != 40, \"somebody is not the last\");\n");
}

// Finding an input that no class covers would mean factoring a number.
void write_hard_question(const ScratchFolder& folder, const std::string& name) {
  folder.write("factors.c", "unsigned long word;\n"
                            "void factors(unsigned long x, unsigned long y)\n{\n"
                            "\tWRITE_ONCE(word, 1);\n"
                            "\tif (x > 1 && y > 1 && x < 0x100000000 && y < 0x100000000 &&\n"
                            "\t    x * y == 0x7ffffffd0000000b)\n"
                            "\t\tWRITE_ONCE(word, 2);\n}\n");
  folder.write(name, "[inputs]\nx = { kind = 'number' }\ny = { kind = 'number' }\n" +
                         cpu("one", "factors.c", "factors", "args = { x = 'x', y = 'y' }"));
}

void check_report(const ScratchFolder& folder, const Outcome& outcome, std::size_t scenarios) {
  INFO(outcome.out << outcome.err);
  CHECK((outcome.code == 10 || outcome.code == 30));
  json results;
  REQUIRE_NOTHROW(results = json::parse(folder.read("r.json")));
  REQUIRE(results.size() == scenarios);
  for (const json& result : results) {
    const std::string verdict = result.at("verdict");
    CHECK((verdict == "VIOLATED" || verdict == "INCONCLUSIVE"));
    CHECK(contains(outcome.out, verdict + "  "));
    if (verdict == "VIOLATED")
      CHECK_FALSE(folder.read(result.at("trace").get<std::string>()).empty());
  }
}

} // namespace

TEST_CASE("signals at any moment leave a report, and what was found on disk") {
  constexpr unsigned kSeed = 4711;
  constexpr int kRuns = 12;
  CAPTURE(kSeed);
  std::mt19937 random(kSeed);
  const auto pick = [&](int from, int to) {
    return std::uniform_int_distribution(from, to)(random);
  };
  constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};
  constexpr std::array kEngines{"auto", "dpor", "states", "exhaustive"};
  int violated = 0;
  for (int run = 0; run < kRuns; ++run) {
    const ScratchFolder folder;
    write_endless_violated(folder, "bad.toml");
    write_endless(folder, "endless.toml");
    std::vector<std::string> line{"verify",  "--json", "r.json", "-j", std::to_string(pick(1, 2)),
                                  "bad.toml"};
    const std::string engine = kEngines.at(static_cast<std::size_t>(run / 2) % kEngines.size());
    line.insert(line.end(), {"--engine", engine});
    const bool several = pick(0, 1) == 1;
    if (several) line.emplace_back("endless.toml");
    std::vector<Signal> signals;
    // The signal comes as soon as signals are watched for, that is, during compilation; or after
    // the search has run for a while.
    const bool searching = run % 2 == 1;
    if (searching) line.emplace_back("--progress");
    int after = pick(0, 300);
    for (int count = pick(1, 4); count > 0; --count) {
      signals.push_back({std::chrono::milliseconds(after),
                         kSignals[static_cast<std::size_t>(pick(0, 2))], pick(0, 1) == 1});
      after = pick(0, 2);
    }
    CAPTURE(run, engine, several, signals.front().after.count(), signals.size());
    const Outcome outcome = searching
                                ? walkcheck_signalled(folder, line, "stderr", "so far", signals)
                                : walkcheck_signalled(folder, line, "r.json", "", signals);
    check_report(folder, outcome, several ? 2 : 1);
    violated += outcome.code == 10 ? 1 : 0;
  }
  CHECK(violated > 0); // otherwise no signal was late enough to tell anything
}

TEST_CASE("where auto has gone on to states, what executions showed is kept at an interrupt") {
  const ScratchFolder folder;
  write_endless_violated(folder, "bad.toml");
  const Outcome outcome = walkcheck_signalled(
      folder, {"verify", "--json", "r.json", "--progress", "bad.toml"}, "stderr", "between states",
      {{std::chrono::milliseconds(0), SIGINT, false}});
  check_report(folder, outcome, 1);
  CHECK(outcome.code == 10);
}

TEST_CASE("the time limit is an interrupt, and named") {
  const ScratchFolder folder;
  write_endless(folder, "endless.toml");
  write_endless_violated(folder, "bad.toml");
  const Outcome outcome = run_walkcheck(
      folder, {"verify", "--time-limit", "1", "--json", "r.json", "endless.toml", "bad.toml"});
  check_report(folder, outcome, 2);
  CHECK(contains(outcome.out, "stopped at the time limit of 1 s"));
  folder.write("t.toml",
               "[[vary]]\nname = 'x'\nvalues = [ 'a', 'b' ]\n"
               "[[verdicts]]\nverdict = 'HOLDS'\nbecause = 'it is never seen to the end'\n" +
                   folder.read("endless.toml").substr(folder.read("endless.toml").find('[')));
  const Outcome matrix = run_walkcheck(folder, {"matrix", "--time-limit", "1", "t.toml"});
  INFO(matrix.out << matrix.err);
  CHECK(matrix.code == 30);
  CHECK(contains(matrix.out, "stopped at the time limit of 1 s"));
  CHECK(contains(matrix.out, "2 INCONCLUSIVE"));
  write_holds(folder, "holds.toml");
  CHECK(run_walkcheck(folder, {"verify", "--time-limit", "60", "holds.toml"}).code == 0);
  CHECK(run_walkcheck(folder, {"verify", "--time-limit", "0", "holds.toml"}).code == 64);
}

TEST_CASE("a question that takes the solver long is cut short") {
  const ScratchFolder folder;
  write_hard_question(folder, "s.toml");
  const auto begin = std::chrono::steady_clock::now();
  const Outcome outcome = run_walkcheck(folder, {"verify", "--time-limit", "2", "--solver-limit",
                                                 "4000000000", "--json", "r.json", "s.toml"});
  check_report(folder, outcome, 1);
  CHECK(contains(outcome.out, "time limit"));
  CHECK_FALSE(contains(outcome.out, "--solver-limit"));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(40));
}

TEST_CASE("a reader that has gone, and a trace that cannot be written") {
  const ScratchFolder folder;
  write_violated(folder, "s.toml");
  write_violated(folder, "t.toml");
  const std::string shell = "cd " + folder.path().string() +
                            " && (" WALKCHECK_BINARY
                            " verify --json r.json s.toml t.toml 2>err; echo $? >code) | true";
  CHECK(std::system(shell.c_str()) == 0);
  CHECK(folder.read("code") == "70\n");
  CHECK_FALSE(folder.read("s.trace.json").empty());
  CHECK(json::parse(folder.read("r.json")).at(0).at("verdict") == "VIOLATED");

  std::filesystem::create_directory(folder.path() / "full");
  // A folder of this name, so that the trace cannot be written.
  std::filesystem::create_directory(folder.path() / "full/s.trace.json");
  const Outcome full = run_walkcheck(folder, {"verify", "--trace-dir", "full", "s.toml"});
  INFO(full.out << full.err);
  CHECK(full.code == 10);
  CHECK(contains(full.err, "cannot write the trace"));
  CHECK(contains(full.out, "nobody else was here"));
}
