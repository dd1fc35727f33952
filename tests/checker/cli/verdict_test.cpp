// SPDX-License-Identifier: GPL-2.0-only
// Each verdict with its exit code and last line, the effect of --expected, and the worst of
// several.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"

#include <nlohmann/json.hpp>

namespace {

void check(const Outcome& outcome, int code, const std::string& line) {
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == code);
  CHECK(last_line(outcome.out).rfind(line, 0) == 0);
}

const char* const kEmptyWalk = "int run(unsigned long address)\n{\n\treturn 1;\n}\n";

} // namespace

TEST_CASE("HOLDS") {
  const ScratchFolder folder;
  write_holds(folder, "s.toml", "properties = { cover = [ 'added' ] }\n");
  check(run_walkcheck(folder, {"verify", "s.toml"}), 0, "HOLDS  2 executions, 0 blocked");
  check(run_walkcheck(folder, {"verify", "--engine", "exhaustive", "s.toml"}), 0,
        "HOLDS  2 executions, 0 blocked");
}

TEST_CASE("what a false assumption cuts is no execution") {
  const ScratchFolder folder;
  folder.write("s.c", "unsigned long word, seen;\n"
                      "void assumes(void) { __wc_assume(READ_ONCE(word) == 1); seen = 1; }\n"
                      "void never(void) { __wc_assume(READ_ONCE(word) == 2); seen = 1; }\n"
                      "void sets(void) { WRITE_ONCE(word, 1); }\n");
  const std::string head = "expect = { verdict = 'HOLDS', executions = 1 }\n";
  folder.write("s.toml", head + cpu("one", "s.c", "assumes") + cpu("two", "s.c", "sets"));
  for (const char* engine : {"dpor", "exhaustive"}) {
    const Outcome outcome =
        run_walkcheck(folder, {"verify", "--expected", "--engine", engine, "--list-executions",
                               "--json", "r.json", "s.toml"});
    check(outcome, 0, "HOLDS  1 execution, 1 cut by an assumption, 0 blocked");
    CHECK(contains(outcome.out, "  2. cut: "));
    const auto results = nlohmann::json::parse(folder.read("r.json"));
    CHECK(results.at(0).at("executions") == 1);
    CHECK(results.at(0).at("cut") == 1);
  }
  folder.write("n.toml", cpu("one", "s.c", "never") + cpu("two", "s.c", "sets"));
  const Outcome none = run_walkcheck(folder, {"verify", "n.toml"});
  check(none, 40, "VACUOUS  0 executions, 2 cut by an assumption");
  CHECK(contains(none.out, "every execution was cut off by a false assumption"));
}

TEST_CASE("VIOLATED") {
  const ScratchFolder folder;
  write_violated(folder, "s.toml");
  const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml"});
  check(outcome, 10, "VIOLATED");
  CHECK(contains(outcome.out, "nobody else was here"));
  CHECK(std::filesystem::exists(folder.path() / "s.trace.json"));
  check(run_walkcheck(folder, {"verify", "--first", "s.toml"}), 10, "VIOLATED  1 execution,");
}

TEST_CASE("a deadlock says who waits for what") {
  const ScratchFolder folder;
  folder.write("ab.c", "spinlock_t a, b;\n"
                       "static void both(spinlock_t *first, spinlock_t *second)\n{\n"
                       "\tspin_lock(first);\n\tspin_lock(second);\n"
                       "\tspin_unlock(second);\n\tspin_unlock(first);\n}\n"
                       "void ab(void)\n{\n\tboth(&a, &b);\n}\n"
                       "void ba(void)\n{\n\tboth(&b, &a);\n}\n");
  folder.write("s.toml", cpu("left", "ab.c", "ab") + cpu("right", "ab.c", "ba"));
  const Outcome outcome = run_walkcheck(folder, {"verify", "--json", "r.json", "s.toml"});
  // One of them goes first with both locks, or each has one: three traces.
  check(outcome, 10, "VIOLATED  3 executions");
  CHECK(contains(outcome.out, "no_deadlock"));
  const auto results = nlohmann::json::parse(folder.read("r.json"));
  std::string reason;
  for (const auto& property : results.at(0).at("properties"))
    if (property.at("name") == "no_deadlock") reason = property.at("reason");
  CHECK(reason == "left waits for b, held by right; right waits for a, held by left");
}

TEST_CASE("INCONCLUSIVE: a bound, a limit, a value that nothing defines") {
  const ScratchFolder folder;
  // The loop does more than wait, so it is unrolled.
  folder.write("loop.c", "unsigned long word, rounds;\nvoid run(void)\n{\n"
                         "\twhile (!READ_ONCE(word))\n\t\tWRITE_ONCE(rounds, rounds + 1);\n}\n"
                         "void set(void)\n{\n\tWRITE_ONCE(word, 1);\n}\n");
  folder.write("s.toml", cpu("waits", "loop.c", "run") + cpu("sets", "loop.c", "set"));
  const Outcome loop = run_walkcheck(folder, {"verify", "s.toml"});
  check(loop, 30, "INCONCLUSIVE");
  CHECK(contains(loop.out, "loop.c:4"));
  CHECK(contains(loop.out, "[bounds] loop"));

  write_holds(folder, "two.toml");
  const Outcome limit = run_walkcheck(folder, {"verify", "--max-executions", "1", "two.toml"});
  check(limit, 30, "INCONCLUSIVE  1 execution,");
  CHECK(contains(limit.out, "--max-executions"));
  check(run_walkcheck(folder, {"verify", "--max-executions", "2", "two.toml"}), 0, "HOLDS");

  folder.write("opaque.c", "unsigned long word;\nvoid run(void)\n{\n"
                           "\tWRITE_ONCE(word, unknown_to_all());\n}\n");
  folder.write("s.toml", cpu("asks", "opaque.c", "run"));
  const Outcome opaque = run_walkcheck(folder, {"verify", "s.toml"});
  check(opaque, 30, "INCONCLUSIVE");
  CHECK(contains(opaque.out, "unknown_to_all"));
}

