// SPDX-License-Identifier: GPL-2.0-only
// walkcheck step, with commands on its standard input.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"

namespace {

const std::string kSame = "two.toml";

// Two CPUs that each add 1 to a word, and claim that nobody else does.
Outcome told(const std::string& commands, std::vector<std::string> more = {}) {
  const ScratchFolder folder;
  write_violated(folder, kSame);
  std::vector<std::string> arguments{"step", kSame};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_walkcheck_told(folder, arguments, commands);
}

} // namespace

TEST_CASE("steps are taken by name and by number, and say what they did") {
  const Outcome outcome = told("one\n1\nrun one\n");
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "  0 one: alone.c:4: WRITE_ONCE(word, word + 1);\n"));
  CHECK(contains(outcome.out, "\n1 one: alone.c:4: load word: 0\n"
                              "2 two: alone.c:4: load word: 0\n"
                              "3 one: alone.c:4: store word: 0 -> 1\n"
                              "4 one: alone.c:5: load word: 1\n"));
  CHECK(outcome.err.empty());
}

TEST_CASE("what a step violates is said, and the run ends there") {
  const Outcome outcome = told("run one\nrun two\ncpus\n");
  INFO(outcome.out);
  CHECK(
      contains(outcome.out, "violated: assertions: two fails the assertion: nobody else was here"));
  CHECK(contains(outcome.out, "  0 one: has finished\n  1 two: is stopped at a fault\n"));
}

TEST_CASE("undo takes steps back, and the words with them") {
  const Outcome outcome = told("one\none\nprint word\nundo\nprint\nundo 1\nundo 1\ncpus\n");
  INFO(outcome.out);
  CHECK(outcome.code == 64); // the last undo had nothing to undo
  CHECK(contains(outcome.out, " word: 1\nafter step 1\n"));
  CHECK(contains(outcome.out, " word: 0\nafter step 0\nthere are 0 steps to undo"));
  CHECK(contains(outcome.out, "  0 one: alone.c:4: WRITE_ONCE"));
}

TEST_CASE("what cannot be done is said, and the rest goes on") {
  for (const char* nonsense :
       {"three", "one 2", "one x", "run", "undo 1", "goto 1", "goto x", "print nothing", "a b c"}) {
    const Outcome outcome = told(std::string(nonsense) + "\none\n");
    INFO(nonsense << '\n' << outcome.out);
    CHECK(outcome.code == 64);
    CHECK(contains(outcome.out, "`help` lists what can be done"));
    CHECK(contains(outcome.out, "\n1 one: alone.c:4: load word: 0\n"));
  }
  CHECK(told("quit\nnonsense\n").code == 0);
  CHECK(told("").code == 0);
  CHECK(contains(told("help\n").out, "goto N"));
}

TEST_CASE("a step of a trace is gone to") {
  const ScratchFolder folder;
  write_violated(folder, kSame);
  REQUIRE(run_walkcheck(folder, {"verify", kSame}).code == 10);
  const std::vector<std::string> step{"step", kSame, "--trace", "two.trace.json"};
  const Outcome outcome = run_walkcheck_told(folder, step, "goto 99\ngoto 0\ngoto 5\nlanes\n");
  INFO(outcome.out << outcome.err);
  CHECK(contains(outcome.out, "the trace has steps 0 to 5"));
  CHECK(contains(outcome.out, "at the start\n1 one:"));
  CHECK(contains(outcome.out, "violated: assertions:"));
  // The shortest way: one has added its 1, and two finds 2.
  CHECK(contains(outcome.out, "5 steps, 1 context switch"));
}

TEST_CASE("open inputs need a trace that has their values") {
  const ScratchFolder folder;
  folder.write("s.c", "unsigned long w;\nvoid f(unsigned long x) { WRITE_ONCE(w, x); "
                      "__wc_assert(x != 5, \"five\"); }\n");
  folder.write("s.toml",
               "[inputs]\nx = { kind = 'number' }\n" + cpu("c", "s.c", "f", "args = { x = 'x' }"));
  const Outcome without = run_walkcheck_told(folder, {"step", "s.toml"}, "c\n");
  CHECK(without.code == 65);
  CHECK(contains(without.err, "open inputs"));
  REQUIRE(run_walkcheck(folder, {"verify", "s.toml"}).code == 10);
  const Outcome with =
      run_walkcheck_told(folder, {"step", "s.toml", "--trace", "s.trace.json"}, "c\n");
  CHECK(contains(with.out, "store w: 0 -> 5"));
}

TEST_CASE("every execution is listed and drawn, in one order for both engines") {
  const ScratchFolder folder;
  write_holds(folder, "two.toml");
  const Outcome listed =
      run_walkcheck(folder, {"verify", "two.toml", "--list-executions", "--graph", "two.dot"});
  INFO(listed.out << listed.err);
  CHECK(listed.code == 0);
  CHECK(contains(listed.out, "  1. one 1 to add.c:4, two 1 to add.c:4\n"
                             "  2. two 1 to add.c:4, one 1 to add.c:4\n"));
  CHECK(run_walkcheck(folder, {"verify", "two.toml", "--list-executions", "--engine", "exhaustive"})
            .out == listed.out);
  const std::string graph = folder.read("two.dot");
  CHECK(graph.starts_with("digraph executions {\n"));
  CHECK(contains(graph, "label=\"two.toml\""));
  CHECK(contains(graph, "n0_0 -> n0_1 [label=\"one 1 to add.c:4\"];"));
  CHECK(contains(graph, "[shape=box, label=\"2. \"];"));
  CHECK(graph.ends_with("}\n"));
  // The graph alone, without the list.
  CHECK_FALSE(
      contains(run_walkcheck(folder, {"verify", "two.toml", "--graph", "g.dot"}).out, "1. one"));
  CHECK(folder.read("g.dot") == graph);
  CHECK(run_walkcheck(folder, {"verify", "two.toml", "--graph", "no/such/g.dot"}).code == 64);
}

TEST_CASE("a counterexample is written as a C program, unless it is not what happens today") {
  const ScratchFolder folder;
  write_violated(folder, kSame);
  REQUIRE(run_walkcheck(folder, {"verify", kSame}).code == 10);
  const Outcome shown = run_walkcheck(folder, {"show", "--as", "c", "two.trace.json"});
  INFO(shown.err);
  CHECK(shown.code == 0);
  CHECK(contains(shown.out, "WITNESS_PART"));
  CHECK_FALSE(contains(shown.out, folder.path().string()));
  folder.write("alone.c", "unsigned long word;\nvoid alone(void) { WRITE_ONCE(word, 7); }\n");
  const Outcome changed = run_walkcheck(folder, {"show", "--as", "c", "two.trace.json"});
  CHECK(changed.code == 65);
  CHECK(contains(changed.err, "not as recorded"));
}
