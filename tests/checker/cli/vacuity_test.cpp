// SPDX-License-Identifier: GPL-2.0-only
// HOLDS has to mean something. These are cases where it would not: a part that did nothing, a walk
// that never began, a claim that cannot fail. Beside each there is a similar case that is right.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"

namespace {

struct Case {
  const char* what;
  std::string spec; // two functions, one() and two()
  const char* says; // a part of the report; null if it HOLDS
  std::string rest; // of the [[cpu]] that runs one()
};

void check_all(const std::vector<Case>& cases, const char* of_one = "spec.c") {
  for (const Case& each : cases) {
    const ScratchFolder folder;
    folder.write(of_one, each.spec);
    folder.write("spec.c", each.spec);
    folder.write("s.toml", cpu("one", of_one, "one", each.rest) + cpu("two", "spec.c", "two"));
    const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml"});
    INFO(each.what << '\n' << outcome.out << outcome.err);
    CHECK(outcome.code == (each.says != nullptr ? 40 : 0));
    if (each.says != nullptr) CHECK(contains(outcome.out, each.says));
  }
}

const std::string kReader = "void two(void)\n{\n\tREAD_ONCE(word);\n}\n";

} // namespace

TEST_CASE("a mutator that changes nothing in any execution is vacuous") {
  const std::string word = "unsigned long word = 1, error;\n";
  const char* const nothing = "CPU one changes nothing";
  check_all({
      {"a store behind a false argument",
       word + "void one(int really)\n{\n\tif (really)\n\t\tWRITE_ONCE(word, 2);\n}\n" + kReader,
       nothing, "args = { really = 0 }"},
      {"the same, and it does",
       word + "void one(int really)\n{\n\tif (really)\n\t\tWRITE_ONCE(word, 2);\n}\n" + kReader,
       nullptr, "args = { really = 1 }"},
      {"it stores what is there", word + "void one(void)\n{\n\tWRITE_ONCE(word, 1);\n}\n" + kReader,
       nothing, ""},
      {"a table that is never freed",
       word +
           "void one(int really)\n{\n\tif (READ_ONCE(word) == 7)\n"
           "\t\t__wc_free_table(__wc_alloc_table());\n}\n" +
           kReader,
       nothing, "args = { really = 0 }"},
      {"a table that is allocated",
       word + "void one(void)\n{\n\t__wc_free_table(__wc_alloc_table());\n}\n" + kReader, nullptr,
       ""},
      {"it would write down what it never sees",
       word + "void one(void)\n{\n\tif (READ_ONCE(word) == 7)\n\t\tWRITE_ONCE(error, 1);\n}\n" +
           kReader,
       nullptr, ""},
      {"it changes something in one order only",
       word + "void one(void)\n{\n\tif (READ_ONCE(word) == 2)\n\t\tWRITE_ONCE(error, 1);\n}\n"
              "void two(void)\n{\n\tWRITE_ONCE(word, 2);\n}\n",
       nullptr, ""},
      {"locks alone",
       "spinlock_t lock;\nvoid one(void)\n{\n\tspin_lock(&lock);\n\tspin_unlock(&lock);\n}\n"
       "void two(void)\n{\n\tone();\n}\n",
       nullptr, ""},
      {"a compare-exchange that fails",
       word +
           "void one(void)\n{\n\tunsigned long old = 5;\n\n"
           "\t__atomic_compare_exchange_n(&word, &old, 9, 0, 5, 5);\n}\n" +
           kReader,
       nullptr, ""}, // it has looked: neither its name nor its writes make it a mutator
  });
  // In mutators/ it is a mutator, whatever it looks at.
  check_all(
      {{"a mutator that finds nothing to do",
        word + "void one(void)\n{\n\tif (READ_ONCE(word) == 7)\n\t\tWRITE_ONCE(word, 2);\n}\n" +
            kReader,
        nothing, ""}},
      "mutators/one.c");
}