TEST_CASE("VACUOUS: a walker that touches no page-table word, an unreached cover, no property") {
  const ScratchFolder folder;
  folder.write("walkers/run.c", kEmptyWalk);
  folder.write("beside.c", kEmptyWalk);
  folder.write("touch.c", "unsigned long word;\nvoid touch(void)\n{\n\tWRITE_ONCE(word, 1);\n}\n");
  const std::string memory = "[memory]\nmap = [ { at = 0x1000, level = '4K' } ]\n";
  const std::string argument = "args = { address = 0x1000 }";
  const std::string munmap = "[[cpu]]\nname = 'munmap'\nrun = 'mutators/munmap.c'\n"
                             "args = { start = 0x1000, length = '4K' }\n";
  for (const std::string& spec : {std::string("walkers/run.c"), std::string("beside.c")}) {
    folder.write("s.toml", memory + cpu("vCPU", spec, "run", argument) + munmap);
    const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml"});
    check(outcome, 40, "VACUOUS");
    CHECK(contains(outcome.out, "page-table word"));
  }
  // A walker is a walker even without page tables.
  folder.write("s.toml", cpu("vCPU", "walkers/run.c", "run", argument));
  check(run_walkcheck(folder, {"verify", "s.toml"}), 40, "VACUOUS");
  folder.write("s.toml", cpu("vCPU", "beside.c", "run", argument));
  check(run_walkcheck(folder, {"verify", "s.toml"}), 40, "VACUOUS");

  write_holds(folder, "cover.toml", "properties = { cover = [ 'added', 'never' ] }\n");
  const Outcome cover = run_walkcheck(folder, {"verify", "cover.toml"});
  check(cover, 40, "VACUOUS");
  CHECK(contains(cover.out, "never"));

  write_holds(folder, "none.toml", "properties = { check = [] }\n");
  check(run_walkcheck(folder, {"verify", "none.toml"}), 40, "VACUOUS");

  folder.write("prune.c", "unsigned long word;\nvoid run(void)\n{\n"
                          "\tWRITE_ONCE(word, 1);\n\t__wc_assume(0);\n}\n");
  folder.write("s.toml", cpu("gone", "prune.c", "run"));
  check(run_walkcheck(folder, {"verify", "s.toml"}), 40, "VACUOUS");
}

TEST_CASE("--expected succeeds where the header is met, and says what differs where it is not") {
  const ScratchFolder folder;
  const auto verify = [&](const std::string& head, bool violated = false) {
    if (violated)
      write_violated(folder, "s.toml");
    else
      write_holds(folder, "s.toml");
    folder.write("s.toml", head + folder.read("s.toml"));
    return run_walkcheck(folder, {"verify", "--expected", "s.toml"});
  };
  check(verify("expect = { verdict = 'HOLDS', executions = 2 }\n"), 0, "HOLDS");
  const Outcome count = verify("expect = { verdict = 'HOLDS', executions = 3 }\n");
  check(count, 60, "UNEXPECTED");
  CHECK(contains(count.out, "expected 3 executions, but there are 2"));
  check(verify("expect = { verdict = 'VIOLATED' }\n"), 60, "UNEXPECTED");
  check(verify(""), 60, "UNEXPECTED");
  check(verify("expect = { verdict = 'VIOLATED' }\n", true), 0, "VIOLATED");
  check(verify("expect = { verdict = 'VIOLATED', property = 'assertions' }\n", true), 0,
        "VIOLATED");
  const Outcome property =
      verify("expect = { verdict = 'VIOLATED', property = 'no_deadlock' }\n", true);
  check(property, 60, "UNEXPECTED");
  CHECK(contains(property.out, "no_deadlock"));
}

TEST_CASE("of several scenarios the worst decides") {
  const ScratchFolder folder;
  write_holds(folder, "holds.toml", "expect = { verdict = 'HOLDS' }\n");
  write_holds(folder, "vacuous.toml",
              "expect = { verdict = 'HOLDS' }\nproperties = { cover = ['never'] }\n");
  write_violated(folder, "violated.toml");
  folder.write("bad.toml", "x = 1\n");
  const auto code = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "verify");
    return run_walkcheck(folder, arguments).code;
  };
  CHECK(code({"holds.toml", "holds.toml"}) == 0);
  CHECK(code({"holds.toml", "vacuous.toml"}) == 40);
  CHECK(code({"violated.toml", "vacuous.toml", "holds.toml"}) == 10);
  CHECK(code({"holds.toml", "bad.toml", "violated.toml"}) == 65);
  CHECK(code({"--expected", "holds.toml", "vacuous.toml"}) == 60);
  CHECK(code({"--expected", "bad.toml", "vacuous.toml"}) == 65);
}
