// SPDX-License-Identifier: GPL-2.0-only
// Whole runs: the same bytes for any -j, the JSON, traces and their replay, Ctrl-C, lower and list.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <set>

#include <sys/wait.h>

using nlohmann::json;

namespace {

std::set<std::string> keys(const json& object) {
  std::set<std::string> names;
  for (const auto& [key, value] : object.items())
    names.insert(key);
  return names;
}

} // namespace

TEST_CASE("results are the same bytes for any number of jobs") {
  const ScratchFolder folder;
  std::vector<std::string> scenarios;
  for (int i = 0; i < 4; ++i) {
    write_holds(folder, "holds" + std::to_string(i) + ".toml");
    write_violated(folder, "violated" + std::to_string(i) + ".toml");
    folder.write("bad" + std::to_string(i) + ".toml", "x = 1\n");
    for (const char* kind : {"violated", "bad", "holds"})
      scenarios.push_back(kind + std::to_string(i) + ".toml");
  }
  const auto verify = [&](const std::string& jobs, const std::string& to) {
    std::vector<std::string> line = {"verify",     "-j",          jobs, "--json",
                                     to + ".json", "--trace-dir", to};
    line.insert(line.end(), scenarios.begin(), scenarios.end());
    return run_walkcheck(folder, line);
  };
  const Outcome one = verify("1", "one");
  const Outcome four = verify("4", "four");
  CHECK(one.code == 65);
  CHECK(four.code == 65);
  CHECK(one.out == four.out);
  CHECK(folder.read("one.json") == folder.read("four.json"));
  CHECK(json::parse(folder.read("one.json")).size() == scenarios.size());
  const std::string trace = folder.read("one/violated2.trace.json");
  CHECK_FALSE(trace.empty());
  CHECK(trace == folder.read("four/violated2.trace.json"));
  CHECK(contains(last_line(one.out), "12 scenarios"));
  CHECK_FALSE(contains(one.out, folder.path().string()));
  CHECK_FALSE(contains(folder.read("one.json"), folder.path().string()));
  CHECK_FALSE(contains(trace, folder.path().string()));
}

TEST_CASE("results hold no path of the machine, however a scenario is named") {
  const ScratchFolder folder;
  write_violated(folder, "s.toml");
  folder.write("bad.toml", "x = 1\n");
  const std::string here = folder.path().string();
  const Outcome outcome =
      run_walkcheck(folder, {"verify", "--json", "r.json", here + "/s.toml", here + "/bad.toml"});
  CHECK_FALSE(contains(outcome.out, here));
  CHECK_FALSE(contains(folder.read("r.json"), here));
  CHECK_FALSE(contains(folder.read("s.trace.json"), here));
}

TEST_CASE("the JSON has what the design promises") {
  const ScratchFolder folder;
  write_holds(folder, "holds.toml", "properties = { cover = [ 'added', 'never' ] }\n");
  write_violated(folder, "violated.toml");
  run_walkcheck(folder, {"verify", "--json", "r.json", "holds.toml", "violated.toml"});
  const json results = json::parse(folder.read("r.json"));
  REQUIRE(results.size() == 2);
  const std::set<std::string> wanted = {"scenario", "verdict",         "executions", "blocked",
                                        "steps",    "classes",         "properties", "covers",
                                        "trace",    "classes_complete"};
  for (const json& result : results) {
    const std::set<std::string> present = keys(result);
    for (const std::string& key : wanted)
      CHECK(present.contains(key));
    for (const json& property : result.at("properties"))
      for (const char* key : {"name", "status", "reason"})
        CHECK(property.contains(key));
  }
  CHECK(results[0].at("scenario") == "holds.toml");
  CHECK(results[0].at("verdict") == "VACUOUS");
  CHECK(results[0].at("executions") == 2);
  CHECK(results[0].at("trace").is_null());
  CHECK(results[0].at("covers")[0] == json{{"name", "added"}, {"reached", true}});
  CHECK(results[0].at("covers")[1] == json{{"name", "never"}, {"reached", false}});
  CHECK(results[1].at("verdict") == "VIOLATED");
  CHECK(results[1].at("trace") == "violated.trace.json");
}

