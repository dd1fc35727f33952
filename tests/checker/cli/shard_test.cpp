// SPDX-License-Identifier: GPL-2.0-only
// A run that several machines share: their shards, put together, are byte for byte what one machine
// prints, and shards of different runs are never put together.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace {

using Words = std::vector<std::string>;

// What holds, what does not, a template, what cannot be read, and two of one name.
const Words kScenarios = {"holds.toml", "violated.toml", "many.toml", "bad.toml",
                          "other/violated.toml"};

void write_all(const ScratchFolder& folder) {
  write_holds(folder, "holds.toml");
  write_violated(folder, "violated.toml");
  write_violated(folder, "other/violated.toml");
  folder.write("other/alone.c", folder.read("alone.c"));
  folder.write("bad.toml", "nonsense = 1\n");
  std::string many = "[[vary]]\nname = 'who'\nvalues = [ { name = 'one', entry = 'add' }, { name = "
                     "'two', entry = 'add' }, { name = 'three', entry = 'add' } ]\n";
  many += "[[cpu]]\nname = 'a'\nrun = 'add.c'\nentry = \"${who.entry}\"\n";
  many += cpu("b", "add.c", "add");
  folder.write("many.toml", many);
}

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Outcome verify(const ScratchFolder& folder, const Words& options) {
  return run_walkcheck(folder, with(with({"verify"}, options), kScenarios));
}

std::string part(unsigned index) {
  return "part" + std::to_string(index) + ".json";
}

void run_shards(const ScratchFolder& folder, unsigned of, const Words& options = {}) {
  for (unsigned index = 1; index <= of; ++index)
    verify(folder, with(options, {"--shard", std::to_string(index) + '/' + std::to_string(of),
                                  "--json", part(index), "--trace-dir", "shared"}));
}

Outcome merge(const ScratchFolder& folder, const Words& parts, const Words& options = {}) {
  return run_walkcheck(folder, with(with({"merge"}, options), parts));
}

} // namespace

TEST_CASE("shards put together are what one run prints") {
  const ScratchFolder folder;
  write_all(folder);
  for (const Words& options : {Words{}, Words{"--expected"}, Words{"--list-executions"}}) {
    const Outcome whole =
        verify(folder, with(options, {"--json", "whole.json", "--trace-dir", "one"}));
    INFO(whole.out << whole.err);
    for (unsigned of = 1; of <= 8; ++of) { // with 8, one has nothing to do
      CAPTURE(of);
      run_shards(folder, of, options);
      Words parts;
      for (unsigned index = of; index >= 1; --index) // in whatever order
        parts.push_back(part(index));
      const Outcome merged = merge(folder, parts, {"--json", "merged.json"});
      CHECK(merged.out == whole.out);
      CHECK(merged.code == whole.code);
      CHECK(folder.read("merged.json") == folder.read("whole.json"));
    }
    for (const char* trace : {"violated.trace.json", "violated-2.trace.json"})
      CHECK(folder.read(std::string("shared/") + trace) ==
            folder.read(std::string("one/") + trace));
  }
}

TEST_CASE("shards that do not make one run are refused, and it is said why") {
  const ScratchFolder folder;
  write_all(folder);
  run_shards(folder, 3);
  const auto refused = [&](const Words& parts, const std::string& why) {
    const Outcome outcome = merge(folder, parts, {"--json", "merged.json"});
    INFO(outcome.out << outcome.err);
    CHECK(outcome.code == kBadInput);
    CHECK(contains(outcome.err, why));
    CHECK(outcome.out.empty());
  };
  refused({part(1), part(3)}, "one is missing: 2");
  refused({part(2)}, "some are missing: 1, 3");
  refused({part(1), part(2), part(2)}, "part2.json: it is shard 2, as one before it is");
  refused({part(1), "nowhere.json"}, "nowhere.json: it cannot be read");
  refused({part(1), "bad.toml"}, "bad.toml: it is not the result of a shard");
  verify(folder, {"--json", "plain.json"});
  refused({part(1), "plain.json"}, "plain.json: it is not the result of a shard");
  const std::string whole = folder.read(part(2));
  folder.write("cut.json", whole.substr(0, whole.size() / 2));
  refused({part(1), "cut.json"}, "cut.json: it is not the result of a shard, or a part of one");

  const auto other = [&](const std::string& name, const Words& options) {
    verify(folder, with(options, {"--shard", "2/3", "--json", name}));
  };
  other("first.json", {"--first"});
  refused({part(1), "first.json", part(3)}, "first.json: it is of a run with other options than");
  verify(folder, {"--shard", "2/4", "--json", "four.json"});
  refused({part(1), "four.json", part(3)},
          "four.json: it is one of 4 shards, and part1.json one of 3");
  folder.write("add.c", folder.read("add.c") + "/* changed */\n");
  other("specs.json", {});
  refused({part(1), "specs.json", part(3)}, "specs.json: it is of a run with other specs than");
  folder.write("holds.toml", folder.read("holds.toml") + "\n");
  other("scenarios.json", {});
  refused({part(1), "scenarios.json", part(3)}, "with other scenarios than part1.json");
  nlohmann::ordered_json changed = nlohmann::ordered_json::parse(whole);
  changed["run"]["walkcheck"] = "another";
  folder.write("version.json", changed.dump());
  refused({part(1), "version.json", part(3)}, "with another walkcheck than part1.json");
  changed = nlohmann::ordered_json::parse(whole);
  changed["results"].erase(0);
  folder.write("fewer.json", changed.dump());
  refused({part(1), "fewer.json", part(3)}, "the shards have 6 of 7 scenarios");
}

TEST_CASE("a shard is one of so many, and has a file") {
  const ScratchFolder folder;
  write_all(folder);
  for (const char* shard : {"0/2", "3/2", "1", "1/", "/2", "a/b", "1/2/3", "-1/2", "1/99999999"})
    CHECK(verify(folder, {"--shard", shard, "--json", "x.json"}).code == kUsage);
  CHECK(verify(folder, {"--shard", "1/2"}).code == kUsage);
}