TEST_CASE("a shipped mutator with nothing to do is vacuous") {
  const ScratchFolder folder;
  const auto verify = [&](const std::string& mutator, const std::string& length) {
    folder.write("s.toml", "[memory]\nmap = [ { at = 0x1000, level = '4K' } ]\n"
                           "[[cpu]]\nname = 'vCPU'\nrun = 'walkers/host_pfn_mapping_level.c'\n"
                           "args = { address = 0x1000 }\n"
                           "[[cpu]]\nname = 'mutator'\nrun = 'mutators/" +
                               mutator + ".c'\nargs = { start = 0x1000, length = " + length +
                               " }\n");
    return run_walkcheck(folder, {"verify", "s.toml"});
  };
  for (const char* mutator :
       {"munmap", "madvise_dontneed", "hugetlb_promote_1g", "change_protection"}) {
    const Outcome none = verify(mutator, "0");
    INFO(mutator << '\n' << none.out << none.err);
    CHECK(none.code == 40);
    CHECK(contains(none.out, "CPU mutator changes nothing"));
  }
  CHECK(verify("munmap", "'4K'").code == 0);
}

TEST_CASE("a walk that no execution reaches is vacuous") {
  const std::string walk = "unsigned long word, gate;\n"
                           "static void walk(void)\n{\n\t__wc_walk_begin(0x1000);\n"
                           "\tREAD_ONCE(*pgd_offset(&the_mm, 0x1000));\n\t__wc_walk_end(1);\n}\n";
  const std::string memory = "[memory]\nmap = [ { at = 0x1000, level = '4K' } ]\n";
  const std::string set = "void two(void)\n{\n\tWRITE_ONCE(gate, 1);\n}\n";
  struct Walk {
    const char* body;
    int code;
    const char* says;
  };
  const Walk walks[] = {
      {"walk();", 0, "HOLDS"},
      {"if (READ_ONCE(gate))\n\t\twalk();", 0, "HOLDS"}, // in one of the two orders
      {"if (READ_ONCE(gate) == 2)\n\t\twalk();", 40, "accesses no page-table word"},
      {"READ_ONCE(*pgd_offset(&the_mm, 0x1000));\n\tif (READ_ONCE(gate) == 2)\n\t\twalk();", 40,
       "CPU one never begins its walk: no execution reaches spec.c:4"},
      // One of two walks is done; the other one gets a remark.
      {"if (READ_ONCE(gate) == 2)\n\t\t__wc_walk_begin(0x2000);\n\twalk();", 0,
       "no execution reaches the walk of one that begins at spec.c:1"},
  };
  for (const Walk& each : walks) {
    const ScratchFolder folder;
    folder.write("spec.c", walk + "void one(void)\n{\n\t" + each.body + "\n}\n" + set);
    folder.write("s.toml", memory + cpu("one", "spec.c", "one") + cpu("two", "spec.c", "two"));
    const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml"});
    INFO(each.body << '\n' << outcome.out << outcome.err);
    CHECK(outcome.code == each.code);
    CHECK(contains(outcome.out, each.says));
  }
}

