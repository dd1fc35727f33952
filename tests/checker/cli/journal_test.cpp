// SPDX-License-Identifier: GPL-2.0-only
// A run with a journal may be killed at any moment: the same command goes on, and what it prints is
// byte for byte what a run that was left alone prints.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"
#include "sanitized.hpp"
#include "whole_tree.hpp"

#include <chrono>
#include <csignal>
#include <future>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

using Words = std::vector<std::string>;

// Some units hold and some do not. Each has a text of its own, which clang compiles for a moment.
Words write_many(const ScratchFolder& folder) {
  constexpr int kUnits = 24;
  Words names;
  for (int i = 0; i < kUnits; ++i) {
    const std::string stem = "s" + std::to_string(i);
    const std::string most = i % 3 == 0 ? "1" : "2";
    folder.write(stem + ".c", "unsigned long word;\nvoid add(void)\n{\n"
                              "\t__atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);\n"
                              "\t__wc_assert(READ_ONCE(word) <= " +
                                  most + ", \"unit " + std::to_string(i) + "\");\n}\n");
    folder.write(stem + ".toml", cpu("one", stem + ".c", "add") + cpu("two", stem + ".c", "add"));
    names.push_back(stem + ".toml");
  }
  folder.write("bad.toml", "nonsense = 1\n");
  names.emplace_back("bad.toml");
  return names;
}

Words words(const Words& options, const Words& scenarios) {
  Words all{"verify"};
  all.insert(all.end(), options.begin(), options.end());
  all.insert(all.end(), scenarios.begin(), scenarios.end());
  return all;
}

const Words kJournal = {"--journal", "j.db", "--json", "r.json"};

} // namespace

TEST_CASE("a run that is killed at any moment goes on, and prints the same bytes") {
  constexpr unsigned kSeed = 20231;
  constexpr int kKills = 12;
  CAPTURE(kSeed);
  std::mt19937 random(kSeed);
  const ScratchFolder folder;
  const Words scenarios = write_many(folder);
  const Outcome whole = run_walkcheck(folder, words({"--json", "whole.json"}, scenarios));
  INFO(whole.out << whole.err);
  const std::string trace = folder.read("s3.trace.json");
  REQUIRE_FALSE(trace.empty());
  int killed = 0;
  for (const char* jobs : {"1", "2"}) {
    std::filesystem::remove(folder.path() / "j.db");
    std::filesystem::remove(folder.path() / "s3.trace.json");
    Words options = kJournal;
    options.insert(options.end(), {"-j", jobs});
    Outcome last;
    for (int kill = 0; kill < kKills; ++kill) {
      std::filesystem::remove(folder.path() / "r.json");
      const auto after = std::chrono::milliseconds(std::uniform_int_distribution(1, 60)(random));
      CAPTURE(jobs, kill, after.count());
      last = walkcheck_signalled(folder, words(options, scenarios), "r.json", "",
                                 {{after, SIGKILL, false}});
      if (last.code != 128 + SIGKILL) break;
      ++killed;
    }
    last = run_walkcheck(folder, words(options, scenarios));
    INFO(last.out << last.err);
    CHECK(last.out == whole.out);
    CHECK(last.code == whole.code);
    CHECK(folder.read("r.json") == folder.read("whole.json"));
    CHECK(folder.read("s3.trace.json") == trace);
  }
  CHECK(killed > 4); // otherwise no kill was early enough to tell anything
}

TEST_CASE("what the journal has is not done again") {
  const ScratchFolder folder;
  const Words scenarios = write_many(folder);
  const Outcome first = run_walkcheck(folder, words(kJournal, scenarios));
  CHECK(contains(first.err, "trace written"));
  const std::string trace = folder.read("s0.trace.json");
  std::filesystem::remove(folder.path() / "s0.trace.json");
  const Outcome second = run_walkcheck(folder, words(kJournal, scenarios));
  CHECK(second.out == first.out);
  CHECK(second.code == first.code);
  CHECK_FALSE(contains(second.err, "trace written")); // by a search
  CHECK(folder.read("s0.trace.json") == trace);
  // What a limit has cut short is not done.
  write_endless(folder, "endless.toml");
  for (int run = 0; run < 2; ++run) {
    const Outcome cut = run_walkcheck(
        folder, {"verify", "--time-limit", "1", "--journal", "cut.db", "s0.toml", "endless.toml"});
    CHECK(contains(cut.err, "trace written") == (run == 0));
    CHECK(contains(cut.out, "stopped at the time limit"));
  }
}