TEST_CASE("a trace is replayed, and a changed spec makes it depart") {
  const ScratchFolder folder;
  write_violated(folder, "s.toml");
  REQUIRE(run_walkcheck(folder, {"verify", "s.toml"}).code == 10);
  const Outcome same = run_walkcheck(folder, {"replay", "s.trace.json"});
  INFO(same.out << same.err);
  CHECK(same.code == 10);
  CHECK(last_line(same.out).rfind("VIOLATED  assertions", 0) == 0);
  const Outcome shown = run_walkcheck(folder, {"show", "s.trace.json"});
  CHECK(shown.code == 0);
  CHECK(contains(shown.out, "nobody else was here"));

  std::string spec = folder.read("alone.c");
  spec.replace(spec.find("word + 1"), 8, "word + 7");
  folder.write("alone.c", spec);
  const Outcome departs = run_walkcheck(folder, {"replay", "s.trace.json"});
  INFO(departs.out);
  CHECK(departs.code == 50);
  CHECK(last_line(departs.out).rfind("DIVERGED  at step", 0) == 0);
  CHECK(contains(departs.out, "alone.c has changed"));

  std::filesystem::remove(folder.path() / "s.toml");
  const Outcome lost = run_walkcheck(folder, {"replay", "s.trace.json"});
  CHECK(lost.code == 65);
  CHECK(contains(lost.err, "--scenario"));
}

TEST_CASE("a changed header makes a trace depart and is named") {
  const ScratchFolder folder;
  write_violated(folder, "s.toml");
  folder.write("body.h", folder.read("alone.c"));
  folder.write("alone.c", "#include \"body.h\"\n");
  REQUIRE(run_walkcheck(folder, {"verify", "s.toml"}).code == 10);
  CHECK(run_walkcheck(folder, {"replay", "s.trace.json"}).code == 10);
  std::string header = folder.read("body.h");
  header.replace(header.find("word + 1"), 8, "word + 7");
  folder.write("body.h", header);
  const Outcome departs = run_walkcheck(folder, {"replay", "s.trace.json"});
  CHECK(departs.code == 50);
  CHECK(contains(departs.out, "body.h has changed"));
}

TEST_CASE("two scenarios of one name get two traces") {
  const ScratchFolder folder;
  write_violated(folder, "s.toml");
  folder.write("other/alone.c", folder.read("alone.c"));
  folder.write("other/s.toml", folder.read("s.toml"));
  run_walkcheck(folder, {"verify", "--json", "r.json", "s.toml", "other/s.toml"});
  const json results = json::parse(folder.read("r.json"));
  CHECK(results.at(0).at("trace") == "s.trace.json");
  CHECK(results.at(1).at("trace") == "s-2.trace.json");
  CHECK(folder.read("s.trace.json") == folder.read("s-2.trace.json"));
}

TEST_CASE("an interrupt ends with INCONCLUSIVE and what was covered so far") {
  const ScratchFolder folder;
  write_endless(folder, "s.toml");
  const Outcome outcome = run_walkcheck_interrupted(
      folder, {"verify", "--progress", "--engine", "dpor", "--json", "r.json", "s.toml"},
      "executions so far");
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 30);
  CHECK(last_line(outcome.out).rfind("INCONCLUSIVE", 0) == 0);
  CHECK(contains(outcome.out, "interrupted"));
  const json results = json::parse(folder.read("r.json"));
  CHECK(results.at(0).at("executions") > 0);
  CHECK(results.at(0).at("properties").at(0).at("status") == "unchecked");
}

TEST_CASE("lower prints steps with their places") {
  const ScratchFolder folder;
  write_holds(folder, "s.toml");
  const Outcome outcome = run_walkcheck(folder, {"lower", "add.c"});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "add.c:4"));
  CHECK(contains(outcome.out, "add"));
}