// `one` finds the gate open only in one of the two orders. Then comes what would make the verdict
// HOLDS, followed by a false assumption.
TEST_CASE("what only executions that a false assumption cut have done, nobody has done") {
  const std::string memory = "[memory]\nmap = [ { at = 0x1000, level = '4K' } ]\n";
  const std::string table = "READ_ONCE(*pgd_offset(&the_mm, 0x1000));";
  const std::string third = cpu("three", "mutators/spec.c", "three");
  struct Cut {
    std::string before, opened; // what `one` does before the gate, and after it is open
    std::string three, of_one, rest;
    const char* says;
  };
  const Cut cuts[] = {
      {"", "__wc_cover(\"late\");", "", "spec.c", "[properties]\ncover = [ 'late' ]\n",
       "cover late was never reached"},
      {"", table, "", "spec.c", memory, "no CPU that could be a walker accesses"},
      {"", "__wc_walk_begin(0x1000);" + table, "", "spec.c", memory,
       "walker one accesses no page-table word"},
      {table, "__wc_walk_begin(0x1000);", "", "spec.c", memory, "CPU one never begins its walk"},
      {"", "__wc_free_table(__wc_alloc_table());", "", "spec.c", "", "CPU one changes nothing"},
      {"", "WRITE_ONCE(word, 2);", "READ_ONCE(word);", "mutators/spec.c", "",
       "CPU one changes nothing"},
      // The word is changed in all executions, but only read in those that were cut.
      {"", "READ_ONCE(word);", "WRITE_ONCE(word, 2);", "spec.c", third,
       "CPU three changes nothing"},
      {"", "__wc_event(\"opened\", 1, 2);", "", "spec.c", "[properties]\ncheck = [ 'claim.c' ]\n",
       "invariant claim never made a claim"},
  };
  for (const Cut& each : cuts)
    for (const char* assumed : {"0", "1"})
      for (const char* engine : {"dpor", "exhaustive"}) {
        const ScratchFolder folder;
        const std::string spec = "unsigned long word, gate;\nvoid one(void)\n{\n\t" + each.before +
                                 "\n\tif (READ_ONCE(gate)) {\n\t\t" + each.opened +
                                 "\n\t\t__wc_assume(" + assumed +
                                 ");\n\t}\n}\nvoid two(void)\n{\n\tWRITE_ONCE(gate, 1);\n}\n"
                                 "void three(void)\n{\n\t" +
                                 each.three + "\n}\n";
        folder.write("spec.c", spec);
        folder.write("mutators/spec.c", spec);
        folder.write("claim.c", "void on_opened(unsigned long a, unsigned long b)\n{\n"
                                "\t__wc_require(a < b, \"x\");\n}\n");
        const bool reads = each.three.starts_with("READ_ONCE");
        folder.write("s.toml", cpu("one", each.of_one, "one") + cpu("two", "spec.c", "two") +
                                   (reads ? cpu("three", "spec.c", "three") : "") + each.rest);
        const Outcome outcome = run_walkcheck(folder, {"verify", "--engine", engine, "s.toml"});
        INFO(each.says << "; assumed " << assumed << ", " << engine << '\n'
                       << outcome.out << outcome.err);
        const bool is_cut = *assumed == '0';
        CHECK(outcome.code == (is_cut ? 40 : 0));
        CHECK(contains(outcome.out, " cut by an assumption") == is_cut);
        CHECK(contains(outcome.out, each.says) == is_cut);
      }
}

TEST_CASE(
    "what goes wrong before a false assumption is wrong, and inputs count where they are not cut") {
  const ScratchFolder folder;
  folder.write("spec.c", "unsigned long word;\n"
                         "void one(void)\n{\n\tWRITE_ONCE(word, 1);\n\tREAD_ONCE(word);\n"
                         "\t__wc_assume(0);\n}\n"
                         "void two(void)\n{\n\t__wc_assert(READ_ONCE(word) == 0, \"x\");\n}\n"
                         "void three(unsigned long x)\n{\n\tREAD_ONCE(word);\n\tif (x != 7)\n"
                         "\t\treturn;\n\t__wc_cover(\"seven\");\n\t__wc_assume(word == 2);\n}\n");
  folder.write("s.toml", cpu("one", "spec.c", "one") + cpu("two", "spec.c", "two"));
  CHECK(run_walkcheck(folder, {"verify", "s.toml"}).code == 10);
  // In one class of inputs all executions are cut, and only these reach the cover.
  folder.write("t.toml", "[inputs]\nx = { kind = 'number' }\n" +
                             cpu("three", "spec.c", "three", "args = { x = 'x' }") +
                             "[properties]\ncover = [ 'seven' ]\n");
  const Outcome seven = run_walkcheck(folder, {"verify", "t.toml"});
  INFO(seven.out << seven.err);
  CHECK(seven.code == 40);
  CHECK(contains(seven.out, "cover seven was never reached"));
  CHECK_FALSE(contains(seven.out, "every execution was cut"));
}