TEST_CASE("a journal of another run is refused, and it is said why") {
  const ScratchFolder folder;
  const Words scenarios = write_many(folder);
  run_walkcheck(folder, words(kJournal, scenarios));
  const auto refused = [&](const Words& line, const std::string& why) {
    const Outcome outcome = run_walkcheck(folder, line);
    INFO(outcome.out << outcome.err);
    CHECK(outcome.code == kBadInput);
    CHECK(contains(outcome.err, why));
  };
  const auto with = [&](const Words& more) {
    Words options = kJournal;
    options.insert(options.end(), more.begin(), more.end());
    return words(options, scenarios);
  };
  refused(with({"--engine", "dpor"}), "j.db: this journal is of a run with other options");
  refused(words(kJournal, {"s0.toml"}), "with other scenarios");
  folder.write("s1.c", folder.read("s1.c") + "/* changed */\n");
  refused(with({}), "with other specs");
  folder.write("damaged.db", "not a journal, but a text that is longer than SQLite's header is, so "
                             "that it is looked at as one would be, and then found to be none");
  refused({"verify", "--journal", "damaged.db", "s0.toml"}, "damaged.db: this is no journal");
  refused({"verify", "--journal", "no/such/folder.db", "s0.toml"}, "cannot be opened for writing");
  CHECK(
      run_walkcheck(folder, {"verify", "--journal", "g.db", "--graph", "g.dot", "s0.toml"}).code ==
      kUsage);
}

TEST_CASE("a journal is of one kernel tree") {
  const WholeTree tree("int walk(void) { return 4; }\n");
  CHECK(tree.verify(kRunsWalk).code == kHolds);
  const Words line = {"verify",   "--specs", (tree.folder().path() / "specs").string(),
                      "--kernel", "linux",   "--journal",
                      "j.db",     "s.toml"};
  CHECK(run_walkcheck(tree.folder(), line).code == kHolds);
  CHECK(run_walkcheck(tree.folder(), line).code == kHolds);
  tree.add("mm/walk.c", "int walk(void) { return 5; }\n");
  const Outcome outcome = run_walkcheck(tree.folder(), line);
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == kBadInput);
  CHECK(contains(outcome.err, "this journal is of a run with another kernel tree"));
}

TEST_CASE("how long is left is told where many scenarios take long") {
  const ScratchFolder folder;
  write_endless(folder, "endless.toml");
  write_holds(folder, "holds.toml");
  // So many that they take more than a second.
  const std::string executions = kSanitized ? "1000000" : "8000000";
  const Outcome outcome =
      run_walkcheck(folder, {"verify", "--progress", "--engine", "dpor", "--max-executions",
                             executions, "endless.toml", "holds.toml"});
  INFO(outcome.out << outcome.err);
  CHECK(contains(outcome.err, "1 of 2 scenarios done, about "));
}

TEST_CASE("two runs do not write one journal") {
  const ScratchFolder folder;
  write_endless(folder, "endless.toml");
  // Each in a folder of its own, so that what they print does not mix.
  const ScratchFolder other;
  write_holds(other, "holds.toml");
  const std::string journal = (folder.path() / "j.db").string();
  auto first = std::async(std::launch::async, [&] {
    return run_walkcheck(folder, {"verify", "--journal", journal, "--time-limit", "4", "--json",
                                  "r.json", "endless.toml"});
  });
  for (int i = 0; i < 2000 && !std::filesystem::exists(journal); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const Outcome second = run_walkcheck(other, {"verify", "--journal", journal, "holds.toml"});
  CHECK(second.code == kBadInput);
  CHECK(contains(second.err, "another run is writing this journal"));
  CHECK(first.get().code == 30);
}