TEST_CASE("list names scenarios, walkers, mutators and properties with a line each") {
  const ScratchFolder folder;
  const Outcome outcome = run_walkcheck(folder, {"list"});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "walkers/host_pfn_mapping_level.c"));
  CHECK(contains(outcome.out, "mutators/munmap.c"));
  CHECK(contains(outcome.out, "no_freed_table"));
  // A template also has a title, with the names of its axes instead of their values.
  CHECK_FALSE(contains(outcome.out, "cannot be read"));
  CHECK(contains(outcome.out, "square.toml"));
  CHECK(contains(outcome.out, "${mutator}"));
}

namespace {

// The words of the replay line that was printed, behind "walkcheck".
std::string replay_line(const Outcome& outcome) {
  const std::string before = "trace written: walkcheck ";
  const std::size_t begin = outcome.err.find(before);
  if (begin == std::string::npos) return {};
  const std::size_t end = outcome.err.find('\n', begin);
  return outcome.err.substr(begin + before.size(), end - begin - before.size());
}

} // namespace

TEST_CASE("the replay line works as it stands, whatever the run was given") {
  const ScratchFolder folder;
  write_violated(folder, "s.toml");
  write_violated(folder, "there/s.toml");
  folder.write("there/alone.c", folder.read("alone.c"));
  // Another scenario with the same name but another meaning is beside the trace, or in this folder.
  folder.write("there/s.toml", folder.read("s.toml") + cpu("three", "alone.c", "alone"));
  write_violated(folder, "it's here/a b.toml");
  folder.write("it's here/alone.c", folder.read("alone.c"));
  for (const char* part : {"Makefile", "Kbuild", "Documentation/x"})
    folder.write(std::string("linux/") + part, "");
  folder.write("linux/mm/b.c",
               "int f(unsigned long *p)\n{\n\t*p = *p + 1;\n\treturn *p == 1;\n}\n");
  folder.write("through.c", "unsigned long word;\nvoid through(void)\n{\n"
                            "\t__wc_assert(f(&word), \"alone\");\n}\n");
  std::string kernel;
  for (const char* name : {"a", "b"})
    kernel += std::string("[[cpu]]\nname = '") + name +
              "'\nrun = { tree = 'mm/b.c', function = 'f', through = 'through.c' }\n";
  folder.write("kernel.toml", kernel);
  folder.write("t.toml", "[[vary]]\nname = 'n'\nvalues = [ 'x', 'y' ]\n"
                         "[[verdicts]]\nverdict = 'VIOLATED'\nbecause = 'it is'\n" +
                             cpu("one", "alone.c", "alone") + cpu("two", "alone.c", "alone"));
  const std::string specs = WALKCHECK_SOURCE_DIR "/specs";
  const std::vector<std::vector<std::string>> runs = {
      {"s.toml"},
      {"there/s.toml"},
      {"--trace-dir", "traces", "there/s.toml"},
      {folder.path().string() + "/there/s.toml"},
      {"--trace-dir", "there", "s.toml"},
      {"it's here/a b.toml"},
      {"--kernel", "linux", "kernel.toml"},
      {"--kernel", "linux", "--specs", specs, "--trace-dir", "x/y", "kernel.toml"},
      {"t.toml[x]"},
      {"--engine", "exhaustive", "./there/../t.toml[y]"},
      {"--trace-dir", "my traces", "t.toml[y]"},
  };
  for (const std::vector<std::string>& run : runs) {
    std::vector<std::string> line = {"verify"};
    line.insert(line.end(), run.begin(), run.end());
    const Outcome verified = run_walkcheck(folder, line);
    INFO(verified.out << verified.err);
    REQUIRE(verified.code == 10);
    const std::string words = replay_line(verified);
    REQUIRE_FALSE(words.empty());
    const std::string shell =
        "cd " + folder.path().string() + " && " WALKCHECK_BINARY " " + words + " >replayed 2>&1";
    const int status = std::system(shell.c_str());
    INFO(words << '\n' << folder.read("replayed"));
    CHECK(WEXITSTATUS(status) == 10);
    CHECK(contains(last_line(folder.read("replayed")), "as recorded"));
  }
}