TEST_CASE("a claim that cannot fail is vacuous, and one that is not come to is named") {
  struct Claim {
    const char* hooks;
    int code;
    const char* says; // null if nothing is said about claims
  };
  const Claim claims[] = {
      {"void at_end(void)\n{\n\t__wc_require(READ_ONCE(word) == 1, \"x\");\n}\n", 0, nullptr},
      {"void at_end(void)\n{\n\t__wc_require(1, \"x\");\n}\n", 40, "cannot fail"},
      {"void at_end(void)\n{\n\tint x = 3;\n\n\t__wc_require(x == 3, \"x\");\n}\n", 40,
       "cannot fail"},
      {"void at_end(void)\n{\n\t__wc_require(READ_ONCE(word) || 1, \"x\");\n}\n", 40,
       "cannot fail"},
      {"void at_end(void)\n{\n\tunsigned long x = READ_ONCE(word);\n\n"
       "\t__wc_require(x >= 0, \"x\");\n}\n",
       40, "cannot fail"},
      {"void at_end(void)\n{\n\tunsigned long x = READ_ONCE(word);\n\n"
       "\t__wc_require(x == x, \"x\");\n}\n",
       40, "cannot fail"},
      // A claim that is always false forbids being reached: it is neither a claim that cannot fail
      // nor one that was missed.
      {"void at_end(void)\n{\n\tif (READ_ONCE(word) == 9)\n\t\t__wc_require(0, \"x\");\n"
       "\t__wc_require(READ_ONCE(word) == 1, \"y\");\n}\n",
       0, nullptr},
      {"void at_end(void)\n{\n\tif (READ_ONCE(word) == 9)\n"
       "\t\t__wc_require(READ_ONCE(other), \"x\");\n"
       "\t__wc_require(READ_ONCE(word) == 1, \"y\");\n}\n",
       0, "no execution reaches the claim of claim at claim.c:5"},
      {"void at_end(void)\n{\n\tif (READ_ONCE(word) == 9)\n"
       "\t\t__wc_require(READ_ONCE(other), \"x\");\n}\n",
       40, "never made a claim"},
      {"void on_table_freed(unsigned long table)\n{\n\t__wc_require(table == 1, \"x\");\n}\n"
       "void at_end(void)\n{\n\t__wc_require(READ_ONCE(word) == 1, \"y\");\n}\n",
       0, "no execution reaches the claim of claim at claim.c:4"},
  };
  for (const Claim& each : claims) {
    const ScratchFolder folder;
    folder.write("spec.c",
                 "unsigned long word, other;\nvoid one(void)\n{\n\tWRITE_ONCE(word, 1);\n}\n" +
                     kReader);
    folder.write("claim.c", std::string("unsigned long word, other;\n") + each.hooks);
    folder.write("s.toml", cpu("one", "spec.c", "one") + cpu("two", "spec.c", "two") +
                               "[properties]\ncheck = [ 'claim.c' ]\n");
    const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml"});
    INFO(each.hooks << '\n' << outcome.out << outcome.err);
    CHECK(outcome.code == each.code);
    if (each.says != nullptr)
      CHECK(contains(outcome.out, each.says));
    else
      CHECK_FALSE((contains(outcome.out, "cannot fail") || contains(outcome.out, "reaches")));
  }
}

