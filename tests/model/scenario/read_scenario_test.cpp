// SPDX-License-Identifier: GPL-2.0-only
// Scenario files: what each key becomes; and for each way to get a key wrong, the place, the cause
// and the remedy.
#include "catch.hpp"

#include "model/scenario/scenario.hpp"
#include "scratch_folder.hpp"

#include <algorithm>

using namespace walkcheck;
using namespace walkcheck::scenario;

namespace {

class Reader {
public:
  Reader() {
    folder_.write("specs/walkers/walk.c", "int walk(unsigned long address);");
    folder_.write("specs/mutators/munmap.c", "");
    folder_.write("beside.c", "");
  }

  Scenario read(const std::string& text) const {
    return read_scenario(folder_.write("scenario.toml", text),
                         {folder_.path() / "specs", {"no_freed_table", "no_deadlock"}});
  }

  std::vector<Diagnostic> errors(const std::string& text) const {
    try {
      read(text);
    } catch (const InputError& error) {
      return error.diagnostics();
    }
    return {};
  }

  // The one error of a text that has exactly one.
  Diagnostic error(const std::string& text) const {
    const std::vector<Diagnostic> all = errors(text);
    for (const Diagnostic& diagnostic : all)
      UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(all.size() == 1);
    CHECK(all[0].file == "scenario.toml");
    CHECK_FALSE(all[0].remedy.empty());
    return all[0];
  }