TEST_CASE("a claim over what nobody writes cannot fail, and one over what some text writes can") {
  struct Claim {
    std::string hooks;
    int code;
    const char* says;      // null if nothing is said about claims
    std::string rest = ""; // of the scenario
  };
  const auto at_end = [](const std::string& condition) {
    return "void at_end(void)\n{\n\tunsigned long x = READ_ONCE(word);\n\t__wc_require(" +
           condition + ", \"x\");\n}\n";
  };
  const std::string ghost = "static unsigned long seen;\n", ghosts = "static bool saw[8];\n";
  const char* const by_text = "claim.c:5 that cannot fail: it is true whatever";
  const char* const by_text_6 = "claim.c:6 that cannot fail: it is true whatever";
  const Claim claims[] = {
      {at_end("(int)3 > 2 && 7 / 2 == 3"), 40, by_text},
      {at_end("(x & 7) < 8"), 40, by_text},
      {at_end("(unsigned char)x <= 255"), 40, by_text},
      {at_end("x % 8 < 8"), 40, by_text},
      {at_end("(x & 7) < 7"), 0, nullptr},
      {at_end("(signed char)x <= 126"), 0, nullptr},
      {at_end("(int)x > -1"), 0, nullptr},
      // Its own static variables.
      {ghost + at_end("!seen"), 40, by_text_6},
      {ghost + at_end("!seen || x == 9"), 40, by_text_6},
      {ghosts + at_end("!saw[__wc_this_cpu()]"), 40, by_text_6},
      {"static const int most = 4;\n" + at_end("most > 3"), 40, by_text_6},
      {ghost + "void on_table_freed(unsigned long table) { seen = 1; }\n" + at_end("!seen"), 0,
       nullptr},
      {ghosts + "void on_table_freed(unsigned long table) { saw[table & 7] = true; }\n" +
           at_end("!saw[__wc_this_cpu()]"),
       0, nullptr},
      {ghost +
           "static unsigned long *const to = &seen;\n"
           "void on_table_freed(unsigned long table) { *to = 1; }\n" +
           at_end("!seen"),
       0, nullptr},
      {ghost + at_end("!seen"), 0, nullptr, "[variables]\nseen = 0\n"},
      // A shared variable, as somebody else might write it.
      {at_end("READ_ONCE(other) == 0"), 40,
       "claim.c:5 that cannot fail: it is true as nobody writes other"},
      {at_end("READ_ONCE(other) == 0 && x == 1"), 0, nullptr},
      {at_end("READ_ONCE(other) == 0 || x == 9"), 40, "as nobody writes other"},
      {at_end("x == 1, \"y\"); __wc_require(READ_ONCE(other) == 0"), 0, nullptr}, // of one place
      {at_end("x == 1, \"y\");\n\t__wc_require(READ_ONCE(other) == 0"), 0,
       "the claim of claim at claim.c:6 cannot fail here: nobody writes other"},
      {"void on_table_freed(unsigned long table) { __wc_require(table == 1, \"y\"); }\n" +
           at_end("READ_ONCE(other) == 0"),
       40, "as nobody writes other"},
      {at_end("READ_ONCE(other) == 0"), 0, nullptr, "[variables]\nother = 0\n"},
      {at_end("READ_ONCE(limit) == 5"), 0, nullptr},  // a spec initialises it
      {at_end("READ_ONCE(error) == 0"), 0, nullptr},  // a spec would write it
      {at_end("READ_ONCE(handed) == 0"), 0, nullptr}, // a spec has its address
      {at_end("!__wc_lock_is_taken(&used)"), 0, nullptr},
      {at_end("!__wc_lock_is_taken(&unused)"), 40, "as nobody writes unused"},
      // It is inlined twice, and one of the two can fail.
      {"static void check(unsigned long x) { __wc_require(x < 2, \"x\"); }\n"
       "void at_end(void)\n{\n\tcheck(1);\n\tcheck(READ_ONCE(word));\n}\n",
       0, nullptr},
      {"static void check(unsigned long x) { __wc_require(x < 2, \"x\"); }\n"
       "void at_end(void)\n{\n\tcheck(1);\n\tcheck(0);\n}\n",
       40, "claim.c:2 that cannot fail: it is true whatever"},
  };
  const std::string shared = "unsigned long word, other, error, handed; spinlock_t used, unused;";
  for (const Claim& each : claims) {
    const ScratchFolder folder;
    folder.write("spec.c", shared +
                               "\nunsigned long limit = 5, *to = &handed;\n"
                               "void one(void)\n{\n\tWRITE_ONCE(word, 1);\n"
                               "\tif (READ_ONCE(word) == 9)\n\t\tWRITE_ONCE(error, 1);\n"
                               "\tif (READ_ONCE(word) == 9)\n\t\t*to = READ_ONCE(limit);\n"
                               "\tspin_lock(&used);\n\tspin_unlock(&used);\n}\n" +
                               kReader);
    folder.write("claim.c", shared + " unsigned long limit;\n" + each.hooks);
    folder.write("s.toml", cpu("one", "spec.c", "one") + cpu("two", "spec.c", "two") + each.rest +
                               "[properties]\ncheck = [ 'claim.c' ]\n");
    const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml"});
    INFO(each.hooks << '\n' << outcome.out << outcome.err);
    CHECK(outcome.code == each.code);
    if (each.says != nullptr)
      CHECK(contains(outcome.out, each.says));
    else
      CHECK_FALSE(contains(outcome.out, "cannot fail"));
  }
}