  const ScratchFolder& folder() const { return folder_; }

private:
  ScratchFolder folder_;
};

const std::string kCpu = "[[cpu]]\nname = 'vCPU'\nrun = 'walkers/walk.c'\n";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("every key of a scenario is read") {
  const Scenario scenario = Reader().read(R"(
title = "a title"
source = "44187235cbcc"
expect = { verdict = "VIOLATED", executions = 12, property = "no_freed_table" }
[machine]
paging = 5
scheme = "T7"
reads = "merged"
[bounds]
loop = 3
calls = 5
[inputs]
hva = 0x7f0000001000
kernel = "0xffff_8880_0000_0000"
[memory]
map = [ { at = "hva", level = "2M" }, { at = "kernel", level = "none", tables = "4K" },
        { at = 0x1000, level = "4K", word = "0x8000000000000067" } ]
[[cpu]]
name = "vCPU"
run = "walkers/walk.c"
args = { address = "hva", length = "2M", flags = -1, top = "0xffffffffffffffff" }
define = { FAST = true, DEPTH = 3, NAME = "x" }
[[cpu]]
name = "kernel's"
entry = "second"
run = { slices = [ { tree = "a/b.c", function = ["first", "second"] }, { tree = "c.h", function = "f" } ] }
[[cpu]]
name = "through"
run = { tree = "a/b.c", function = "first", through = "beside.c" }
[properties]
check = [ "no_deadlock" ]
cover = [ "seen" ]
)");
  CHECK(scenario.title == "a title");
  CHECK(scenario.source == "44187235cbcc");
  REQUIRE(scenario.expectation);
  CHECK(scenario.expectation->verdict == "VIOLATED");
  CHECK(scenario.expectation->executions == 12u);
  CHECK(scenario.expectation->properties == std::vector<std::string>{"no_freed_table"});
  CHECK(scenario.paging == word::Paging::k5);
  CHECK(scenario.scheme == "T7");
  CHECK(scenario.reads == machine::ReadMode::Merged);
  CHECK(scenario.loop_bound == 3);
  CHECK(scenario.call_depth == 5);
  REQUIRE(scenario.mappings.size() == 3);
  CHECK(scenario.mappings[0].address == 0x7f0000001000);
  CHECK(scenario.mappings[0].level == word::Level::k2M);
  CHECK(scenario.mappings[1].address == 0xffff888000000000);
  CHECK(scenario.mappings[1].tables == word::Level::k4K);
  CHECK(scenario.mappings[2].word == 0x8000000000000067);

  REQUIRE(scenario.cpus.size() == 3);
  const Cpu& cpu = scenario.cpus[0];
  CHECK(cpu.role == Role::Walker);
  CHECK(cpu.source.entry == "walk");
  CHECK(cpu.source.shown_as == "walkers/walk.c");
  CHECK(cpu.arguments.at("address").value == 0x7f0000001000);
  CHECK(cpu.arguments.at("length").value == 0x200000);
  CHECK(cpu.arguments.at("flags").value == UINT64_MAX);
  CHECK(cpu.arguments.at("top").value == UINT64_MAX);
  CHECK(cpu.source.defines ==
        std::map<std::string, std::string>{{"FAST", "1"},
                                           {"DEPTH", "3"},
                                           {"NAME", "x"},
                                           {"WALKCHECK_BATCH_PAGE_FAILS", "1"},
                                           {"WALKCHECK_BATCH_PAGE_MAY_FAIL", "0"},
                                           {"WALKCHECK_CPUS", "3"},
                                           {"WALKCHECK_FLUSH_IPI", "0"},
                                           {"WALKCHECK_PAGING", "5"},
                                           {"WALKCHECK_RCU_TABLE_FREE", "1"}});
  CHECK(scenario.cpus[1].source.entry == "second");
  CHECK_FALSE(scenario.cpus[1].source.spec);
  REQUIRE(scenario.cpus[1].source.slices.size() == 2);
  CHECK(scenario.cpus[1].source.slices[0].functions == std::vector<std::string>{"first", "second"});
  CHECK(scenario.cpus[2].source.entry == "beside");
  CHECK(scenario.cpus[2].source.spec);
  REQUIRE(scenario.checks);
  CHECK(scenario.checks->at(0).name == "no_deadlock");
  CHECK(scenario.covers.at(0).name == "seen");
}

TEST_CASE("what a scenario leaves out has a default") {
  const Scenario scenario = Reader().read(kCpu);
  CHECK_FALSE(scenario.expectation);
  CHECK(scenario.paging == word::Paging::k4);
  CHECK(scenario.scheme == "T1");
  CHECK(scenario.reads == machine::ReadMode::Source);
  CHECK(scenario.loop_bound == 8);
  CHECK(scenario.call_depth == 64);
  CHECK_FALSE(scenario.has_memory);
  CHECK_FALSE(scenario.checks);
}

TEST_CASE("a spec beside the scenario comes before one of specs/") {
  const Reader reader;
  reader.folder().write("walkers/walk.c", "");
  const Scenario scenario = reader.read(kCpu);
  CHECK(*scenario.cpus[0].source.spec == reader.folder().path() / "walkers/walk.c");
}

TEST_CASE("a file that is no TOML says where it stops being it") {
  const Diagnostic error = Reader().error("title = \"a\"\n[machine\npaging = 4\n");
  CHECK(error.line == 2);
  CHECK(contains(error.cause, "not valid TOML"));
  CHECK(contains(Reader().error("a = 0xffff888000000000\n").remedy, "as a string"));
}

TEST_CASE("each mistake is located and has a remedy") {
  struct Case {
    const char* text;
    std::uint32_t line, column;
    const char* cause;
    const char* remedy;
  };
  const Case cases[] = {
      {"titel = 'a'\n", 1, 1, "unknown key 'titel'", "did you mean 'title'?"},
      {"[machine]\npagin = 4\n", 2, 1, "unknown key 'pagin' in [machine]", "'paging'"},
      {"[machine]\npaging = 3\n", 2, 10, "'paging' is 3, out of range", "from 4 to 5"},
      {"[machine]\npaging = '4K'\n", 2, 10, "not a 64-bit number", "integer"},
      {"[machine]\nscheme = 'T5'\n", 2, 10, "cannot be \"T5\"", "T1, T2, T3, T4, T7"},
      {"[machine]\nreads = true\n", 2, 9, "is a boolean", "a string"},
      {"title = \"a\\u001b[31m\"\n", 1, 9, "a control character", "one line"},
      {"machine = 4\n", 1, 11, "'machine' is an integer", "a table"},
      {"[bounds]\nloop = -1\n", 2, 8, "'loop' is -1, out of range", "from 0"},
      {"[bounds]\nloops = 1\n", 2, 1, "unknown key 'loops'", "'loop'"},
      {"[inputs]\nhva = { kind = 'adress' }\n", 2, 16, "cannot be", "address"},
      {"[inputs]\nhva = { kind = 'page', where = 'hva <' }\n", 2, 32, "ends where a value",
       "write a number"},
      {"[inputs]\nhva = { kind = 'page', where = 'hvb == 4K' }\n", 2, 32, "no input 'hvb'",
       "'hva'"},
      {"[inputs]\nhva = '0xfffffffffffffffff'\n", 2, 7, "not a 64-bit number", "16 hexadecimal"},
      {"[inputs]\n4K = 1\n", 2, 6, "'4K' is not an input name", "no digit first"},
      {"[memory]\nmap = [ { at = 'hva', level = '4K' } ]\n", 2, 16, "there is no input 'hva'",
       "[inputs] has none"},
      {"[memory]\nmap = [ { at = 0x1000 } ]\n", 2, 9, "has no 'level'", "add 'level'"},
      {"[memory]\nmap = [ { at = 0x1000, level = '4k' } ]\n", 2, 32, "cannot be \"4k\"", "4K"},
      {"[memory]\nmap = [ { at = 0x1001, level = '4K' } ]\n", 2, 16, "is not aligned", "0x1000"},
      {"[memory]\nmap = [ { at = 0x800000000000, level = '4K' } ]\n", 2, 16, "not canonical",
       "bits from 47 up"},
      {"[memory]\nmap = [ { at = 0x1000, level = '4K', tables = '4K' } ]\n", 2, 47,
       "needs level = \"none\"", "remove it"},
      {"[memory]\nmap = [ { at = 0x1000, level = 'none', word = 1 } ]\n", 2, 47, "needs the level",
       "set level"},
      {"[memory]\nmap = 4\n", 2, 7, "'map' is an integer", "an array"},
      {"[properties]\ncheck = [ 'no_free_table' ]\n", 2, 11, "no property 'no_free_table'",
       "did you mean 'no_freed_table'?"},
      {"[properties]\ncover = [ 1 ]\n", 2, 11, "is an integer", "a string"},
      {"expect = { verdict = 'HOLD' }\n", 1, 22, "cannot be \"HOLD\"", "HOLDS"},
      {"expect = { executions = 1 }\n", 1, 10, "has no 'verdict'", "add 'verdict'"},
      {"expect = { verdict = 'HOLDS', property = 'no_deadlock' }\n", 1, 42, "VIOLATED",
       "remove it"},
      {"expect = { verdict = 'VIOLATED', property = 'deadlock' }\n", 1, 45,
       "no property 'deadlock'", "'no_deadlock'"},
  };
  for (const Case& bad : cases) {
    INFO(bad.text);
    const Diagnostic error = Reader().error(bad.text + kCpu);
    INFO(to_string(error));
    CHECK(error.line == bad.line);
    CHECK(error.column == bad.column);
    CHECK(contains(error.cause, bad.cause));
    CHECK(contains(error.remedy, bad.remedy));
  }
}

TEST_CASE("each mistake in a CPU is located and has a remedy") {
  struct Case {
    const char* text;
    std::uint32_t line;
    const char* cause;
    const char* remedy;
  };
  const Case cases[] = {
      {"", 0, "no [[cpu]]", "add a [[cpu]]"},
      {"cpu = []", 1, "'cpu' is empty", "add a [[cpu]]"},
      {"cpu = 3", 1, "'cpu' is an integer", "an array"},
      {"[[cpu]]\nname = 'a'", 1, "has no 'run'", "add 'run'"},
      {"[[cpu]]\nrun = 'walkers/walk.c'", 1, "has no 'name'", "add 'name'"},
      {"[[cpu]]\nname = 'a'\nrun = 'walkers/wlak.c'", 3, "no file 'walkers/wlak.c'",
       "did you mean 'walkers/walk.c'?"},
      {"[[cpu]]\nname = 'a'\nrun = 3", 3, "'run' is an integer", "a file name"},
      {"[[cpu]]\nname = 'a'\nrun = 'walkers/walk.c'\narg = {}", 4, "unknown key 'arg'", "'args'"},
      {"[[cpu]]\nname = 'a'\nrun = 'walkers/walk.c'\nargs = { address = 'hva' }", 4,
       "there is no input 'hva'", "[inputs] has none"},
      {"[[cpu]]\nname = 'a'\nrun = 'walkers/walk.c'\nargs = { address = 1.5 }", 4,
       "is a floating-point number", "an integer"},
      {"[[cpu]]\nname = 'a'\nrun = 'walkers/walk.c'\ndefine = { WALKCHECK_PAGING = 5 }", 4,
       "is set by the scenario itself", "'paging'"},
      {"[[cpu]]\nname = 'a'\nrun = 'walkers/walk.c'\ndefine = { 'A B' = 5 }", 4, "not a macro name",
       "letters"},
      {"[[cpu]]\nname = 'a'\nrun = { tree = 'a.c' }", 3, "has no 'function'", "add 'function'"},
      {"[[cpu]]\nname = 'a'\nrun = { tree = '/etc/a.c', function = 'f' }", 3,
       "no file inside the kernel tree", "relative to the tree"},
      {"[[cpu]]\nname = 'a'\nrun = { tree = '../a.c', function = 'f' }", 3,
       "no file inside the kernel tree", "relative to the tree"},
      {"[[cpu]]\nname = 'a'\nrun = { tree = 'a.c', function = [] }", 3, "names no function",
       "at least one"},
      {"[[cpu]]\nname = 'a'\nrun = { tree = 'a.c', function = ['f', 'g'] }", 3,
       "which of the sliced functions", "add 'entry'"},
      {"[[cpu]]\nname = 'a'\nrun = { slices = [] , through = 'beside.c' }", 3, "'slices' is empty",
       "at least one"},
      {"[[cpu]]\nname = 'a'\nrun = 'beside.c'\n[[cpu]]\nname = 'a'\nrun = 'beside.c'", 4,
       "two CPUs are named 'a'", "its own name"},
  };
  for (const Case& bad : cases) {
    INFO(bad.text);
    const Diagnostic error = Reader().error(bad.text);
    INFO(to_string(error));
    CHECK(error.line == bad.line);
    CHECK(contains(error.cause, bad.cause));
    CHECK(contains(error.remedy, bad.remedy));
  }
}

TEST_CASE("all errors of a file are reported, in its order") {
  const std::vector<Diagnostic> errors =
      Reader().errors("titel = 1\n[machine]\npaging = 7\nscheme = 'T9'\n" + kCpu + "nam = 1\n");
  REQUIRE(errors.size() == 4);
  CHECK(std::is_sorted(errors.begin(), errors.end(),
                       [](const auto& a, const auto& b) { return a.line < b.line; }));
  CHECK(contains(errors[0].cause, "titel"));
  CHECK(contains(errors[3].cause, "'nam'"));
}

TEST_CASE("a machine has up to 64 CPUs") {
  std::string text;
  for (unsigned i = 0; i < machine::kMaxCpus; ++i)
    text += "[[cpu]]\nname = 'c" + std::to_string(i) + "'\nrun = 'beside.c'\n";
  CHECK(Reader().read(text).cpus.size() == machine::kMaxCpus);
  const Diagnostic error = Reader().error(text + "[[cpu]]\nname = 'x'\nrun = 'beside.c'\n");
  CHECK(error.line == 3 * machine::kMaxCpus + 1);
  CHECK(contains(error.remedy, "up to 64"));
}

TEST_CASE("what is no scenario file at all is an input error") {
  const Reader reader;
  const ReadOptions options{reader.folder().path() / "specs", {}};
  CHECK_THROWS_AS(read_scenario(reader.folder().path(), options), InputError);
  CHECK_THROWS_AS(read_scenario(reader.folder().path() / "none.toml", options), InputError);
  CHECK_THROWS_AS(read_scenario("/dev/zero", options), InputError);
  CHECK_THROWS_AS(reader.read(""), InputError);
  CHECK_THROWS_AS(reader.read("title = \"\xff\xfe\"\n" + kCpu), InputError);
  CHECK_THROWS_AS(reader.read(std::string(kCpu) + "title = \"" + std::string(3 << 20, 'x')),
                  InputError);
  CHECK_THROWS_AS(reader.read("a = " + std::string(100000, '[')), InputError);
}
